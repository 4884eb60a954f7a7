//! Dates: a day, a month and a year, however they are written.

use crate::lexicon::phrases;

/// A date as it can be read: one of several days where the notation leaves the order open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Date {
    /// Every day that the text can mean, as year, month and day; a part that is not written is zero.
    days: Vec<(u16, u8, u8)>,
    /// The numerals in the order of writing, where the date is made of numerals alone.
    numerals: Option<[u16; 3]>,
}

/// The days of a month; a year that is not known may have a leap day.
fn count_days(year: u16, month: u8) -> u8 {
    let is_leap = year == 0 || year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether the calendar has a day.
fn is_day(year: u16, month: u8, day: u8) -> bool {
    (1..=12).contains(&month) && (1..=count_days(year, month)).contains(&day)
}

/// The number of a month by its name, whole or short ("Sept", "Jul").
fn read_month(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let at = phrases::DATES_MONTHS
        .iter()
        .position(|name| *name == word || word.len() >= 3 && word.len() <= 4 && name.starts_with(&word))?;
    u8::try_from(at + 1).ok()
}

/// Whether a word is the name of a day, whole or short.
fn is_weekday(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    phrases::DATES_WEEKDAYS.iter().any(|name| *name == word || word.len() == 3 && name.starts_with(&word))
}

/// A numeral of at most four digits.
fn read_numeral(word: &str) -> Option<u16> {
    let is_numeral = (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    if is_numeral { word.parse().ok() } else { None }
}

impl Date {
    /// Reads a text that is a date as a whole.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() < 5 || text.len() > 40 || !text.is_ascii() {
            return None;
        }
        for sign in ['-', '/', '.'] {
            let mut parts = text.split(sign);
            if let (Some(first), Some(second), Some(third), None) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            {
                return Self::read_numerals(sign, [first, second, third]);
            }
        }
        Self::read_words(text)
    }

    /// A date in numerals: the year first, or last with day and month in either order. A point has the day first.
    fn read_numerals(sign: char, parts: [&str; 3]) -> Option<Self> {
        let [first, second, third] = [read_numeral(parts[0])?, read_numeral(parts[1])?, read_numeral(parts[2])?];
        let small = |value: u16| u8::try_from(value).ok();
        let orders: &[(u16, u16, u16)] = if parts[0].len() == 4 {
            &[(first, second, third)]
        } else if parts[2].len() != 4 {
            return None;
        } else if sign == '.' {
            &[(third, second, first)]
        } else {
            &[(third, first, second), (third, second, first)]
        };
        let mut days: Vec<(u16, u8, u8)> = Vec::with_capacity(2);
        for &(year, month, day) in orders {
            if let (Some(month), Some(day)) = (small(month), small(day))
                && is_day(year, month, day)
                && !days.contains(&(year, month, day))
            {
                days.push((year, month, day));
            }
        }
        (!days.is_empty() && (1000..3000).contains(&orders[0].0))
            .then_some(Self { days, numerals: Some([first, second, third]) })
    }

    /// A date with the name of its month: "July 4, 1776", "the 4th of July 1776", "July 1776", "4 July".
    fn read_words(text: &str) -> Option<Self> {
        let (mut year, mut month, mut day) = (0, 0, 0);
        let words = text.split([' ', ',', '-']).filter(|word| !word.is_empty());
        for (place, word) in words.enumerate() {
            let word = word.trim_end_matches('.');
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            let (numeral, ending) = word.split_at(digits);
            if digits == 0 {
                if let Some(named) = read_month(word).filter(|_| month == 0) {
                    month = named;
                    continue;
                }
                let is_leading = place == 0 && is_weekday(word);
                if is_leading || phrases::DATES_SMALL.contains(&word) {
                    continue;
                }
                return None;
            }
            let value = read_numeral(numeral)?;
            let is_ordinal = ending == crate::expr::ordinal_ending(numeral);
            if !ending.is_empty() && !is_ordinal {
                return None;
            }
            if day == 0 && digits <= 2 {
                day = u8::try_from(value).ok()?;
            } else if year == 0 && digits >= 3 && ending.is_empty() {
                year = value;
            } else {
                return None;
            }
        }
        let fits = if day == 0 { month > 0 && year > 0 } else { is_day(year, month, day) };
        fits.then(|| Self { days: vec![(year, month, day)], numerals: None })
    }

    /// Whether two texts are the same date: in the same order of numerals the same numerals, otherwise each the one day that it
    /// can mean.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let alike = self.numerals.is_some() && self.numerals == other.numerals;
        alike || self.days.len() == 1 && self.days == other.days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_one_day_in_every_dress() {
        let same = |a: &str, b: &str| Date::read(a).unwrap().is_same(&Date::read(b).unwrap());
        let texts = [
            "March 9, 1931",
            "9 March 1931",
            "Mar. 9th, 1931",
            "the 9th of March, 1931",
            "1931-03-09",
            "Monday, March 9, 1931",
        ];
        for a in texts {
            for b in texts {
                assert!(same(a, b), "{a} {b}");
            }
            assert!(!same(a, "March 10, 1931") && !same(a, "March 9, 1932") && !same(a, "May 9, 1931"), "{a}");
            assert!(!same(a, "9 March") && !same(a, "March 1931"), "{a}");
        }
        assert!(same("3/9/1931", "03/09/1931") && same("25/3/1931", "1931-03-25") && same("9.3.1931", "9 March 1931"));
        // March or September: nothing tells.
        assert!(!same("3/9/1931", "9 March 1931") && !same("3/9/1931", "9/3/1931"));
    }

    #[test]
    fn what_the_calendar_lacks_is_no_date() {
        for text in [
            "30 February 1931",
            "1931-13-01",
            "1931-00-10",
            "29 February 1931",
            "1/2/3",
            "7/8",
            "may",
            "4 x 1776",
            "1-2-3",
        ] {
            assert_eq!(Date::read(text), None, "{text}");
        }
        assert!(Date::read("29 February 1932").is_some());
    }
}
