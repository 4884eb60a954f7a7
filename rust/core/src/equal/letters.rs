//! What letters and `\log` stand for, where the notation leaves it to the other side: bold letters and arrows, the base of a
//! logarithm, the letter that a fold binds.

use crate::expr::{Constant, Fold, FoldKind, Function, Tree};

use super::budget::Budget;
use super::{exact, names};

/// The letter of a vector's or a matrix's name: `\vec{v}`, `\mathbf{v}`, `\hat{\imath}`.
fn vector_letter(name: &str) -> Option<&str> {
    let inner = ["\\mathbf{", "\\vec{", "\\overrightarrow{", "\\hat{"].into_iter().find_map(|mark| {
        let inner = name.strip_prefix(mark)?.strip_suffix('}')?;
        // A hat makes a vector of the units alone.
        (mark != "\\hat{" || matches!(inner, "i" | "j" | "k")).then_some(inner)
    })?;
    (inner.len() == 1).then_some(inner)
}

/// Whether a command of vectors may stand in a text.
pub(super) fn may_mark(text: &str) -> bool {
    const MARKS: [&[u8]; 6] = [b"vec", b"mathbf", b"bold", b"bm", b"hat", b"overright"];
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\\', bytes).any(|at| MARKS.iter().any(|mark| bytes[at + 1..].starts_with(mark)))
}

/// Whether a vector's name stands in a tree.
fn has_vectors(tree: &Tree) -> bool {
    matches!(tree, Tree::Symbol(name) if vector_letter(name).is_some()) || tree.children().any(has_vectors)
}

/// Two trees with vectors written in one way: as bold letters where both mark them, as letters alone where one does. None where
/// nothing changes.
pub(super) fn mark_alike(a: &Tree, t: &Tree) -> Option<(Tree, Tree)> {
    let (own, theirs) = (has_vectors(a), has_vectors(t));
    if !own && !theirs {
        return None;
    }
    let crosses = has_cross(a) || has_cross(t);
    let spell = |tree: &Tree| {
        let mut tree = tree.clone();
        tree.change(&mut |node| {
            let Tree::Symbol(name) = node else { return };
            let Some(letter) = vector_letter(name) else { return };
            *node = match (own && theirs, letter) {
                (true, letter) => Tree::Symbol(format!("\\mathbf{{{letter}}}")),
                (false, "i") => Tree::Constant(Constant::I),
                (false, "e") => Tree::Constant(Constant::E),
                (false, letter) => Tree::Symbol(letter.to_owned()),
            };
        });
        if !(own && theirs) {
            // Letters alone are multiplied in any order.
            tree.change(&mut |node| {
                if let Tree::Call(Function::Ordered | Function::Cross, factors) = node {
                    *node = Tree::product(std::mem::take(factors));
                }
            });
        }
        tree
    };
    let [a, t] = [a, t].map(spell);
    if !(own && theirs) && crosses && order_of(&a) != order_of(&t) {
        return None;
    }
    Some((a, t))
}

/// Whether a product of vectors whose order counts stands in a tree.
fn has_cross(tree: &Tree) -> bool {
    matches!(tree, Tree::Call(Function::Cross | Function::Ordered, _)) || tree.children().any(has_cross)
}

/// The letters of a tree in the order of writing.
fn order_of(tree: &Tree) -> Vec<String> {
    let mut letters = Vec::new();
    let mut open = vec![tree];
    while let Some(tree) = open.pop() {
        if let Tree::Symbol(name) = tree {
            letters.push(name.clone());
        }
        let behind = open.len();
        open.extend(tree.children());
        open[behind..].reverse();
    }
    letters
}

/// The signs of a differential, a variation and a partial differential: with the letter behind them they are one name.
const DIFFERENTIALS: [&str; 3] = ["d", "\\delta", "\\partial"];

/// Whether a sign of a differential stands in a tree, and whether a letter follows each one: `x\,dy` has one, `2ad` has none.
fn find_differentials(tree: &Tree, sign: &str) -> (bool, bool) {
    let is_sign = |tree: &Tree| matches!(tree, Tree::Symbol(name) if name == sign);
    let Tree::Product(factors) = tree else {
        return tree.children().fold((is_sign(tree), !is_sign(tree)), |(any, all), child| {
            let (more, each) = find_differentials(child, sign);
            (any || more, all && each)
        });
    };
    let (mut any, mut all) = (false, true);
    for (at, factor) in factors.iter().enumerate() {
        if is_sign(factor) {
            any = true;
            all &= matches!(factors.get(at + 1), Some(Tree::Symbol(name)) if name != sign);
        } else {
            let (more, each) = find_differentials(factor, sign);
            (any, all) = (any || more, all && each);
        }
    }
    (any, all)
}

/// Two trees in which `dx` is one name, where both of them have differentials and nothing else that is called so. None where
/// nothing changes.
pub(super) fn join_differentials(a: &Tree, t: &Tree) -> Option<(Tree, Tree)> {
    let signs: Vec<&str> = DIFFERENTIALS
        .into_iter()
        .filter(|sign| [a, t].into_iter().all(|tree| find_differentials(tree, sign) == (true, true)))
        .collect();
    if signs.is_empty() {
        return None;
    }
    let join = |tree: &Tree| {
        let mut tree = tree.clone();
        tree.change(&mut |node| {
            let Tree::Product(factors) = node else { return };
            let mut joined: Vec<Tree> = Vec::with_capacity(factors.len());
            for factor in std::mem::take(factors) {
                match (joined.last_mut(), factor) {
                    (Some(Tree::Symbol(sign)), Tree::Symbol(name)) if signs.contains(&sign.as_str()) => {
                        *sign = format!("{sign} {name}");
                    }
                    (_, factor) => joined.push(factor),
                }
            }
            *node = Tree::product(joined);
        });
        tree
    };
    Some((join(a), join(t)))
}

/// Whether a logarithm without a base stands in a tree.
pub(super) fn has_bare_log(tree: &Tree) -> bool {
    is_bare_log(tree) || tree.children().any(has_bare_log)
}

fn is_bare_log(tree: &Tree) -> bool {
    matches!(tree, Tree::Call(Function::Log, arguments) if arguments.len() == 1)
}

/// A tree with its bare logarithms read as natural ones. None where the tree itself says that they are not: beside `\ln`, or where
/// to base ten they are rational.
pub(super) fn read_naturally(tree: &Tree, budget: &Budget) -> Option<Tree> {
    fn is_common(tree: &Tree, budget: &Budget) -> bool {
        let own = match tree {
            Tree::Call(Function::Ln, _) => true,
            Tree::Call(Function::Log, arguments) => matches!(arguments.as_slice(), [of] if is_power_of_ten(of, budget)),
            _ => false,
        };
        own || tree.children().any(|child| is_common(child, budget))
    }
    if !has_bare_log(tree) {
        return Some(tree.clone());
    }
    if is_common(tree, budget) {
        return None;
    }
    let mut tree = tree.clone();
    tree.change(&mut |node| {
        if let Tree::Call(function @ Function::Log, arguments) = node
            && arguments.len() == 1
        {
            *function = Function::Ln;
        }
    });
    Some(tree)
}

/// Whether a tree is ten, a tenth, a hundred …, whose logarithm to base ten is what is meant.
fn is_power_of_ten(tree: &Tree, budget: &Budget) -> bool {
    let Ok(value) = exact::evaluate(tree, budget) else { return false };
    let one = crate::number::Exact::ONE;
    let digits = value.to_string();
    let power = |text: &str| text.strip_prefix('1').is_some_and(|zeros| zeros.bytes().all(|byte| byte == b'0'));
    value != one && (power(&digits) || one.div(&value).is_some_and(|inverse| power(&inverse.to_string())))
}

/// Whether the letter of a fold is bound: that of a derivative or of an integral without bounds is a letter of the value.
pub(super) fn is_bound(fold: &Fold) -> bool {
    match fold.kind {
        FoldKind::Derivative => fold.lower.is_some(),
        FoldKind::Integral => fold.lower.is_some() || fold.upper.is_some(),
        FoldKind::Sum | FoldKind::Product | FoldKind::Limit => true,
    }
}

/// A fold that binds another's letter: `\sum_{i}` beside `\sum_{k}`. None where the letter stands free in it.
pub(super) fn rename(fold: &Fold, letter: &str) -> Option<Fold> {
    let own = fold.variable.as_deref()?;
    let mut free = Vec::new();
    names::collect_symbols(&fold.body, &mut free);
    let is_index =
        |symbol: &str| symbol.find('_').is_some_and(|at| rename_index(&symbol[at..], letter, "") != symbol[at..]);
    if free.iter().any(|symbol| *symbol == letter || is_index(symbol)) {
        return None;
    }
    let mut fold = fold.clone();
    let name = own.to_owned();
    fold.body.change(&mut |node| {
        let Tree::Symbol(symbol) = node else { return };
        if *symbol == name {
            letter.clone_into(symbol);
        } else if let Some(at) = symbol.find('_') {
            let index = rename_index(&symbol[at..], &name, letter);
            symbol.truncate(at);
            symbol.push_str(&index);
        }
    });
    fold.variable = Some(letter.to_owned());
    Some(fold)
}

/// How the letters begin that stand for bound ones; no text can write one.
const BOUND: char = '#';

/// Two trees in which the letters that operators with bounds bind, as in `\bigcup_{k} A_k`, are numbered by their depth. None where
/// nothing changes.
pub(super) fn bind_alike(a: &Tree, t: &Tree) -> Option<(Tree, Tree)> {
    if !has_bound(a) && !has_bound(t) {
        return None;
    }
    let (mut a, mut t) = (a.clone(), t.clone());
    number_bound(&mut a, 0);
    number_bound(&mut t, 0);
    Some((a, t))
}

/// Whether an operator that binds a letter not yet numbered stands in a tree.
fn has_bound(tree: &Tree) -> bool {
    matches!(tree, Tree::Call(function, parts) if bound_letter(function, parts).is_some())
        || tree.children().any(has_bound)
}

/// The letter that an operator with bounds binds: the first in its lower bound.
fn bound_letter(function: &Function, parts: &[Tree]) -> Option<String> {
    let Function::Named(name) = function else { return None };
    if !name.starts_with('\\') || !name.contains('_') || !name.ends_with(['_', '^']) || parts.len() < 2 {
        return None;
    }
    let letter = match parts.first()? {
        Tree::Symbol(name) => name,
        Tree::Relation(members, _) => members.iter().find_map(|member| match member {
            Tree::Symbol(name) => Some(name),
            _ => None,
        })?,
        _ => return None,
    };
    // The region of an integral is no letter that it binds.
    let binds = !letter.starts_with(|c: char| c == BOUND || c.is_ascii_uppercase()) && !name.contains("int_");
    binds.then(|| letter.clone())
}

fn number_bound(tree: &mut Tree, depth: usize) {
    let mut depth = depth;
    if let Tree::Call(function, parts) = tree
        && let Some(own) = bound_letter(function, parts)
    {
        let number = format!("{BOUND}{depth}");
        depth += 1;
        for part in parts {
            part.change(&mut |node| {
                if let Tree::Symbol(name) = node {
                    *name = rename_in(name, &own, &number);
                }
            });
        }
    }
    for child in tree.children_mut() {
        number_bound(child, depth);
    }
}

/// A name with one letter in the place of another: as the whole name, or in its index.
fn rename_in(name: &str, from: &str, to: &str) -> String {
    if name == from {
        return to.to_owned();
    }
    let Some(index) = name.find("_{").filter(|_| from.len() == 1) else { return name.to_owned() };
    let (head, tail) = name.split_at(index);
    let bytes = tail.as_bytes();
    let mut out = head.to_owned();
    for (at, c) in tail.char_indices() {
        let joins = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'\\');
        let alone = !joins(at.checked_sub(1).and_then(|before| bytes.get(before))) && !joins(bytes.get(at + 1));
        if from.starts_with(c) && alone { out.push_str(to) } else { out.push(c) }
    }
    out
}

/// A tree with one letter in the place of another. None where the new letter stands in it already.
pub(super) fn rename_free(tree: &Tree, from: &str, to: &str) -> Option<Tree> {
    let mut names = Vec::new();
    names::collect_symbols(tree, &mut names);
    if from != to && names.contains(&to) {
        return None;
    }
    let mut tree = tree.clone();
    tree.change(&mut |node| {
        if matches!(node, Tree::Symbol(symbol) if symbol == from) {
            *node = Tree::Symbol(to.to_owned());
        }
    });
    Some(tree)
}

/// Whether a letter stands in the index of a name.
pub(super) fn has_index(name: &str, letter: &str) -> bool {
    name.find('_').is_some_and(|at| rename_index(&name[at..], letter, "") != name[at..])
}

/// An index with a letter in it renamed: `_{n+1}`; letters of commands stay.
fn rename_index(index: &str, name: &str, letter: &str) -> String {
    let mut out = String::with_capacity(index.len());
    let mut rest = index;
    while let Some(first) = rest.chars().next() {
        let start = usize::from(first == '\\');
        let length = rest[start..].bytes().take_while(u8::is_ascii_alphabetic).count() + start;
        let length = length.max(first.len_utf8());
        let (run, behind) = rest.split_at(length);
        out.push_str(if run == name { letter } else { run });
        rest = behind;
    }
    out
}
