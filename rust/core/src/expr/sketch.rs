//! A first reader: numerals, marks, lists, sums and products of plain numbers, words.

use super::{Joint, Relation, Tree, Unit};
use crate::number;

/// Reads a text.
pub fn parse(text: &str) -> Option<Tree> {
    let text: String = text
        .replace(['$', '~'], " $")
        .replace("\\$", "")
        .replace(" $", " ")
        .replace("\\text", " ")
        .replace("\\,", " ")
        .replace("\\cdot", "*")
        .replace("\\times", "*")
        .replace("\\%", "%")
        .replace("^\\circ", "°")
        .replace("\\!", "");
    read(text.trim(), 8)
}

/// Prints a tree.
pub fn print(tree: &Tree) -> String {
    match tree {
        Tree::Number(number) => number.value.to_string(),
        Tree::Neg(inner) => format!("-{}", print(inner)),
        Tree::Text(text) => text.clone(),
        Tree::List(_, members) => members.iter().map(print).collect::<Vec<_>>().join(", "),
        other => format!("{other:?}"),
    }
}

fn numeral(text: &str) -> Option<Tree> {
    let number = number::parse(text)?;
    if !number.value.is_negative() {
        return Some(Tree::Number(number));
    }
    let value = number.value.neg();
    Some(Tree::negate(Tree::Number(number::Number { value, ..number })))
}

fn read(text: &str, depth: usize) -> Option<Tree> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    if let Some(tree) = numeral(text) {
        return Some(tree);
    }
    if let Some(inner) = text.strip_suffix('%') {
        return read(inner, depth).map(|inner| Tree::Percent(Box::new(inner)));
    }
    if let Some(inner) = text.strip_suffix('°') {
        return read(inner, depth).map(|inner| Tree::Degree(Box::new(inner)));
    }
    for prefix in ["US$", "€", "£", "₹", "¥"] {
        if let Some(inner) = text.strip_prefix(prefix) {
            let unit = Unit { parts: vec![(prefix.to_owned(), 1)], known: true };
            return read(inner, depth).map(|inner| Tree::Quantity(Box::new(inner), unit));
        }
    }
    if let Some(inner) = text.strip_prefix("\\{").and_then(|rest| rest.strip_suffix("\\}")) {
        return Some(match read(inner, depth)? {
            Tree::List(_, members) => Tree::Set(members),
            one => Tree::Set(vec![one]),
        });
    }
    for (joint, by) in [(Joint::Or, " or "), (Joint::And, " and "), (Joint::Comma, ",")] {
        if text.contains(by) && !text.contains(['(', '[']) {
            let mut members = Vec::new();
            for part in text.split(by) {
                match read(part, depth)? {
                    Tree::List(_, inner) => members.extend(inner),
                    one => members.push(one),
                }
            }
            return Some(Tree::List(joint, members));
        }
    }
    if let Some((left, right)) = text.split_once('=') {
        return Some(Tree::Relation(vec![read(left, depth)?, read(right, depth)?], vec![Relation::Equal]));
    }
    if text.len() == 1 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Some(Tree::Symbol(text.to_owned()));
    }
    for by in ['+', '-', '*', '/'] {
        if let Some(at) = text.rfind(by).filter(|at| *at > 0) {
            let (left, right) = (read(&text[..at], depth), read(&text[at + 1..], depth));
            if let (Some(left), Some(right)) = (left, right)
                && !matches!(left, Tree::Text(_))
                && !matches!(right, Tree::Text(_))
            {
                return Some(match by {
                    '+' => Tree::sum(vec![left, right]),
                    '-' => Tree::sum(vec![left, Tree::negate(right)]),
                    '*' => Tree::product(vec![left, right]),
                    _ => Tree::quotient(left, right),
                });
            }
        }
    }
    if let Some((_, length)) = number::parse_prefix(text)
        && let Some(tree) = numeral(&text[..length])
    {
        let noun: String = text[length..].replace(['{', '}', '\\'], " ").trim().to_lowercase();
        let odd = ["not", "is", "which", "if", "or", "and"].iter().any(|word| noun.split(' ').any(|w| w == *word));
        if !noun.is_empty() && noun.starts_with(|c: char| c.is_alphabetic()) && !odd {
            return Some(Tree::Quantity(Box::new(tree), Unit { parts: vec![(noun, 1)], known: false }));
        }
    }
    let words: String = text.replace(['{', '}'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(Tree::Text(words))
}
