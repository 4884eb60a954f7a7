//! Where a response says its answer.
//!
//! The last explicit statement wins; without one the answer is inferred from the last sentence that has a number or a
//! formula. The response is searched from its end in windows that grow eightfold, so that a long response whose answer
//! stands at the end costs no more than a short one.

mod anchor;
mod boxed;
mod clause;
mod clip;
mod doubt;
mod hash;
mod inferred;
mod joint;
mod json;
mod marks;
mod peel;
mod phrase;
mod turn;

use std::borrow::Cow;
use std::ops::Range;

use crate::limits::{CANDIDATES, FIRST_WINDOW, STATEMENT_DEPTH};
use crate::text::markup;
use crate::text::zone::answer_zone;
use anchor::{Group, Place};
use doubt::Doubt;

/// How an answer was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Between `<answer>` and `</answer>`.
    Tag,
    /// In `\boxed{…}` or `\fbox{…}`.
    Boxed,
    /// After `####`.
    Hash,
    /// As the value of `answer`, `final_answer` or `result` in a JSON object.
    Json,
    /// In words: "The answer is …", in twelve languages.
    Phrase,
    /// The response is nothing but the answer.
    Bare,
    /// Not stated: guessed from the last sentence that has a number or a formula.
    Inferred,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 7] =
        [Self::Tag, Self::Boxed, Self::Hash, Self::Json, Self::Phrase, Self::Bare, Self::Inferred];

    /// The name that users see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Boxed => "boxed",
            Self::Hash => "hash",
            Self::Json => "json",
            Self::Phrase => "phrase",
            Self::Bare => "bare",
            Self::Inferred => "inferred",
        }
    }

    /// Whether the response says that this is its answer.
    pub fn is_stated(self) -> bool {
        self != Self::Inferred
    }
}

/// An answer and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'r> {
    /// The answer without the marks around it; several answers of one statement are joined as they were written.
    pub text: Cow<'r, str>,
    /// Where it stands in the response, in bytes.
    pub span: Range<usize>,
    /// How it was given.
    pub source: Source,
}

impl Answer<'_> {
    fn shifted<'s>(self, by: usize) -> Answer<'s> {
        Answer {
            text: Cow::Owned(self.text.into_owned()),
            span: self.span.start + by..self.span.end + by,
            source: self.source,
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nothing is stated and nothing can be inferred.
    Missing,
    /// The reasoning never ends.
    Unfinished,
}

/// The answer of a response.
///
/// # Errors
/// [`NoAnswer`] where there is none.
///
/// ```
/// use rewards_core::extract::{Source, extract};
/// let answer = extract("2 + 2 = 4. The answer is **4**.").unwrap();
/// assert_eq!((&*answer.text, answer.source), ("4", Source::Phrase));
/// assert_eq!(extract("2 plus 2 equals 4.").unwrap().source, Source::Inferred);
/// ```
pub fn extract(response: &str) -> Result<Answer<'_>, NoAnswer> {
    let mut zone = answer_zone(response).ok_or(NoAnswer::Unfinished)?;
    if let Some(blanked) = markup::blank(&zone.text) {
        zone.text = Cow::Owned(blanked);
    }
    let found = match zone.text {
        Cow::Borrowed(text) => find(text).map(|mut answer| {
            answer.span = answer.span.start + zone.start..answer.span.end + zone.start;
            answer
        }),
        Cow::Owned(text) => find(&text).map(|answer| answer.shifted(zone.start)),
    };
    found.ok_or(NoAnswer::Missing)
}

/// The answer that a reference solution states, or the whole text where it states none.
pub fn stated(solution: &str) -> Cow<'_, str> {
    Search::new(solution, 0).run().map_or(Cow::Borrowed(solution), |answer| answer.text)
}

/// The last answer that a part of a response states, without a guess where it states none.
pub(crate) fn last_stated(text: &str) -> Option<Answer<'_>> {
    Search::new(text, 0).run()
}

fn find(text: &str) -> Option<Answer<'_>> {
    let mut search = Search::new(text, 0);
    if let Some(answer) = search.run() {
        return match turn::next(&text[..answer.span.start]) {
            None => Some(answer),
            // What was stated before a made-up question stands: what follows it answers that one.
            Some(turn::Turn::Question(at)) => Search::new(&text[..at], 0).run().or(Some(answer)),
            Some(turn::Turn::User(at)) => find(&text[..at]),
        };
    }
    let bare = if search.marked { None } else { peel::bare(text) };
    bare.or_else(|| inferred::infer(text, &search.denied))
}

struct Search<'t> {
    text: &'t str,
    depth: usize,
    /// Answers that a sentence denies, asks, supposes or quotes.
    denied: Vec<Range<usize>>,
    /// Places that were read.
    tried: usize,
    /// The text has marks of a statement: then it is no bare answer.
    marked: bool,
}

impl<'t> Search<'t> {
    fn new(text: &'t str, depth: usize) -> Self {
        Self { text, depth, denied: Vec::new(), tried: 0, marked: false }
    }

    /// The last statement that is neither denied nor asked nor supposed nor quoted.
    fn run(&mut self) -> Option<Answer<'t>> {
        let text = self.text;
        if self.depth > STATEMENT_DEPTH {
            return None;
        }
        let mut size = FIRST_WINDOW;
        let mut done = text.len();
        loop {
            let start = text.floor_char_boundary(text.len().saturating_sub(size));
            let groups = anchor::groups(text, start);
            self.marked |= groups.marked;
            if !groups.opened_before || start == 0 {
                for (index, group) in groups.list.iter().enumerate().rev().filter(|(_, group)| group.at < done) {
                    let limit = groups.list.get(index + 1).map_or(text.len(), |next| next.at);
                    if let Some(answer) = self.read(group, limit) {
                        return Some(answer);
                    }
                    if self.tried > CANDIDATES {
                        return None;
                    }
                }
                done = groups.list.first().map_or(done, |group| group.at);
            }
            if start == 0 {
                return None;
            }
            size = size.saturating_mul(8);
        }
    }

    /// The answer that a group states, if it does; `limit` is where the next group begins.
    fn read(&mut self, group: &Group, limit: usize) -> Option<Answer<'t>> {
        self.tried += 1;
        let text = self.text;
        match &group.place {
            Place::Boxes(parts) => {
                let end = parts.last()?.1;
                let asked = parts.iter().any(|(content, close)| text[content.end..*close].contains('?'));
                let stated = &text[parts.last()?.0.clone()];
                if asked || doubt::around(text, group.at, group.at..end, stated) != Doubt::None {
                    let content = peel::peel(text, parts[0].0.clone());
                    self.denied.push(content);
                    return None;
                }
                self.accept(boxed::join(text, parts)?, Source::Boxed)
            }
            Place::Tag(content) => {
                let asked = text[content.clone()].trim_end().ends_with(['?', '？', '؟']);
                let content = peel::peel(text, content.clone());
                if asked || doubt::behind(text, group.end, &text[content.clone()]) != Doubt::None {
                    self.denied.push(content);
                    return None;
                }
                self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Tag)
            }
            Place::Hash => {
                let content = hash::content(text, group.end)?;
                if doubt::after(text, content.end, &text[content.clone()]) != Doubt::None {
                    self.denied.push(content);
                    return None;
                }
                self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Hash)
            }
            Place::Key => {
                let (value, span) = json::value(text, group.end)?;
                if text[span.end..].starts_with('?') || doubt::after(text, span.end, &value) != Doubt::None {
                    self.denied.push(span);
                    return None;
                }
                self.accept((value, span), Source::Json)
            }
            Place::Word(word) => match phrase::read(text, group.at..group.end, *word, limit) {
                phrase::Reading::Stated(content) => {
                    self.accept((Cow::Borrowed(&text[content.clone()]), content), Source::Phrase)
                }
                phrase::Reading::Denied(content) => {
                    self.denied.push(content);
                    None
                }
                phrase::Reading::Nothing => None,
            },
        }
    }

    /// The answer, read inside itself where it holds a statement, unless it is blank or denied later on.
    fn accept(&self, (content, span): (Cow<'t, str>, Range<usize>), source: Source) -> Option<Answer<'t>> {
        if content.chars().all(|c| !c.is_alphanumeric() && !is_mathematical(c))
            || self.denied.iter().any(|denied| !denied.is_empty() && self.text[denied.clone()] == content)
        {
            return None;
        }
        if source != Source::Boxed || content.contains("nswer") {
            let inner = match &content {
                Cow::Borrowed(inside) => Search::new(inside, self.depth + 1).run(),
                Cow::Owned(inside) => Search::new(inside, self.depth + 1).run().map(|answer| answer.shifted(0)),
            };
            if let Some(inner) = inner {
                // A span inside an unescaped string is not one of the response: the whole value stands for it.
                let span = match content {
                    Cow::Borrowed(_) => span.start + inner.span.start..span.start + inner.span.end,
                    Cow::Owned(_) => span,
                };
                return Some(Answer { text: inner.text, span, source: inner.source });
            }
        }
        match clause::value(&content).filter(|_| matches!(source, Source::Phrase | Source::Tag)) {
            Some(value) if matches!(content, Cow::Borrowed(_)) => {
                let span = span.start + value.start..span.start + value.end;
                Some(Answer { text: Cow::Borrowed(&self.text[span.clone()]), span, source })
            }
            _ => Some(Answer { text: content, span, source }),
        }
    }
}

/// Signs that can be an answer without a letter or a digit.
fn is_mathematical(c: char) -> bool {
    matches!(c, '∅' | '∞' | '√' | 'π' | '±' | '<' | '>' | '=' | '½' | '¼' | '¾')
}
