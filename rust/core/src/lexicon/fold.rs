//! The one spelling under which the lexicon knows a character. The build script reads this file too.

/// The character that stands for `c` in the lexicon; NUL where `c` is passed over.
///
/// Letter case, width, accents of Greek, vowel marks of Arabic and the forms of its alef do not matter.
pub(super) fn fold(c: char) -> char {
    match c {
        '\0'..='\u{7F}' => c.to_ascii_lowercase(),
        '’' | '‘' | 'ʼ' | '＇' | '´' => '\'',
        '‐' | '‑' | '－' => '-',
        '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{3000}' => ' ',
        // Soft hyphens, zero-width marks, tatweel, vowel marks, combining dots.
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2060}'
        | '\u{FEFF}'
        | '\u{640}'
        | '\u{64B}'..='\u{652}'
        | '\u{670}'
        | '\u{93C}'
        | '\u{307}' => '\0',
        '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' | '\u{FF10}'..='\u{FF19}' => {
            char::from_u32(c as u32 - 0xFEE0).unwrap_or(c).to_ascii_lowercase()
        }
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ی' | 'ى' | 'ئ' => 'ي',
        'ک' => 'ك',
        'ۀ' | 'ة' => 'ه',
        'ё' | 'Ё' => 'е',
        'ς' => 'σ',
        'ά' | 'Ά' => 'α',
        'έ' | 'Έ' => 'ε',
        'ή' | 'Ή' => 'η',
        'ί' | 'Ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' | 'Ό' => 'ο',
        'ύ' | 'Ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' | 'Ώ' => 'ω',
        // Devanagari letters with a nukta of their own.
        '\u{958}' => '\u{915}',
        '\u{959}' => '\u{916}',
        '\u{95A}' => '\u{917}',
        '\u{95B}' => '\u{91C}',
        '\u{95C}' => '\u{921}',
        '\u{95D}' => '\u{922}',
        '\u{95E}' => '\u{92B}',
        // Romanian's older letters with a cedilla.
        'ş' | 'Ş' => 'ș',
        'ţ' | 'Ţ' => 'ț',
        'İ' => 'i',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}
