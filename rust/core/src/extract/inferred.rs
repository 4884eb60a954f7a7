//! What a response comes to when it states no answer: a guess, and graded as one.
//!
//! A sentence gives the right side of its last equation, else the value that it asserts, else its last number or formula.
//! What takes it back is a list of patterns of roles: the section `[inferred]` of `rust/core/lexicon/patterns.toml`.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use memchr::{memmem, memrchr_iter};

use super::doubt;
use super::doubt::Doubt;
use super::lists::{equations, listed};
use super::peel::peel;
use super::{Answer, Source};
use crate::answer::{self, Told};
use crate::expr;
use crate::lexicon::language::Script;
use crate::lexicon::pattern::{
    self, INFERRED_ASKED, INFERRED_DENIED, INFERRED_DENIED_BEHIND, INFERRED_DENIED_LAST, INFERRED_LINKED,
    INFERRED_OFFERED, INFERRED_OFFERED_BEHIND, INFERRED_SUPPOSED, Pattern,
};
use crate::lexicon::phrases;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Language, Role, Roles};
use crate::limits::{INFERENCE_WINDOW, SENTENCE_WINDOW};
use crate::number;
use crate::text::sentence;
use crate::trace::{Cause, Notes, Outcome};

/// The answer inferred from the last sentence that has a number or a formula.
pub(super) fn infer<'t>(text: &'t str, denied: &[Range<usize>], notes: &mut Notes) -> Option<Answer<'t>> {
    if let Some(span) = first(text).filter(|_| denied.is_empty()) {
        notes.candidate(None, text, ("inferred", span.clone()), Some(span.clone()), Outcome::Taken);
        return Some(Answer::new(Cow::Borrowed(&text[span.clone()]), span, Source::Inferred));
    }
    let floor = text.floor_char_boundary(text.len().saturating_sub(INFERENCE_WINDOW));
    let mut end = text.len();
    while end > floor {
        let start = line_start(text, end, floor);
        if let ControlFlow::Break(found) = infer_line(text, start..end, denied, notes) {
            return found;
        }
        end = start.saturating_sub(1);
    }
    None
}

/// Words of an explanation behind a first sentence that is nothing but a value, at least.
const EXPLAINS: usize = 3;

/// The value that the response begins with, where its first line or sentence is nothing else and the rest explains it.
fn first(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let line = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
    let stop = (start..line.min(start + FIRST))
        .find(|at| text.is_char_boundary(*at) && sentence::stop_length(text, *at) > 0)
        .unwrap_or(line);
    let span = peel(text, start..stop.min(line));
    let rest = text[stop..].trim_start_matches(|c: char| !c.is_alphanumeric());
    let words = |text: &str| {
        text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count()
    };
    let (content, marked) = (&text[span.clone()], text[start..].starts_with("**"));
    let sentence = rest.split(['\n', '.']).next().unwrap_or_default();
    if span.end - span.start > FIRST || words(sentence) < EXPLAINS || rest.contains(['=', '×']) && !marked {
        return None;
    }
    if marked && words(content) > 1 {
        return answer::asserted(text, span);
    }
    let value = content.strip_prefix("x = ").unwrap_or(content).trim_start_matches('$');
    let (_, length) = number::parse_prefix(value)?;
    let noun = &value[length..];
    // "1. First," is the number of a step.
    let goes_on = || text[stop..line].chars().skip(1).any(|c| !c.is_whitespace());
    let step = stop < line && goes_on() && noun.is_empty() && !marked;
    (words(noun) <= 1
        && !step
        && !noun.contains(char::is_numeric)
        && value.starts_with(|c: char| c.is_numeric() || c == '-'))
    .then_some(span)
}

/// Bytes of such a first sentence at most.
const FIRST: usize = 80;

fn line_start(text: &str, end: usize, floor: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[floor..end]).map_or(floor, |at| floor + at + 1)
}

/// Ends the search at a line that has a value: with it, or with nothing where its sentence takes it back.
fn infer_line<'t>(
    text: &'t str,
    line: Range<usize>,
    denied: &[Range<usize>],
    notes: &mut Notes,
) -> ControlFlow<Option<Answer<'t>>> {
    if !text[line.clone()].bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80 || byte == b'$' || byte == b'\\')
        && number::scan(&text[line.clone()]).next().is_none()
    {
        return ControlFlow::Continue(());
    }
    // The sentences of the line, from its last one back; the number of a step is no value.
    let first = line.start + step_length(&text[line.clone()]);
    let mut starts = vec![first];
    let mut at = first;
    while at < line.end {
        let length = sentence::stop_length(&text[..line.end], at);
        at += length.max(1);
        if length > 0 {
            starts.push(at);
        }
    }
    let mut end = line.end;
    for start in starts.into_iter().rev() {
        let asked = text[start..end].trim_end().ends_with(['?', '？', '؟']);
        if let Some(span) = value(text, start..end).filter(|_| !asked) {
            let scene = Scene::new(text, start, span);
            let place = ("inferred", start..scene.span.start);
            if let Some(cause) = scene.asked() {
                notes.candidate(None, text, place, Some(scene.span), Outcome::Refused(cause));
                end = start;
                continue;
            }
            let taken_back = denied.iter().find(|content| (start..end).contains(&content.start));
            let taken_back = taken_back.map(|content| Cause::at("a statement in its sentence was refused", content));
            let span = scene.span.clone();
            let sound = |scene: Scene<'t>| taken_back.or_else(|| scene.doubted()).map_or(Ok(scene), Err);
            let given = scene.without_alternative().and_then(sound).map(Scene::given);
            return ControlFlow::Break(match given {
                Ok(answer) => {
                    notes.candidate(None, text, place, Some(answer.span.clone()), Outcome::Taken);
                    let parts = equation(text, start..end, &answer.span).map(str::to_owned);
                    Some(Answer { parts: answer.parts.or(parts), ..answer })
                }
                Err(cause) => {
                    notes.candidate(None, text, place, Some(span), Outcome::Refused(cause));
                    None
                }
            });
        }
        end = start;
    }
    ControlFlow::Continue(())
}

/// The length of the number of a step or an item that a line begins with: "3. ", "2) ".
fn step_length(line: &str) -> usize {
    let marked = line.trim_start_matches([' ', '\t', '*', '#', '_']);
    let rest = marked.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = marked.len() - rest.len();
    let words = rest.strip_prefix(['.', ')']).filter(|rest| rest.starts_with([' ', '*']) && !rest.trim().is_empty());
    words.filter(|_| (1..=3).contains(&digits)).map_or(0, |rest| line.len() - rest.len())
}

/// The words before a value in its sentence, and those behind it, with the next sentences.
struct Scene<'t> {
    text: &'t str,
    words: Vec<Word>,
    /// The number of the value's first word, and of the word behind it.
    value: Range<usize>,
    /// The number of the word that ends the sentence.
    end: usize,
    span: Range<usize>,
}

impl<'t> Scene<'t> {
    fn new(text: &'t str, start: usize, span: Range<usize>) -> Self {
        let floor = text.ceil_char_boundary(start.max(span.start.saturating_sub(SENTENCE_WINDOW)));
        let ceiling = text.floor_char_boundary((span.end + SENTENCE_WINDOW).min(text.len()));
        let mut words = words::read(text, floor, ceiling, None);
        // A script tells enough of a sentence whose words are mostly unknown to see a denial in it.
        if let Some(word) = words.iter().find(|word| word.start >= span.start).filter(|word| !word.certain)
            && word.language.properties().script != Script::Latin
        {
            words = words::read_in(text, floor, ceiling, word.language);
        }
        let value =
            words.partition_point(|word| word.end <= span.start)..words.partition_point(|word| word.start < span.end);
        let ends = |word: &Word| matches!(word.kind, Kind::Stop | Kind::Break);
        let end = words[value.end..].iter().position(ends).map_or(words.len(), |end| value.end + end);
        let scene = Self { text, words, value, end, span };
        if scene.is_foreign() {
            let bare = |word: &Word| Word { roles: Roles::NONE, meaning: None, ..*word };
            return Self { words: scene.words.iter().map(bare).collect(), ..scene };
        }
        scene
    }

    /// Whether nothing but a word of two letters tells the language of the sentence: "Jibu ni 42".
    fn is_foreign(&self) -> bool {
        let known = self.words[..self.end].iter().filter(|word| word.kind == Kind::Word && !word.roles.is_empty());
        let letters: usize = known.map(|word| word.end - word.start).sum();
        let language = self.words.first().map_or(Language::ENGLISH, |word| word.language);
        language != Language::ENGLISH && language.properties().script == Script::Latin && letters <= 2
    }

    fn lead(&self) -> &[Word] {
        &self.words[..self.value.start]
    }

    /// The rest of the sentence.
    fn tail(&self) -> &[Word] {
        &self.words[self.value.end..self.end]
    }

    fn find(&self, patterns: &'static [Pattern], words: &[Word]) -> Option<Cause> {
        pattern::find(patterns, words, self.text).map(|found| Cause::found(found, words))
    }

    /// What makes the sentence a question: its mark, or a word or particle.
    fn asked(&self) -> Option<Cause> {
        let marked = self.words[self.value.end..].get(..=self.end - self.value.end).unwrap_or_else(|| self.tail());
        let mark = marked.iter().find(|word| doubt::is_question(word, self.text));
        let mark = mark.map(|mark| Cause::at("it is a question", &(mark.start..mark.end)));
        mark.or_else(|| self.find(&INFERRED_ASKED, &self.words[..self.end]))
    }

    /// The words of the sentence, or of the sentences behind it, that deny, suppose or report the value.
    fn doubted(&self) -> Option<Cause> {
        let (text, behind) = (self.text, &self.words[self.value.end..]);
        let taken_back = || {
            if !behind.iter().any(|word| word.kind == Kind::Word) {
                return None;
            }
            match doubt::after_value(text, behind, &text[self.span.clone()]) {
                Doubt::Denied(cause) => Some(cause),
                Doubt::Asked(_) | Doubt::None => None,
            }
        };
        self.find(&INFERRED_DENIED, self.lead())
            .or_else(|| self.find(&INFERRED_SUPPOSED, self.lead()))
            .or_else(|| self.find(&INFERRED_DENIED_BEHIND, self.tail()))
            .or_else(|| self.find(&INFERRED_DENIED_LAST, &self.words[..self.end]))
            .or_else(taken_back)
    }

    /// The scene, if no other value is offered beside its own: "133 or 42" gives none, "1/2 or 0.5" the last of the two.
    fn without_alternative(self) -> Result<Self, Cause> {
        if let Some(found) = pattern::find(&INFERRED_OFFERED, self.lead(), self.text) {
            let other = &self.lead()[found.start];
            let cause = Cause::found(found, self.lead());
            return if self.is_same(other.start..other.end) { Ok(self) } else { Err(cause) };
        }
        let Some(found) = pattern::find(&INFERRED_OFFERED_BEHIND, self.tail(), self.text) else { return Ok(self) };
        let at = self.value.end + found.end - 1;
        let other = self.words[at].start..self.words[at].end;
        if !self.is_same(other.clone()) {
            return Err(Cause::found(found, self.tail()));
        }
        Ok(Self { value: at..at + 1, span: widen(self.text, peel(self.text, other)), ..self })
    }

    /// The answer: its text is the number, and the unit behind it goes into the comparison.
    fn given(self) -> Answer<'t> {
        let (text, span) = (self.text, self.span.clone());
        let written = &text[span.clone()];
        let number = || {
            let (number, _) = number::scan(written).next()?;
            let number = widen(written, number);
            (number.start == 0).then_some(span.start..span.start + number.end)
        };
        let bare = formula_at(text, span.start, span.end).or_else(number).unwrap_or_else(|| span.clone());
        if !self.is_unit(bare.end) {
            return Answer::new(Cow::Borrowed(written), span, Source::Inferred);
        }
        let value =
            answer::value_at(text, span.start, written, Told::NotYet).map_or(Cow::Borrowed(written), Cow::Owned);
        Answer { value: Some(value), ..Answer::new(Cow::Borrowed(&text[bare.clone()]), bare, Source::Inferred) }
    }

    /// Whether a unit in words stands from `at` to the value's end, or behind the mark that closes a formula.
    fn is_unit(&self, at: usize) -> bool {
        let rest = &self.text[at..self.span.end];
        let unit = rest.trim_start_matches(['$', '\\', ')', ']', ' ']);
        let mut words = self.words.iter().filter(|word| at <= word.start && word.end <= self.span.end);
        rest[..rest.len() - unit.len()].ends_with(' ')
            && unit.starts_with(char::is_alphabetic)
            && (expr::is_unit(unit) || words.all(|word| word.has(Role::Unit) || word.kind == Kind::Sign))
    }

    /// Whether the value is the number that stands in another place.
    fn is_same(&self, other: Range<usize>) -> bool {
        let number = |span: Range<usize>| number::scan(&self.text[span]).last().map(|(_, number)| number.value);
        number(self.span.clone()).is_some_and(|value| number(other) == Some(value))
    }
}

/// The value of one sentence: the right side of its last equation, else its last number or formula.
fn value(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    let words = &text[sentence.clone()];
    let marked = mark_end(words);
    let start = marked.map_or(sentence.start, |end| sentence.start + end);
    // A calculator mark that is never closed was cut off.
    let end = text[start..sentence.end].find("<<").map_or(sentence.end, |at| start + at);
    let rest = &text[start..end];
    if !rest.contains('=')
        && marked.is_none()
        && let Some(value) = answer::asserted(text, sentence.start..end).or_else(|| listed(text, sentence.start..end))
    {
        return Some(peel(text, value));
    }
    if let Some(list) = equations(text, start..end) {
        return Some(list);
    }
    let right = right_side(rest).and_then(|right| leading(text, start + right..end));
    let formula = last_formula(text, start..end);
    let number = number::scan(rest).last().map(|(range, _)| widen(text, start + range.start..start + range.end));
    let last = match (formula, number) {
        (Some(formula), Some(number)) if number.start >= formula.end => Some(number),
        (Some(formula), _) => Some(formula),
        (None, number) => number,
    };
    match (right, last) {
        // "When x = 3, the total is 7" ends with its value, not with its equation.
        (Some(right), Some(last))
            if last.start >= right.end && is_linked(text, sentence.start, right.end, last.start) =>
        {
            Some(last)
        }
        (right, last) => right.or(last),
    }
}

/// The equation of several letters that a value is the right side of, which the sentence says as well: `x + y = 4`.
fn equation<'t>(text: &'t str, sentence: Range<usize>, value: &Range<usize>) -> Option<&'t str> {
    let (before, behind) = (&text[sentence.start..value.start], &text[value.end..sentence.end]);
    let within = DELIMITERS.iter().find_map(|(open, close)| {
        let start = before.rfind(open)? + open.len();
        (!before[start..].contains(close) && behind.contains(close)).then_some(sentence.start + start)
    });
    // Without delimiters it begins behind the last word.
    let is_word = |token: &str| {
        let letters = token.chars().filter(|c| c.is_alphabetic()).count();
        letters > 1 && !token.contains(['\\', '{', '^', '(', '*', '/', '+', '-', '_', '='])
    };
    let behind_words = || {
        let word = before.split(' ').rfind(|token| is_word(token));
        word.map_or(sentence.start, |word| word.as_ptr() as usize - text.as_ptr() as usize + word.len())
    };
    let formula = text[within.unwrap_or_else(behind_words)..value.end].trim();
    let (left, _) = formula.split_once('=').filter(|(_, right)| !right.contains('='))?;
    let closed = left.matches('{').count() == left.matches('}').count();
    let is_more = left.contains(['+', '-', '*', '/', '^']) && !left.ends_with(['<', '>', '!', ':', '~']);
    // An equation of one letter is still to be solved.
    (closed && is_more && has_letters(formula) && answer::may_be_formula(formula)).then_some(formula)
}

/// Whether a formula has two different letters beside the names of its commands.
fn has_letters(formula: &str) -> bool {
    let mut command = false;
    let mut letters = formula.chars().filter(|c| {
        command = *c == '\\' || command && c.is_ascii_alphabetic();
        !command && c.is_alphabetic()
    });
    letters.next().is_some_and(|first| letters.any(|other| other != first))
}

/// Bytes of a calculator's mark at most.
const MARK: usize = 200;

/// Where the last of GSM8K's calculator marks ends, `<<3*2=6>>`: what it computes stands behind it.
fn mark_end(words: &str) -> Option<usize> {
    memmem::rfind_iter(words.as_bytes(), b">>").find_map(|close| {
        let floor = words.floor_char_boundary(close.saturating_sub(MARK + 2));
        let inside = words[floor..close].rsplit_once("<<")?.1;
        (!inside.contains(['<', '>', '\n'])).then_some(close + 2)
    })
}

/// Whether a verb leads from `start` to the value at `end`, right before it.
fn is_linked(text: &str, sentence: usize, start: usize, end: usize) -> bool {
    let words = words::read(text, sentence, end, None);
    let first = words.partition_point(|word| word.start < start);
    pattern::find(&INFERRED_LINKED, &words[first..], text).is_some()
}

/// Where the right side of the last equation begins.
fn right_side(words: &str) -> Option<usize> {
    let bytes = words.as_bytes();
    let sign = memrchr_iter(b'=', bytes).find(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        !matches!(before, b'<' | b'>' | b'!' | b'=' | b':') && bytes.get(at + 1) != Some(&b'=')
    });
    let at = sign?;
    if bytes.get(at + 1) != Some(&b'>') {
        return Some(at + 1);
    }
    // "3 + 14 => 17", and not "x => 17", which may be a bound.
    let before = words[..at].split_whitespace().next_back().unwrap_or_default();
    let letter = before.chars().nth(1).is_none() && before.starts_with(char::is_alphabetic);
    Some(if letter { at + 1 } else { at + 2 })
}

/// The number or formula at the start of a range.
fn leading(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = &text[range.clone()];
    let skipped = words.trim_start_matches([' ', '*', '_', '`']);
    let start = range.end - skipped.len();
    if let Some(formula) = formula_at(text, start, range.end) {
        return Some(formula);
    }
    // A formula without delimiters, or the rest of one within: up to its end, or the first word that is none.
    let first = skipped.chars().next().map_or(0, char::len_utf8);
    let close = ["$", "\\)", "\\]"].iter().filter_map(|close| skipped[first..].find(close)).min();
    let skipped = close.map_or(skipped, |close| &skipped[..first + close]);
    let mut end = start;
    for token in skipped.split_inclusive(' ') {
        let bare = token.trim_end_matches([' ', '.', ',', ';', '!', ')', '*', '`', '$']);
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        if bare.is_empty() || (letters > 1 && !bare.contains(['\\', '{', '^', '(', '*', '/', '+'])) {
            break;
        }
        end = start + (token.as_ptr() as usize - skipped.as_ptr() as usize) + token.trim_end().len();
        let formula = &text[start..end];
        if token.trim_end().ends_with([',', ';']) && formula.matches('(').count() <= formula.matches(')').count() {
            break;
        }
    }
    let span = peel(text, start..end);
    text[span.clone()].chars().any(char::is_alphanumeric).then_some(span)
}

/// What a formula stands between.
const DELIMITERS: [(&str, &str); 4] = [("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$")];

/// A formula between dollars or `\(` that begins at `start`.
fn formula_at(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let words = &text[start..end];
    for (open, close) in DELIMITERS {
        if let Some(length) = words.strip_prefix(open).and_then(|rest| rest.find(close)) {
            let inner = start + open.len()..start + open.len() + length;
            // Two prices with words between them are no formula.
            let prose = text[inner.clone()]
                .split(' ')
                .any(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
            if !text[inner.clone()].trim().is_empty() && !prose {
                return Some(peel(text, inner));
            }
        }
    }
    None
}

/// The last formula between dollars or `\(`, its own right side where it is an equation.
fn last_formula(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = &text[range.clone()];
    let inner = if let Some(close) = words.rfind("\\)") {
        words[..close].rfind("\\(").map(|open| open + 2..close)
    } else {
        let close = words.rfind('$')?;
        let open = words[..close].rfind('$')?;
        // Two prices are no formula.
        (words[..close].matches('$').count() % 2 == 1).then_some(open + 1..close)
    }?;
    let right = right_side(&words[inner.clone()]).unwrap_or(0);
    let span = peel(text, range.start + inner.start + right..range.start + inner.end);
    text[span.clone()].chars().any(char::is_alphanumeric).then_some(span)
}

/// A number's span with its sign of currency or percent.
fn widen(text: &str, span: Range<usize>) -> Range<usize> {
    let before = text[..span.start].chars().next_back().filter(|c| phrases::is_money(*c)).map_or(0, char::len_utf8);
    let rest = &text[span.end..];
    let after = ["%", " %", "\\%"].iter().find(|sign| rest.starts_with(**sign)).map_or(0, |sign| sign.len());
    span.start - before..span.end + after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_mark_of_a_calculator_counts() {
        for (text, end) in [
            ("3*2=<<3*2=6>>6", Some(13)),
            ("<<1+1=2>>2, <<2+2=4>>4", Some(21)),
            ("<<1+1=2>>2, <<2+2=4", Some(9)),
            ("<<1<2>>", None),
            ("<<1\n2>>", None),
            ("1 >> 2", None),
            ("<<é>>", Some(6)),
        ] {
            assert_eq!(mark_end(text), end, "{text}");
        }
        assert!(mark_end(&format!("<<{}>>", "1".repeat(MARK))).is_some());
        assert!(mark_end(&format!("<<{}>>", "1".repeat(MARK + 1))).is_none());
    }

    #[test]
    fn an_equation_of_several_letters_is_said_as_well() {
        for (text, said) in [
            ("So $x+y=4$.", Some("x+y=4")),
            ("So x + y = 4.", Some("x + y = 4")),
            ("\\[x^2 + y^2 = 4\\]", Some("x^2 + y^2 = 4")),
            ("It costs $5, so $x+y=4$", Some("x+y=4")),
            ("x+y=4", Some("x+y=4")),
            ("The line is 3x - 2y = 4 now", Some("3x - 2y = 4")),
            ("$\\frac{x}{3}+\\frac{y}{4}=4$", Some("\\frac{x}{3}+\\frac{y}{4}=4")),
            ("2+2=4", None),
            ("2x+1=4", None),
            ("y=4", None),
            ("xy=4", None),
            ("$x+1=y+2=4$", None),
            ("x+y<=4", None),
            ("x+y!=4", None),
            ("\\sum_{k=4}^n a_k+b", None),
            ("the sum of parts = 4", None),
        ] {
            let at = text.rfind('4').unwrap();
            assert_eq!(equation(text, 0..text.len(), &(at..at + 1)), said, "{text}");
        }
    }

    #[test]
    fn the_number_of_a_step_is_no_value() {
        for (line, length) in [
            ("1. First", 2),
            ("  12) Then", 5),
            ("**3. **Then", 4),
            ("1.5 is it", 0),
            ("1.", 0),
            ("1. ", 0),
            ("1234. That", 0),
            ("x. That", 0),
        ] {
            assert_eq!(step_length(line), length, "{line}");
        }
    }
}
