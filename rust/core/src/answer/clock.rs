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
const BESIDE: Roles = Roles::of(&[Role::About, Role::Is, Role::Filler, Role::Article, Role::Ends, Role::This]);
/// Words that say which half of the day it is.
const HALVES: Roles = Roles::of(&[Role::Am, Role::Pm, Role::Noon, Role::Midnight]);
/// Words that are said of hours and minutes.
const MINUTES: Roles = Roles::of(&[Role::MinutesBefore, Role::MinutesAfter]);
/// Words that are a part of a number as well: "साढ़े तीन" may be three and a half.
const PARTS: Roles =
    Roles::of(&[Role::HalfBefore, Role::HalfAfter, Role::AddedBefore, Role::AddedAfter, Role::Part, Role::Changes]);

/// Minutes of half a day, and of an hour.
const HALF_DAY: i64 = 720;
const HOUR: i64 = 60;

/// The time that the words of a text are, and nothing else.
pub(super) fn read(text: &str, words: &[Word]) -> Option<Clock> {
    if !words.iter().any(|word| word.roles.meets(HALVES.with(MINUTES).with(Roles::of(&[Role::Oclock])))) {
        return None;
    }
    let (mut time, mut half, mut oclock, mut minutes) = (None, None, false, None);
    // The minutes that words add to the hour, and whether they can be nothing else.
    let mut added: Option<(i64, bool)> = None;
    for word in words {
        let written = word.of(text);
        let digits = written.starts_with(|c: char| fold::digit_value(c).is_some());
        let numeric = word.kind == Kind::Number || digits && !word.roles.meets(HALVES.with(MINUTES));
        let adds = |role: Role| word.datum(role).map(|minutes| (minutes, !word.roles.meets(PARTS)));
        if numeric {
            match (time, oclock, minutes) {
                (None, ..) => time = Some(hour(written)?),
                (Some((_, None)), true, None) => minutes = Some(number(written).filter(|minute| *minute < 60)?),
                _ => return None,
            }
        } else if word.has(Role::MinutesBefore) && time.is_none() && added.is_none() {
            added = adds(Role::MinutesBefore);
        } else if word.has(Role::MinutesAfter) && (time.is_some() || half.is_some()) && added.is_none() {
            added = adds(Role::MinutesAfter);
        } else if let Some(hour) = spoken_hour(word).filter(|_| time.is_none() && word.kind == Kind::Word) {
            time = Some((hour, None));
        } else if word.roles.meets(HALVES) && half.is_none() {
            half = [Role::Noon, Role::Midnight, Role::Am, Role::Pm].into_iter().find(|role| word.has(*role));
        } else if word.has(Role::Oclock) && !oclock {
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
        || added.is_some()
        || minutes.is_some()
        || oclock && written.is_some()
        || words[0].language.properties().code == "en";
    let (hour, minute) = match added {
        None => (hour, minute),
        Some(_) if minute > 0 => return None,
        Some((minutes, _)) => add(hour, minutes)?,
    };
    let certain = half.is_some() || added.is_some_and(|(_, certain)| certain);
    timed.then(|| Clock { spelled: format!("{hour}:{minute:02}{suffix}"), certain })
}

/// The hour that a word names: a number word, or an ordinal where hours are counted by these.
fn spoken_hour(word: &Word) -> Option<u32> {
    let hour = word.datum(Role::Hour).or_else(|| word.datum(Role::Number))?;
    u32::try_from(hour).ok().filter(|hour| (1..=24).contains(hour))
}

/// A time some minutes behind an hour, or before it.
fn add(hour: u32, minutes: i64) -> Option<(u32, u32)> {
    let day = if hour > 12 { 2 * HALF_DAY } else { HALF_DAY };
    let time = (i64::from(hour) * HOUR + minutes).rem_euclid(day);
    let time = if time < HOUR && hour <= 12 { time + HALF_DAY } else { time };
    Some((u32::try_from(time / HOUR).ok()?, u32::try_from(time % HOUR).ok()?))
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
            ("en", "half past three", ("3:30", true)),
            ("en", "a quarter to 4 in the afternoon", ("3:45 pm", true)),
            ("en", "quarter to one", ("12:45", true)),
            ("de", "Viertel vor vier", ("3:45", true)),
            ("nl", "half vier", ("3:30", false)),
            ("fr", "trois heures et demie", ("3:30", false)),
            ("fr", "midi et demi", ("12:30 pm", true)),
            ("es", "las tres y media", ("3:30", false)),
            ("cs", "půl jedné", ("12:30", false)),
            ("pl", "wpół do czwartej", ("3:30", true)),
            ("ru", "без четверти четыре", ("3:45", true)),
            ("zh", "3点一刻", ("3:15", true)),
        ] {
            assert_eq!(time(code, text), Some((expected.0.to_owned(), expected.1)), "{text}");
        }
        for (code, text) in [
            ("fr", "5 heures"),
            ("en", "25 o'clock"),
            ("en", "8 apples in the morning"),
            ("en", "before 7:00 AM"),
            ("zh", "4时75分"),
            ("en", "half past thirty"),
            ("en", "half past 3:15"),
            ("de", "Viertel vor"),
        ] {
            assert_eq!(time(code, text), None, "{text}");
        }
    }
}
