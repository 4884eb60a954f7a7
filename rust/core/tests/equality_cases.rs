//! The shared cases of equality and of numbers, the same files that the Python tests read.

use rewards_core::equal::{Options, Relation, Truth, compare, math_equal};
use rewards_core::number::parse;

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    a: String,
    b: String,
    equal: bool,
    #[serde(default)]
    why: String,
    #[serde(default)]
    one_way: bool,
    #[serde(default)]
    close: bool,
    tolerance: Option<f64>,
    significant_digits: Option<u32>,
}

impl Case {
    fn options(&self) -> Options {
        let mut options = Options { significant_digits: self.significant_digits, ..Options::default() };
        if let Some(tolerance) = self.tolerance {
            options.tolerance = parse(&tolerance.to_string()).unwrap().value;
        }
        options
    }

    fn has_options(&self) -> bool {
        self.tolerance.is_some() || self.significant_digits.is_some()
    }

    /// What is wrong about the case, if anything is.
    fn fault(&self) -> Option<String> {
        let relation = compare(&self.a, &Truth::new(&self.b), &self.options()).relation;
        let equal = if self.has_options() {
            matches!(relation, Relation::Equal | Relation::NotEvaluated)
        } else {
            math_equal(&self.a, &self.b)
        };
        let near = !self.close || relation == Relation::Close;
        if equal != self.equal || !near {
            return Some(format!("{relation:?}, not {}: {} | {} | {}", self.equal, self.a, self.b, self.why));
        }
        // A decimal that is the truth follows rules of its own, in one direction.
        let both_ways =
            !self.one_way && !self.has_options() && ![&self.a, &self.b].iter().any(|text| text.contains('.'));
        (both_ways && math_equal(&self.b, &self.a) != self.equal)
            .then(|| format!("not the same both ways: {} | {} | {}", self.a, self.b, self.why))
    }
}

fn check(text: &str) {
    let cases: Cases = toml::from_str(text).unwrap();
    let faults: Vec<String> = cases.case.iter().filter_map(Case::fault).collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.case.len(), faults.join("\n"));
}

#[test]
fn cases_of_equality() {
    check(include_str!("../../../tests/cases/equal.toml"));
}

#[test]
fn cases_of_numbers() {
    check(include_str!("../../../tests/cases/number.toml"));
}

#[test]
fn cases_of_units() {
    check(include_str!("../../../tests/cases/units.toml"));
}
