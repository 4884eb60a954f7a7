//! The words of an ASCII text, 64 bytes at a time: one bit a byte says what it is, and words are runs of bits.
//!
//! A loop over bytes guesses at every word's end whether it goes on, and guesses wrong; here each word is found by counting zeros.

use super::masks::{BLOCK, Masks};
use super::words::{Visit, Word};

/// Hands the words of an ASCII text to a visitor, in order.
pub(super) fn walk(text: &str, visitor: &mut impl Visit) {
    let bytes = text.as_bytes();
    let (mut masks, mut before) = (Masks::at(bytes, 0), Masks::default());
    let mut word_before = 0;
    let mut open = 0;
    // One block more than there are closes the last word.
    for base in (0..=bytes.len()).step_by(BLOCK) {
        let next = Masks::at(bytes, base + BLOCK);
        let behind = |mask: u64, before: u64| mask << 1 | before >> (BLOCK - 1);
        let ahead = |mask: u64, next: u64| mask >> 1 | next << (BLOCK - 1);
        let free = masks.letter | masks.digit;
        let digits = behind(masks.digit, before.digit) & ahead(masks.digit, next.digit);
        let letters = behind(free, before.letter | before.digit) & ahead(masks.letter, next.letter);
        let inside = masks.point & digits | masks.apostrophe & letters;
        let words = free | inside;
        let shifted = behind(words, word_before);
        let (mut starts, mut ends) = (words & !shifted, shifted & !words);
        let stops = masks.stop & !inside & !ahead(free, next.letter | next.digit);
        visitor.signs((masks.sign() & !inside).count_ones() as usize, masks.control.count_ones() as usize);

        // The words up to a stop or a line's end, then that one, and at last the words behind them all.
        let mut breaks = stops | masks.line;
        loop {
            let place = breaks.trailing_zeros();
            // A stop stands right behind the word that it ends.
            let mut here = ends & (2_u64.checked_shl(place).unwrap_or(0).wrapping_sub(1));
            ends &= !here;
            while here != 0 {
                let place = here.trailing_zeros();
                here &= here - 1;
                // A word that began in an earlier block has no start in this one before its end.
                let start = starts.trailing_zeros();
                if start < place {
                    starts &= starts - 1;
                    open = base + start as usize;
                }
                visitor.word(Word::plain(text, open, base + place as usize));
            }
            if breaks == 0 {
                break;
            }
            breaks &= breaks - 1;
            let at = base + place as usize;
            visitor.stop(if stops >> place & 1 == 1 { at + 1 } else { at });
        }
        if starts != 0 {
            open = base + starts.trailing_zeros() as usize;
        }
        (word_before, before, masks) = (words, masks, next);
    }
    visitor.stop(bytes.len());
}
