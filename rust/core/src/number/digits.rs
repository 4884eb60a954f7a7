//! The digits of one number while they are read: a machine word first, text when that is full.

use super::cursor::Cursor;
use super::exact::{Exact, POWERS};
use crate::limits::MAX_DIGITS;

/// Digits that a machine word holds for certain.
const WORD_DIGITS: usize = 18;

/// Digits read so far, leading zeros included in the count.
#[derive(Default)]
pub(super) struct Digits {
    word: u64,
    count: usize,
    zeros: usize,
    long: String,
}

impl Digits {
    /// Takes in one ASCII digit.
    #[inline]
    fn push(&mut self, digit: u8) {
        self.count += 1;
        let value = u64::from(digit - b'0');
        if self.count - self.zeros <= WORD_DIGITS {
            self.word = self.word * 10 + value;
            self.zeros += usize::from(self.word == 0);
        } else {
            if self.long.is_empty() {
                self.long = self.word.to_string();
            }
            self.long.push(char::from(digit));
        }
    }

    /// Takes in the run of digits at the cursor; returns how many they are and the place behind.
    #[inline]
    pub(super) fn read<'a>(&mut self, mut cursor: Cursor<'a>) -> (usize, Cursor<'a>) {
        let before = self.count;
        loop {
            if !self.long.is_empty() {
                // Long runs are nearly always ASCII: they are copied whole.
                let run = cursor.skip_digits();
                let digits = cursor.up_to(run);
                self.long.push_str(digits);
                self.count += digits.len();
                cursor = run;
            }
            let (c, behind) = cursor.next();
            if !c.is_ascii_digit() {
                return (self.count - before, cursor);
            }
            self.push(c as u8);
            cursor = behind;
        }
    }

    /// Digits read from the first that is not zero on.
    pub(super) fn significant(&self) -> usize {
        self.count - self.zeros
    }

    /// The value as a machine word, where it fits for certain.
    pub(super) fn word(&self) -> Option<u64> {
        self.long.is_empty().then_some(self.word)
    }

    /// The value times `10^exponent`. `None` past the limits.
    #[inline]
    pub(super) fn value(&self, negative: bool, exponent: i64) -> Option<Exact> {
        debug_assert!(self.word < POWERS[WORD_DIGITS]);
        if self.long.is_empty() {
            let word = i128::from(self.word);
            return Some(Exact::from_decimal(if negative { -word } else { word }, exponent));
        }
        if self.count > MAX_DIGITS {
            return None;
        }
        Exact::from_digits(negative, &self.long, exponent)
    }
}
