//! How often numbers and keys are there, what those have in common that share a key, and lots drawn for them.

/// An odd number whose multiples are spread well over their high bits: the golden ratio's.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Groups of two and more known values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Groups {
    /// How many.
    pub count: u64,
    /// Those without two different values.
    pub flat: u64,
    /// The sum of the deviations within them.
    pub spread: f64,
}

/// The different numbers and how often each is there, in the order in which they come; `None` if there are more than `most`.
/// Zero has no sign here, and those that are not finite are passed over.
///
/// ```
/// use rewards_core::batch::count_values;
/// let mut counts = count_values(&[0.5, 1.0, 0.5], 64).unwrap();
/// counts.sort_by(|a, b| a.0.total_cmp(&b.0));
/// assert_eq!(counts, [(0.5, 2), (1.0, 1)]);
/// assert_eq!(count_values(&[0.5, 1.0], 1), None);
/// ```
pub fn count_values(values: &[f64], most: usize) -> Option<Vec<(f64, u64)>> {
    let finite = values.iter().filter(|value| value.is_finite());
    let keys = finite.map(|value| if *value == 0.0 { 0 } else { value.to_bits() });
    let counts = count_keys(keys, most.min(values.len()))?;
    Some(counts.into_iter().map(|(bits, count)| (f64::from_bits(bits), count)).collect())
}

/// How many different numbers there are.
pub fn count_distinct(keys: &[u64]) -> usize {
    // The keys stay where they are: where all are different, to copy them would cost more than to find them.
    let bits = bits_for(keys.len());
    let mut table = vec![u32::MAX; 1 << bits];
    let mut found = 0;
    for (at, key) in keys.iter().enumerate() {
        let mut slot = slot_of(*key, bits);
        loop {
            match keys.get(table[slot] as usize) {
                Some(other) if other == key => break,
                Some(_) => slot = (slot + 1) & (table.len() - 1),
                None => {
                    table[slot] = at as u32;
                    found += 1;
                    break;
                }
            }
        }
    }
    found
}

/// How often each of so many codes is there; others are passed over.
///
/// ```
/// assert_eq!(rewards_core::batch::count_codes(&[2, 0, 2, 255], 3), [1, 0, 2]);
/// ```
pub fn count_codes(codes: &[u8], most: usize) -> Vec<u64> {
    // One count would wait for the last where codes are alike.
    let mut counts = [[0_u32; 256]; 4];
    for (at, code) in codes.iter().enumerate() {
        counts[at % 4][usize::from(*code)] += 1;
    }
    (0..most.min(256)).map(|code| counts.iter().map(|counts| u64::from(counts[code])).sum()).collect()
}

/// What values have in common that share a key; those that are not finite are passed over. The squares are those of the
/// distances from `near`, so that little is lost to rounding where the values are.
///
/// ```
/// use rewards_core::batch::describe_groups;
/// let found = describe_groups(&[1.0, 0.0, 3.0, 0.0, 7.0], &[1, 2, 1, 2, 3], 1.0);
/// assert_eq!((found.count, found.flat, found.spread), (2, 1, 1.0));
/// ```
pub fn describe_groups(values: &[f64], keys: &[u64], near: f64) -> Groups {
    struct Group {
        count: f64,
        sum: f64,
        squares: f64,
        low: f64,
        high: f64,
    }
    let mut places = Places::new(keys.len());
    let mut groups: Vec<Group> = Vec::new();
    let mut last: Option<(u64, usize)> = None;
    for (value, key) in values.iter().zip(keys).filter(|(value, _)| value.is_finite()) {
        let place = match last {
            Some((before, place)) if before == *key => place,
            _ => places.of(*key).unwrap_or(0),
        };
        last = Some((*key, place));
        if place >= groups.len() {
            groups.push(Group { count: 0.0, sum: 0.0, squares: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY });
        }
        let (group, apart) = (&mut groups[place], value - near);
        group.count += 1.0;
        group.sum += apart;
        group.squares += apart * apart;
        group.low = group.low.min(*value);
        group.high = group.high.max(*value);
    }
    let mut found = Groups::default();
    for group in groups.into_iter().filter(|group| group.count > 1.0) {
        found.count += 1;
        if group.low < group.high {
            let mean = group.sum / group.count;
            found.spread += (group.squares / group.count - mean * mean).max(0.0).sqrt();
        } else {
            found.flat += 1;
        }
    }
    found
}

/// The places of so many keys that draw the smallest lots, the smallest first. A lot depends on its key and the salt.
///
/// ```
/// use rewards_core::batch::draw_lots;
/// let all = draw_lots(&[1, 2, 3], 7, 9);
/// assert_eq!((all.len(), draw_lots(&[1, 2, 3], 7, 2)), (3, all[..2].to_vec()));
/// ```
pub fn draw_lots(keys: &[u64], salt: u64, count: usize) -> Vec<usize> {
    let lot = |key: &u64| {
        let mixed = (key ^ salt).wrapping_mul(SPREAD);
        mixed ^ (mixed >> 32)
    };
    let below = |most: u64| -> Vec<(u64, usize)> {
        let lots = keys.iter().enumerate().map(|(at, key)| (lot(key), at));
        lots.filter(|(lot, _)| *lot <= most).collect()
    };
    // Lots are spread evenly, so that those below a share of them all are that share, more or less.
    let share = (u64::MAX / (keys.len() as u64).max(1)).saturating_mul(count as u64).saturating_mul(5) / 2;
    let mut some = if keys.len() > 8 * count { below(share) } else { Vec::new() };
    if some.len() < count {
        some = below(u64::MAX);
    }
    some.sort_unstable();
    some.into_iter().take(count).map(|(_, at)| at).collect()
}

/// Some of the rows, in order, each with the number of its group: rows that share a key are a group, numbered as they come.
///
/// Whole groups are taken, those that draw the smallest lots, as far as they fit; of a first one that is larger, what fits.
///
/// ```
/// use rewards_core::batch::choose_groups;
/// let chosen = choose_groups(&[5, 5, 6, 6, 6, 5], 7, 3);
/// assert!(chosen == [(0, 0), (1, 0), (5, 0)] || chosen == [(2, 1), (3, 1), (4, 1)]);
/// ```
pub fn choose_groups(keys: &[u64], salt: u64, most: usize) -> Vec<(usize, usize)> {
    let mut places = Places::new(keys.len());
    let mut last: Option<(u64, usize)> = None;
    let mut number_of = |key: u64| match last {
        Some((before, number)) if before == key => number,
        _ => {
            let number = places.of(key).unwrap_or(0);
            last = Some((key, number));
            number
        }
    };
    let numbers: Vec<usize> = keys.iter().map(|key| number_of(*key)).collect();
    if keys.len() <= most {
        return numbers.into_iter().enumerate().collect();
    }
    let mut sizes = vec![0; places.keys.len()];
    for number in &numbers {
        sizes[*number] += 1;
    }
    let (mut picked, mut room) = (vec![false; sizes.len()], most);
    for (rank, number) in draw_lots(&places.keys, salt, most).into_iter().enumerate() {
        picked[number] = rank == 0 || sizes[number] <= room;
        if sizes[number] > room {
            break;
        }
        room -= sizes[number];
    }
    numbers.into_iter().enumerate().filter(|(_, number)| picked[*number]).take(most).collect()
}

/// The different keys with their counts; `None` if there are more than `most`.
fn count_keys(keys: impl Iterator<Item = u64>, most: usize) -> Option<Vec<(u64, u64)>> {
    let mut places = Places::new(most);
    let mut counts: Vec<u64> = Vec::new();
    for key in keys {
        let place = places.of(key)?;
        match counts.get_mut(place) {
            Some(count) => *count += 1,
            None => counts.push(1),
        }
    }
    Some(places.keys.into_iter().zip(counts).collect())
}

/// Keys in the order in which they come, found by open addressing in a table that is at most a quarter full.
struct Places {
    table: Vec<u32>,
    bits: u32,
    most: usize,
    keys: Vec<u64>,
}

/// For how many keys there is room at first: those of most rewards and groups.
const ROOM: usize = 64;

impl Places {
    fn new(most: usize) -> Self {
        let bits = bits_for(2 * most.min(ROOM));
        Self { table: vec![u32::MAX; 1 << bits], bits, most, keys: Vec::new() }
    }

    /// The place of a key, a new one if it is new; `None` if that were one too many.
    fn of(&mut self, key: u64) -> Option<usize> {
        let mut slot = slot_of(key, self.bits);
        loop {
            let place = self.table[slot] as usize;
            match self.keys.get(place) {
                Some(other) if *other == key => return Some(place),
                Some(_) => slot = (slot + 1) & (self.table.len() - 1),
                None => break,
            }
        }
        if self.keys.len() == self.most {
            return None;
        }
        let place = self.keys.len();
        self.table[slot] = place as u32;
        self.keys.push(key);
        if 4 * self.keys.len() > self.table.len() {
            self.grow();
        }
        Some(place)
    }

    fn grow(&mut self) {
        self.bits += 2;
        self.table = vec![u32::MAX; 1 << self.bits];
        for (place, key) in self.keys.iter().enumerate() {
            let mut slot = slot_of(*key, self.bits);
            while self.table[slot] != u32::MAX {
                slot = (slot + 1) & (self.table.len() - 1);
            }
            self.table[slot] = place as u32;
        }
    }
}

/// A table of two to this many slots is at most half full of so many keys.
fn bits_for(keys: usize) -> u32 {
    (2 * keys.max(1)).next_power_of_two().trailing_zeros()
}

fn slot_of(key: u64, bits: u32) -> usize {
    (key.wrapping_mul(SPREAD) >> (64 - bits)) as usize
}
