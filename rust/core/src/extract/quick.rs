//! The most frequent statements, a plain number at the end of a text, told without reading a sentence into words.

use std::ops::Range;

use super::anchor::Place;
use super::search::Search;
use super::statement::Reading;
use super::{Answer, Source, anchor, doubt};
use crate::answer;
use crate::lexicon::phrases::{STATEMENTS_NOUN as NOUN, STATEMENTS_NUMERALS as NUMERALS, STATEMENTS_VERB as VERB};
use crate::lexicon::{self, Language, Role, Roles, phrases};
use crate::limits::FIRST_WINDOW;
use crate::text::sentence;
use crate::trace::Outcome;

/// Bytes of words before a noun that are looked at one by one.
const SHORT_LEAD: usize = 40;

/// The most frequent statement, "So the answer is 42." or a line "A: 42" at the end of a text: digits behind a verb or a
/// colon, before them nothing but words that hold no doubt. It gives what [`statement::thorough`] gives, without reading the sentence into words.
pub(super) fn read<'t>(text: &'t str, mark: &Range<usize>) -> Option<Reading<'t>> {
    let after = &text[mark.end..];
    let label = text[mark.clone()].eq_ignore_ascii_case("a:");
    let joints: &[&str] = if label { &[" "] } else { &JOINTS };
    let joint = joints.iter().find(|joint| after.starts_with(**joint))?;
    let first = mark.end + joint.len();
    let content = first..first + number(&text[first..])?;
    let stated = || Reading::Read(answer::read(text, content, Some(Language::ENGLISH)));
    let start = sentence::start_before(text, mark.start);
    let lead = &text[start..mark.start];
    if label {
        return lead.trim().is_empty().then(stated);
    }
    let english = |start: usize, end: usize, roles: Roles| {
        lexicon::look_up(text, start).iter().any(|(stop, set)| {
            *stop as usize == end
                && lexicon::meanings(*set).iter().any(|meaning| {
                    meaning.language() == Language::ENGLISH
                        && meaning.roles().meets(roles)
                        && !meaning.roles().meets(doubt::DOUBTFUL)
                })
        })
    };
    if lead.len() > SHORT_LEAD || !lead.is_ascii() || !english(mark.start, mark.end, Roles::of(&[Role::Answer])) {
        return None;
    }
    let plain = Roles::of(&[Role::Article, Role::Final, Role::Filler, Role::And]);
    let mut at = start;
    for word in lead.split(|c: char| !c.is_ascii_alphabetic()) {
        if !word.is_empty() && !english(at, at + word.len(), plain) {
            return None;
        }
        at += word.len() + 1;
    }
    let marks = |c: char| c.is_ascii_alphabetic() || c.is_ascii_whitespace() || matches!(c, '*' | '#' | ',');
    lead.chars().all(marks).then(stated)
}

/// What joins the noun and the value.
const JOINTS: [&str; 6] = [VERB, ": ", ":** ", phrases::STATEMENTS_VERB_COLON, NUMERALS, ENDINGS[0]];

/// The length of the number that `value` is, but for a mark behind it: digits, with a dollar or a minus before them or none.
fn number(value: &str) -> Option<usize> {
    let sign = usize::from(value.starts_with(['$', '-']));
    let digits = value[sign..].bytes().take_while(|byte| byte.is_ascii_digit() || b".,".contains(byte)).count();
    let number = value[sign..sign + digits].trim_end_matches(['.', ',']);
    let rest = value[sign + number.len()..].trim_end();
    (number.starts_with(|c: char| c.is_ascii_digit()) && matches!(rest, "" | "." | "**" | ".**" | "**."))
        .then_some(sign + number.len())
}

/// What may stand between the noun and the number, the longer ones first.
const ENDINGS: [&str; 5] = [phrases::STATEMENTS_NUMERALS_COLON, NUMERALS, phrases::STATEMENTS_VERB_COLON, VERB, ": "];

/// The number that a text ends with, if it is stated in the most frequent words of all: "Therefore, the answer is 42.", or in
/// a line "A: 42". Nothing in its line before it may reach into it.
fn ending(text: &str, depth: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_mark = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'.' | b'*');
    let bare = bytes.iter().rposition(|byte| !is_mark(byte))? + 1;
    let belongs = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'$' | b'-');
    let value = bytes[..bare].iter().rposition(|byte| !belongs(byte))? + 1;
    let before = text.get(..value)?;
    let content = || Some(value..value + number(&text[value..])?);
    if let Some(line) = before.len().checked_sub(3)
        && matches!(&bytes[line..value], b"A: " | b"a: ")
        && (line == 0 || bytes[line - 1] == b'\n')
    {
        return if depth == 0 && !is_value(&bytes[..line]) { content() } else { None };
    }
    let noun = ENDINGS.iter().find_map(|joint| before.strip_suffix(joint))?;
    let at = noun.len().checked_sub(NOUN.len())?;
    if !noun.as_bytes()[at..].eq_ignore_ascii_case(NOUN.as_bytes()) {
        return None;
    }
    let start = sentence::start_before(text, at);
    let lead = text[start..at].trim_ascii_start();
    if !phrases::STATEMENTS_LEADS.iter().any(|known| known.eq_ignore_ascii_case(lead)) {
        return None;
    }
    let line = memchr::memrchr(b'\n', &bytes[..start]).map_or(0, |at| at + 1);
    if reaches(&bytes[line..start]) || is_value(&bytes[..line]) { None } else { content() }
}

/// Whether what stands behind a text may be the value of a key: it ends with a colon and a line break.
fn is_value(before: &[u8]) -> bool {
    before.last() == Some(&b'\n') && before.trim_ascii_end().last() == Some(&b':')
}

/// Whether a tag, a box or a key may stand in a line, which may go on behind it.
fn reaches(line: &[u8]) -> bool {
    memchr::memchr3(b'<', b'\\', b'{', line).is_some() || may_hold_key(line)
}

/// Whether the key of an object may stand in a part of a text, or end behind it.
fn may_hold_key(part: &[u8]) -> bool {
    let is_key =
        |at: usize| part[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace()).is_none_or(|next| *next == b':');
    memchr::memchr2_iter(b'"', b'\'', part).any(|at| part[at] == b'"' || is_key(at))
}

/// Where the last sentence of a text begins, if no box or key that stands before it may reach into it: mostly the answer stands
/// there.
pub(super) fn last_sentence(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let floor = text.len().saturating_sub(FIRST_WINDOW);
    let end = text.floor_char_boundary(text.trim_end().len().saturating_sub(1));
    let start = sentence::start_before(text, end);
    let before = bytes.get(floor..start)?;
    let is_box = |at: usize| at.checked_sub(2).is_some_and(|start| before[start..at].eq_ignore_ascii_case(b"bo"));
    (!before.is_empty() && !memchr::memchr2_iter(b'x', b'X', before).any(is_box) && !may_hold_key(before))
        .then_some(start)
}

/// Where the last line of a text begins, if that line is short and may be such a statement.
fn closing_line(text: &str) -> Option<usize> {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '.' | '*'));
    let lead = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '$'));
    if lead.len() == bare.len() || ![": ", ":** ", VERB].iter().any(|joint| lead.ends_with(joint)) {
        return None;
    }
    let line = memchr::memrchr(b'\n', lead.as_bytes()).map_or(0, |at| at + 1);
    (lead.len() - line <= SHORT_LEAD).then_some(line)
}

impl<'t> Search<'t, '_> {
    /// The number that a short last line states, "A: 42": no mark before that line reaches into it.
    pub(super) fn closing(&mut self) -> Option<Answer<'t>> {
        let text = self.text;
        if !self.sources.contains(Source::Phrase) {
            return None;
        }
        // A trace has the mark of the statement, as the lexicon knows it.
        if !self.notes.is_kept()
            && let Some(content) = ending(text, self.depth)
        {
            let reading = answer::read(text, content, Some(Language::ENGLISH));
            return self.accept_read(reading, Source::Phrase).ok();
        }
        let groups = anchor::groups(text, closing_line(text)?);
        let last = groups.list.last().filter(|_| !groups.opened_before)?;
        let is_read = matches!(last.place, Place::Word) || matches!(last.place, Place::Label) && self.depth == 0;
        match read(text, &(last.at..last.end)).filter(|_| is_read)? {
            Reading::Read(reading) => {
                let at = self.notes.next();
                let answer = self.accept_read(reading, Source::Phrase).ok()?;
                self.note(at, last, Some(answer.span.clone()), Outcome::Taken);
                Some(answer)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement;
    use super::*;
    use crate::lexicon::sentences::Sentences;
    use crate::trace::Notes;

    #[test]
    fn the_quick_way_gives_what_the_thorough_one_gives() {
        for text in [
            "The answer is 42.",
            "So the final answer is $1,234.50.",
            "**Answer: 7**",
            "The answer is 42",
            "Not the answer is 42.",
            "If the answer is 42.",
            "Her answer is 42.",
            "The wrong answer: 42.",
            "Half the answer is 42.",
            "A: 42",
            "So 42.\na: $1,234.50.",
            "A: 42**",
        ] {
            let start = text.to_lowercase().find("answer");
            let mark = start.map_or_else(
                || text.to_lowercase().find("a:").map(|label| label..label + 2).unwrap(),
                |start| start..start + 6,
            );
            if let Some(quick) = read(text, &mark) {
                assert_eq!(
                    format!("{quick:?}"),
                    format!("{:?}", statement::thorough(text, mark, text.len(), &mut Sentences::default())),
                    "{text}"
                );
            }
        }
        assert!(read("The answer is 42.", &(4..10)).is_some());
        assert!(read("Her answer is 42.", &(4..10)).is_none());
        assert!(read("The answer is 42. Or 43.", &(4..10)).is_none());
    }

    #[test]
    fn the_lexicon_knows_the_frequent_words() {
        let values = ["42.", "7", "$1,234.50.", "-11.", "0.5", "16,800."];
        for (lead, joint) in phrases::STATEMENTS_LEADS.iter().flat_map(|lead| ENDINGS.map(|joint| (lead, joint))) {
            for (noun, value) in ["answer", "Answer"].iter().flat_map(|noun| values.map(|value| (noun, value))) {
                let text = format!("It is so. {lead}{noun}{joint}{value}");
                let mark = text.len() - value.len() - joint.len() - noun.len();
                let mark = mark..mark + noun.len();
                let thorough = statement::thorough(&text, mark.clone(), text.len(), &mut Sentences::default());
                assert_eq!(format!("{:?}", read(&text, &mark)), format!("{:?}", Some(thorough)), "{text}");
                assert!(ending(&text, 0).is_some(), "{text}");
            }
        }
    }

    /// What may stand before an ending.
    const PIECES: [&str; 46] = [
        "So",
        "the",
        "answer",
        "Ans.",
        "Answer:",
        "is",
        "result",
        "not",
        "if",
        "Her",
        "wrong",
        "final",
        "correct",
        "option",
        "choice",
        "A:",
        "B:",
        "x =",
        "5",
        "$7",
        "1,234",
        ". ",
        ", ",
        " ",
        "\n",
        "<answer>",
        "</answer>",
        "\\boxed{",
        "}",
        "boxed{",
        "\"answer\": ",
        "'result': ",
        "'answer': [",
        "'",
        "\"",
        "####",
        "[[",
        "**",
        "é",
        "答案是",
        "?",
        "User:",
        ":",
        "that",
        "the final",
        "\\(",
    ];

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4000))]

        #[test]
        fn the_last_sentence_is_read_as_the_whole_text_is(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..60),
        ) {
            let text = pieces.concat();
            let (mut quick, mut whole) = (Notes::silent(), Notes::silent());
            let mut quick = Search::new(&text, 0, &mut quick);
            let mut whole = Search::new(&text, 0, &mut whole);
            let found = quick.windows();
            proptest::prop_assert_eq!(&found, &whole.windows_from(None), "{}", text);
            if found.is_none() {
                proptest::prop_assert_eq!(&quick.denied, &whole.denied, "{}", text);
                proptest::prop_assert_eq!((quick.marked, quick.none), (whole.marked, whole.none), "{}", text);
            }
        }

        #[test]
        fn an_ending_is_what_the_whole_text_gives(
            before in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..12),
            lead in proptest::sample::select(phrases::STATEMENTS_LEADS.to_vec()),
            noun in proptest::sample::select(vec!["answer", "Answer", "ANSWER"]),
            joint in proptest::sample::select(vec![" is ", ": ", NUMERALS, ENDINGS[0], ":** ", " is: ", " = "]),
            value in "[-$]{0,2}[0-9]{1,3}([,.][0-9]{1,3})?[.]?([*]{2})?[.]?( |\n){0,2}",
            label in proptest::bool::weighted(0.2),
        ) {
            let end = if label { format!("A: {value}") } else { format!("{lead}{noun}{joint}{value}") };
            let text = format!("{}{end}", before.concat());
            if ending(&text, 0).is_some() {
                let mut notes = Notes::silent();
                let closing = Search::new(&text, 0, &mut notes).closing();
                let mut notes = Notes::silent();
                let thorough = Search::new(&text, 0, &mut notes).windows();
                proptest::prop_assert_eq!(closing, thorough, "{}", text);
            }
        }
    }

    #[test]
    fn a_closing_line_gives_what_the_whole_text_gives() {
        for text in [
            "2 + 2 = 4\nA: 4",
            "x\n  A: $1,234.",
            "x\n**A:** 4",
            "x A: 4",
            "A: 4",
            "B: 3\nA: 4\n",
            "4\nSo the answer is 4.",
            "<answer>5\nA: 4",
            "\\boxed{5\nA: 4",
            "\\boxed{5}\nA: 4",
            "{\"answer\": 5\nA: 4",
            "{\"answer\": [5,\nA: 4",
            "I doubt it.\nHer answer is 4.",
        ] {
            let mut notes = Notes::silent();
            let mut search = Search::new(text, 0, &mut notes);
            if let Some(closing) = search.closing() {
                assert_eq!(search.windows().as_ref(), Some(&closing), "{text}");
            }
        }
        let closes = |text| Search::new(text, 0, &mut Notes::silent()).closing().is_some();
        assert!(closes("2 + 2 = 4\nA: 4"));
        assert!(!closes("2 + 2 = 4\nA: 4 or 5"));
        assert!(!closes("<answer>5\n</answer> A: 4"));
    }
}
