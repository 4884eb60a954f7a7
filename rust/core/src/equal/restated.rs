//! An answer that says its value several times: one answer where equality proves that all are the same value.

use std::borrow::Cow;

use super::{
    Decision, Options, Relation, Rule, Truth, Units, compare, compare_value, convert, labelled, opposites, parts,
    quick, spell,
};
use crate::answer;
use crate::lexicon::phrases;
use crate::number::{self, Exact, Form, Number};
use crate::text::literal;
use crate::trace::{Notes, Rung};

impl Notes {
    /// Notes a comparison, and gives what it came to.
    #[inline]
    fn rung(&mut self, what: &'static str, answer: &str, truth: &str, decision: Decision) -> Decision {
        self.note(|recorder| {
            let (answer, truth) = (answer.to_owned(), truth.to_owned());
            let (relation, rule) = (decision.relation.as_str(), decision.rule.as_str());
            recorder.rung(Rung { what, answer, truth, relation, rule });
        });
        decision
    }
}

/// What a statement says, as the room that reads answers found it.
#[derive(Clone, Copy, Debug)]
pub struct Said<'s> {
    /// As it is written.
    pub written: &'s str,
    /// All that it says in equality's spelling: its value, or the value with what says it again.
    pub value: &'s str,
    /// The value and what says it again, if they are proved to be the same.
    pub restated: &'s [Cow<'s, str>],
    /// It gives several values, of which none is said to be the answer.
    pub several: bool,
    /// Its words deny, bound or change the value: it is no plain number.
    pub changed: bool,
    /// What it says as well: the answers to several parts that it is the last one of, the value of the clause behind a verdict.
    pub parts: Option<&'s str>,
    /// The value, or more than it, as it was read before, if it was: who compares an answer with many others reads it once.
    pub read: Option<&'s Truth>,
}

impl<'s> Said<'s> {
    /// What a text says that was read for itself.
    pub(crate) fn of(written: &'s str, read: &'s answer::Reading<'s>) -> Self {
        Self {
            written,
            value: &read.value,
            restated: &read.restated,
            several: read.several,
            changed: read.changed,
            parts: None,
            read: None,
        }
    }
}

/// Compares what a statement says with a truth: the last of several statements, or all of them where the truth has as many parts.
pub fn compare_read(said: &Said<'_>, truth: &Truth, options: &Options) -> Decision {
    compare_noted(said, truth, options, &mut Notes::silent())
}

/// [`compare_read`] with what every form of the answer came to.
pub(crate) fn compare_noted(said: &Said<'_>, truth: &Truth, options: &Options, notes: &mut Notes) -> Decision {
    if !notes.is_kept()
        && let Some(decision) = compare_plainly(said, truth, options)
    {
        return decision;
    }
    if spell::trim(said.written) == spell::trim(truth.text()) {
        return notes.rung("written", said.written, truth.text(), Decision::new(Relation::Equal, Rule::Spelling));
    }
    if let Some(wanted) = literal::inside(truth.text()) {
        let same = literal::inside(said.written).unwrap_or(said.written) == wanted;
        return notes.rung("literal", said.written, truth.text(), Decision::equal_if(same, Rule::Text));
    }
    if literal::inside(said.written) == Some(truth.text()) {
        return notes.rung("literal", said.written, truth.text(), Decision::new(Relation::Equal, Rule::Text));
    }
    let mut decision = compare_last(said, truth, options, notes);
    if options.scales
        && !decision.relation.is_accepted()
        && let Some(other) = compare_unscaled(said, truth, options, notes)
    {
        decision = other;
    }
    match said.parts.filter(|_| !decision.relation.is_accepted()) {
        Some(parts) => {
            let all = notes.rung("parts", parts, truth.text(), compare(parts, truth, options));
            Some(all).filter(|all| all.relation.is_accepted()).unwrap_or(decision)
        }
        None => decision,
    }
}

/// Compares two plain numerals, one of them the whole of what is said: no other rule has a say.
fn compare_plainly(said: &Said<'_>, truth: &Truth, options: &Options) -> Option<Decision> {
    let (theirs, own) = (truth.plain()?, quick::read_plain(said.written)?);
    let is_whole = said.value == said.written && said.restated.is_empty() && said.parts.is_none();
    if !is_whole || said.several || said.changed || options.scales {
        return None;
    }
    if said.written == truth.text() {
        return Some(Decision::new(Relation::Equal, Rule::Spelling));
    }
    quick::compare_plain(own, theirs, options).map(|relation| Decision::new(relation, Rule::Number))
}

/// Compares where one side alone has a word of scale, without it: "39 million" beside 39.
fn compare_unscaled(said: &Said<'_>, truth: &Truth, options: &Options, notes: &mut Notes) -> Option<Decision> {
    let decision = match (answer::strip_scale(said.written), answer::strip_scale(truth.text())) {
        (Some(own), None) => {
            let read = answer::read(&own, 0..own.len(), None);
            let said = Said { written: &own, value: &read.value, restated: &read.restated, parts: None, ..*said };
            compare_last(&said, truth, options, notes)
        }
        (None, Some(theirs)) => compare_last(said, &Truth::new(&theirs), options, notes),
        _ => return None,
    };
    decision.relation.is_accepted().then_some(decision)
}

/// Compares one statement with a truth.
fn compare_last(said: &Said<'_>, truth: &Truth, options: &Options, notes: &mut Notes) -> Decision {
    let wanted = truth.text();
    if said.restated.is_empty() && !said.several {
        if let Some(decision) = compare_amounts(said, truth, options, notes) {
            return decision;
        }
        let mut decision = notes.rung("value", said.value, wanted, compare_value(said, truth, options));
        if decision.relation.is_accepted() && names_another(said, wanted) {
            return notes.rung("words", said.written, wanted, Decision::new(Relation::Different, Rule::Text));
        }
        // What was read as options by their letters may be a formula.
        if !decision.relation.is_accepted() && said.value != said.written && answer::may_be_formula(said.written) {
            decision = notes.rung("written", said.written, wanted, compare(said.written, truth, options));
        }
        if !decision.relation.is_accepted()
            && let Some(truth) = truth.as_formula()
        {
            decision = notes.rung("formula", said.written, truth.text(), compare(said.written, &truth, options));
        }
        if decision.relation.is_accepted() && opposites::differ(said.written, truth.text()) {
            return notes.rung("words", said.written, wanted, Decision::new(Relation::Different, Rule::Text));
        }
        if said.changed && decision.relation.is_accepted() && is_amount(said.written, truth, options) {
            let same = is_same_text(said.written, truth.text()) || decision.rule == Rule::Spelling;
            let changed = if same { decision.relation } else { Relation::Different };
            return notes.rung("words", said.written, wanted, Decision::new(changed, decision.rule));
        }
        if !decision.relation.is_accepted()
            && let Some(value) = labelled::read_value(said.written, wanted)
        {
            let behind = notes.rung("behind its label", &value, wanted, compare(&value, truth, options));
            if behind.relation.is_accepted() {
                return behind;
            }
        }
        // A truth with the same words, which say more than the value.
        if !decision.relation.is_accepted() && said.value != said.written && is_same_text(said.written, wanted) {
            return notes.rung("words", said.written, wanted, Decision::new(Relation::Equal, Rule::Text));
        }
        return decision;
    }
    let whole = notes.rung("value", said.value, wanted, compare(said.value, truth, options));
    if whole.relation.is_accepted() {
        return whole;
    }
    let several = Decision::new(Relation::TooMany, whole.rule);
    if said.several {
        return several;
    }
    let Some(forms) = forms(said, notes) else { return several };
    let mut best: Option<Decision> = None;
    for form in forms {
        let decision = notes.rung("form", form, wanted, compare(form, truth, options));
        if best.as_ref().is_none_or(|best| rank(decision.relation) > rank(best.relation)) {
            best = Some(decision);
        }
    }
    best.unwrap_or(several)
}

/// Compares amounts that were read as parts without their units as they are written, where units decide: "10 kg, 20 kg".
fn compare_amounts(said: &Said<'_>, truth: &Truth, options: &Options, notes: &mut Notes) -> Option<Decision> {
    let is_measured = matches!(options.units, Units::Convert | Units::Required);
    if !is_measured || parts::read(said.value).is_none() || parts::read(said.written).is_some() {
        return None;
    }
    let own = truth.as_written();
    let truth = own.as_ref().unwrap_or(truth);
    let decision = notes.rung("written", said.written, truth.text(), compare(said.written, truth, options));
    let is_read = decision.relation != Relation::Unparseable && decision.rule != Rule::Text;
    is_read.then_some(decision)
}

/// Whether what a statement says several times is proved to be one value.
pub fn is_said_again(restated: &[Cow<'_, str>]) -> bool {
    same_value(restated).is_some()
}

/// The exact spelling of what a statement says several times, where that is proved to be one value.
pub(crate) fn same_value<'s>(restated: &'s [Cow<'s, str>]) -> Option<&'s str> {
    let said = Said { written: "", value: "", restated, several: false, changed: false, parts: None, read: None };
    forms(&said, &mut Notes::silent())?.into_iter().next()
}

/// The spellings of one value that are exactly the same; none where one of them is another value.
fn forms<'s>(said: &Said<'s>, notes: &mut Notes) -> Option<Vec<&'s str>> {
    let (first, others) = said.restated.split_first()?;
    let mut forms: Vec<&str> = vec![first];
    for other in others {
        let first = forms[0];
        let rule = if is_same(first, other) {
            forms.push(other);
            Some(Rule::Values)
        } else if is_converted(first, other) {
            forms.push(other);
            Some(Rule::Unit)
        } else if is_rounding(other, first) {
            // The exact value is the answer.
            Some(Rule::Rounding)
        } else if is_rounding(first, other) {
            forms = vec![other];
            Some(Rule::Rounding)
        } else {
            None
        };
        let proof = Decision::equal_if(rule.is_some(), rule.unwrap_or(Rule::Values));
        notes.rung("restated", first, other, proof);
        rule?;
    }
    Some(forms)
}

/// Whether the number alone that a text begins with is the truth: what changes it was left out.
fn is_amount(text: &str, truth: &Truth, options: &Options) -> bool {
    let text = text.trim_start_matches(|c| phrases::is_money(c) || matches!(c, '\\' | ' '));
    number::parse_prefix(text)
        .is_some_and(|(_, length)| compare(&text[..length], truth, options).relation.is_accepted())
}

/// Whether what was left out of an answer is said of a letter, and the truth says it of another one: `f(X) is even`.
fn names_another(said: &Said<'_>, truth: &str) -> bool {
    if said.value.len() >= said.written.len() || lone_letters(said.value) != 0 {
        return false;
    }
    let (own, theirs) = (lone_letters(said.written), lone_letters(truth));
    let common = own & theirs;
    own != 0 && theirs != 0 && common != own && common != theirs
}

/// The letters of a text that are no part of a word and no word themselves, a bit each.
fn lone_letters(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    let mut letters = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let joined = letter(at + 1) || at > 0 && (letter(at - 1) || matches!(bytes[at - 1], b'\\' | b'\''));
        let blank = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(|byte| *byte == b' ');
        let word = matches!(byte, b'a' | b'A' | b'I') && blank(at.checked_sub(1)) && blank(Some(at + 1));
        if byte.is_ascii_alphabetic() && !joined && !word {
            letters |= 1 << (byte - b'A');
        }
    }
    letters
}

/// Whether two texts have the same words.
fn is_same_text(a: &str, b: &str) -> bool {
    let words = spell::words(a);
    words.is_some() && words == spell::words(b)
}

/// Whether two texts are provably the same value.
fn is_same(a: &str, b: &str) -> bool {
    let exact = Options { significant_digits: None, ..Options::default() };
    let accepts = |a: &str, b: &str| compare(a, &Truth::new(b), &exact).relation.is_accepted();
    accepts(a, b) && accepts(b, a)
}

/// Whether two amounts are the same in other units, the second as it is or rounded.
pub(super) fn is_converted(a: &str, b: &str) -> bool {
    let (Some(a), Some(b)) = (convert::read(a), convert::read(b)) else { return false };
    if a.dimension.is_empty() || a.dimension != b.dimension {
        return false;
    }
    if is_same(&a.bases, &b.bases) {
        return true;
    }
    b.single.is_some_and(|(number, size)| is_rounding(&number, &format!("\\frac{{{}}}{{1{size}}}", a.bases)))
}

/// Whether a decimal or a whole number is another value, correctly rounded to its digits.
fn is_rounding(rounded: &str, exact: &str) -> bool {
    let amount = amount(rounded);
    // "3/7, about 42.9%"
    if let (Some(percent), Some(value)) =
        (amount.strip_suffix('%').or_else(|| amount.strip_suffix("\\%")), number::parse(self::amount(exact)))
        && let Some(near) = number::parse(percent.trim_end())
        && let Some(scaled) = value.value.mul(&Exact::from_i64(100))
    {
        return near.form != Form::Fraction && is_rounded(&near, &scaled);
    }
    if let (Some((near, _)), Some(value)) = (number::parse_prefix(amount), number::parse(self::amount(exact))) {
        return near.form != Form::Fraction && is_rounded(&near, &value.value);
    }
    let Some((_, length)) = number::parse_prefix(amount) else { return false };
    let digits = amount[..length].bytes().filter(u8::is_ascii_digit).count();
    let leading =
        amount[..length].bytes().take_while(|byte| matches!(byte, b'0' | b'.')).filter(|byte| *byte == b'0').count();
    let significant = u32::try_from(digits - leading.min(digits)).unwrap_or(u32::MAX);
    let options = Options { significant_digits: (significant > 0).then_some(significant), ..Options::default() };
    significant > 0 && compare(rounded, &Truth::new(exact), &options).relation == Relation::Equal
}

/// The text without the sign of its currency.
fn amount(text: &str) -> &str {
    text.trim_start_matches(|c| phrases::is_money(c) || matches!(c, '≈' | '~' | ' '))
}

/// Whether a number is a value, rounded to the places that it is given to.
fn is_rounded(near: &Number, value: &Exact) -> bool {
    let ten = Exact::from_i64(10);
    let scaled = |mut x: Exact| {
        for _ in 0..near.places.min(30) {
            x = x.mul(&ten)?;
        }
        Some(x)
    };
    let distance = near.value.sub(value).map(|x| x.abs()).and_then(scaled).and_then(|x| x.mul(&Exact::from_i64(2)));
    distance.is_some_and(|distance| distance <= Exact::ONE)
}

/// How much a relation is worth, for the best of several.
fn rank(relation: Relation) -> u8 {
    match relation {
        Relation::Equal => 4,
        Relation::NotEvaluated => 3,
        Relation::Close => 2,
        Relation::Budget => 0,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn plain_numerals_need_no_other_rule(
            written in "[-+]?[$]?[0-9]{1,4}(,[0-9]{3}){0,2}([.][0-9]{1,3})?[.%]?",
            truth in "[-+]?[0-9]{1,4}(,[0-9]{3}){0,2}([.][0-9]{1,3})?",
            tolerance in prop::sample::select(vec!["0", "0.1"]),
            digits in prop::option::of(1..4_u32),
            scales in any::<bool>(),
        ) {
            let tolerance = number::parse(tolerance).unwrap().value;
            let options = Options { tolerance, significant_digits: digits, scales, ..Options::default() };
            for truth in [&truth, &written, &written.replace(',', "")] {
                let (value, truth) = (&*written, Truth::new(truth));
                let said = Said { written: value, value, restated: &[], several: false, changed: false, parts: None, read: None };
                // A trace is written by the full rules.
                let full = compare_noted(&said, &truth, &options, &mut Notes::kept());
                prop_assert_eq!(compare_noted(&said, &truth, &options, &mut Notes::silent()), full);
            }
        }
    }
}
