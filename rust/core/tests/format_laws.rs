//! Formats: the shared cases and the laws that any format keeps.

use rewards_core::format::{Format, Match};

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    format: String,
    response: String,
    expect: f64,
    why: String,
}

fn score(found: Match) -> f64 {
    match found {
        Match::Exact => 1.0,
        Match::Partial => 0.5,
        Match::None => 0.0,
    }
}

#[test]
fn shared_cases() {
    let cases: Cases = toml::from_str(include_str!("../../../tests/cases/format.toml")).unwrap();
    let wrong: Vec<String> = cases
        .case
        .iter()
        .filter_map(|case| {
            let found = score(Format::new(&case.format).unwrap().match_exactly(&case.response));
            ((found - case.expect).abs() > 0.0)
                .then(|| format!("{} not {}: {} | {:?} | {}", found, case.expect, case.format, case.response, case.why))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
