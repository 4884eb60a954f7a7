//! A time of day in words: "8 o'clock in the morning", "下午4点30分", "4时30分".

use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Role, Roles, unit};
use crate::text::fold;

/// A time as equality spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// `8:00 am`, `16:30`.
    pub(super) spelled: String,
    /// A word says which half of the day it is, or that it is a time: no duration is written so.
    pub(super) certain: bool,
}

/// Words that may stand beside a time.
const BESIDE: Roles = Roles::of(&[Role::About, Role::Is, Role::Filler, Role::Article, Role::Ends]);
/// Words that say which half of the day it is.
const HALVES: Roles = Roles::of(&[Role::Am, Role::Pm, Role::Noon, Role::Midnight]);

/// The time that the words of a text are, and nothing else.
pub(super) fn read(text: &str, words: &[Word]) -> Option<Clock> {
    if !words.iter().any(|word| word.roles.meets(HALVES.with(Roles::of(&[Role::Oclock])))) {
        return None;
    }
    let (mut time, mut half, mut oclock, mut minutes) = (None, None, false, None);
    for word in words {
        let written = word.of(text);
        let digits = written.starts_with(|c: char| fold::digit_value(c).is_some());
        let numeric = word.kind == Kind::Number || digits && !word.roles.meets(HALVES);
        if numeric {
            match (time, oclock, minutes) {
                (None, ..) => time = Some(hour(written)?),
                (Some((_, None)), true, None) => minutes = Some(number(written).filter(|minute| *minute < 60)?),
                _ => return None,
            }
        } else if word.roles.meets(HALVES) && half.is_none() {
            half = [Role::Noon, Role::Midnight, Role::Am, Role::Pm].into_iter().find(|role| word.has(*role));
        } else if word.has(Role::Oclock) && time.is_some() && !oclock {
            oclock = true;
        } else if minutes.is_some() && is_minute(word) {
        } else if !(word.kind == Kind::Stop || word.kind == Kind::Word && word.roles.meets(BESIDE)) {
            return None;
        }
    }
    let noon = matches!(half, Some(Role::Noon | Role::Midnight));
    let (hour, written) = time.or_else(|| noon.then_some((12, None)))?;
    let minute = minutes.or(written).unwrap_or(0);
    if noon && (hour, minute) != (12, 0) {
        return None;
    }
    let suffix = match half {
        Some(Role::Am | Role::Midnight) if hour <= 12 => " am",
        Some(Role::Pm | Role::Noon) if hour <= 12 => " pm",
        _ => "",
    };
    // "5 heures" is a duration as well as a time.
    let timed = half.is_some()
        || minutes.is_some()
        || oclock && written.is_some()
        || words[0].language.properties().code == "en";
    timed.then(|| Clock { spelled: format!("{hour}:{minute:02}{suffix}"), certain: half.is_some() })
}

/// The time that a content in letters and digits may be beside a duration: "16 h 30".
pub(super) fn read_hours(content: &str) -> Option<String> {
    let (hour, minute) = content.split_once('h')?;
    let minute = minute.trim();
    let (hour, minute) = (number(hour.trim()).filter(|_| minute.len() == 2)?, number(minute)?);
    (hour <= 24 && minute < 60).then(|| format!("{hour}:{minute:02}"))
}

/// An hour, with its minutes where they are written behind a colon.
fn hour(written: &str) -> Option<(u32, Option<u32>)> {
    match written.split_once([':', '.']) {
        Some((hour, minute)) => Some((number(hour)?, Some(number(minute).filter(|minute| *minute < 60)?))),
        None => Some((number(written)?, None)),
    }
    .filter(|(hour, _)| *hour <= 24)
}

fn number(written: &str) -> Option<u32> {
    if written.is_empty() || written.chars().count() > 2 {
        return None;
    }
    written.chars().try_fold(0, |number, c| Some(number * 10 + u32::from(fold::digit_value(c)?)))
}

fn is_minute(word: &Word) -> bool {
    word.datum(Role::Unit).is_some_and(|number| unit(number) == "min") || word.has(Role::Counter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Language, words};

    fn time(code: &str, text: &str) -> Option<(String, bool)> {
        let words = words::read_in(text, 0, text.len(), Language::of(code).unwrap());
        read(text, &words).map(|clock| (clock.spelled, clock.certain))
    }

    #[test]
    fn times_have_one_spelling() {
        for (code, text, expected) in [
            ("en", "8 o'clock in the morning", ("8:00 am", true)),
            ("en", "12 noon", ("12:00 pm", true)),
            ("en", "8 o'clock", ("8:00", false)),
            ("zh", "下午4点30分", ("4:30 pm", true)),
            ("zh", "4时30分", ("4:30", false)),
            ("fr", "16 h 30", ("16:30", false)),
            ("de", "7 Uhr abends", ("7:00 pm", true)),
        ] {
            assert_eq!(time(code, text), Some((expected.0.to_owned(), expected.1)), "{text}");
        }
        for (code, text) in [
            ("fr", "5 heures"),
            ("en", "25 o'clock"),
            ("en", "8 apples in the morning"),
            ("en", "before 7:00 AM"),
            ("zh", "4时75分"),
        ] {
            assert_eq!(time(code, text), None, "{text}");
        }
    }
}
