//! What is a name, what is words, what is a plain number.

use std::collections::BTreeSet;

use crate::expr::{Function, Tree};

/// Whether a tree is what stands left of `=` to name a value: `x`, `f(x)`, `AB`, `\angle B`, "area".
pub(super) fn is_name(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(_) | Tree::Indexed(..) | Tree::Text(_) | Tree::Blank => true,
        Tree::Call(Function::Named(_) | Function::Bar | Function::Det | Function::Norm, _) => true,
        Tree::Product(factors) => factors.iter().all(|factor| matches!(factor, Tree::Symbol(_) | Tree::Text(_))),
        Tree::Group(_, members) => members.iter().all(is_name),
        Tree::Quantity(inner, _) | Tree::Labelled(_, inner) => is_name(inner),
        // `dy / dx` is the name of a derivative.
        Tree::Quotient(of, by) => [of, by]
            .iter()
            .all(|part| matches!(&***part, Tree::Symbol(name) if name.len() == 2 && name.starts_with('d'))),
        _ => false,
    }
}

/// Whether a tree is words rather than a formula.
pub(super) fn is_wordy(tree: &Tree) -> bool {
    match tree {
        Tree::Text(_) => true,
        Tree::List(_, members) => members.iter().any(is_wordy),
        Tree::Quantity(..) | Tree::Labelled(..) => true,
        Tree::Product(factors) => factors.iter().any(|factor| matches!(factor, Tree::Text(_))),
        _ => false,
    }
}

/// Whether a letter or a number with a bar stands in a value, which is a mean or another name, and not itself. Over figures
/// (`\overline{AB}`) a bar only names them, over complex numbers it does what it says.
pub(super) fn has_bar(tree: &Tree) -> bool {
    match tree {
        Tree::Call(Function::Bar, arguments) => {
            matches!(arguments.as_slice(), [Tree::Number(_)])
                || matches!(arguments.as_slice(), [Tree::Symbol(name)] if !name.starts_with(|c: char| c.is_ascii_uppercase()))
        }
        Tree::Neg(inner) => has_bar(inner),
        Tree::Sum(items) | Tree::Product(items) => items.iter().any(has_bar),
        Tree::Quotient(a, b) => has_bar(a) || has_bar(b),
        _ => false,
    }
}

/// The letters of what is written in capitals alone, two or more, in small ones: a word that was read as names.
pub(super) fn capitals(tree: &Tree) -> Option<String> {
    fn collect(tree: &Tree, letters: &mut String) -> bool {
        match tree {
            Tree::Symbol(name) if name.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                letters.push_str(&name.to_ascii_lowercase());
                true
            }
            Tree::Product(factors) => factors.iter().all(|factor| collect(factor, letters)),
            _ => false,
        }
    }
    let mut letters = String::new();
    (collect(tree, &mut letters) && letters.len() > 1).then_some(letters)
}

/// Whether a text is capitals and digits alone, two letters at least: a code, whose order counts beside another.
pub(super) fn is_code(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && text.bytes().filter(u8::is_ascii_uppercase).nth(1).is_some()
}

/// Whether a tree is a plain number: a numeral or a fraction of two, with its sign.
pub(super) fn is_plain_number(tree: &Tree) -> bool {
    match tree {
        Tree::Number(_) => true,
        Tree::Neg(inner) | Tree::Percent(inner) | Tree::Degree(inner) | Tree::Quantity(inner, _) => {
            is_plain_number(inner)
        }
        Tree::Quotient(a, b) => is_numeral(a) && is_numeral(b),
        _ => false,
    }
}

/// Whether a tree is a number or what arithmetic makes of others.
pub(super) fn is_arithmetic(tree: &Tree) -> bool {
    matches!(
        tree,
        Tree::Number(_)
            | Tree::Constant(_)
            | Tree::Sum(_)
            | Tree::Product(_)
            | Tree::Neg(_)
            | Tree::Quotient(..)
            | Tree::Power(..)
            | Tree::Root(..)
            | Tree::Call(..)
    )
}

/// Whether a tree can stand for one number without more ado.
pub(super) fn is_number_like(tree: &Tree) -> bool {
    is_plain_number(tree)
}

/// A numeral with its sign.
fn is_numeral(tree: &Tree) -> bool {
    match tree {
        Tree::Number(_) => true,
        Tree::Neg(inner) => matches!(**inner, Tree::Number(_)),
        _ => false,
    }
}

/// Whether a tree has a variable in it.
pub(super) fn has_symbols(tree: &Tree) -> bool {
    match tree {
        Tree::Symbol(_) | Tree::Indexed(..) | Tree::Text(_) => true,
        // What a name makes of numbers is not known.
        Tree::Call(function @ Function::Named(_), arguments) if super::opaque::is_opaque(function, arguments) => true,
        // What a sum or an integral binds is no variable of the whole.
        Tree::Fold(fold) => {
            let bounds = fold.lower.iter().chain(&fold.upper).any(has_symbols);
            let mut names = Vec::new();
            collect_symbols(&fold.body, &mut names);
            bounds || names.iter().any(|name| fold.variable.as_deref() != Some(name))
        }
        _ => tree.children().any(has_symbols),
    }
}

/// The names of the variables of a tree, each once, in the order of writing.
pub(super) fn collect_symbols<'t>(tree: &'t Tree, names: &mut Vec<&'t str>) {
    fn collect<'t>(tree: &'t Tree, names: &mut Vec<&'t str>, seen: &mut BTreeSet<&'t str>) {
        if let Tree::Symbol(name) = tree
            && seen.insert(name)
        {
            names.push(name);
        }
        for child in tree.children() {
            collect(child, names, seen);
        }
    }
    let mut seen = names.iter().copied().collect();
    collect(tree, names, &mut seen);
}

/// A tree's own spelling, to serve as a name.
pub(super) fn print(tree: &Tree) -> String {
    crate::expr::print(tree)
}

/// What the points of a comparison are drawn from: both texts, whichever comes first.
pub(super) fn seed(salt: u64, a: &Tree, t: &Tree) -> u64 {
    let (a, t) = (fingerprint(a), fingerprint(t));
    super::field::hash(salt, (a.min(t), a.max(t)))
}

/// A number that trees of the same notation share: a hash of the shape and of what stands at the ends.
pub(super) fn fingerprint(tree: &Tree) -> u64 {
    fingerprint_with(tree, &|name| super::field::hash(2, name))
}

/// The same, with numbers of the caller's for the letters.
pub(super) fn fingerprint_with(tree: &Tree, letter: &dyn Fn(&str) -> u64) -> u64 {
    let own = match tree {
        Tree::Number(number) => super::field::hash(1, &number.value),
        Tree::Symbol(name) => letter(name),
        Tree::Text(name) | Tree::Based(name, _) => super::field::hash(2, name),
        Tree::Constant(constant) => super::field::hash(3, constant),
        Tree::Call(function, _) => super::field::hash(4, function),
        _ => 5,
    };
    let kind = std::mem::discriminant(tree);
    tree.children().fold(super::field::hash(own, kind), |hash, child| {
        hash.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ fingerprint_with(child, letter)
    })
}
