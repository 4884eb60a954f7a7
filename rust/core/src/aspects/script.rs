//! Which language's script a text is written in.

use super::words::{self, Kind, Visit, Word};
use crate::error::Misuse;
use crate::lexicon::aspects;

/// Scripts that languages are told apart by.
const LATIN: u32 = 1;
const HAN: u32 = 1 << 1;
const KANA: u32 = 1 << 2;
const HANGUL: u32 = 1 << 3;
const CYRILLIC: u32 = 1 << 4;
const GREEK: u32 = 1 << 5;
const ARABIC: u32 = 1 << 6;
const HEBREW: u32 = 1 << 7;
const DEVANAGARI: u32 = 1 << 8;
const BENGALI: u32 = 1 << 9;
const GURMUKHI: u32 = 1 << 10;
const GUJARATI: u32 = 1 << 11;
const TAMIL: u32 = 1 << 12;
const TELUGU: u32 = 1 << 13;
const KANNADA: u32 = 1 << 14;
const MALAYALAM: u32 = 1 << 15;
const THAI: u32 = 1 << 16;
const LAO: u32 = 1 << 17;
const BURMESE: u32 = 1 << 18;
const KHMER: u32 = 1 << 19;
const GEORGIAN: u32 = 1 << 20;
const ARMENIAN: u32 = 1 << 21;
const ETHIOPIC: u32 = 1 << 22;
const OTHER: u32 = 1 << 31;

/// Scripts by language, as ISO 639-1 names languages.
static LANGUAGES: [(u32, &[&str]); 23] = [
    (LATIN, &aspects::SCRIPTS_LATIN),
    (HAN, &aspects::SCRIPTS_HAN),
    (HAN | KANA, &aspects::SCRIPTS_JAPANESE),
    (HANGUL, &aspects::SCRIPTS_HANGUL),
    (CYRILLIC, &aspects::SCRIPTS_CYRILLIC),
    (CYRILLIC | LATIN, &aspects::SCRIPTS_CYRILLIC_OR_LATIN),
    (GREEK, &aspects::SCRIPTS_GREEK),
    (ARABIC, &aspects::SCRIPTS_ARABIC),
    (HEBREW, &aspects::SCRIPTS_HEBREW),
    (DEVANAGARI, &aspects::SCRIPTS_DEVANAGARI),
    (BENGALI, &aspects::SCRIPTS_BENGALI),
    (GURMUKHI, &aspects::SCRIPTS_GURMUKHI),
    (GUJARATI, &aspects::SCRIPTS_GUJARATI),
    (TAMIL, &aspects::SCRIPTS_TAMIL),
    (TELUGU, &aspects::SCRIPTS_TELUGU),
    (KANNADA, &aspects::SCRIPTS_KANNADA),
    (MALAYALAM, &aspects::SCRIPTS_MALAYALAM),
    (THAI, &aspects::SCRIPTS_THAI),
    (LAO, &aspects::SCRIPTS_LAO),
    (BURMESE, &aspects::SCRIPTS_BURMESE),
    (KHMER, &aspects::SCRIPTS_KHMER),
    (GEORGIAN, &aspects::SCRIPTS_GEORGIAN),
    (ARMENIAN | ETHIOPIC, &[]),
];

/// The script of a letter; 0 for what is no letter, and for letters that all languages use in formulas.
fn script(c: char) -> u32 {
    match c {
        'a'..='z' | 'A'..='Z' => LATIN,
        '\u{0}'..='\u{A9}' | '\u{AB}'..='\u{B9}' | '\u{BB}'..='\u{BF}' | '×' | '÷' => 0,
        '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF21}'..='\u{FF5A}' => LATIN,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => GREEK,
        '\u{400}'..='\u{52F}' => CYRILLIC,
        '\u{530}'..='\u{58F}' => ARMENIAN,
        '\u{590}'..='\u{5FF}' => HEBREW,
        '\u{600}'..='\u{6FF}'
        | '\u{750}'..='\u{77F}'
        | '\u{8A0}'..='\u{8FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' => ARABIC,
        '\u{900}'..='\u{97F}' => DEVANAGARI,
        '\u{980}'..='\u{9FF}' => BENGALI,
        '\u{A00}'..='\u{A7F}' => GURMUKHI,
        '\u{A80}'..='\u{AFF}' => GUJARATI,
        '\u{B80}'..='\u{BFF}' => TAMIL,
        '\u{C00}'..='\u{C7F}' => TELUGU,
        '\u{C80}'..='\u{CFF}' => KANNADA,
        '\u{D00}'..='\u{D7F}' => MALAYALAM,
        '\u{E00}'..='\u{E7F}' => THAI,
        '\u{E80}'..='\u{EFF}' => LAO,
        '\u{1000}'..='\u{109F}' => BURMESE,
        '\u{10A0}'..='\u{10FF}' => GEORGIAN,
        '\u{1200}'..='\u{137F}' => ETHIOPIC,
        '\u{1780}'..='\u{17FF}' => KHMER,
        '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => HANGUL,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' => KANA,
        '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' => HAN,
        _ if c.is_alphabetic() && !('\u{1D400}'..='\u{1D7FF}').contains(&c) => OTHER,
        _ => 0,
    }
}

/// Words by script.
#[derive(Default)]
struct Count<'t> {
    text: &'t str,
    /// Half words by the script's bit.
    halves: [usize; 32],
}

impl Visit for Count<'_> {
    fn word(&mut self, word: Word) {
        // Numbers, variables and commands of LaTeX are no language's.
        let command = word.start > 0 && self.text.as_bytes()[word.start - 1] == b'\\';
        let variable = word.kind == Kind::Letters && word.of(self.text).chars().nth(1).is_none();
        if word.kind == Kind::Number || command || variable {
            return;
        }
        let found = word.of(self.text).chars().map(script).find(|&script| script != 0).unwrap_or(0);
        if found != 0 {
            self.halves[found.trailing_zeros() as usize] += word.halves();
        }
    }
}

fn count(text: &str) -> Count<'_> {
    let mut count = Count { text, halves: [0; 32] };
    words::walk(text, &mut count);
    count
}

/// The script that a response should be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target(u32);

impl Target {
    /// Whatever the response itself has most of.
    pub const OWN: Self = Self(0);

    /// The script of a language, by its ISO 639-1 code; what follows a hyphen or an underscore (`zh-CN`) does not matter.
    ///
    /// # Errors
    /// [`Misuse::UnknownLanguage`].
    pub fn of_language(code: &str) -> Result<Self, Misuse> {
        let name = code.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let own = match name.as_str() {
            "hy" => Some(ARMENIAN),
            "am" | "ti" => Some(ETHIOPIC),
            _ => LANGUAGES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(scripts, _)| *scripts),
        };
        own.map(Self).ok_or_else(|| Misuse::UnknownLanguage(code.to_owned()))
    }

    /// The script that a text has most words of: its prompt's. Japanese is Han with kana.
    pub fn of_text(text: &str) -> Self {
        let count = count(text);
        let mut target = Self::OWN;
        let mut most = 0;
        for (place, &halves) in count.halves.iter().enumerate() {
            if halves > most {
                (target, most) = (Self(1 << place), halves);
            }
        }
        let kana = count.halves[KANA.trailing_zeros() as usize];
        if target.0 & (HAN | KANA) != 0 && kana > 0 {
            target = Self(HAN | KANA);
        }
        target
    }
}

/// The share of a response's words that are in the script of its language: numbers, single letters, LaTeX commands and signs are no
/// language's and do not count. A response without other words is in any language, and has 1; one without anything to read has 0.
///
/// The proportion of words in the target language is DeepSeek-R1's reward against mixing languages (2025, arXiv 2501.12948, section
/// 2.3.2); by script, so that no list of words is needed and two languages of one script are not told apart.
///
/// ```
/// use rewards_core::aspects::{Target, script_share};
/// assert_eq!(script_share("所以 the answer is 42。", Target::of_language("en").unwrap()), 0.75);
/// assert_eq!(script_share("x = 42", Target::of_text("多少个？")), 1.0);
/// ```
pub fn script_share(response: &str, target: Target) -> f64 {
    let count = count(response);
    let total: usize = count.halves.iter().sum();
    if total == 0 {
        return f64::from(u8::from(response.contains(char::is_alphanumeric)));
    }
    let target = if target == Target::OWN { Target::of_text(response) } else { target };
    let own: usize = (0..32).filter(|place| target.0 >> place & 1 == 1).map(|place| count.halves[place]).sum();
    own as f64 / total as f64
}
