//! The languages of the lexicon and how the language of a sentence is told.

use super::LANGUAGES;

/// A writing system, as far as it tells languages apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the name of a script")]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Devanagari,
    Thai,
    Han,
    Kana,
    Hangul,
}

/// What is said of a language beside its words.
#[derive(Debug)]
pub struct Properties {
    /// Its two letters by ISO 639.
    pub code: &'static str,
    /// Its name in English.
    pub name: &'static str,
    /// The script that tells it.
    pub script: Script,
    /// Whether blanks part its words.
    pub spaces: bool,
    /// Its decimal mark.
    pub decimal: &'static str,
    /// What parts groups of three digits.
    pub groups: &'static [&'static str],
    /// Letters that tell it from other languages of its script.
    pub letters: &'static str,
    /// Whether a number word may have its ones before its tens.
    pub ones_first: bool,
    /// Whether number words are written together.
    pub glued: bool,
    /// Whether a last digit counts the place below the one before it, where no zero stands between: 一百二 is 120.
    pub short_tail: bool,
    /// Whether the denominator stands before the numerator: üçte iki.
    pub part_first: bool,
}

/// A language, by its place in the lexicon. The first one is English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(pub(super) u8);

impl Language {
    /// English, which a sentence is in where nothing tells its language.
    pub const ENGLISH: Self = Self(0);

    /// Every language.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len() as u8).map(Self)
    }

    /// The language with these two letters.
    pub fn of(code: &str) -> Option<Self> {
        Self::all().find(|language| language.properties().code == code)
    }

    /// What is said of it beside its words.
    pub fn properties(self) -> &'static Properties {
        &LANGUAGES[usize::from(self.0)]
    }

    /// Whether a text in it may have this character: a letter of its script or of the Latin one, or no letter.
    pub(crate) fn writes(self, c: char) -> bool {
        if c.is_ascii() || !c.is_alphabetic() {
            return true;
        }
        let own = self.properties().script;
        match script(c) {
            Some(Script::Latin | Script::Greek) => true,
            // Japanese and Korean are written with Chinese characters as well.
            Some(Script::Han) => matches!(own, Script::Han | Script::Kana | Script::Hangul),
            Some(other) => other == own,
            None => !('\u{250}'..'\u{2100}').contains(&c) && c < '\u{A000}',
        }
    }

    /// Its place, for tables with an entry for each language.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The script of a letter; `None` for what no language of the lexicon is written in.
pub(super) fn script(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{4FF}' => Script::Cyrillic,
        '\u{620}'..='\u{6D3}' | '\u{750}'..='\u{77F}' => Script::Arabic,
        '\u{900}'..='\u{963}' => Script::Devanagari,
        '\u{E01}'..='\u{E4E}' => Script::Thai,
        '\u{3041}'..='\u{30FF}' => Script::Kana,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' => Script::Han,
        '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}' => Script::Hangul,
        _ => return None,
    })
}

/// Every script.
const SCRIPTS: [Script; 9] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Arabic,
    Script::Devanagari,
    Script::Thai,
    Script::Han,
    Script::Kana,
    Script::Hangul,
];

/// The script of each language, by its number.
static OF_LANGUAGES: [u8; LANGUAGES.len()] = {
    let (mut scripts, mut at) = ([0; LANGUAGES.len()], 0);
    while at < LANGUAGES.len() {
        scripts[at] = LANGUAGES[at].script as u8;
        at += 1;
    }
    scripts
};

/// How many letters a text has.
pub(super) fn letters(text: &str) -> usize {
    if text.is_ascii() {
        text.bytes().map(|byte| usize::from(byte.is_ascii_alphabetic())).sum()
    } else {
        text.chars().filter(|c| c.is_alphabetic()).count()
    }
}

/// Languages at most.
pub(super) const MOST: usize = 32;

/// How much speaks for each language in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Votes {
    of: [i32; MOST],
    scripts: [u32; 9],
    /// Letters of scripts that no language of the lexicon is written in.
    foreign: u32,
    /// Letters of words that a language knows.
    known: [u32; MOST],
    /// Letters of words that it knows, too, but that tell no language.
    familiar: [u32; MOST],
}

impl Votes {
    pub(super) fn new() -> Self {
        Self { of: [0; MOST], scripts: [0; 9], foreign: 0, known: [0; MOST], familiar: [0; MOST] }
    }

    /// Adds what speaks for each language in another sentence.
    pub(super) fn add(&mut self, other: &Self) {
        self.of.iter_mut().zip(other.of).for_each(|(of, more)| *of += more);
        self.scripts.iter_mut().zip(other.scripts).for_each(|(letters, more)| *letters += more);
        self.foreign += other.foreign;
        self.known.iter_mut().zip(other.known).for_each(|(letters, more)| *letters += more);
        self.familiar.iter_mut().zip(other.familiar).for_each(|(letters, more)| *letters += more);
    }

    /// The language, where enough is known to be sure of it.
    pub(super) fn told(&self) -> Option<Language> {
        let (language, _) = self.decide(None);
        self.is_certain(language, None).then_some(language)
    }

    /// A phrase of a language, which counts by its letters.
    pub(super) fn phrase(&mut self, language: Language, letters: usize) {
        // A single letter is a name in a formula as well.
        if letters < 2 {
            return;
        }
        self.of[language.index()] += i32::try_from(letters.min(20)).unwrap_or(0);
        self.known[language.index()] += letters as u32;
    }

    /// A phrase that stands in sentences of any language.
    pub(super) fn familiar(&mut self, language: Language, letters: usize) {
        self.familiar[language.index()] += letters as u32;
    }

    /// Whether a quarter of the letters are in words that the language knows, or it is the language of the sentences around.
    /// A few Latin words that no language knows count as English.
    pub(super) fn is_certain(&self, language: Language, hint: Option<Language>) -> bool {
        let letters = self.scripts.iter().sum::<u32>() + self.foreign;
        let dense = matches!(language.properties().script, Script::Han | Script::Kana | Script::Hangul | Script::Thai);
        let unknown = self.of.iter().all(|votes| *votes <= 2);
        // One English word among Latin words that no language knows: "Jake finished with 37 points".
        let english = Language::ENGLISH.index();
        let alone = self.of[english] >= 4
            && letters == self.scripts[Script::Latin as usize]
            && self.of.iter().enumerate().all(|(at, votes)| at == english || *votes <= 2);
        dense
            || self.known[language.index()] * 4 >= letters
            || (hint == Some(language) && letters > 0 && !unknown)
            || (hint == Some(language)
                && letters > 0
                && (self.known[language.index()] + self.familiar[language.index()]) * 2 >= letters)
            || (language == Language::ENGLISH && (unknown || alone))
    }

    /// The letters of a word.
    pub(super) fn letters(&mut self, word: &str) {
        if word.is_ascii() {
            self.scripts[Script::Latin as usize] += letters(word) as u32;
        } else {
            word.chars().for_each(|c| self.letter(c));
        }
    }

    /// A letter.
    fn letter(&mut self, c: char) {
        let Some(script) = script(c) else {
            self.foreign += u32::from(c.is_alphabetic());
            return;
        };
        self.scripts[script as usize] += 1;
        if c.is_ascii() {
            return;
        }
        for language in Language::all() {
            let properties = language.properties();
            if properties.script == script && !properties.letters.is_empty() {
                let lower = c.to_lowercase().next().unwrap_or(c);
                self.of[language.index()] += if properties.letters.contains(lower) { 2 } else { 0 };
            }
        }
    }

    /// The language that most speaks for; `hint` where several are even, English where nothing tells. And whether more speaks for it
    /// than for any other one, so that it does not depend on the hint.
    pub(super) fn decide(&self, hint: Option<Language>) -> (Language, bool) {
        let count = |script: Script| self.scripts[script as usize];
        let writes = |script: Script| match script {
            // Japanese is written in both, and a few kana are enough to tell it.
            Script::Kana => count(Script::Kana) > 0 && count(Script::Kana) * 12 >= count(Script::Han),
            Script::Han => count(Script::Han) > 0 && count(Script::Kana) * 12 < count(Script::Han),
            // Latin letters stand as names and units in texts of every script: its languages need words of theirs.
            Script::Latin => count(Script::Latin) > 0,
            script => count(script) > 0,
        };
        let mut best: Option<((i32, bool, u32), Language)> = None;
        let mut even = false;
        let written = SCRIPTS.iter().fold(0_u32, |bits, script| bits | u32::from(writes(*script)) << *script as u8);
        for language in Language::all() {
            let script = OF_LANGUAGES[language.index()];
            if written >> script & 1 == 0 {
                continue;
            }
            let mut votes = self.of[language.index()];
            if script != Script::Latin as u8 {
                votes += 1;
            }
            // Where as much speaks for several, the one of the sentences around, or the one that knows more of the letters.
            let at = language.index();
            let rank = (votes, hint == Some(language), self.known[at] + self.familiar[at]);
            if best.is_none_or(|(most, _)| rank > most) {
                even = best.is_some_and(|((most, ..), _)| most == votes);
                best = Some((rank, language));
            } else {
                even |= best.is_some_and(|((most, ..), _)| most == votes);
            }
        }
        match best {
            Some(((votes, ..), language)) if votes > 0 => (language, !even),
            _ => (hint.unwrap_or(Language::ENGLISH), false),
        }
    }
}
