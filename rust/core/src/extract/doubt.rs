//! Whether a statement is denied, asked, supposed, reported or taken back: then it states nothing.
//!
//! Each check reads the statement's sentence and at most four sentences behind it, within a window. What raises a doubt
//! is a list of patterns of roles in `rust/core/lexicon/patterns.toml`.

use std::ops::Range;

use super::statement::Scene;
use crate::lexicon;
use crate::lexicon::pattern::{
    self, BEFORE_DENIED, BEFORE_EXAMPLE, BEFORE_OTHER, BEFORE_REPORTED, BEFORE_SUPPOSED, BEHIND_ALTERNATIVE,
    BEHIND_CORRECTED, BEHIND_DENIED, BOX_DENIED, BOX_SUPPOSED, Found, NEXT_AFFIRMED, NEXT_ANNOUNCED, NEXT_ANNOUNCES,
    NEXT_BROKEN, NEXT_CORRECTED, NEXT_RETRACTED, Pattern,
};
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Role, Roles};
use crate::limits::SENTENCE_WINDOW;
use crate::number;
use crate::text::sentence;
use crate::trace::Cause;

/// What is wrong with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing.
    None,
    /// It is denied, supposed, quoted or taken back.
    Denied(Cause),
    /// It is a question.
    Asked(Cause),
}

impl Doubt {
    /// What raises it, if there is one.
    pub(super) fn cause(self) -> Option<Cause> {
        match self {
            Self::None => None,
            Self::Denied(cause) | Self::Asked(cause) => Some(cause),
        }
    }

    fn of(cause: Option<Cause>) -> Self {
        cause.map_or(Self::None, Self::Denied)
    }
}

/// Sentences after the statement's in which a correction is looked for.
const CORRECTIONS: usize = 4;

/// Roles of words that stand between a doubt and the noun without changing what is doubted.
const TAIL: Roles = Roles::of(&[Role::Article, Role::Final]);

/// The doubt about the statement of a scene, judged by what stands before it.
pub(super) fn before(scene: &Scene<'_>) -> Doubt {
    before_words(scene.text, scene.lead())
}

/// The doubt about a statement, judged by the words before it in its sentence.
pub(super) fn before_words(text: &str, lead: &[Word]) -> Doubt {
    doubted_by(text, lead, &BEFORE_SUPPOSED)
}

/// The same, with the patterns that suppose.
fn doubted_by(text: &str, lead: &[Word], supposed: &'static [Pattern]) -> Doubt {
    let start = lead.iter().rposition(|word| matches!(word.kind, Kind::Break | Kind::Stop)).map_or(0, |at| at + 1);
    let lead = &lead[start..];
    let says_nothing = |word: &Word| {
        matches!(word.kind, Kind::Sign | Kind::Number | Kind::Formula)
            && !matches!(word.of(text), "❌" | "✗" | "✘" | "🚫" | "\"" | "“" | "«" | "„" | "「" | "‘" | ":")
            || word.roles.meets(TAIL.with(Roles::of(&[Role::Filler]))) && !word.roles.meets(DOUBTFUL)
    };
    if lead.iter().all(says_nothing) {
        return Doubt::None;
    }
    // Articles, adjectives and marks right before the noun change nothing.
    let bare = lead.iter().rposition(|word| {
        !(word.roles.meets(TAIL) && !word.roles.meets(DOUBTFUL) || matches!(word.of(text), "*" | "_" | "`" | "'" | "’"))
    });
    let bare = &lead[..bare.map_or(0, |at| at + 1)];
    let found = any(&[&BEFORE_OTHER, &BEFORE_EXAMPLE], lead, text);
    Doubt::of(found.or_else(|| any(&[&BEFORE_DENIED, supposed, &BEFORE_REPORTED], bare, text)))
}

/// Roles of words that may raise a doubt.
pub(super) const DOUBTFUL: Roles = Roles::of(&[
    Role::Not,
    Role::Suppose,
    Role::Asks,
    Role::Person,
    Role::Says,
    Role::According,
    Role::Thought,
    Role::Doubts,
    Role::Maybe,
    Role::Wrong,
    Role::Other,
    Role::When,
    Role::Of,
    Role::Example,
    Role::Writes,
    Role::Would,
]);

fn any(lists: &[&'static [Pattern]], words: &[Word], text: &str) -> Option<Cause> {
    lists.iter().find_map(|list| pattern::find(list, words, text)).map(|found| Cause::found(found, words))
}

/// The doubt about the statement of a scene whose value stands in `value`, judged by what follows it.
pub(super) fn behind(scene: &Scene<'_>, value: Range<usize>) -> Doubt {
    let at = scene.words.partition_point(|word| word.start < value.end);
    behind_words(scene.text, &scene.words[at..], &scene.text[value])
}

/// The doubt about a statement of `content`, judged by the words that follow it.
pub(super) fn behind_words(text: &str, words: &[Word], content: &str) -> Doubt {
    if !words.iter().any(|word| word.kind == Kind::Word || is_question(word, text)) {
        return Doubt::None;
    }
    let ends = |word: &Word| matches!(word.kind, Kind::Stop | Kind::Break) || is_question(word, text);
    let stop = words.iter().position(ends).unwrap_or(words.len());
    if let Some(mark) = words.get(stop).filter(|stop| is_question(stop, text)) {
        return Doubt::Asked(Cause::at("it is a question", &(mark.start..mark.end)));
    }
    let rest = &words[..stop];
    let corrected = || {
        pattern::find(&BEHIND_CORRECTED, rest, text)
            .filter(|found| gives_another(text, &rest[found.end - 1..], content))
            .map(|found| Cause::found(found, rest))
    };
    let denied = any(&[&BEHIND_DENIED], rest, text).or_else(corrected);
    Doubt::of(denied.or_else(|| retracted(text, &words[stop..], content)))
}

pub(super) fn is_question(word: &Word, text: &str) -> bool {
    // Greek asks with a semicolon.
    word.of(text).starts_with(['?', '？', '؟'])
        || (word.language.properties().code == "el" && matches!(word.of(text), ";" | "\u{37E}"))
}

/// What takes the statement back in the sentences that begin with these words, or gives another value instead.
fn retracted(text: &str, words: &[Word], content: &str) -> Option<Cause> {
    let ends = |word: &Word| matches!(word.kind, Kind::Stop | Kind::Break);
    let mut at = 0;
    let mut first = true;
    // "Sorry, I miscounted." announces what the next sentence gives.
    let mut announced = false;
    for _ in 0..CORRECTIONS {
        let begin = at + words[at..].iter().position(|word| !ends(word))?;
        let end = words[begin..].iter().position(ends).map_or(words.len(), |end| begin + end);
        let sentence = &words[begin..end];
        let given = announced.then(|| pattern::find(&NEXT_ANNOUNCED, sentence, text)).flatten();
        let given = given.filter(|found| gives_another(text, &sentence[found.end - 1..], content));
        if let Some(found) = corrects(text, sentence, content).or(given) {
            return Some(Cause::found(found, sentence));
        }
        announced = pattern::find(&NEXT_ANNOUNCES, sentence, text).is_some();
        // "Nein, das stimmt nicht."
        let refused = first
            && sentence.len() <= 2
            && sentence[0]
                .datum(Role::Verdict)
                .is_some_and(|verdict| matches!(lexicon::verdict(verdict), "no" | "false"));
        if refused {
            let span = sentence[0].start..sentence[sentence.len() - 1].end;
            return Some(Cause::at("the next sentence says no", &span));
        }
        let broken = || pattern::find(&NEXT_BROKEN, sentence, text);
        let retracted = || {
            pattern::find(&NEXT_RETRACTED, sentence, text)
                .filter(|_| pattern::find(&NEXT_AFFIRMED, sentence, text).is_none())
        };
        let broken = if end == words.len() { broken() } else { None };
        if let Some(found) = broken.or_else(|| if first { retracted() } else { None }) {
            return Some(Cause::found(found, sentence));
        }
        // Minerva's closing words stand between its answer and what is said of it.
        first = sentence.first().is_some_and(|word| word.has(Role::Agrees)) && sentence.len() <= 6;
        at = end;
    }
    None
}

/// Where a sentence begins by giving another value than `content`.
fn corrects(text: &str, sentence: &[Word], content: &str) -> Option<Found> {
    pattern::find(&NEXT_CORRECTED, sentence, text)
        .filter(|found| gives_another(text, &sentence[found.end - 1..], content))
}

/// Whether these words begin with a value, and end soon after it, that is not `content`.
fn gives_another(text: &str, given: &[Word], content: &str) -> bool {
    let (Some(first), Some(last)) = (given.first(), given.last()) else { return false };
    // A sign right before the value belongs to it.
    let signed = text[..first.start].ends_with(['-', '−']) && first.kind == Kind::Number;
    let start =
        first.start - if signed { text[..first.start].chars().next_back().map_or(0, char::len_utf8) } else { 0 };
    let trim =
        |text: &str| text.trim_matches(|c: char| c.is_whitespace() || "*_`\"“”「」$\\()[].".contains(c)).to_owned();
    let (written, stated) = (trim(&text[start..last.end]), trim(content));
    let right = written.rsplit(['=', '≈']).next().unwrap_or_default().trim();
    if written.is_empty() || same(&written, &stated) || same(right, &stated) {
        return false;
    }
    let words = given.iter().filter(|word| word.kind != Kind::Sign).count();
    let value = matches!(first.kind, Kind::Number | Kind::Formula)
        || first.has(Role::Number)
        || matches!(first.of(text), "-" | "−" | "√" | "π" | "$" | "(")
        || is_letter(first.of(text));
    if !value {
        // A name instead of a name.
        let capital = |text: &str| text.starts_with(char::is_uppercase);
        return first.roles.is_empty()
            && words <= 2
            && capital(&written) == capital(&stated)
            && !stated.contains(|c: char| c.is_numeric() || "\\^=".contains(c))
            && written.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-');
    }
    // "No, 17 is not possible" gives no other value; "17 is the right one" does.
    let verb = given[1..]
        .iter()
        .any(|word| word.roles.meets(Roles::of(&[Role::Not, Role::Wrong, Role::Of])) || word.has(Role::Is));
    let right = given[1..].iter().any(|word| word.roles.meets(Roles::of(&[Role::Right, Role::Final, Role::Answer])))
        && !given.iter().any(|word| word.roles.meets(Roles::of(&[Role::Not, Role::Wrong])));
    right || (!verb && (words <= 5 || written.contains(['\\', '$', '+', '^'])))
}

/// Whether a word is one capital.
pub(super) fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

/// Whether a sentence gives the value that was stated, up to the words that close it.
fn same(written: &str, stated: &str) -> bool {
    let rest = written.strip_prefix(stated).filter(|_| !stated.is_empty());
    if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || ".,/^".contains(c))) {
        return true;
    }
    match (number::parse_prefix(written), number::parse_prefix(stated)) {
        (Some((given, _)), Some((stated, _))) => given.value == stated.value,
        _ => false,
    }
}

/// The words behind a place, within a window.
fn words_behind(text: &str, end: usize) -> Vec<Word> {
    let ceiling = text.floor_char_boundary((end + SENTENCE_WINDOW).min(text.len()));
    if text[end..ceiling].bytes().any(|byte| byte.is_ascii_alphabetic() || byte >= 0x80 || byte == b'?') {
        words::read(text, end, ceiling, None)
    } else {
        Vec::new()
    }
}

/// The doubt about a statement of `content` that ends at `end`, judged by what follows.
pub(super) fn after(text: &str, end: usize, content: &str) -> Doubt {
    behind_words(text, &words_behind(text, end), content)
}

/// The same for a statement whose end is marked: another value right behind it is an alternative to it.
pub(super) fn after_mark(text: &str, end: usize, content: &str) -> Doubt {
    let words = words_behind(text, end);
    let first = words.iter().position(|word| !matches!(word.kind, Kind::Sign | Kind::Stop)).unwrap_or(0);
    let rest = &words[first..];
    let another = pattern::find(&BEHIND_ALTERNATIVE, rest, text).filter(|found| {
        let given = &rest[found.end - 1..];
        !given[0].roles.meets(Roles::of(&[Role::Restates, Role::About, Role::As, Role::Side]))
            && !text[given[0].start..].starts_with(content)
    });
    match another {
        Some(found) => Doubt::Denied(Cause::found(found, rest)),
        None => after_value(text, &words, content),
    }
}

/// The doubt about a value that nothing states, judged by the words that follow it.
pub(super) fn after_value(text: &str, words: &[Word], content: &str) -> Doubt {
    let first = words.iter().position(|word| !matches!(word.kind, Kind::Sign | Kind::Stop)).unwrap_or(0);
    match corrects(text, &words[first..], content) {
        Some(found) => Doubt::Denied(Cause::found(found, &words[first..])),
        None => behind_words(text, words, content),
    }
}

/// Why a box gives nothing that is a part of a larger formula.
const CALCULATED: &str = "it is part of a calculation";

/// Whether a sign right beside a box makes it a part of a larger formula: `$-\boxed{5}$`, `\boxed{42}^2`, `\boxed{3}\sqrt2`.
fn is_calculated(text: &str, span: &Range<usize>) -> bool {
    let (before, behind) = (&text[..span.start], &text[span.end..]);
    let signed = before.strip_suffix('-').is_some_and(|rest| rest.ends_with(['$', '(', '=', '{']));
    let digit = before.ends_with(|c: char| c.is_ascii_digit());
    let lead = before.trim_end_matches(' ');
    let led = ["\\cdot", "\\times", "\\ne", "\\neq"].iter().any(|sign| lead.ends_with(sign));
    let tail = behind.trim_start_matches(' ').trim_start_matches("\\,").trim_start_matches(' ');
    let added =
        tail.strip_prefix(['+', '/']).is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    let followed = ["\\times", "\\cdot", "\\sqrt"].iter().any(|sign| tail.starts_with(sign));
    signed || digit || led || behind.starts_with('^') || added || followed
}

/// The doubt about a box: its sentence must deny or suppose the box itself or the answer that it gives, not something
/// that leads to it.
pub(super) fn around(text: &str, at: usize, span: Range<usize>, content: &str) -> Doubt {
    if is_calculated(text, &span) {
        return Doubt::Denied(Cause::at(CALCULATED, &span));
    }
    let start = sentence::start_before(text, at);
    if at - start >= 3 {
        let lead = words::read(text, start, at, None);
        if let Some(found) = pattern::find(&BOX_DENIED, &lead, text) {
            return Doubt::Denied(Cause::found(found, &lead));
        }
        let noun = lead.iter().rposition(|word| word.has(Role::Answer));
        let noun = noun.filter(|noun| lead[noun + 1..].iter().any(|word| word.has(Role::Is)));
        if let Some(cause) = noun.and_then(|noun| doubted_by(text, &lead[..noun], &BOX_SUPPOSED).cause()) {
            return Doubt::Denied(cause);
        }
    }
    after_mark(text, span.end, content)
}
