//! The core's parts on a short response, a worked solution, and 100 kB: `cargo bench -p rewards-core`.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rewards_core::equal::{Options, Truth, compare};
use rewards_core::extract::extract;
use rewards_core::format::Format;
use rewards_core::number::{parse, scan};
use rewards_core::reward::{Grading, GroundTruth, check_answer};

const SHORT: &str = "2 + 2 = 4. The answer is 4.";
const WORKED: &str = "Chen starts with 19 bags of 9 cards, so there are 19 * 9 = 171 cards at first.\n\
    Then 4 of them are swapped for books, which leaves 171 - 4 = 167 cards.\n\
    Each of these is sold for $9, so Chen makes 167 * 9 = $1503 in the end.\n\
    Therefore, the answer is $1,503.";

/// Pairs that climb the ladder of equality: a name, an answer and its truth.
const PAIRS: [(&str, &str, &str); 8] = [
    ("integer", "1503", "1503"),
    ("grouped", "$1,503.00", "1503"),
    ("fraction", r"\dfrac{6}{8}", r"\frac{3}{4}"),
    ("wrong", "1504", "1503"),
    ("radical", r"\sqrt{48}", r"4\sqrt{3}"),
    ("polynomial", r"(x-3)(x+3)", r"x^2-9"),
    ("interval", r"\left[ 2, 7 \right)", "[2,7)"),
    ("set", r"\{3, 1, 2\}", r"\{1,2,3\}"),
];

/// The three sizes, by name.
fn responses() -> [(&'static str, String); 3] {
    let sentence = "We add the remaining value to both sides and divide the sum by 12 before the product is known. ";
    let long = format!("{}The answer is 4.", sentence.repeat(100_000 / sentence.len()));
    [("short", SHORT.to_owned()), ("worked", WORKED.to_owned()), ("100 kB", long)]
}

fn over_responses(criterion: &mut Criterion, name: &str, mut run: impl FnMut(&str)) {
    let mut group = criterion.benchmark_group(name);
    for (size, response) in responses() {
        group.throughput(Throughput::Bytes(response.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(size), &response, |bench, response| {
            bench.iter(|| run(black_box(response)));
        });
    }
    group.finish();
}

fn extraction(criterion: &mut Criterion) {
    over_responses(criterion, "extract", |response| {
        let _ = black_box(extract(response));
    });
}

fn verdict(criterion: &mut Criterion) {
    let (truth, grading) = (GroundTruth::new("1503").expect("a truth"), Grading::default());
    over_responses(criterion, "check_answer", |response| {
        black_box(check_answer(response, &truth, &grading));
    });
}

fn format(criterion: &mut Criterion) {
    let template = Format::new("The answer is [NUM].").expect("a format");
    over_responses(criterion, "format template", |response| {
        black_box(template.match_exactly(response));
    });
    let tags = Format::tags(&["reasoning", "answer"], None).expect("a format");
    let mut group = criterion.benchmark_group("format tags");
    for (size, response) in responses() {
        let tagged = format!("<reasoning>{response}</reasoning>\n<answer>4</answer>");
        group.throughput(Throughput::Bytes(tagged.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(size), &tagged, |bench, tagged| {
            bench.iter(|| black_box(tags.match_exactly(black_box(tagged))));
        });
    }
    group.finish();
}

fn number(criterion: &mut Criterion) {
    for text in ["1503", "$1,503.00", "3 and 1/2", "12345678901234567890123", "2.5 million"] {
        criterion
            .bench_function(&format!("number/parse {text}"), |bench| bench.iter(|| black_box(parse(black_box(text)))));
    }
    over_responses(criterion, "number/scan", |response| {
        black_box(scan(response).count());
    });
}

fn equality(criterion: &mut Criterion) {
    let options = Options::default();
    for (name, answer, truth) in PAIRS {
        let prepared = Truth::new(truth);
        criterion.bench_function(&format!("equal/{name}"), |bench| {
            bench.iter(|| black_box(compare(black_box(answer), &prepared, &options)));
        });
        criterion
            .bench_function(&format!("truth/{name}"), |bench| bench.iter(|| black_box(Truth::new(black_box(truth)))));
    }
}

criterion_group!(benches, extraction, verdict, format, number, equality);
criterion_main!(benches);
