//! What every text must keep to in the rooms behind the functions: the lexicon's pass, the reading of answers, units, groups
//! of equal answers, and the columns of a table.

use rewards_core::answer::spelled;
use rewards_core::batch::{NOT_JUDGED, Second, TruthRows, Truths, verdict_columns};
use rewards_core::equal::Units;
use rewards_core::groups::{self, NO_LABEL};
use rewards_core::lexicon::{Language, units, words};
use rewards_core::reward::{self, Grading, GroundTruth, Reason, is_equal};

use super::input::{PROSE, SEPARATOR, UNITS, two, whole};

/// Texts of one input at most.
const TEXTS: usize = 8;

/// Sentences of several languages around a stated answer.
const SENTENCES: &[(&str, &str)] = &[
    ("The answer is ", "."),
    ("Die Antwort ist ", "."),
    ("La respuesta es ", "."),
    ("答案是", "。"),
    ("答えは", "です。"),
    ("답은 ", "입니다."),
    ("Ответ: ", "."),
    ("الجواب هو ", "."),
    ("उत्तर ", " है।"),
    ("Yes, ", ", so the total is 4."),
];

/// Words follow one another within the text, at whole characters, and are the same whenever they are read.
pub fn lexicon(data: &[u8]) {
    let text = whole(data, &PROSE);
    // The languages take turns, or one input would take as long as all of them.
    let turn = text.len() % Language::all().count();
    for hint in [None, Language::all().nth(turn)] {
        let read = words::read(&text, 0, text.len(), hint);
        let mut end = 0;
        for word in &read {
            assert!(word.start >= end && word.end > word.start, "{word:?}");
            assert!(text.get(word.start..word.end).is_some(), "{word:?}");
            end = word.end;
        }
        let again = words::read(&text, 0, text.len(), hint);
        let tell =
            |words: &[words::Word]| words.iter().map(|word| (word.start, word.end, word.language)).collect::<Vec<_>>();
        assert_eq!(tell(&read), tell(&again));
    }
    // A window has the words of its own text.
    let middle = (0..=text.len() / 2).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    for (start, end) in [(0, middle), (middle, text.len())] {
        let read = words::read(&text, start, end, None);
        assert!(
            read.iter().all(|word| word.start >= start && word.end <= end && text.get(word.start..word.end).is_some())
        );
    }
}

/// A stated text is read the same each time, within its response, in every language, watched or not.
pub fn answers(data: &[u8]) {
    let text = whole(data, &PROSE);
    // Languages and sentences take turns, or one input would take as long as all of them.
    let language = Language::all().nth(text.len() % Language::all().count());
    for language in [None, language] {
        let found = spelled(&text, language);
        assert_eq!(found, spelled(&text, language));
        assert!(found.len() <= 64 * (text.len() + 16), "{} bytes of {}", found.len(), text.len());
    }
    let (before, after) = SENTENCES[text.len() % SENTENCES.len()];
    let response = format!("{before}{text}{after}");
    let truth = GroundTruth::new("4").unwrap();
    let grading = Grading::default();
    let found = reward::explain_answer(&response, &truth, &grading);
    assert!(found.reason != Reason::InternalError);
    let traced = reward::trace_answer(&response, &truth, &grading);
    assert_eq!(
        (traced.score.to_bits(), traced.reason, &traced.answer),
        (found.score.to_bits(), found.reason, &found.answer)
    );
    if let Some(answer) = &found.answer {
        assert!(response.get(answer.span.clone()).is_some(), "{answer:?}");
        assert!(!answer.value().trim().is_empty(), "{answer:?}");
    }
}

/// A unit is the one that its symbol names, and quantities are equal to themselves by every rule for units.
pub fn units(data: &[u8]) {
    let (a, b) = two(data, &UNITS);
    let parts: Vec<units::Part> = [&a, &b].into_iter().filter_map(|text| units::part(text)).collect();
    for part in &parts {
        let symbol = part.symbol();
        assert!(!symbol.is_empty());
        assert!(part.ratio(*part).is_none_or(|ratio| (ratio - 1.0).abs() < 1e-9), "{symbol}");
        for other in &parts {
            assert_eq!(part.ratio(*other).is_some(), other.ratio(*part).is_some(), "{symbol}");
            assert!(part.ratio(*other).is_none_or(|ratio| ratio.is_finite() && ratio >= 0.0), "{symbol}");
            let _ = part.beside(*other).symbol();
        }
    }
    for (number, text) in [("5 ", &a), ("1.50", &b), ("", &a)] {
        let quantity = format!("{number}{text}");
        for rule in [Units::Lenient, Units::Required, Units::Convert, Units::Ignore] {
            let grading = Grading::default().with_units(rule);
            assert!(is_equal(&quantity, &quantity, &grading), "{quantity:?} {rule:?}");
            let (there, back) = (is_equal(&quantity, &b, &grading), is_equal(&quantity, &b, &grading));
            assert_eq!(there, back);
        }
    }
}

/// The texts of an input.
fn several(data: &[u8]) -> Vec<String> {
    whole(data, &PROSE).split(SEPARATOR).take(TEXTS).map(str::to_owned).collect()
}

/// Each response that states an answer is in one group, equal texts are in the same, and the order does not matter.
pub fn groups(data: &[u8]) {
    let texts = several(data);
    let grading = Grading::default();
    let stated: Vec<_> = texts.iter().map(|text| groups::state(text, &grading)).collect();
    let answers: Vec<_> = stated.iter().map(Option::as_ref).collect();
    let found = groups::group(&answers, &grading);
    assert_eq!(found.labels.len(), texts.len());
    for (at, label) in found.labels.iter().enumerate() {
        assert_eq!(*label == NO_LABEL, answers[at].is_none());
        assert!(*label == NO_LABEL || usize::try_from(*label).is_ok_and(|label| label < found.groups.len()));
        let same = texts.iter().position(|text| *text == texts[at]).unwrap();
        assert_eq!(found.labels[same], *label);
    }
    for (at, group) in found.groups.iter().enumerate() {
        assert_eq!(found.labels.iter().filter(|label| usize::try_from(**label) == Ok(at)).count(), group.size);
    }
    let backwards: Vec<_> = answers.iter().rev().copied().collect();
    let turned = groups::group(&backwards, &grading);
    for a in 0..texts.len() {
        for b in 0..a {
            let together = found.labels[a] == found.labels[b];
            let last = texts.len() - 1;
            assert_eq!(together, turned.labels[last - a] == turned.labels[last - b]);
        }
    }
    for text in &texts {
        assert_eq!(groups::answer_key(text), groups::answer_key(text));
    }
}

/// The columns of a table are the verdicts of its rows, and places in them are whole characters.
pub fn columns(data: &[u8]) {
    let texts = several(data);
    let (truths, responses): (Vec<_>, Vec<_>) = texts.iter().enumerate().partition(|(at, _)| at % 2 == 1);
    let responses: Vec<&str> = responses.into_iter().map(|(_, text)| text.as_str()).collect();
    let mut truths: Vec<&str> = truths.into_iter().map(|(_, text)| text.as_str()).collect();
    truths.resize(responses.len(), "4");
    let grading = Grading::default();
    let gradings = Second::One(&grading);
    let rows = TruthRows::Single(Truths::Texts(&truths));
    let found = verdict_columns(&responses, rows, gradings, &mut || true).unwrap();
    let mut start = 0;
    for (at, response) in responses.iter().enumerate() {
        let end = usize::try_from(found.text_ends[at]).unwrap();
        let text = std::str::from_utf8(&found.texts[start..end]).unwrap();
        start = end;
        let Ok(truth) = GroundTruth::new(truths[at]) else {
            assert!(found.scores[at].is_nan() && found.reasons[at] == NOT_JUDGED && text.is_empty());
            continue;
        };
        let verdict = reward::explain_answer(response, &truth, &grading);
        assert_eq!(found.scores[at].to_bits(), verdict.score.to_bits());
        assert_eq!(Reason::ALL[usize::from(found.reasons[at])], verdict.reason);
        assert!(verdict.reason != Reason::InternalError);
        match &verdict.answer {
            Some(answer) => {
                let place = |bytes: usize| i64::try_from(response[..bytes].chars().count()).unwrap();
                assert_eq!(text, answer.text);
                assert_eq!((found.starts[at], found.ends[at]), (place(answer.span.start), place(answer.span.end)));
            }
            None => assert_eq!((found.starts[at], found.ends[at], text), (-1, -1, "")),
        }
    }
    let ends: Vec<usize> = (1..=truths.len()).collect();
    let lists = verdict_columns(&responses, TruthRows::Lists(&truths, &ends), gradings, &mut || true).unwrap();
    let bits = |scores: &[f64]| scores.iter().map(|score| score.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&lists.scores), bits(&found.scores));
}
