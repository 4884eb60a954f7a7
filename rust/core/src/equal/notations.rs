//! Ratios, times of day and words: each is equal to its own kind alone, but for the number that a ratio of two is.

use crate::expr::{self, Constant, Time, Tree};
use crate::lexicon::phrases as known;
use crate::number::Form;

use super::judge::Judge;
use super::{Decision, Relation, Rule, exact, names, phrases, spell, values};

/// Relates ratios, times and words.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    match (a, t) {
        (Tree::Time(x), Tree::Time(y)) => Some(Decision::equal_if(is_same_time(*x, *y), Rule::Time)),
        (Tree::Ratio(x), Tree::Ratio(y)) => Some(match (read_clock(x), read_clock(y)) {
            // Both can be times of day, and then they must be the same.
            (Some(x), Some(y)) if !is_same_time(x, y) => Decision::new(Relation::Different, Rule::Time),
            // "14:60" is written as a time is, and is none.
            (Some(_), None) if is_shaped_as_time(y) => Decision::new(Relation::Different, Rule::Time),
            (None, Some(_)) if is_shaped_as_time(x) => Decision::new(Relation::Different, Rule::Time),
            _ => relate_ratios(judge, x, y),
        }),
        (Tree::Text(x), Tree::Text(y)) => {
            let (x, y) = (spell::words(x), spell::words(y));
            Some(Decision::equal_if(x.is_some() && x == y, Rule::Text))
        }
        (Tree::Text(words), Tree::Constant(Constant::EmptySet))
        | (Tree::Constant(Constant::EmptySet), Tree::Text(words)) => {
            let says_nothing = spell::words(words).is_some_and(|words| phrases::says_nothing(&words));
            Some(Decision::equal_if(says_nothing, Rule::Text))
        }
        (Tree::Time(time), Tree::Ratio(parts)) => Some(relate_time(judge, *time, parts, true)),
        (Tree::Ratio(parts), Tree::Time(time)) => Some(relate_time(judge, *time, parts, false)),
        (Tree::Time(time), Tree::Text(word)) | (Tree::Text(word), Tree::Time(time)) => {
            Some(Decision::equal_if(read_word(word).is_some_and(|word| is_same_time(word, *time)), Rule::Time))
        }
        (Tree::Text(words), letters) | (letters, Tree::Text(words)) if names::capitals(letters).is_some() => {
            // "WEST" is read as the name of a figure; beside words it is one.
            let plain = spell::words(words).map(|words| words.replace(' ', ""));
            let capitals = names::capitals(letters).map(phrases::name_missing);
            Some(Decision::equal_if(plain.is_some() && plain == capitals, Rule::Text))
        }
        (Tree::Text(_), _) | (_, Tree::Text(_)) => Some(Decision::new(Relation::Different, Rule::Text)),
        (Tree::Ratio(x), other) | (other, Tree::Ratio(x)) if x.len() == 2 && names::is_number_like(other) => {
            // "3:2" for 3/2 is the same statement; a time or a score is not written as a fraction.
            let quotient = Tree::quotient(x[0].clone(), x[1].clone());
            Some(if matches!(a, Tree::Ratio(_)) {
                judge.relate(&quotient, other)
            } else {
                judge.relate(other, &quotient)
            })
        }
        (Tree::Constant(x), Tree::Constant(y)) if *x != Constant::I && *y != Constant::I => {
            Some(Decision::equal_if(x == y, Rule::Structure))
        }
        _ => None,
    }
}

/// The seconds since midnight on a clock of twenty-four hours: 12 pm is noon, 12 am and 24:00 are midnight.
fn count_seconds(time: Time) -> u32 {
    let hour = match time.afternoon {
        Some(true) if time.hour < 12 => time.hour + 12,
        Some(false) if time.hour == 12 => 0,
        // No day has anything behind 24:00.
        _ if time.minute == 0 && time.second.unwrap_or(0) == 0 => time.hour % 24,
        _ => time.hour,
    };
    (u32::from(hour) * 60 + u32::from(time.minute)) * 60 + u32::from(time.second.unwrap_or(0))
}

/// Whether two times are the same: on the clock of twenty-four hours, or as they are written where one leaves out am and pm.
fn is_same_time(x: Time, y: Time) -> bool {
    let written = |time: Time| (time.hour, time.minute, time.second.unwrap_or(0));
    count_seconds(x) == count_seconds(y) || x.afternoon.is_some() != y.afternoon.is_some() && written(x) == written(y)
}

/// The time that a word is.
fn read_word(word: &str) -> Option<Time> {
    let words = spell::words(word)?;
    let afternoon = known::DATES_NOON.contains(&words.as_str());
    if !afternoon && !known::DATES_MIDNIGHT.contains(&words.as_str()) {
        return None;
    }
    Some(Time { hour: 12, minute: 0, second: None, afternoon: Some(afternoon) })
}

/// The time of day that a ratio can be: an hour and two digits of minutes.
fn read_clock(parts: &[Tree]) -> Option<Time> {
    let [Tree::Number(hour), Tree::Number(minute)] = parts else { return None };
    if hour.form != Form::Integer || minute.form != Form::Integer {
        return None;
    }
    let (hour, minute) = (u8::try_from(hour.value.to_i64()?).ok()?, u8::try_from(minute.value.to_i64()?).ok()?);
    // Minutes below ten have a zero before them, with which they are read as a time at once.
    (hour <= 24 && (10..60).contains(&minute)).then_some(Time { hour, minute, second: None, afternoon: None })
}

/// Whether two numbers are written as an hour and its minutes, whatever their size.
fn is_shaped_as_time(parts: &[Tree]) -> bool {
    let [Tree::Number(hour), Tree::Number(minute)] = parts else { return false };
    let is_within = |number: &crate::number::Number, low: i64, high: i64| {
        number.form == Form::Integer && number.value.to_i64().is_some_and(|value| (low..=high).contains(&value))
    };
    is_within(hour, 0, 24) && is_within(minute, 10, 99)
}

/// Relates a time to numbers with colons between, which are the same time, or three numbers that only look like one.
fn relate_time(judge: &mut Judge, time: Time, parts: &[Tree], is_answer: bool) -> Decision {
    if let Some(clock) = read_clock(parts) {
        let same = time.second.unwrap_or(0) == 0 && is_same_time(time, clock);
        return Decision::equal_if(same, Rule::Time);
    }
    if let (3, None, Some(second)) = (parts.len(), time.afternoon, time.second) {
        let part = |value: u8| expr::integer(i64::from(value));
        let shown = [part(time.hour), part(time.minute), part(second)];
        return if is_answer { relate_ratios(judge, &shown, parts) } else { relate_ratios(judge, parts, &shown) };
    }
    // "8:5" beside "8:05": the minutes without their zero.
    let wanted = [i64::from(time.hour), i64::from(time.minute)];
    let same = time.second.unwrap_or(0) == 0
        && time.afternoon.is_none()
        && parts.len() == 2
        && parts.iter().zip(wanted).all(|(part, wanted)| {
            exact::evaluate(part, &judge.budget).ok().and_then(|value| value.to_i64()) == Some(wanted)
        });
    Decision::equal_if(same, Rule::Time)
}

/// Relates ratios: equal where one factor that is not zero makes every part of one the same part of the other.
fn relate_ratios(judge: &mut Judge, own: &[Tree], theirs: &[Tree]) -> Decision {
    let different = Decision::new(Relation::Different, Rule::Ratio);
    if own.len() != theirs.len() {
        return different;
    }
    let budget = &judge.budget;
    let is_zero = |part: &Tree| exact::evaluate(part, budget).is_ok_and(|value| value.is_zero());
    // What is zero on one side is zero on the other.
    if own.iter().zip(theirs).any(|(x, y)| is_zero(x) != is_zero(y)) {
        return different;
    }
    let Some(first) = own.iter().position(|part| !is_zero(part)) else {
        return Decision::new(Relation::Equal, Rule::Ratio);
    };
    // Of one part that is not zero no factor can be told: such a ratio is only what it says.
    if theirs.iter().filter(|part| !is_zero(part)).count() == 1 {
        return judge.relate(&own[first], &theirs[first]);
    }
    let mut all = Decision::new(Relation::Equal, Rule::Ratio);
    for at in (0..own.len()).filter(|at| *at != first) {
        let left = Tree::product(vec![own[at].clone(), theirs[first].clone()]);
        let right = Tree::product(vec![theirs[at].clone(), own[first].clone()]);
        let mut part = values::relate(judge, &left, &right);
        if part.relation == Relation::NotEvaluated {
            part.relation = Relation::Equal;
        }
        all = all.and(part, Rule::Ratio);
    }
    all
}
