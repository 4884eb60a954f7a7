//! How much of a text says again what it has said: the share of repeated n-grams.
//!
//! One minus distinct-n, the number of distinct n-grams over all of them (Li et al., 2016, arXiv 1510.03055, section 5).

use super::reading::Words;
use super::set::Set;
use super::words::mix;
use crate::limits::GRAM_WORDS;

/// The base of the polynomial that a gram's number is: odd, so that no word's bits are lost.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Grams up to which it is likely that no two of them meet in one bit of 16,384.
const FEW: usize = 96;

impl Words<'_> {
    /// The share of n-grams that stand earlier in the text already; 0 where there are too few to tell.
    pub(super) fn repeated_share(&self, words: usize) -> f64 {
        // A letter of a script without spaces is half a word.
        let length = if self.characters * 2 > self.hashes.len() { words * 2 } else { words };
        let Some(total) = (self.hashes.len() + 1).checked_sub(length).filter(|&total| total > 1) else { return 0.0 };
        if total <= FEW && self.differ(length) {
            return 0.0;
        }
        let mut seen = Set::for_about(total);
        self.grams(length).for_each(|gram| {
            seen.insert(gram);
        });
        (total - seen.len()) as f64 / total as f64
    }

    /// Whether all n-grams are told apart by one bit of many, as those of a short text that repeats nothing mostly are.
    fn differ(&self, length: usize) -> bool {
        let (mut bits, mut met) = ([0_u64; 256], 0);
        self.grams(length).for_each(|gram| {
            let (place, bit) = ((gram >> 56) as usize, 1 << (gram >> 50 & 63));
            met |= bits[place] & bit;
            bits[place] |= bit;
        });
        met == 0
    }

    /// A number for each n-gram of so many words, of which there are that many at least.
    fn grams(&self, length: usize) -> impl Iterator<Item = u64> {
        // The gram's number is a polynomial of its words' numbers: the next gram's takes one step, not `length`.
        let oldest = (0..length).fold(1u64, |power, _| power.wrapping_mul(BASE));
        let (first, rest) = self.hashes.split_at(length);
        let mut gram = first.iter().fold(0u64, |gram, &word| gram.wrapping_mul(BASE).wrapping_add(word));
        // Mixed once more, since a polynomial's low bits depend on its words' low bits alone.
        std::iter::once(mix(gram, BASE)).chain(rest.iter().zip(&self.hashes).map(move |(&new, &old)| {
            gram = gram.wrapping_mul(BASE).wrapping_add(new).wrapping_sub(old.wrapping_mul(oldest));
            mix(gram, BASE)
        }))
    }
}

/// The share of a text's n-grams of `words` words that stand earlier in it already, from 0 to below 1.
///
/// ```
/// use rewards_core::aspects::repetition;
/// assert_eq!(repetition("one two one two one two", 2), 3.0 / 5.0);
/// assert_eq!(repetition("all words differ here", 2), 0.0);
/// ```
pub fn repetition(text: &str, words: usize) -> f64 {
    Words::read(text).repeated_share(words.clamp(1, GRAM_WORDS))
}
