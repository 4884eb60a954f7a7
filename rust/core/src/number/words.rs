//! English number words.

use super::cursor::Cursor;
use super::exact::{Exact, POWERS};
use super::{Form, Number};

/// Most groups of a number in words: each scale occurs once.
const GROUPS: usize = 8;

/// What a word is in a number.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    /// Zero to nine.
    Unit(u8),
    /// Ten to nineteen.
    Teen(u8),
    /// Twenty to ninety.
    Ten(u8),
    Hundred,
    /// A power of ten from thousand on.
    Scale(u8),
    Dozen,
    And,
    /// The article, a one before some words.
    A,
    Point,
    /// `half`, `third`, `quarters`: a part, and whether it is in the plural.
    Part(u16, bool),
    Minus,
    Negative,
    Other,
}

/// Whether a number in words, or its sign, may begin with these letters: most words are passed on sight.
pub(super) fn may_begin(word: &[u8]) -> bool {
    let letter = |index: usize| word.get(index).map_or(0, |b| b | 0x20);
    match (letter(0), letter(1)) {
        (b'a', b' ' | b'n' | b'-') | (b'e', b'i' | b'l') | (b'f', b'i' | b'o') | (b'h', b'a') | (b'm', b'i') => true,
        (b'n' | b's', b'e' | b'i') | (b'o', b'n') | (b't', b'e' | b'w') | (b'z', b'e') => true,
        (b't', b'h') => matches!(letter(2), b'i' | b'r'),
        // An invisible character may stand within.
        (b'a' | b'e' | b'f' | b'h' | b'm' | b'n' | b'o' | b's' | b't' | b'z', second) => {
            second >= 0x80 || letter(2) >= 0x80
        }
        _ => false,
    }
}

/// Reads one word, in any letter case, and says what it is in a number; with the place behind.
fn read_word(cursor: Cursor<'_>) -> Option<(Word, Cursor<'_>)> {
    let mut letters = [0u8; 12];
    let mut length = 0;
    let mut end = cursor;
    loop {
        let (c, behind) = end.next();
        if !c.is_ascii_alphabetic() {
            if length == 0 {
                return None;
            }
            let whole = !(c.is_alphanumeric() || c == '_' || length > letters.len());
            return Some((if whole { look_up(&letters[..length]) } else { Word::Other }, end));
        }
        if let Some(place) = letters.get_mut(length) {
            *place = (c as u8).to_ascii_lowercase();
        } else {
            return Some((Word::Other, end));
        }
        length += 1;
        end = behind;
    }
}

/// The power of ten of a word of scale in small letters.
pub(super) fn scale_of(word: &[u8]) -> Option<u32> {
    match look_up(word) {
        Word::Scale(power) => Some(power.into()),
        _ => None,
    }
}

include!(concat!(env!("OUT_DIR"), "/numerals.rs"));

/// Behind the white space or the hyphen that joins two words.
fn join(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    if let Some(behind) = cursor.skip('-') {
        return Some(behind);
    }
    let behind = cursor.skip_spaces();
    (behind.at() > cursor.at()).then_some(behind)
}

/// The word behind a join.
fn next_word(cursor: Cursor<'_>) -> Option<(Word, Cursor<'_>)> {
    read_word(join(cursor)?)
}

/// Behind a sign in words: `minus `, `negative `.
pub(super) fn read_sign(start: Cursor<'_>) -> Option<Cursor<'_>> {
    match read_word(start)? {
        (Word::Minus | Word::Negative, behind) => join(behind),
        _ => None,
    }
}

/// Whether a number in words was one that prose also uses otherwise.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Doubt {
    None,
    /// Nothing but `one`, which is a pronoun too.
    One,
    /// An article and an ordinal: `a third`.
    Ordinal,
}

/// Reads a number in words at the cursor, without its sign.
pub(super) fn read(start: Cursor<'_>, negative: bool) -> Option<(Number, Cursor<'_>, Doubt)> {
    let (first, behind) = read_word(start)?;
    let mut doubt = Doubt::None;
    let (value, end) = match first {
        Word::Part(2, false) => {
            // `half`, and `half a million`.
            let value = ratio(1, 2)?;
            match next_word(behind) {
                Some((Word::A, end)) => match read_factor(end) {
                    Some((factor, end)) => (value.mul(&factor)?, end),
                    None => (value, behind),
                },
                _ => (value, behind),
            }
        }
        Word::A => match next_word(behind)? {
            (Word::Part(part, false), end) => {
                if part != 2 && part != 4 {
                    doubt = Doubt::Ordinal;
                }
                (ratio(1, part)?, end)
            }
            (Word::Hundred | Word::Scale(_), _) => read_mixed(start)?,
            (Word::Dozen, end) => (Exact::from_i64(12), end),
            _ => return None,
        },
        Word::Unit(_) | Word::Teen(_) | Word::Ten(_) => read_mixed(start)?,
        _ => return None,
    };
    if first == Word::Unit(1) && end.at() == behind.at() {
        doubt = Doubt::One;
    }
    let places = u32::try_from(-value.exponent.min(0)).unwrap_or(0);
    let places = if value.is_decimal() { places } else { 0 };
    let significant = value.digit_count();
    let value = if negative { value.neg() } else { value };
    Some((Number { value, form: Form::Words, places, significant, ambiguous: false }, end, doubt))
}

/// An integer in words, with what may follow it: decimals, a fraction, a dozen.
fn read_mixed(start: Cursor<'_>) -> Option<(Exact, Cursor<'_>)> {
    let (whole, mut end) = read_integer(start)?;
    let mut value = Exact::from_decimal(whole, 0);
    match next_word(end) {
        Some((Word::Part(part, plural), behind)) if whole > 0 && whole < 1000 && (whole > 1) == plural => {
            return Some((value.div(&Exact::from_i64(i64::from(part)))?, behind));
        }
        Some((Word::Dozen, behind)) => (value, end) = (value.mul(&Exact::from_i64(12))?, behind),
        Some((Word::Point, behind)) => {
            if let Some((decimals, behind)) = read_decimals(behind) {
                (value, end) = (value.add(&decimals)?, behind);
            }
        }
        Some((Word::And, behind)) => {
            if let Some((part, behind)) = read_part(behind) {
                (value, end) = (value.add(&part)?, behind);
            }
        }
        _ => return Some((value, end)),
    }
    if let Some((Word::Scale(power), behind)) = next_word(end) {
        (value, end) = (value.mul(&Exact::from_decimal(1, i64::from(power)))?, behind);
    }
    Some((value, end))
}

/// A proper fraction behind `and`: `a half`, `three quarters`.
pub(super) fn read_part(cursor: Cursor<'_>) -> Option<(Exact, Cursor<'_>)> {
    let (above, behind) = match next_word(cursor)? {
        (Word::A, behind) => (1, behind),
        (Word::Unit(above), behind) if above > 0 => (above, behind),
        _ => return None,
    };
    match next_word(behind)? {
        (Word::Part(part, plural), end) if (above > 1) == plural && u16::from(above) < part => {
            Some((ratio(above, part)?, end))
        }
        _ => None,
    }
}

/// The decimals behind `point`: `one four one`, or `fourteen`, `twenty-five`.
fn read_decimals(start: Cursor<'_>) -> Option<(Exact, Cursor<'_>)> {
    let (mut value, mut places, mut end) = (0i128, 0, start);
    while places < 30 {
        match next_word(end) {
            Some((Word::Unit(digit), behind)) => {
                value = value * 10 + i128::from(digit);
                places += 1;
                end = behind;
            }
            Some((Word::Teen(_) | Word::Ten(_), _)) if places == 0 => {
                let (pair, behind) = read_pair(join(end)?)?;
                return Some((Exact::from_decimal(pair, -2), behind));
            }
            _ => break,
        }
    }
    (places > 0).then(|| (Exact::from_decimal(value, -places), end))
}

/// A whole number in words: groups with falling scales.
fn read_integer(start: Cursor<'_>) -> Option<(i128, Cursor<'_>)> {
    let (mut total, mut end) = (0i128, start);
    let mut limit = 30;
    let mut cursor = Some(start);
    for _ in 0..GROUPS {
        let Some((group, behind)) = cursor.and_then(read_group) else { break };
        let (mut power, mut after) = (0, behind);
        while let Some((Word::Scale(scale), behind)) = next_word(after)
            && power < 15
        {
            power += i32::from(scale);
            after = behind;
        }
        // A group that is as large as the last scale begins another number.
        if power >= limit || group >= 10i128.pow(u32::try_from(limit - power).ok()?) {
            break;
        }
        total += group * 10i128.pow(u32::try_from(power).ok()?);
        (limit, end) = (power, after);
        if power == 0 || group == 0 {
            break;
        }
        cursor = join(after.skip(',').unwrap_or(after));
        if let Some((Word::And, behind)) = cursor.and_then(read_word) {
            cursor = join(behind);
        }
    }
    (end.at() > start.at()).then_some((total, end))
}

/// A number below ten thousand: `forty-two`, `a hundred and five`, `twelve hundred`.
fn read_group(start: Cursor<'_>) -> Option<(i128, Cursor<'_>)> {
    let (first, end) = match read_word(start)? {
        (Word::A, behind) => match next_word(behind)? {
            (Word::Hundred | Word::Scale(_), _) => (1, behind),
            _ => return None,
        },
        _ => read_pair(start)?,
    };
    let Some((Word::Hundred, end)) = next_word(end).filter(|_| first > 0) else { return Some((first, end)) };
    let hundreds = first * 100;
    let rest = match next_word(end) {
        Some((Word::And, behind)) => join(behind),
        _ => join(end),
    };
    match rest.and_then(read_pair) {
        // `one hundred and two thirds` is a hundred and two thirds.
        Some((rest, behind)) if rest > 0 && !matches!(next_word(behind), Some((Word::Part(..), _))) => {
            Some((hundreds + rest, behind))
        }
        _ => Some((hundreds, end)),
    }
}

/// A number below a hundred.
fn read_pair(start: Cursor<'_>) -> Option<(i128, Cursor<'_>)> {
    match read_word(start)? {
        (Word::Unit(n) | Word::Teen(n), end) => Some((n.into(), end)),
        (Word::Ten(tens), end) => match next_word(end) {
            Some((Word::Unit(unit @ 1..), end)) => Some(((tens + unit).into(), end)),
            _ => Some((tens.into(), end)),
        },
        _ => None,
    }
}

/// The factor behind digits or an article: ` million`, ` dozen`, `\text{ million}`; letters (`k`, `M`, `B`, `bn`) right behind digits.
pub(super) fn read_factor(start: Cursor<'_>) -> Option<(Exact, Cursor<'_>)> {
    let mut inside = start.skip_spaces();
    if let Some(behind) = inside.skip('~').or_else(|| inside.skip_str(r"\ ")).or_else(|| inside.skip_str(r"\,")) {
        inside = behind;
    }
    let boxed = inside.skip_str(r"\text{").or_else(|| inside.skip_str(r"\mathrm{"));
    let (word, mut end) = read_word(boxed.unwrap_or(inside).skip_spaces())?;
    let factor = match word {
        Word::Hundred => 2,
        Word::Scale(power) => power,
        Word::Dozen => 0,
        _ => return None,
    };
    if boxed.is_some() {
        end = end.skip_spaces().skip('}')?;
    }
    let value = if factor == 0 { 12 } else { i128::from(POWERS[usize::from(factor)]) };
    Some((Exact::from_decimal(value, 0), end))
}

/// The power of ten of a letter right behind digits.
pub(super) fn read_letter(start: Cursor<'_>) -> Option<(Exact, Cursor<'_>)> {
    let (c, behind) = start.next();
    let (power, end) = match c {
        'k' | 'K' => (3, behind),
        'M' => (6, behind),
        'B' => (9, behind),
        'b' => (9, behind.skip('n')?),
        _ => return None,
    };
    let next = end.peek();
    (!next.is_alphanumeric() && !matches!(next, '_' | '^' | '(' | '\\')).then(|| (Exact::from_decimal(1, power), end))
}

fn ratio(above: u8, below: u16) -> Option<Exact> {
    Exact::from_i64(above.into()).div(&Exact::from_i64(below.into()))
}
