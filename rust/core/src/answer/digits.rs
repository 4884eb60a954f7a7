//! Digits with their grouping and decimals, by the habits of the language of their sentence.

use crate::lexicon::Language;
use crate::text::fold;

/// Runs of digits of one number at most.
const RUNS: usize = 24;

/// A number in digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// Where it ends.
    pub(super) end: usize,
    /// Its digits in ASCII with a decimal point, as many as were written; `None` where its marks are for equality to weigh.
    pub(super) plain: Option<String>,
}

/// Runs of digits with the marks between them.
struct Runs<'t> {
    text: &'t str,
    language: Language,
    /// Where each run begins and ends.
    spans: Vec<(usize, usize)>,
    /// The mark before each run but the first.
    marks: Vec<char>,
    /// Whether a mark follows that makes more of it than a number: a time, a date, a fraction.
    goes_on: bool,
}

/// Reads the digits at `at`.
pub(super) fn read(text: &str, at: usize, language: Language) -> Digits {
    let mut runs = Runs { text, language, spans: Vec::new(), marks: Vec::new(), goes_on: false };
    runs.collect(at);
    let end = runs.spans.last().map_or(at, |(_, end)| *end);
    Digits { end, plain: runs.plain() }
}

impl Runs<'_> {
    fn collect(&mut self, mut at: usize) {
        while self.spans.len() < RUNS {
            let end = run_end(self.text, at);
            if end == at {
                return;
            }
            self.spans.push((at, end));
            let mut chars = self.text[end..].chars();
            let Some(mark) = chars.next() else { return };
            let next = end + mark.len_utf8();
            if chars.next().is_none_or(|c| fold::digit_value(c).is_none()) {
                return;
            }
            match fold_mark(mark) {
                Some(' ') if !self.groups_by_blank(next) => return,
                Some(mark) => self.marks.push(mark),
                None => {
                    self.goes_on = matches!(mark, ':' | '/');
                    return;
                }
            }
            at = next;
        }
        self.goes_on = true;
    }

    /// Whether a blank before `at` parts groups of three.
    fn groups_by_blank(&self, at: usize) -> bool {
        let three = |at: usize| digits(&self.text[at..run_end(self.text, at)]) == 3;
        let first = self.spans.first().is_some_and(|(start, end)| (1..=3).contains(&digits(&self.text[*start..*end])));
        let rest = self.spans.iter().skip(1).all(|(start, _)| three(*start));
        let alike = self.marks.iter().all(|mark| *mark == ' ');
        self.has(" ") && first && rest && alike && three(at)
    }

    fn has(&self, mark: &str) -> bool {
        self.language.properties().groups.contains(&mark)
    }

    fn count(&self, run: usize) -> usize {
        let (start, end) = self.spans[run];
        digits(&self.text[start..end])
    }

    /// Whether the runs up to `last` are a first one of at most three digits and groups of three.
    fn are_threes(&self, last: usize) -> bool {
        (1..=3).contains(&self.count(0))
            && !self.text[self.spans[0].0..].starts_with(|c| fold::digit_value(c) == Some(0))
            && (1..=last).all(|run| self.count(run) == 3)
    }

    fn plain(&self) -> Option<String> {
        if self.goes_on || self.spans.is_empty() {
            return None;
        }
        let last = self.marks.len();
        let Some(mark) = self.marks.last() else { return Some(self.written(None)) };
        if *mark == '٫' {
            let groups = self.marks[..last - 1].iter().all(|other| matches!(other, '٬' | ',' | ' '));
            return (groups && (last == 1 || self.are_threes(last - 1))).then(|| self.written(Some(last)));
        }
        if self.marks.iter().any(|other| other != mark) {
            let lead = self.marks[0];
            let alike = self.marks[..last - 1].iter().all(|other| *other == lead);
            let decimal = matches!(mark, '.' | ',') && alike && lead != *mark && self.are_threes(last - 1);
            return decimal.then(|| self.written(Some(last)));
        }
        let name = mark.encode_utf8(&mut [0; 4]).to_owned();
        let threes = self.are_threes(last);
        match mark {
            ' ' | '\'' | '٬' => threes.then(|| self.written(None)),
            _ if name == self.language.properties().decimal => match last {
                // Five thousand, in every habit: nobody writes so many zeros behind a decimal mark.
                1 if threes && (self.ends_in_zeros() || self.has(&name)) => None,
                1 => Some(self.written(Some(1))),
                _ => threes.then(|| self.written(None)),
            },
            _ if threes && self.has(&name) => Some(self.written(None)),
            '.' if last == 1 => Some(self.written(Some(1))),
            _ => None,
        }
    }

    fn ends_in_zeros(&self) -> bool {
        self.spans
            .last()
            .is_some_and(|(start, end)| self.text[*start..*end].chars().all(|c| fold::digit_value(c) == Some(0)))
    }

    /// The digits in ASCII, with a point before the run `point`.
    fn written(&self, point: Option<usize>) -> String {
        let mut out = String::new();
        for (number, (start, end)) in self.spans.iter().enumerate() {
            if Some(number) == point {
                out.push('.');
            }
            let run = self.text[*start..*end].chars();
            out.extend(run.filter_map(fold::digit_value).map(|value| char::from(b'0' + value)));
        }
        out
    }
}

/// Where the run of digits at `at` ends.
fn run_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.find(|c| fold::digit_value(c).is_none()).unwrap_or(rest.len())
}

/// Digits of a run, counted up to four.
fn digits(run: &str) -> usize {
    run.chars().take(4).count()
}

/// The one spelling of a mark between digits.
fn fold_mark(c: char) -> Option<char> {
    Some(match c {
        '.' | ',' | '٫' | '٬' => c,
        '，' => ',',
        '\'' | '’' => '\'',
        ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' => ' ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_by_the_habits_of_the_language() {
        for (code, text, plain) in [
            ("de", "12.500", Some("12500")),
            ("de", "3,5", Some("3.5")),
            ("de", "3,125", Some("3.125")),
            ("de", "5,000", None),
            ("de", "1.234,50", Some("1234.50")),
            ("de", "12.5", Some("12.5")),
            ("de", "0.125", Some("0.125")),
            ("fr", "1 250,50", Some("1250.50")),
            ("fr", "1\u{202F}234\u{202F}567", Some("1234567")),
            ("fr", "12 50", Some("12")),
            ("en", "12,500", Some("12500")),
            ("en", "12.500", Some("12.500")),
            ("en", "3,5", None),
            ("ar", "١٤٬٥٠٠", Some("14500")),
            ("ar", "٢٫٢٥", Some("2.25")),
            ("fa", "۱۲,۵۰۰", Some("12500")),
            ("ru", "12.500", Some("12.500")),
            ("de", "1.234.567", Some("1234567")),
            ("de", "1.2.3", None),
            ("de", "12:30", None),
            ("de", "3/4", None),
        ] {
            let language = Language::of(code).unwrap();
            assert_eq!(read(text, 0, language).plain.as_deref(), plain, "{code} {text}");
        }
    }
}
