//! What stands behind the label of an answer that no reader of formulas knows as one: `\operatorname{rank} A = 2`, `A \cap B = \{1\}`,
//! `7^{100} \equiv 1 \pmod{10}`, `f'(x) = 2x \Rightarrow f'(3) = 6`.

use super::{judge, labels, names, spell};
use crate::expr::Tree;
use crate::lexicon::phrases;

/// Signs of a truth that is no plain value: it is compared as a whole.
const RELATIONS: [&str; 14] =
    ["=", "<", ">", "≤", "≥", "≡", "\\equiv", "\\le", "\\ge", "\\ne", "\\in", "\\to", "\\Rightarrow", "\\iff"];

/// Commands and signs that stand in a label alone.
const LABELS: [&str; 9] =
    ["\\operatorname", "\\#", "\\cap", "\\cup", "\\setminus", "\\dim", "\\deg", "\\ker", "\\mathrm{rank}"];

/// Bytes of a text at most.
const LONGEST: usize = 400;

/// The value behind the label of an answer, where the truth is a value without one.
pub(super) fn read_value(answer: &str, truth: &str) -> Option<String> {
    // Without a relation and a command there is neither a label nor a remark: most answers are a number.
    if memchr::memchr2(b'=', b'\\', answer.as_bytes()).is_none() && !answer.contains('≡') {
        return None;
    }
    let text = spell::trim(answer);
    if let Some(head) = before_remark(text) {
        return Some(head.to_owned());
    }
    if text.len() > LONGEST || RELATIONS.iter().any(|sign| truth.contains(sign)) && !is_builder(truth) {
        return None;
    }
    let text = behind_implication(text);
    if let Some(residue) = read_residue(text) {
        return Some(residue.to_owned());
    }
    let members = split(text)?;
    let (label, values) = members.split_first()?;
    // "\int_0^1 2x dx = [x^2]_0^1 = 1": the bounds that are put in say nothing by themselves.
    let is_put_in = |member: &&str| ["]_", "|_", "\\right]_", "\\vert_"].iter().any(|mark| member.contains(mark));
    if label.starts_with("\\int") && values.iter().any(|member| is_put_in(&member.trim())) {
        let rest: Vec<&str> = members.iter().filter(|member| !is_put_in(member)).copied().collect();
        return (rest.len() > 1).then(|| rest.join("="));
    }
    let is_behind = text.len() < spell::trim(answer).len();
    (is_behind || is_label(label, values)).then(|| values.join("="))
}

/// Whether a truth is a set by a condition, which holds its relations: `\{x \mid 1 < x < 2\}`.
fn is_builder(truth: &str) -> bool {
    let inside = spell::trim(truth).trim_start_matches("\\left").strip_prefix("\\{");
    inside.is_some_and(|inside| {
        let inside = inside.trim_end().trim_end_matches("\\}").trim_end_matches("\\right");
        !inside.contains(['{', '}']) && inside.contains(['|', ':'])
            || inside.contains("\\mid") && !inside.contains("\\}")
    })
}

/// The formula before a remark in words at the end: `x = -y \quad \text{and the rest stays on the surface}`.
fn before_remark(text: &str) -> Option<&str> {
    let at = text.rfind("\\text{")?;
    let (head, remark) = (text[..at].trim_end(), &text[at..]);
    let head = ["\\quad", "\\qquad", "\\;", "\\,", ","].iter().find_map(|space| head.strip_suffix(space))?.trim_end();
    let words = remark.strip_prefix("\\text{")?.strip_suffix('}')?.trim().trim_end_matches('.');
    let quiet = |word: &str| word.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'' || c == '’');
    let limits = |word: &str| phrases::REMARKS_LIMITS.contains(&word.to_lowercase().as_str());
    let remarks = words.split(' ').count() > 3 && words.split(' ').all(|word| quiet(word) && !limits(word));
    (remarks && !head.is_empty() && !head.contains("\\text")).then_some(head)
}

/// The part behind the last sign of implication, if equations stand on both sides of it.
fn behind_implication(text: &str) -> &str {
    ["\\Rightarrow", "\\implies", "⇒", "\\Longrightarrow"]
        .iter()
        .filter_map(|sign| text.rsplit_once(sign))
        .filter(|(before, behind)| before.contains('=') && behind.contains('='))
        .map(|(_, behind)| behind.trim())
        .min_by_key(|behind| behind.len())
        .unwrap_or(text)
}

/// The residue of a number whose congruence a text says.
fn read_residue(text: &str) -> Option<&str> {
    let (left, right) = text.split_once("\\equiv").or_else(|| text.split_once('≡'))?;
    let end = ["\\pmod", "\\pod", "\\mod", "\\bmod", "(\\mod", "(\\bmod", "(mod"]
        .iter()
        .filter_map(|sign| right.find(sign))
        .min()?;
    let is_number = |c: char| c.is_ascii_digit() || "^{}+-*!()· ".contains(c);
    let number = left.replace("\\cdot", "").replace("\\times", "");
    (number.contains(|c: char| c.is_ascii_digit()) && number.chars().all(is_number)).then(|| right[..end].trim())
}

/// The members of a chain of equations, outside of brackets.
fn split(text: &str) -> Option<Vec<&str>> {
    let bytes = text.as_bytes();
    let (mut members, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'<' | b'>' if depth == 0 => return None,
            b'=' if depth == 0 => {
                if at > 0 && matches!(bytes[at - 1], b':' | b'!' | b'=') {
                    return None;
                }
                members.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    members.push(text[start..].trim());
    (members.len() > 1 && members.iter().all(|member| !member.is_empty())).then_some(members)
}

/// Whether the first member of a chain only says of what the others are the value.
fn is_label(label: &str, values: &[&str]) -> bool {
    if LABELS.iter().any(|mark| label.contains(mark)) || label.starts_with('#') {
        // A set that is written out is no name.
        let joins = ["\\cap", "\\cup", "\\setminus"].iter().any(|sign| label.contains(sign));
        return !joins || !label.contains("\\{") && !label.contains(|c: char| c.is_ascii_digit());
    }
    let Ok(left) = judge::parse(label) else { return false };
    // "f(2) + f(3)"
    if has_application(&left) && values.iter().all(|value| !value.contains(|c: char| c.is_alphabetic())) {
        return true;
    }
    let ([value], true) = (values, labels::is_label(&left)) else { return false };
    let Ok(right) = judge::parse(value) else { return false };
    let (mut named, mut used) = (Vec::new(), Vec::new());
    names::collect_symbols(&left, &mut named);
    names::collect_symbols(&right, &mut used);
    matches!(left, Tree::Sum(_)) && !used.is_empty() && !used.iter().any(|symbol| named.contains(symbol))
}

/// Whether a function by its name stands in a tree.
fn has_application(tree: &Tree) -> bool {
    use crate::expr::Function;
    matches!(tree, Tree::Call(Function::Named(_), _)) || tree.children().any(has_application)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_left_out() {
        for (answer, value) in [
            (r"\operatorname{rank} B = 3", "3"),
            (r"\#T = 24", "24"),
            (r"C \cup D = \{1, 2\}", r"\{1, 2\}"),
            (r"3^{50} \equiv 9 \pmod{10}", "9"),
            (r"g(x) = x^3 \Rightarrow g(2) = 8", "8"),
            ("g(1) + g(2) = 1 + 8 = 9", "1 + 8=9"),
            (r"\int_0^2 2x\,dx = [x^2]_0^2 = 4", r"\int_0^2 2x\,dx=4"),
            (r"\nu' - \nu = ab", "ab"),
        ] {
            assert_eq!(read_value(answer, "1").as_deref(), Some(value), "{answer}");
        }
        for answer in ["2x = 25", r"x \equiv 2 \pmod{3}", "x + 1 = 5", "5", "n := 5", "x < 5", "x + y = xz"] {
            assert_eq!(read_value(answer, "1"), None, "{answer}");
        }
        assert_eq!(read_value(r"\#T = 24", "n = 24"), None);
    }
}
