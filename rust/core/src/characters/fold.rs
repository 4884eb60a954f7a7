//! What a character stands for, whatever script or width it is written in. No allocation, no state.
//!
//! Folding keeps to what Unicode calls the same thing: a fullwidth `４` is the digit 4, an Arabic `٤` too. Letters that only look
//! like digits (`O`, `l`, `б`, `Ƨ`) stay what they are.

/// The zeros of every script's decimal digits beyond ASCII, in order: the ten digits of a script follow one another.
const ZEROS: [u32; 74] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
    0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0,
    0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0,
    0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50,
    0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The value of a decimal digit of any script, and the code point of that script's zero (which tells scripts apart).
///
/// ```
/// use rewards_core::text::fold::digit;
/// assert_eq!(digit('٤'), Some((4, 0x660)));
/// assert_eq!(digit('l'), None);
/// ```
#[inline]
pub fn digit(c: char) -> Option<(u8, u32)> {
    let code = c as u32;
    if code < 0x660 {
        return c.is_ascii_digit().then(|| ((code - 0x30) as u8, 0x30));
    }
    let after = ZEROS.partition_point(|&zero| zero <= code);
    let zero = *ZEROS.get(after.checked_sub(1)?)?;
    (code - zero < 10).then(|| ((code - zero) as u8, zero))
}

/// The value of a decimal digit of any script.
#[inline]
pub fn digit_value(c: char) -> Option<u8> {
    digit(c).map(|(value, _)| value)
}

/// A minus sign: the ASCII hyphen, the minus sign, the en dash and their small and fullwidth forms. An em dash is punctuation.
#[inline]
pub fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2212}' | '\u{2013}' | '\u{FE63}' | '\u{FF0D}')
}

/// A plus sign, ASCII, small or fullwidth.
#[inline]
pub fn is_plus(c: char) -> bool {
    matches!(c, '+' | '\u{FE62}' | '\u{FF0B}')
}

/// White space of any width: Unicode's, which has the no-break, thin and ideographic spaces.
#[inline]
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// A narrow or unbreakable space, one that writers put inside numbers and not between them.
#[inline]
pub fn is_thin_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{2006}'..='\u{200A}' | '\u{202F}' | '\u{205F}')
}

/// A character that shows nothing: zero-width, joining and direction marks, byte order mark, soft hyphen, variation selectors, tags.
#[inline]
pub fn is_invisible(c: char) -> bool {
    if (c as u32) < 0xAD {
        return false;
    }
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// The ASCII character that a fullwidth one stands for; any other character as it is.
#[inline]
pub fn fold_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from((c as u32 - 0xFF01 + 0x21) as u8),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// The numerator and denominator of a vulgar fraction character (`½`, `⅛`).
#[inline]
pub fn vulgar_fraction(c: char) -> Option<(u8, u8)> {
    Some(match c {
        '¼' => (1, 4),
        '½' => (1, 2),
        '¾' => (3, 4),
        '⅐' => (1, 7),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '↉' => (0, 3),
        _ => return None,
    })
}

/// The value of a superscript digit (`¹`, `⁵`).
#[inline]
pub fn superscript_digit(c: char) -> Option<u8> {
    Some(match c {
        '⁰' => 0,
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁴'..='⁹' => (c as u32 - 0x2070) as u8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_sorted_and_their_digits_do_not_overlap() {
        assert!(ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
        for zero in ZEROS {
            for value in 0..10u8 {
                let c = char::from_u32(zero + u32::from(value)).unwrap();
                assert_eq!(digit(c), Some((value, zero)), "{c:?}");
                assert!(c.is_numeric() || zero > 0x10000, "{c:?}");
            }
        }
    }

    #[test]
    fn only_ascii_digits_are_digits_of_ascii() {
        for c in '\0'..='\u{65F}' {
            assert_eq!(digit(c).is_some(), c.is_ascii_digit());
        }
        for c in ['O', 'l', 'I', 'б', 'Ƨ', 'Z', '²', '①', 'Ⅳ', '½', '四'] {
            assert_eq!(digit(c), None, "{c}");
        }
        assert_eq!(digit_value(char::MAX), None);
    }

    #[test]
    fn fullwidth_text_is_ascii_text() {
        let folded: String = "－４２％　Ａ～".chars().map(fold_width).collect();
        assert_eq!(folded, "-42% A~");
        for c in '\0'..='\u{7F}' {
            assert_eq!(fold_width(c), c);
        }
    }

    #[test]
    fn classes_do_not_overlap() {
        for c in '\0'..=char::MAX {
            let classes = [
                is_minus(c),
                is_plus(c),
                is_space(c),
                is_invisible(c),
                digit(c).is_some(),
                vulgar_fraction(c).is_some(),
            ];
            assert!(classes.iter().filter(|&&class| class).count() <= 1, "{c:?}");
            assert!(!is_thin_space(c) || is_space(c), "{c:?}");
        }
    }

    #[test]
    fn dashes_between_words_are_not_minus() {
        assert!("-−–﹣－".chars().all(is_minus));
        assert!(!"—―_~⁻".chars().any(is_minus));
    }
}
