//! A batch is its items: whatever the number of threads, the order and the mixture.

#![allow(clippy::float_cmp, clippy::naive_bytecount, reason = "what is counted is counted by equality, plainly")]

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use proptest::prelude::*;
use rewards_core::batch::{self, Failure, Part, Second, Truths, set_num_threads};
use rewards_core::error::Misuse;
use rewards_core::extract::Source;
use rewards_core::format::Format;
use rewards_core::number::Exact;
use rewards_core::reward::{self, Grading, GroundTruth, Reason};

fn go_on() -> bool {
    true
}

fn response() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..20, 0..20).prop_map(|(a, b)| format!("{a} + {b} = {}. The answer is {}.", a + b, a + b)),
        (0..20).prop_map(|a| format!("We get {a}")),
        ".{0,40}",
        (0..20, 0..3000usize).prop_map(|(a, length)| format!("{} \\boxed{{{a}}}", "word ".repeat(length))),
    ]
}

fn truth() -> impl Strategy<Value = String> {
    prop_oneof![(0..6u8).prop_map(|a| a.to_string()), Just("1/2".to_owned()), Just("Paris".to_owned())]
}

fn borrow(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_batch_is_its_items(pairs in prop::collection::vec((response(), truth()), 0..300), threads in 1..5usize) {
        let (responses, truths): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        let (responses, truths) = (borrow(&responses), borrow(&truths));
        let grading = Grading::default();
        let format = Format::new("The answer is [NUM].").unwrap();
        set_num_threads(threads).unwrap();

        let prepared: Vec<_> = truths.iter().map(|text| Arc::new(GroundTruth::new(text).unwrap())).collect();
        let alone: Vec<f64> = responses.iter().zip(&prepared).map(|(text, truth)| reward::check_answer(text, truth, &grading).score).collect();
        prop_assert_eq!(&batch::check_answers(&responses, Truths::Texts(&truths), Second::One(&grading), &mut go_on).unwrap(), &alone);
        prop_assert_eq!(&batch::check_answers(&responses, Truths::Ready(&prepared), Second::One(&grading), &mut go_on).unwrap(), &alone);

        let verdicts = batch::explain_answers(&responses, Truths::Texts(&truths), Second::One(&grading), false, &mut go_on).unwrap();
        for ((text, truth), verdict) in responses.iter().zip(&prepared).zip(verdicts) {
            prop_assert_eq!(verdict, reward::explain_answer(text, truth, &grading));
        }

        let graded = batch::grade_answers(&responses, Truths::Texts(&truths), Second::One(&grading), true, &mut go_on).unwrap();
        prop_assert_eq!(&graded.scores, &alone);
        for (at, (text, truth)) in responses.iter().zip(&prepared).enumerate() {
            let verdict = reward::explain_answer(text, truth, &grading);
            prop_assert_eq!(Reason::ALL[usize::from(graded.codes.reasons[at])], verdict.reason);
            let source = Source::ALL.get(usize::from(graded.codes.sources[at])).copied();
            prop_assert_eq!(source, verdict.answer.map(|answer| answer.source));
        }
        let described = batch::describe_texts(&responses, &mut go_on).unwrap();
        prop_assert_eq!(graded.described.as_ref(), Some(&described));
        let mut known = HashMap::new();
        for (at, text) in responses.iter().enumerate() {
            prop_assert_eq!(described.lengths[at] as usize, text.chars().count());
            let hash = described.hashes[at];
            prop_assert_eq!(*known.entry(*text).or_insert(hash), hash);
        }
        prop_assert_eq!(known.values().collect::<HashSet<_>>().len(), known.len());

        let parts = [Part::Clarity, Part::Correctness(Second::One(&grading)), Part::Correctness(Second::One(&grading))];
        for parts in [&parts[..], &parts[1..]] {
            let found = batch::score_together(&responses, parts, Some(Truths::Texts(&truths)), None, true, &mut go_on).unwrap();
            let graded_parts = found.scores.iter().zip(&found.codes).rev().take(2);
            graded_parts.for_each(|(scores, codes)| assert_eq!((scores, codes.as_ref()), (&alone, Some(&graded.codes))));
            prop_assert_eq!(found.described.as_ref(), Some(&described));
            let codes = found.codes.iter().filter(|codes| codes.is_some()).count();
            prop_assert_eq!(codes, 2);
        }

        let formats: Vec<f64> = responses.iter().map(|text| reward::match_format_exactly(text, &format, 0.5)).collect();
        prop_assert_eq!(&batch::match_formats(&responses, Second::One(&format), 0.5, &mut go_on).unwrap(), &formats);
        let combined = batch::combined_rewards(&responses, Truths::Texts(&truths), Second::One(&format), (0.25, 0.5), Second::One(&grading), &mut go_on);
        let expected: Vec<f64> = formats.iter().zip(&alone).map(|(form, answer)| 0.25 * form + 0.5 * answer).collect();
        prop_assert_eq!(combined.as_ref(), Ok(&expected));
        let noted = batch::grade_combined(&responses, Truths::Texts(&truths), Second::One(&format), (0.25, 0.5), Second::One(&grading), &mut go_on);
        let noted = noted.unwrap();
        prop_assert_eq!((&noted.scores, &noted.codes, noted.described.as_ref()), (&expected, &graded.codes, Some(&described)));

        let four = [Exact::from_i64(4)];
        let numbers = batch::check_all_numbers(&responses, Second::One(&four), &Exact::ZERO, &mut go_on).unwrap();
        for (text, found) in responses.iter().zip(numbers) {
            prop_assert_eq!(found, reward::check_numbers(text, &four, &Exact::ZERO));
        }
        let equal = batch::math_equals(&responses, Second::Each(&responses), Second::One(&grading), &mut go_on).unwrap();
        prop_assert!(equal.into_iter().all(|equal| equal));
    }

    #[test]
    fn numbers_are_counted(values in prop::collection::vec((-3..3i8).prop_map(|value| f64::from(value) / 2.0), 0..200), most in 0..8usize) {
        let mut expected: Vec<(f64, u64)> = Vec::new();
        for value in &values {
            match expected.iter_mut().find(|(known, _)| known.to_bits() == value.to_bits()) {
                Some((_, count)) => *count += 1,
                None => expected.push((*value, 1)),
            }
        }
        let distinct = expected.len();
        prop_assert_eq!(batch::count_values(&values, most), (distinct <= most).then_some(expected));
        let keys: Vec<u64> = values.iter().map(|value| (value + 0.0).to_bits()).collect();
        prop_assert_eq!(batch::count_distinct(&keys), distinct);
    }

    #[test]
    fn groups_are_what_their_definition_says(
        rows in prop::collection::vec((0..300_u64, prop_oneof![9 => (0..3u8).prop_map(f64::from), 1 => Just(f64::NAN)]), 0..900),
        near in -1.0..3.0,
    ) {
        let (keys, values): (Vec<u64>, Vec<f64>) = rows.into_iter().unzip();
        let mut groups: HashMap<u64, Vec<f64>> = HashMap::new();
        for (key, value) in keys.iter().zip(&values).filter(|(_, value)| value.is_finite()) {
            groups.entry(*key).or_default().push(*value);
        }
        let several: Vec<_> = groups.values().filter(|group| group.len() > 1).collect();
        let deviations = several.iter().map(|group| {
            let mean = group.iter().sum::<f64>() / group.len() as f64;
            (group.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / group.len() as f64).sqrt()
        });
        let flat = several.iter().filter(|group| group.iter().all(|value| value.to_bits() == group[0].to_bits())).count();
        let found = batch::describe_groups(&values, &keys, near);
        prop_assert_eq!((found.count, found.flat), (several.len() as u64, flat as u64));
        prop_assert!((found.spread - deviations.sum::<f64>()).abs() < 1e-9);

        // More keys than a table has room for at first.
        let known: HashSet<u64> = keys.iter().copied().collect();
        prop_assert_eq!(batch::count_distinct(&keys), known.len());
        let numbers: Vec<f64> = keys.iter().map(|key| *key as f64).collect();
        let counts = batch::count_values(&numbers, keys.len()).unwrap();
        prop_assert_eq!(counts.len(), known.len());
        prop_assert!(counts.iter().all(|(key, count)| numbers.iter().filter(|other| other.to_bits() == key.to_bits()).count() as u64 == *count));
        let codes: Vec<u8> = keys.iter().map(|key| (key % 256) as u8).collect();
        let expected = |code: u64| keys.iter().filter(|key| *key % 256 == code).count() as u64;
        prop_assert_eq!(batch::count_codes(&codes, 9), (0..9).map(expected).collect::<Vec<_>>());
        let mut all = batch::draw_lots(&keys, 7, keys.len());
        prop_assert_eq!(&batch::draw_lots(&keys, 7, 32)[..], &all[..all.len().min(32)]);
        all.sort_unstable();
        prop_assert!(all.into_iter().eq(0..keys.len()));
    }

    #[test]
    fn moments_are_what_their_definition_says(
        pairs in prop::collection::vec((prop_oneof![9 => -100.0..100.0, 1 => Just(f64::NAN)], prop_oneof![9 => -1.0..1.0, 1 => Just(f64::INFINITY)]), 0..100)
    ) {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()));
        let (firsts, seconds): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let known: Vec<f64> = firsts.iter().copied().filter(|value| value.is_finite()).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / (values.len().max(1) as f64);
        let power = |n: i32| known.iter().map(|value| (value - mean(&known)).powi(n)).sum::<f64>();
        let found = batch::describe_values(&firsts);
        prop_assert_eq!(found.count, known.len() as u64);
        prop_assert!(near(found.mean, mean(&known)) && near(found.squares, power(2)) && near(found.cubes, power(3)));
        let low = known.iter().copied().fold(f64::INFINITY, f64::min);
        prop_assert_eq!(found.low.to_bits(), low.to_bits());
        let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        prop_assert_eq!(found.high.to_bits(), high.to_bits());

        let (a, b): (Vec<f64>, Vec<f64>) = pairs.into_iter().filter(|(a, b): &(f64, f64)| a.is_finite() && b.is_finite()).unzip();
        let products: f64 = a.iter().zip(&b).map(|(x, y)| (x - mean(&a)) * (y - mean(&b))).sum();
        let found = batch::describe_pairs(&firsts, &seconds);
        prop_assert_eq!(found.count, a.len() as u64);
        prop_assert!(near(found.means.0, mean(&a)) && near(found.means.1, mean(&b)) && near(found.products, products));
        prop_assert!(near(found.squares, batch::describe_values(&b).squares));
    }

    #[test]
    fn the_first_bad_truth_is_named(count in 1..400usize, bad in prop::collection::vec(0..400usize, 1..5), threads in 1..4usize) {
        let bad: Vec<usize> = bad.into_iter().map(|at| at % count).collect();
        let truths: Vec<&str> = (0..count).map(|at| if bad.contains(&at) { " \u{200B}" } else { "4" }).collect();
        let responses = vec!["The answer is 4."; count];
        set_num_threads(threads).unwrap();
        let failure = batch::check_answers(&responses, Truths::Texts(&truths), Second::One(&Grading::default()), &mut go_on);
        let index = bad.into_iter().min().unwrap();
        prop_assert_eq!(failure, Err(Failure::Misuse { index, misuse: Misuse::BlankTruth }));
    }
}

#[test]
fn a_watch_stops_a_batch() {
    let long = "Nothing is said here. ".repeat(2000);
    let responses = vec![long.as_str(); 20_000];
    let truth = GroundTruth::new("4").unwrap();
    for threads in [1, 2] {
        set_num_threads(threads).unwrap();
        let mut asked = 0;
        let mut watch = || {
            asked += 1;
            false
        };
        let stopped =
            batch::check_answers(&responses, Truths::One(&truth), Second::One(&Grading::default()), &mut watch);
        assert_eq!(stopped, Err(Failure::Stopped));
        assert_eq!(asked, 1, "a watch that said stop is not asked again");
    }
}

#[test]
fn a_panic_is_one_item() {
    assert_eq!(batch::guarded(|| 4), Some(4));
    assert_eq!(batch::take_fallen(), None);
    let fallen: Option<()> = batch::guarded(|| panic!("one item"));
    assert_eq!(fallen, None);
    let told = batch::take_fallen().unwrap();
    assert_eq!((told.count, told.first), (1, 0));
    assert!(told.message.starts_with("one item (") && told.message.contains("batch_laws.rs"), "{}", told.message);
    assert_eq!(batch::take_fallen(), None);
    assert_eq!(batch::internal_error().reason.as_str(), "internal_error");
}

#[test]
fn panics_on_any_thread_are_told_to_the_one_that_called() {
    let long = "Nothing is said here. ".repeat(100);
    let responses = vec![long.as_str(); 2_000];
    for threads in [1, 3] {
        set_num_threads(threads).unwrap();
        let score = |at: usize| {
            assert!(at % 500 != 123, "item {at}");
            1.0
        };
        let scores = batch::score_each(&responses, &mut go_on, score).unwrap();
        assert_eq!(scores.iter().sum::<f64>().to_bits(), 1996_f64.to_bits());
        assert_eq!(scores[623].to_bits(), 0);
        let told = batch::take_fallen().unwrap();
        assert_eq!((told.count, told.first), (4, 123));
        assert!(told.message.starts_with("item 123 ("), "{}", told.message);
        let reasons = batch::map_each(&responses, &mut go_on, |at| u32::try_from(at / at).unwrap(), || 0).unwrap();
        assert_eq!((reasons[0], reasons[1]), (0, 1));
        assert_eq!(batch::take_fallen().unwrap().count, 1);
    }
}

#[test]
fn threads_are_from_one_to_many() {
    assert!(set_num_threads(0).is_err());
    assert!(set_num_threads(batch::MAX_THREADS + 1).is_err());
    assert!(set_num_threads(1).is_ok());
}
