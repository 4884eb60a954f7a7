//! The phrases of all languages as one trie over folded bytes, in which equal ends are one.
//!
//! The build script writes its states one after the other. A state is a byte, the number of its set of meanings (two bytes,
//! where the first byte's highest bit is set), and either a chain of labels with one edge each, the last of which leads to
//! the state that stands behind it (bit 64; the number of labels are the bits below), or labels and as many steps to the
//! states that they lead to, counted from the state. Bits 16 and 32 say how many bytes a step has beside its first one, the
//! bits below how many edges there are (15 edges or more have their number in a byte of its own).

use super::fold::fold;
use super::taken_out::{self, Path};
use super::{FIRSTS, GLUED, is_mark, meanings};

static TRIE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/trie.bin"));

/// Stands for the rest of a word.
const STAR: u8 = 1;
/// Stands for a whole word.
const ANY: u8 = 2;
/// Phrases found at one place at most: each language has few of different lengths there.
const MATCHES: usize = 12;
/// Steps of one look-up at most, so that a phrase with stars costs a bounded time.
const STEPS: usize = 400;

/// Bytes of a gap between two words of a phrase at most: a run of marks is looked at from each of them.
const GAP: usize = 256;

/// All phrases that begin at `at`, whatever their language: where each ends, and the number of its set of meanings.
pub(crate) fn look_up(text: &str, at: usize) -> Found {
    let mut found = Found::NONE;
    Walk { text, found: &mut found, steps: 0, within: false }.start(at);
    found
}

/// Adds all phrases that begin at `at` to a list.
pub(crate) fn look_up_into(text: &str, at: usize, list: &mut Vec<(u32, u16)>) {
    list.extend_from_slice(&look_up(text, at));
}

/// The same, also those that end within a word: what compounds are made of.
pub(crate) fn look_up_within(text: &str, at: usize) -> Found {
    let mut found = Found::NONE;
    Walk { text, found: &mut found, steps: 0, within: true }.start(at);
    found
}

/// The phrases that begin at a place: where each ends, and the number of its set of meanings.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    list: [(u32, u16); MATCHES],
    count: usize,
}

impl Found {
    const NONE: Self = Self { list: [(0, 0); MATCHES], count: 0 };

    fn add(&mut self, found: (u32, u16)) {
        if self.count < MATCHES && !self.contains(&found) {
            self.list[self.count] = found;
            self.count += 1;
        }
    }
}

impl std::ops::Deref for Found {
    type Target = [(u32, u16)];

    fn deref(&self) -> &[(u32, u16)] {
        &self.list[..self.count]
    }
}

/// A place in the trie: a state, or a label of a chain with `left` labels from there on.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    left: usize,
    path: Path,
}

impl Place {
    /// The state that the first label of a phrase leads to.
    #[inline]
    fn first(label: u8) -> Option<Self> {
        let at = FIRSTS[usize::from(label)] as usize;
        (at > 0).then(|| Self { at, left: 0, path: Path::START.then(label) })
    }

    /// The number of the set of meanings of a phrase that ends here, and the edges from here.
    #[inline]
    fn read(self) -> (u16, Edges) {
        if self.left > 0 {
            return (0, Edges { state: self.at, labels: self.at, count: self.left, width: 0, path: self.path });
        }
        let head = TRIE[self.at];
        let (set, mut labels) = if head & 128 == 0 {
            (0, self.at + 1)
        } else {
            (u16::from_le_bytes([TRIE[self.at + 1], TRIE[self.at + 2]]), self.at + 3)
        };
        if head & 64 != 0 {
            return (set, Edges { state: self.at, labels, count: usize::from(head & 63), width: 0, path: self.path });
        }
        let mut count = usize::from(head & 15);
        if count == 15 {
            count = usize::from(TRIE[labels]);
            labels += 1;
        }
        (set, Edges { state: self.at, labels, count, width: 1 + usize::from(head >> 4 & 3), path: self.path })
    }
}

/// The edges from a place.
#[derive(Clone, Copy)]
struct Edges {
    state: usize,
    labels: usize,
    count: usize,
    /// Bytes of a step; none in a chain.
    width: usize,
    path: Path,
}

impl Edges {
    /// The smallest label.
    #[inline]
    fn first(&self) -> u8 {
        if self.count == 0 { u8::MAX } else { TRIE[self.labels] }
    }

    /// The place of a label among those of a state: eight are compared at once, and the steps stand behind the last.
    #[inline]
    fn position(&self, label: u8) -> Option<usize> {
        const ONES: u64 = u64::MAX / 255;
        let mut eight = 0;
        while eight < self.count {
            let labels = TRIE.get(self.labels + eight..self.labels + eight + 8)?;
            let other = u64::from_le_bytes(labels.try_into().ok()?) ^ (u64::from(label) * ONES);
            let same = other.wrapping_sub(ONES) & !other & (ONES << 7);
            if same != 0 {
                return Some(eight + same.trailing_zeros() as usize / 8).filter(|place| *place < self.count);
            }
            eight += 8;
        }
        None
    }

    /// Where the edge with a label leads.
    #[inline]
    fn follow(&self, label: u8) -> Option<Place> {
        let path = self.path.then(label);
        if self.width == 0 {
            return (TRIE[self.labels] == label).then_some(Place { at: self.labels + 1, left: self.count - 1, path });
        }
        let steps = self.labels + self.count;
        let place = self.position(label)?;
        let at = steps + self.width * place;
        // More bytes stand behind the last step.
        let step = u32::from_le_bytes(TRIE.get(at..at + 4)?.try_into().ok()?) & (u32::MAX >> (32 - 8 * self.width));
        Some(Place { at: self.state + step as usize, left: 0, path })
    }
}

/// The letters and digits of ASCII in lower case, 0 in place of every other byte.
static PLAIN: [u8; 256] = {
    let (mut plain, mut byte) = ([0; 256], 0_u8);
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            plain[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    plain
};

struct Walk<'t, 'f> {
    text: &'t str,
    found: &'f mut Found,
    steps: usize,
    /// Phrases may end within a word.
    within: bool,
}

impl Walk<'_, '_> {
    /// Walks from a place of the text on.
    fn start(&mut self, at: usize) {
        if let Some(byte) = self.text.as_bytes().get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
            if let Some(first) = Place::first(byte.to_ascii_lowercase()) {
                self.steps = 1;
                self.go(first, at + 1, true);
            }
            return;
        }
        let Some((folded, end)) = self.folded(at) else { return };
        if folded == '\0' {
            return self.start_behind(end);
        }
        let mut bytes = [0; 4];
        let mut bytes = folded.encode_utf8(&mut bytes).bytes();
        let Some(first) = bytes.next().and_then(Place::first) else { return };
        if let Some(place) = bytes.try_fold(first, |place, byte| place.read().1.follow(byte)) {
            self.steps = 1;
            self.go(place, end, folded != ' ');
        }
    }

    /// Begins behind characters that are passed over.
    fn start_behind(&mut self, mut at: usize) {
        while let Some(('\0', end)) = self.folded(at) {
            at = end;
        }
        if at < self.text.len() {
            self.start(at);
        }
    }

    /// The character that the one at a place stands for, and where it ends: a gap between words is one blank.
    #[inline]
    fn folded(&self, at: usize) -> Option<(char, usize)> {
        let c = self.text[at..].chars().next()?;
        Some(if is_blank(c) {
            (' ', self.blank_end(at))
        } else if matches!(c, '*' | '_') && self.blank_end(at) > at + 1 {
            (' ', self.blank_end(at))
        } else {
            (fold(c), at + c.len_utf8())
        })
    }

    /// Goes on from a place of the trie at a place of the text; `inside` tells that a letter stands before the place.
    fn go(&mut self, mut place: Place, mut at: usize, mut inside: bool) {
        let bytes = self.text.as_bytes();
        loop {
            self.steps += 1;
            if self.steps > STEPS {
                return;
            }
            let plain = bytes.get(at).map_or(0, |byte| PLAIN[usize::from(*byte)]);
            // In a chain nothing ends.
            if place.left > 0 && plain > 0 && TRIE[place.at] > ANY {
                if TRIE[place.at] != plain {
                    return;
                }
                place = Place { at: place.at + 1, left: place.left - 1, path: place.path.then(plain) };
                (at, inside) = (at + 1, true);
                continue;
            }
            let (set, edges) = place.read();
            if set != 0 {
                self.note(at, set, place.path);
            }
            if edges.first() <= ANY {
                if inside && let Some(next) = edges.follow(STAR) {
                    let end = self.word_end(at);
                    self.go(next, end, true);
                }
                if !inside && let Some(next) = edges.follow(ANY) {
                    let end = self.word_end(at);
                    if end > at {
                        self.go(next, end, true);
                    }
                }
            }
            let Some(byte) = bytes.get(at) else { return };
            if plain > 0 {
                let Some(next) = edges.follow(plain) else { return };
                (place, at, inside) = (next, at + 1, true);
                continue;
            }
            if *byte == b' ' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) {
                let Some(next) = edges.follow(b' ') else { return };
                (place, at, inside) = (next, at + 1, false);
                continue;
            }
            let Some((folded, end)) = self.folded(at) else { return };
            at = end;
            if folded == '\0' {
                continue;
            }
            let mut bytes = [0; 4];
            let mut bytes = folded.encode_utf8(&mut bytes).bytes();
            let Some(next) = bytes.next().and_then(|first| edges.follow(first)) else { return };
            let Some(next) = bytes.try_fold(next, |next, byte| next.read().1.follow(byte)) else { return };
            place = next;
            inside = folded != ' ';
        }
    }

    /// Notes the meanings that end here, of the languages whose words end here.
    fn note(&mut self, end: usize, set: u16, path: Path) {
        let set = taken_out::set(set, path);
        if set == 0 {
            return;
        }
        let belongs = |c: char| c.is_alphanumeric() || is_mark(c);
        let goes_on = match self.text.as_bytes().get(end) {
            None => false,
            Some(byte) if byte.is_ascii() && !byte.is_ascii_alphanumeric() => false,
            Some(_) => {
                self.text[end..].chars().next().is_some_and(belongs)
                    && self.text[..end].chars().next_back().is_some_and(belongs)
            }
        };
        let found = (end as u32, set);
        if self.within || !goes_on || meanings(set).iter().any(|meaning| GLUED >> meaning.language.index() & 1 == 1) {
            self.found.add(found);
        }
    }

    fn word_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.find(|c: char| !(c.is_alphanumeric() || is_mark(c))).unwrap_or(rest.len())
    }

    /// Where a gap between two words ends, with the marks of emphasis in it; a line break is no gap.
    fn blank_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        if let [b' ', next, ..] = rest.as_bytes()
            && next.is_ascii_alphanumeric()
        {
            return at + 1;
        }
        let rest = &rest[..rest.floor_char_boundary(rest.len().min(GAP))];
        let length = rest.find(|c: char| !(is_blank(c) || matches!(c, '*' | '_'))).unwrap_or(rest.len());
        if rest[..length].contains(is_blank) { at + length } else { at }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{3000}')
}

/// Where a phrase with these labels ends: its way through the trie, and the number of its set of meanings.
#[cfg(test)]
pub(crate) fn phrase(labels: &[u8]) -> Option<(Path, u16)> {
    let (first, rest) = labels.split_first()?;
    let end = rest.iter().try_fold(Place::first(*first)?, |place, label| place.read().1.follow(*label))?;
    Some((end.path, end.read().0)).filter(|(_, set)| *set > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_whatever_their_spelling() {
        let ends = |text: &str| look_up(text, 0).iter().map(|(end, _)| *end as usize).max();
        assert_eq!(ends("answer"), Some(6));
        assert_eq!(ends("ANSWER is"), Some(6));
        assert_eq!(ends("answering"), None);
        assert_eq!(ends("Antwort"), Some(7));
        assert_eq!(ends("答案是"), Some(6));
    }

    /// Every state that can be reached stands within the bytes, and no edge goes back: every walk ends.
    #[test]
    fn every_edge_leads_on() {
        let mut known = std::collections::BTreeSet::new();
        let mut open: Vec<usize> = FIRSTS.iter().filter(|first| **first > 0).map(|first| *first as usize).collect();
        while let Some(at) = open.pop() {
            if !known.insert(at) {
                continue;
            }
            let (_, mut edges) = Place { at, left: 0, path: Path::START }.read();
            while edges.width == 0 {
                let next = edges.follow(TRIE[edges.labels]).unwrap();
                if next.left == 0 {
                    open.push(next.at);
                    break;
                }
                edges = next.read().1;
            }
            if edges.width > 0 {
                for label in &TRIE[edges.labels..edges.labels + edges.count] {
                    let next = edges.follow(*label).unwrap();
                    assert!(next.at > at && next.at < TRIE.len());
                    open.push(next.at);
                }
            }
        }
        assert!(known.len() > 10_000);
    }
}
