//! A piece of text as words with roles, in one pass.

use super::language::{Language, Script, Votes, script};
use super::{Meaning, Role, Roles, is_mark, look_up, meanings};
use crate::characters::{fold, sentence};

/// What kind of thing a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters: a word, or a phrase of several.
    Word,
    /// Digits with their grouping and decimal marks.
    Number,
    /// A formula between its delimiters, or a command with its arguments.
    Formula,
    /// Any other single character.
    Sign,
    /// A mark that ends a sentence.
    Stop,
    /// A line break.
    Break,
}

/// A word, a phrase that has a role, a number, a formula or a sign.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it begins, in bytes of the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its roles in the language of its sentence.
    pub roles: Roles,
    /// The language of its sentence.
    pub language: Language,
    /// Whether enough of the sentence is known to be sure of its language: elsewhere no word may be passed over.
    pub certain: bool,
    pub(crate) meaning: Option<&'static Meaning>,
}

impl Word {
    /// Whether it has a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.has(role)
    }

    /// The number that goes with a role: the value of a number word, the number of a verdict.
    pub fn datum(&self, role: Role) -> Option<i64> {
        self.meaning.and_then(|meaning| meaning.datum(role))
    }

    /// As it is written.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// A word before the language of its sentence is known: the phrases that begin at it stand in a list beside.
struct Raw {
    start: usize,
    end: usize,
    kind: Kind,
    /// Written without blanks between words.
    dense: bool,
    matches: (u32, u32),
}

/// The words of `text[start..end]`. `hint` is the language of a sentence that nothing tells the language of.
///
/// ```
/// use rewards_core::lexicon::{Language, Role, words};
/// let text = "Die Antwort ist 42.";
/// let words = words::read(text, 0, text.len(), None);
/// assert!(words[1].has(Role::Answer) && words[1].language == Language::of("de").unwrap());
/// assert_eq!(words[3].of(text), "42");
/// ```
pub fn read(text: &str, start: usize, end: usize, hint: Option<Language>) -> Vec<Word> {
    let text = &text[..end];
    let (raws, matches) = scan(text, start);
    let mut whole = None;
    let hint = hint.or_else(|| {
        let votes = whole.insert(votes(text, &raws, &matches));
        let language = votes.decide(None);
        votes.is_certain(language, None).then_some(language)
    });
    let mut words = Vec::with_capacity(raws.len());
    let mut first = 0;
    let mut hint = hint;
    while first < raws.len() {
        let stop = raws[first..].iter().position(|raw| matches!(raw.kind, Kind::Stop | Kind::Break));
        let next = stop.map_or(raws.len(), |stop| first + stop + 1);
        let votes = match whole.take() {
            Some(whole) if next == raws.len() && first == 0 => whole,
            _ => votes(text, &raws[first..next], &matches),
        };
        let language = votes.decide(hint);
        let certain = votes.is_certain(language, hint)
            || raws[first..next].iter().any(|raw| {
                raw.end > raw.start + 3 && is_anchor(raw, usize::MAX, Roles::of(&[Role::Answer]), &matches, language)
            });
        resolve(text, &raws[first..next], &matches, (language, certain), &mut words);
        hint = if certain { Some(language) } else { hint };
        first = next;
    }
    words
}

/// The words of `text[start..end]`, which belongs to a sentence in `language`.
pub(crate) fn read_in(text: &str, start: usize, end: usize, language: Language) -> Vec<Word> {
    let text = &text[..end];
    let (raws, matches) = scan(text, start);
    let mut words = Vec::with_capacity(raws.len());
    resolve(text, &raws, &matches, (language, true), &mut words);
    words
}

/// The pieces of a text from `start` on, and the phrases that begin at each.
fn scan(text: &str, start: usize) -> (Vec<Raw>, Vec<(u32, u16)>) {
    let length = text.len() - start;
    let (mut raws, mut matches) = (Vec::with_capacity(length / 4 + 4), Vec::with_capacity(length / 4 + 4));
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        if *byte == b' ' {
            at += 1;
            continue;
        }
        if byte.is_ascii_alphanumeric() {
            let kind = if byte.is_ascii_digit() { Kind::Number } else { Kind::Word };
            let end = if kind == Kind::Word { word_end(text, at) } else { number_end(text, at) };
            let first = matches.len() as u32;
            matches.extend_from_slice(&look_up(text, at));
            raws.push(Raw { start: at, end, kind, dense: false, matches: (first, matches.len() as u32) });
            at = end;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let stop = sentence::stop_length(text, at);
        let (end, kind) = if c == '\n' {
            (at + 1, Kind::Break)
        } else if stop > 0 {
            (at + stop, Kind::Stop)
        } else if c.is_whitespace() || fold::is_invisible(c) {
            at += c.len_utf8();
            continue;
        } else if fold::digit_value(c).is_some() {
            (number_end(text, at), Kind::Number)
        } else if c.is_alphabetic() {
            (at, Kind::Word)
        } else if let Some(length) = prose_command(&text[at..]) {
            (at + length, Kind::Sign)
        } else if let Some(end) = formula_end(text, at) {
            (end, Kind::Formula)
        } else {
            (at + c.len_utf8(), Kind::Sign)
        };
        let first = matches.len() as u32;
        let mut raw = Raw { start: at, end, kind, dense: false, matches: (first, first) };
        if kind == Kind::Word {
            raw.dense = is_dense(c);
            raw.end = if raw.dense { mark_end(text, at + c.len_utf8()) } else { word_end(text, at) };
        }
        if matches!(kind, Kind::Word | Kind::Sign | Kind::Number) {
            matches.extend_from_slice(&look_up(text, at));
            raw.matches.1 = matches.len() as u32;
        }
        at = raw.end;
        raws.push(raw);
    }
    (raws, matches)
}

/// Roles of words that stand in sentences of any language.
const FOREIGN: Roles =
    Roles::of(&[Role::Unit, Role::Clock, Role::Am, Role::Pm, Role::Joins, Role::Verdict, Role::Option]);

/// Letters of a word from which on these of the roles tell a language.
const TELLING: usize = 5;
const TOLD: Roles = Roles::of(&[Role::Verdict, Role::Option]);

fn votes(text: &str, raws: &[Raw], matches: &[(u32, u16)]) -> Votes {
    let mut votes = Votes::new();
    let mut covered = [0_usize; super::language::MOST];
    for raw in raws {
        // No language is told by what is no word.
        if raw.kind != Kind::Word {
            continue;
        }
        votes.letters(&text[raw.start..raw.end]);
        // Longer phrases stand last.
        for (end, set) in matches[raw.matches.0 as usize..raw.matches.1 as usize].iter().rev() {
            let mut letters = None;
            for meaning in meanings(*set).iter().filter(|meaning| is_spoken(meaning.language())) {
                let covered = &mut covered[meaning.language().index()];
                if raw.start < *covered {
                    continue;
                }
                let written = &text[raw.start..*end as usize];
                let count = || written.chars().filter(|c| c.is_alphabetic()).count();
                let letters = *letters.get_or_insert_with(count);
                // Short words of these roles are the same in many languages.
                let foreign = meaning.roles().meets(FOREIGN) && !meaning.roles().meets(SPEAKS);
                let told = letters >= TELLING && meaning.roles().meets(TOLD);
                if !foreign || told {
                    *covered = *end as usize;
                    votes.phrase(meaning.language(), letters);
                } else {
                    votes.familiar(meaning.language(), letters);
                }
            }
        }
    }
    votes
}

/// Whether a language takes part: all do, but in tests that take some out.
#[cfg(not(test))]
fn is_spoken(_: Language) -> bool {
    true
}

#[cfg(test)]
thread_local! {
    static SPOKEN: std::cell::Cell<u32> = const { std::cell::Cell::new(u32::MAX) };
}

#[cfg(test)]
fn is_spoken(language: Language) -> bool {
    SPOKEN.with(|spoken| spoken.get() >> language.index() & 1 == 1)
}

/// What `read` gives while only some languages take part.
#[cfg(test)]
pub(crate) fn with_only<T>(languages: &[Language], read: impl FnOnce() -> T) -> T {
    SPOKEN.with(|spoken| {
        spoken.set(languages.iter().fold(0, |bits, language| bits | 1 << language.index()));
        let given = read();
        spoken.set(u32::MAX);
        given
    })
}

/// Roles that tell a language even where the word has others.
const SPEAKS: Roles =
    Roles::of(&[Role::Common, Role::Answer, Role::Result, Role::Is, Role::Article, Role::Not, Role::And, Role::Or]);

/// The words of one sentence in its language: at each place the longest phrase.
fn resolve(
    text: &str,
    raws: &[Raw],
    matches: &[(u32, u16)],
    (language, certain): (Language, bool),
    words: &mut Vec<Word>,
) {
    let mut covered = 0;
    let mut readings: Vec<(usize, &'static Meaning)> = Vec::new();
    for (place, raw) in raws.iter().enumerate() {
        if raw.end <= covered {
            continue;
        }
        // In a language that the lexicon does not have no word has a role.
        let known = &matches[raw.matches.0 as usize..raw.matches.1 as usize];
        let known = if certain && raw.start >= covered { known } else { &[] };
        readings.clear();
        readings.extend(known.iter().filter_map(|(end, set)| {
            let meaning = meanings(*set).iter().find(|meaning| meaning.language() == language)?;
            let end = *end as usize;
            // "the answer" as a subject is an article and the noun.
            let pointing = meaning.roles().meets(POINTING);
            let nouns = if pointing { Roles::of(&[Role::Answer, Role::Result]) } else { Roles::of(&[Role::Answer]) };
            // A longer word of a script without blanks may only contain the noun: "오답" is no "답".
            let parts = !raw.dense || meaning.roles().meets(POINTING.with(LEADING));
            let hides = parts
                && !meaning.roles().meets(STRONG)
                && raws[place..]
                    .iter()
                    .take_while(|inner| inner.start < end)
                    .any(|inner| is_anchor(inner, end, nouns, matches, language));
            (!hides).then_some((end, meaning))
        }));
        let longest = readings.iter().map(|(end, _)| *end).max();
        let mut word = Word {
            start: raw.start.max(covered),
            end: raw.end,
            kind: raw.kind,
            roles: Roles::NONE,
            language,
            certain,
            meaning: None,
        };
        if let Some(end) = longest {
            word.end = end;
            word.kind = Kind::Word;
            // A word and a stem that it begins with both count.
            for (_, meaning) in readings.iter().filter(|(other, _)| *other == end) {
                word.roles = word.roles.with(meaning.roles());
                word.meaning = word.meaning.filter(|meaning| meaning.has_data()).or(Some(meaning));
            }
        } else if raw.dense
            && let Some(last) = words.last_mut()
            && last.kind == Kind::Word
            && last.meaning.is_none()
            && last.end == raw.start
            && text[last.start..last.end].chars().all(|c| is_dense(c) || is_mark(c))
        {
            // Letters that no phrase begins with are one word.
            last.end = raw.end;
            covered = raw.end;
            continue;
        }
        covered = word.end;
        words.push(word);
    }
}

/// Roles of phrases whose sense a noun for the answer in them does not change.
const STRONG: Roles = Roles::of(&[
    Role::Answer,
    Role::Result,
    Role::Chooses,
    Role::TakesBack,
    Role::Example,
    Role::Writes,
    Role::Thought,
    Role::Verdict,
]);

/// Roles of phrases in which a noun such as "result" is one, too; "as a result" is a phrase of its own.
const POINTING: Roles =
    Roles::of(&[Role::This, Role::Subject, Role::As, Role::Wrong, Role::Not, Role::Is, Role::Article, Role::Final]);

/// Roles of phrases that lead to an answer.
const LEADING: Roles = Roles::of(&[Role::Instead, Role::Wait, Role::Describes, Role::Filler, Role::Verdict]);

/// Whether a noun for the answer begins at a piece and ends before `end`, or at it behind other words.
fn is_anchor(raw: &Raw, end: usize, nouns: Roles, matches: &[(u32, u16)], language: Language) -> bool {
    matches[raw.matches.0 as usize..raw.matches.1 as usize].iter().any(|(stop, set)| {
        *stop as usize <= end
            && meanings(*set).iter().any(|meaning| meaning.language() == language && meaning.roles().meets(nouns))
    })
}

/// Whether a letter belongs to a script whose words are not parted by blanks, or carry particles.
fn is_dense(c: char) -> bool {
    matches!(script(c), Some(Script::Han | Script::Kana | Script::Hangul | Script::Thai))
}

fn mark_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find(|c: char| !is_mark(c)).unwrap_or(rest.len())
}

/// Where a word ends that is parted by blanks: at the first sign, or letter of a dense script.
fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let at = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if bytes.get(at).is_none_or(u8::is_ascii) {
        return at;
    }
    let rest = &text[at..];
    at + rest.find(|c: char| !(c.is_alphanumeric() || is_mark(c)) || is_dense(c)).unwrap_or(rest.len())
}

/// Where a number ends that begins with a digit: marks between digits belong to it.
fn number_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let digits = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.get(digits).is_none_or(|next| next.is_ascii() && !matches!(next, b'.' | b',' | b'\'' | b':' | b'/')) {
        return digits;
    }
    let mut end = at;
    let mut chars = text[at..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next_is_digit = chars.peek().is_some_and(|(_, next)| fold::digit_value(*next).is_some());
        let belongs = fold::digit_value(c).is_some()
            || (next_is_digit
                && matches!(
                    c,
                    '.' | ',' | '\'' | '’' | ':' | '/' | '٫' | '٬' | '،' | '\u{A0}' | '\u{202F}' | '\u{2009}'
                ));
        if !belongs {
            break;
        }
        end = at + offset + c.len_utf8();
    }
    end
}

/// The length of a command whose braces hold words, `\\text{`, at the start of a text.
fn prose_command(text: &str) -> Option<usize> {
    const COMMANDS: [&str; 9] = [
        "\\text{",
        "\\textbf{",
        "\\textit{",
        "\\textrm{",
        "\\mbox{",
        "\\mathrm{",
        "\\mathbf{",
        "\\operatorname{",
        "\\emph{",
    ];
    let length = COMMANDS.iter().find(|command| text.starts_with(**command))?.len();
    let inside = text[length..].split('}').next().unwrap_or_default();
    // A short name is part of a formula.
    inside.trim().contains(' ').then_some(length)
}

/// Bytes of a formula at most, as far as words are read.
const FORMULA: usize = 600;

/// Where a formula ends that begins at `at`.
fn formula_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..text.floor_char_boundary((at + FORMULA).min(text.len()))];
    for (open, close) in [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")] {
        if let Some(length) = rest.strip_prefix(open).and_then(|inside| inside.find(close)).filter(|length| *length > 0)
        {
            let inside = &rest[open.len()..open.len() + length];
            // Two prices with words between them are no formula.
            let prose = open == "$"
                && (inside.contains('\n')
                    || inside
                        .split(' ')
                        .any(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())));
            return (!prose).then_some(at + open.len() + length + close.len());
        }
    }
    let name = rest.strip_prefix('\\')?;
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 {
        return None;
    }
    let mut end = 1 + letters;
    while let Some(length) = group(&rest[end..]) {
        end += length;
    }
    Some(at + end)
}

/// The length of a group in braces, or of an index or power with one, at the start of a text.
fn group(text: &str) -> Option<usize> {
    let lead = text.len() - text.trim_start_matches(['^', '_']).len();
    let inside = &text[lead..];
    if !inside.starts_with('{') {
        return (lead == 1).then(|| inside.chars().next().map_or(1, |c| 1 + c.len_utf8()));
    }
    let mut depth = 0_usize;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(lead + at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
