//! The words of an ASCII text, 64 bytes at a time: one bit a byte says what it is, and words are runs of bits.
//!
//! A loop over bytes guesses at every word's end whether it goes on, and guesses wrong; here each word is found by counting zeros.

use super::words::{Visit, Word};

const BLOCK: usize = 64;

const LETTER: u8 = 1;
const DIGIT: u8 = 1 << 1;
/// `.` and `,`, which a number may hold.
const POINT: u8 = 1 << 2;
const APOSTROPHE: u8 = 1 << 3;
const STOP: u8 = 1 << 4;
/// Anything but letters, digits and white space.
const SIGN: u8 = 1 << 5;
const LINE: u8 = 1 << 6;
const CONTROL: u8 = 1 << 7;

/// What one ASCII byte is, without a branch or a table: so that a block's bytes are told sixteen at a time.
#[inline]
#[allow(
    clippy::needless_bitwise_bool,
    reason = "a branch would keep the loop over a block from running on sixteen bytes at once"
)]
fn class(byte: u8) -> u8 {
    let is = |yes: bool, class: u8| if yes { class } else { 0 };
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    let line = byte == b'\n';
    let space = (byte == b' ') | (byte == b'\t') | (byte == b'\r');
    let control = ((byte < b' ') | (byte == 0x7F)) & !space & !line;
    is(letter, LETTER)
        | is(digit, DIGIT)
        | is((byte == b'.') | (byte == b','), POINT)
        | is(byte == b'\'', APOSTROPHE)
        | is((byte == b'.') | (byte == b'!') | (byte == b'?'), STOP)
        | is(!(letter | digit | line | space), SIGN)
        | is(line, LINE)
        | is(control, CONTROL)
}

/// Which bytes of a block are what, one bit a byte.
#[derive(Clone, Copy, Default)]
struct Masks {
    letter: u64,
    digit: u64,
    point: u64,
    apostrophe: u64,
    stop: u64,
    sign: u64,
    line: u64,
    control: u64,
}

impl Masks {
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut masks = Self::default();
        let mut classes = [0; BLOCK];
        for (kind, &byte) in classes.iter_mut().zip(block) {
            *kind = class(byte);
        }
        for (place, classes) in classes.chunks_exact(8).enumerate() {
            let classes = u64::from_le_bytes(classes.try_into().unwrap_or_default());
            // The multiplication brings one bit of each byte together in the highest byte.
            let bits = |class: u8| {
                let ones = classes >> class.trailing_zeros() & 0x0101_0101_0101_0101;
                ones.wrapping_mul(0x0102_0408_1020_4080) >> 56 << (8 * place)
            };
            masks.letter |= bits(LETTER);
            masks.digit |= bits(DIGIT);
            masks.point |= bits(POINT);
            masks.apostrophe |= bits(APOSTROPHE);
            masks.stop |= bits(STOP);
            masks.sign |= bits(SIGN);
            masks.line |= bits(LINE);
            masks.control |= bits(CONTROL);
        }
        masks
    }

    /// The masks of the block that begins at `at`, spaces behind the text's end.
    fn at(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        if let Some(block) = rest.first_chunk() {
            return Self::of(block);
        }
        let mut block = [b' '; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        Self::of(&block)
    }
}

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
        let (mut starts, ends) = (words & !shifted, shifted & !words);
        let stops = masks.stop & !inside & !ahead(free, next.letter | next.digit);
        visitor.signs((masks.sign & !inside).count_ones() as usize, masks.control.count_ones() as usize);

        let mut events = ends | stops | masks.line;
        while events != 0 {
            let place = events.trailing_zeros();
            let at = base + place as usize;
            events &= events - 1;
            if ends >> place & 1 == 1 {
                // A word that began in an earlier block has no start in this one before its end.
                let start = starts.trailing_zeros();
                if start < place {
                    starts &= starts - 1;
                    open = base + start as usize;
                }
                visitor.word(Word::plain(text, open, at));
            }
            if stops >> place & 1 == 1 {
                visitor.stop(at + 1);
            } else if masks.line >> place & 1 == 1 {
                visitor.stop(at);
            }
        }
        if starts != 0 {
            open = base + starts.trailing_zeros() as usize;
        }
        (word_before, before, masks) = (words, masks, next);
    }
    visitor.stop(bytes.len());
}
