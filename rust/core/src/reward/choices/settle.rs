//! Answers that only the options can tell: a response that is nothing but options, and a text of which a reader of answers
//! takes a part.

use std::borrow::Cow;
use std::ops::Range;

use super::Choices;
use super::pick::VALUE;
use crate::extract::{Answer, NoAnswer, Source, Wanted};
use crate::text::{sentence, zone};
use crate::trace::{Notes, Outcome};

type Found<'r> = Result<Answer<'r>, NoAnswer>;

/// Marks that a text stands between, or behind: `\text{…}`, `<b>…</b>`, "Answer: …".
const OPEN: [char; 9] = ['{', '>', ':', '：', '"', '“', '*', '_', '\n'];
const CLOSE: [char; 9] = ['}', '<', '.', '。', '"', '”', '*', '_', '\n'];

impl Choices {
    /// The answer of a response in which `find` finds one by its statements.
    pub(in crate::reward) fn settle<'r>(
        &self,
        response: &'r str,
        wanted: &Wanted,
        notes: &mut Notes,
        find: impl FnOnce(&mut Notes) -> Found<'r>,
    ) -> Found<'r> {
        if let Some(answer) = self.whole(response, wanted, notes) {
            return Ok(answer);
        }
        let answer = find(notes)?;
        let span = self.around(response, &answer).or_else(|| self.behind(response, &answer));
        Ok(match span {
            Some(span) => Answer::new(Cow::Borrowed(&response[span.clone()]), span, answer.source),
            None => answer,
        })
    }

    /// The answer of a response that is nothing but options: their texts, their labels with the texts, several of them. It
    /// may stand behind `####`, which makes a heading of another text.
    fn whole<'r>(&self, response: &'r str, wanted: &Wanted, notes: &mut Notes) -> Option<Answer<'r>> {
        let last = response.trim_end().rsplit('\n').next().unwrap_or_default();
        let source = if last.trim_start().starts_with("####") { Source::Hash } else { Source::Bare };
        let zone = zone::answer_zone(response)?;
        let text = match source {
            Source::Hash => zone.text.rsplit_once("####")?.1.trim(),
            _ => zone.text.trim(),
        };
        let text = text.trim_matches(['*', '_', ' ']);
        // A word with a colon, or a line above, is more than the options.
        let is_plain = !text.contains([':', '：', '\n']);
        let several = || self.by_labels(text).or_else(|| self.by_parts(text, None));
        let counts = wanted.sources().contains(source) && !text.is_empty() && text.len() <= VALUE;
        let is_option = || self.by_text(text).or_else(|| self.by_both(text)).is_some();
        if !counts || !(is_option() || is_plain && several().is_some()) {
            return None;
        }
        // The zone is noted once, by whoever finds the answer.
        if notes.is_kept() {
            zone::noted(response, notes);
        }
        let start = text.as_ptr() as usize - zone.text.as_ptr() as usize;
        let place = start..start + text.len();
        let anchor = source.as_str();
        notes.candidate(None, &zone.text, (anchor, place.clone()), Some(place.clone()), Outcome::Taken);
        let span = zone.start + place.start..zone.start + place.end;
        let text = match zone.text {
            Cow::Borrowed(_) => Cow::Borrowed(&response[span.clone()]),
            Cow::Owned(_) => Cow::Owned(text.to_owned()),
        };
        Some(Answer::new(text, span, source))
    }

    /// Where the text of an option stands between marks around an answer that is a part of it: "apparatus" of
    /// `\text{Golgi apparatus}`.
    fn around(&self, response: &str, answer: &Answer<'_>) -> Option<Range<usize>> {
        let (start, end) = (answer.span.start, answer.span.end);
        self.options.iter().find_map(|choice| {
            let text = choice.truth.text().trim_end_matches('.');
            if text.len() <= end - start || text.len() > VALUE {
                return None;
            }
            let stands = |from: &usize| {
                let inside = response.get(*from..from + text.len());
                if !inside.is_some_and(|inside| inside.eq_ignore_ascii_case(text)) {
                    return false;
                }
                let before = response[..*from].trim_end_matches(' ');
                let behind = response[from + text.len()..].trim_start_matches(' ');
                (before.is_empty() || before.ends_with(OPEN)) && (behind.is_empty() || behind.starts_with(CLOSE))
            };
            (end.saturating_sub(text.len())..=start).find(stands).map(|from| from..from + text.len())
        })
    }

    /// Where an answer ends that is a label, and behind it the text of another option: "B. 21 days", "B" above "21 days".
    fn behind(&self, response: &str, answer: &Answer<'_>) -> Option<Range<usize>> {
        let at = self.by_label(&answer.text)?;
        let rest = response.get(answer.span.end..)?.trim_start_matches([')', ']', '*', '_', '"', '}', '$', ' ']);
        let other = |end: usize, start: usize| {
            let content = response[start..end].trim_end_matches(['*', '_', ' ']);
            self.option_of(content).filter(|other| *other != at).map(|_| answer.span.start..start + content.len())
        };
        let rest = rest.strip_prefix(['.', ':', ',', ')']).unwrap_or(rest);
        let text = rest.trim_start_matches([' ', '*', '_', '"']);
        let start = response.len() - text.len();
        if let Some(line) = text.strip_prefix('\n').map(str::trim) {
            // On a line of its own it is the last one, or what explains the options begins.
            let start = line.as_ptr() as usize - response.as_ptr() as usize;
            let is_last = !line.contains('\n') && self.by_text(line.trim_end_matches('.')).is_some();
            return if is_last { other(start + line.len(), start) } else { None };
        }
        let line = text.lines().next().filter(|line| !line.is_empty() && line.len() <= VALUE)?;
        let end = start + line.len();
        other(sentence::end_from(&response[..end], start), start).or_else(|| other(end, start))
    }
}
