//! Rewards of form rather than content: length, repetition, tags. Shared by the presets and the auxiliary rewards.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use memchr::memmem;

use super::python;

/// The values of a cosine schedule over the length of a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cosine {
    /// Of a wrong response: the shortest, the longest.
    pub wrong: (f64, f64),
    /// Of a correct response: the shortest, the longest.
    pub correct: (f64, f64),
}

impl Cosine {
    /// The value at a share of the longest length.
    pub fn at(self, progress: f64, correct: bool) -> f64 {
        let (short, long) = if correct { self.correct } else { self.wrong };
        long + 0.5 * (short - long) * (1.0 + (progress * std::f64::consts::PI).cos())
    }
}

/// The soft punishment of overlong responses: 0 up to `longest - cache`, then falling to -1 at `longest`, and -1 past it.
///
/// ```
/// use rewards_core::preset::shape::soft_overlong;
/// assert_eq!(soft_overlong(90, 100.0, 20.0), -0.5);
/// assert_eq!(soft_overlong(101, 100.0, 0.0), -1.0);
/// ```
pub fn soft_overlong(length: usize, longest: f64, cache: f64) -> f64 {
    let length = length as f64;
    if length <= longest - cache {
        0.0
    } else if length <= longest {
        (longest - cache - length) / cache
    } else {
        -1.0
    }
}

/// How many runs of `size` items there are, and how many of them differ; `None` where there are fewer items than that.
///
/// ```
/// use rewards_core::preset::shape::ngrams;
/// assert_eq!(ngrams(&[5, 5, 5, 5, 5], 2), Some((4, 1)));
/// assert_eq!(ngrams(&[1], 2), None);
/// ```
pub fn ngrams(items: &[u32], size: usize) -> Option<(usize, usize)> {
    if size == 0 || items.len() < size {
        return None;
    }
    // Names for runs of 1, 2, 4, … items, then for two of them that overlap to `size`: work grows with the items, and with
    // the logarithm of the size alone.
    let mut names = items.to_vec();
    let mut width = 1;
    while width * 2 < size {
        names = name_pairs(&names, width);
        width *= 2;
    }
    let mut runs: Vec<u64> = pairs(&names, size - width).collect();
    let total = runs.len();
    // Sorting is as fast as hashing on short responses, and faster where a table would leave the cache.
    runs.sort_unstable();
    runs.dedup();
    Some((total, runs.len()))
}

/// The share of repeated runs of `size` items, times the penalty; 0 where there are fewer items than that.
pub fn repetition(items: &[u32], size: usize, penalty: f64) -> f64 {
    ngrams(items, size).map_or(0.0, |(total, distinct)| (1.0 - distinct as f64 / total as f64) * penalty)
}

/// Two names that stand `apart`, as one number, at each place.
fn pairs(names: &[u32], apart: usize) -> impl Iterator<Item = u64> {
    names.iter().zip(&names[apart..]).map(|(first, second)| u64::from(*first) << 32 | u64::from(*second))
}

/// A name for each pair of names that stand `apart`, the same for equal pairs.
fn name_pairs(names: &[u32], apart: usize) -> Vec<u32> {
    number_all(pairs(names, apart))
}

/// The number of a thing, in the order in which things were met.
fn name<T: Hash + Eq>(known: &mut HashMap<T, u32>, item: T) -> u32 {
    let next = known.len() as u32;
    *known.entry(item).or_insert(next)
}

/// Numbers for things of any kind, equal where they are.
pub fn number_all<T: Hash + Eq>(items: impl Iterator<Item = T>) -> Vec<u32> {
    let mut known = HashMap::new();
    items.map(|item| name(&mut known, item)).collect()
}

/// A word in lower case, copied where it has other letters.
fn lower(word: &str) -> Cow<'_, str> {
    let is_lower = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}

/// The words of a text as `text.lower().split()` has them, numbered.
pub fn lower_words(text: &str) -> Vec<u32> {
    number_all(text.split(python::is_space).filter(|word| !word.is_empty()).map(lower))
}

/// The words of a text: what white space parts, and each letter of a script that writes none between words, with its marks.
///
/// ```
/// use rewards_core::preset::shape::words;
/// assert_eq!(words("Two apples, 2.5 kg").count(), 4);
/// assert_eq!(words("我有两个苹果。").collect::<Vec<_>>(), ["我", "有", "两", "个", "苹", "果。"]);
/// assert_eq!(words("用Python写").collect::<Vec<_>>(), ["用", "Python", "写"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(python::is_space).flat_map(|run| Parts { rest: run })
}

/// The words of a text without white space.
struct Parts<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        // A word goes on to the next letter that is a word by itself, and to the next letter behind such a one.
        let first = self.rest.chars().next()?;
        let mut alone = is_unspaced(first);
        let mut spoken = is_spoken(first);
        let ends = self.rest.char_indices().skip(1).find(|(_, c)| {
            let ends = spoken && is_spoken(*c) && (alone || is_unspaced(*c));
            alone |= is_unspaced(*c);
            spoken |= is_spoken(*c);
            ends
        });
        let (word, rest) = self.rest.split_at(ends.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest;
        Some(word)
    }
}

/// A letter of a script that writes no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{E01}'..='\u{E30}' | '\u{E32}'..='\u{E33}' | '\u{E40}'..='\u{E45}' // Thai
        | '\u{E81}'..='\u{EB0}' | '\u{EB2}'..='\u{EB3}' | '\u{EC0}'..='\u{EC4}' // Lao
        | '\u{1000}'..='\u{102A}' | '\u{1780}'..='\u{17B3}' // Burmese, Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' // kana
        | '\u{3105}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{A000}'..='\u{A48C}') // Yi
}

/// A letter or a digit that a word can begin with.
fn is_spoken(c: char) -> bool {
    c.is_alphanumeric() && !is_mark(c)
}

/// A sign that belongs to the letter before it, among those that count as letters.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}' | '\u{EB1}' | '\u{EB4}'..='\u{EBC}'
        | '\u{EC8}'..='\u{ECE}' | '\u{102B}'..='\u{103E}' | '\u{17B4}'..='\u{17D3}' | '\u{3099}'..='\u{309F}'
        | '\u{30FC}'..='\u{30FE}' | '\u{FF70}' | '\u{FF9E}'..='\u{FF9F}')
}

/// The length reward of Kimi k1.5 over a batch: the shorter the better, and a wrong response never gains by it.
///
/// ```
/// use rewards_core::preset::shape::lengths;
/// assert_eq!(lengths(&[10, 20, 15], &[true, true, false]), [0.5, -0.5, 0.0]);
/// ```
pub fn lengths(lengths: &[usize], correct: &[bool]) -> Vec<f64> {
    lengths_in_groups(lengths, correct, &vec![0; lengths.len()])
}

/// [`lengths`] of each group by itself; a group is a number below the number of lengths.
pub fn lengths_in_groups(all: &[usize], correct: &[bool], groups: &[usize]) -> Vec<f64> {
    let mut ranges = vec![(usize::MAX, 0); all.len()];
    let grouped = || all.iter().zip(correct).zip(groups).filter(|(_, group)| **group < all.len());
    for ((length, _), group) in grouped() {
        let (least, most) = &mut ranges[*group];
        (*least, *most) = ((*length).min(*least), (*length).max(*most));
    }
    grouped().map(|((length, correct), group)| share(*length, ranges[*group], *correct)).collect()
}

fn share(length: usize, (least, most): (usize, usize), correct: bool) -> f64 {
    if least == most {
        return 0.0;
    }
    let share = 0.5 - (length - least) as f64 / (most - least) as f64;
    if correct || share < 0.0 { share } else { 0.0 }
}

/// What lengths and repetitions are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Characters, as Python counts them.
    Character,
    /// [`words`].
    Word,
}

impl Unit {
    /// The length of a text.
    pub fn length(self, text: &str) -> usize {
        match self {
            Self::Character => text.chars().count(),
            Self::Word => words(text).count(),
        }
    }

    /// The units of a text, numbered; letter case does not count.
    pub fn items(self, text: &str) -> Vec<u32> {
        match self {
            Self::Character => text.to_lowercase().chars().map(u32::from).collect(),
            Self::Word => number_all(words(text).map(lower)),
        }
    }
}

/// An eighth for each of the four tags of the format with `<reasoning>` and `<answer>` that stands once, less a thousandth
/// for each character behind the last one.
///
/// ```
/// use rewards_core::preset::shape::count_xml;
/// assert_eq!(count_xml("<reasoning>\n2 + 2\n</reasoning>\n<answer>\n4\n</answer>\n"), 0.5);
/// ```
pub fn count_xml(text: &str) -> f64 {
    let once = |tag: &str| count_tags(text, &[tag]) == 1;
    // All of the text where the tag is not in it.
    let behind = |tag: &str| {
        let last = memmem::find_iter(text.as_bytes(), tag.as_bytes()).last();
        last.map_or(text, |at| &text[at + tag.len()..]).chars().count() as f64
    };
    let mut score = 0.0;
    for tag in ["<reasoning>\n", "\n</reasoning>\n"] {
        score += if once(tag) { 0.125 } else { 0.0 };
    }
    if once("\n<answer>\n") {
        score += 0.125;
        score -= behind("\n</answer>\n") * 0.001;
    }
    if once("\n</answer>") {
        score += 0.125;
        score -= (behind("\n</answer>") - 1.0) * 0.001;
    }
    score
}

/// How many of these tags stand in a text exactly once.
pub fn count_tags<T: AsRef<str>>(text: &str, tags: &[T]) -> usize {
    let once = |tag: &&T| memmem::find_iter(text.as_bytes(), tag.as_ref().as_bytes()).take(2).count() == 1;
    tags.iter().filter(once).count()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_are_counted_as_windows_are(items in proptest::collection::vec(0..3_u32, 0..40), size in 1..12_usize) {
            let windows: Vec<&[u32]> = items.windows(size).collect();
            let distinct = windows.iter().collect::<HashSet<_>>().len();
            prop_assert_eq!(ngrams(&items, size), (items.len() >= size).then_some((windows.len(), distinct)));
        }
    }
}
