//! Formulas of logic, Boolean algebra and sets of letters: equal when they are the same Boolean function of the same letters and
//! statements.

mod table;

use crate::expr::{self, Connective, Constant, Function, Joint, Relation as Sign, SetOperator, Tree};
use crate::limits;

use super::judge::Judge;
use super::{Decision, Relation, Rule, letters, names};
use table::{Formula, LETTERS};

/// How deep statements under quantifiers are compared with each other.
const DEPTH: usize = 6;

/// Whether a tree is a formula of logic.
pub(super) fn is_formula(tree: &Tree) -> bool {
    matches!(tree, Tree::Logic(..))
}

/// Whether a tree is made of letters by signs of logic, of sets or of matrices, so that no letter in it is a choice.
pub(super) fn is_compound(tree: &Tree) -> bool {
    is_formula(tree) || joins_sets(tree) || matches!(tree, Tree::Power(..) | Tree::Product(_))
}

/// Relates two texts in Boolean algebra, where one of them is written so and the other may be.
pub(super) fn relate_texts(judge: &mut Judge, answer: &str, truth: &str) -> Option<Decision> {
    let may_be = |text: &str| {
        text.contains('\'')
            || text.contains("\\overline")
            || text.contains("\\bar")
            || text.contains(['′', '¬', '~', '̅'])
    };
    if !may_be(answer) && !may_be(truth) {
        return None;
    }
    let ((label, answer), (wanted_label, truth)) = (split_label(answer), split_label(truth));
    if label.is_some() && wanted_label.is_some() && label != wanted_label {
        return None;
    }
    let (own, sure) = expr::parse_boolean(answer)?;
    let (theirs, wanted) = expr::parse_boolean(truth)?;
    if sure || wanted { compare(judge, &own, &theirs, Reading::Statements, 0) } else { None }
}

/// The name of a function and its formula: `F = A'B`, `Y(A, B) = A+B`.
fn split_label(text: &str) -> (Option<char>, &str) {
    let text = text.trim_matches(['$', ' ']);
    let Some((label, formula)) = text.split_once('=') else { return (None, text) };
    let label = label.trim();
    let is_label = label.starts_with(|c: char| c.is_ascii_alphabetic())
        && (label.len() == 1 || label[1..].starts_with('(') && label.ends_with(')') && label.len() < 24);
    if is_label { (label.chars().next(), formula.trim()) } else { (None, text) }
}

/// Relates where one side at least is a formula of logic or of sets of letters, and the other can be read as one.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    if is_formula(a) || is_formula(t) {
        return match (turn_quantifiers(a), turn_quantifiers(t)) {
            (None, None) => compare(judge, a, t, Reading::Statements, 0),
            (own, theirs) => {
                compare(judge, own.as_ref().unwrap_or(a), theirs.as_ref().unwrap_or(t), Reading::Statements, 0)
            }
        };
    }
    if joins_sets(a) || joins_sets(t) { compare(judge, a, t, Reading::Sets, 0) } else { None }
}

/// A tree in which nothing holds for all, but its negation for none. None where that changes nothing.
fn turn_quantifiers(tree: &Tree) -> Option<Tree> {
    fn has(tree: &Tree) -> bool {
        matches!(tree, Tree::Logic(Connective::ForAll, _)) || tree.children().any(has)
    }
    if !has(tree) {
        return None;
    }
    let mut tree = tree.clone();
    let negate = |tree: Tree| Tree::Logic(Connective::Not, vec![tree]);
    tree.change(&mut |node| {
        if let Tree::Logic(Connective::ForAll, parts) = node {
            let mut parts = std::mem::take(parts);
            if let Some(body) = parts.pop() {
                parts.push(negate(body));
            }
            *node = negate(Tree::Logic(Connective::Exists, parts));
        }
    });
    Some(tree)
}

/// Whether a tree is made of sets by a sign of theirs.
fn joins_sets(tree: &Tree) -> bool {
    match tree {
        Tree::Sets(..) => true,
        Tree::Call(Function::Bar, inner) => inner.iter().any(joins_sets),
        Tree::Call(Function::Named(name), inner) => {
            name == "\\complement" && inner.iter().any(|set| matches!(set, Tree::Symbol(_)) || joins_sets(set))
        }
        Tree::Power(base, exponent) => {
            is_complement(exponent)
                && (joins_sets(base) || matches!(&**exponent, Tree::Symbol(name) if name == "\\complement"))
        }
        _ => false,
    }
}

/// Whether an exponent takes the complement of a set.
fn is_complement(exponent: &Tree) -> bool {
    matches!(exponent, Tree::Symbol(name) if matches!(name.as_str(), "c" | "C" | "\\complement" | "'"))
}

/// What letters stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Statements,
    Sets,
}

/// Compares two trees as Boolean functions; None where one of them is none.
fn compare(judge: &mut Judge, a: &Tree, t: &Tree, reading: Reading, depth: usize) -> Option<Decision> {
    let mut reader = Reader { judge, reading, depth, atoms: Vec::new() };
    let (own, theirs) = match (reading, truth_value(a, t), truth_value(t, a)) {
        (Reading::Statements, Some(holds), _) => (Formula::Constant(holds), reader.read(t)?),
        (Reading::Statements, None, Some(holds)) => (reader.read(a)?, Formula::Constant(holds)),
        _ => (reader.read(a)?, reader.read(t)?),
    };
    let letters = reader.atoms.len();
    let known = reading == Reading::Sets && reader.atoms.iter().any(|atom| matches!(atom, Atom::Statement(_)));
    let rule = if reading == Reading::Sets { Rule::Set } else { Rule::Structure };
    let cost = (own.size() + theirs.size()) * (1 + table::words(letters) / limits::TABLE_WORDS_A_STEP);
    if letters > LETTERS || judge.budget.pay(cost).is_err() {
        let same = table::normalise(&own, false) == table::normalise(&theirs, false);
        return Some(Decision::new(if same { Relation::Equal } else { Relation::Budget }, rule));
    }
    let same = table::tabulate(&own, letters) == table::tabulate(&theirs, letters);
    // What sets have in common that are written out is not for this rule.
    (same || !known).then(|| Decision::equal_if(same, rule))
}

/// What `T` or `F` alone says beside a formula of other letters.
fn truth_value(tree: &Tree, other: &Tree) -> Option<bool> {
    let Tree::Symbol(name) = tree else { return None };
    let mut names = Vec::new();
    names::collect_symbols(other, &mut names);
    let is_constant = is_formula(other) && !names.contains(&"T") && !names.contains(&"F");
    match name.as_str() {
        "T" if is_constant => Some(true),
        "F" if is_constant => Some(false),
        _ => None,
    }
}

/// What holds or does not.
#[derive(Clone, Copy)]
enum Atom<'t> {
    /// A letter.
    Letter(&'t str),
    /// A statement of its own.
    Statement(&'t Tree),
}

/// Numbers the letters and the statements of both sides.
struct Reader<'r, 'o, 't> {
    judge: &'r mut Judge<'o>,
    reading: Reading,
    depth: usize,
    atoms: Vec<Atom<'t>>,
}

impl<'t> Reader<'_, '_, 't> {
    fn read(&mut self, tree: &'t Tree) -> Option<Formula> {
        match self.reading {
            Reading::Statements => self.read_statement(tree),
            Reading::Sets => self.read_set(tree),
        }
    }

    fn join(&mut self, connective: Connective, items: &'t [Tree]) -> Option<Formula> {
        let items: Option<Vec<Formula>> = items.iter().map(|item| self.read(item)).collect();
        Some(Formula::Join(connective, items?))
    }

    fn negation(&mut self, inner: &'t Tree) -> Option<Formula> {
        self.read(inner).map(Formula::negate)
    }

    /// The number of a letter.
    fn letter(&mut self, name: &'t str) -> Option<Formula> {
        let known = self.atoms.iter().position(|atom| matches!(atom, Atom::Letter(other) if *other == name));
        known.map(Formula::Letter).or_else(|| self.push(Atom::Letter(name)))
    }

    fn push(&mut self, atom: Atom<'t>) -> Option<Formula> {
        if self.atoms.len() == limits::LOGIC_LETTERS {
            return None;
        }
        self.atoms.push(atom);
        Some(Formula::Letter(self.atoms.len() - 1))
    }

    /// The number of a statement: of an equal one that is known, or a new one.
    fn statement(&mut self, tree: &'t Tree) -> Option<Formula> {
        let known: Vec<(usize, &'t Tree)> = self
            .atoms
            .iter()
            .enumerate()
            .filter_map(|(at, atom)| if let Atom::Statement(other) = atom { Some((at, *other)) } else { None })
            .collect();
        if known.len() > LETTERS {
            return None;
        }
        for (at, other) in known {
            if self.is_same(tree, other) {
                return Some(Formula::Letter(at));
            }
        }
        self.push(Atom::Statement(tree))
    }

    /// Whether two statements say the same: quantified ones up to the letter that is bound.
    fn is_same(&mut self, a: &Tree, b: &Tree) -> bool {
        let (Tree::Logic(one, own), Tree::Logic(other, theirs)) = (a, b) else {
            return self.depth < DEPTH && !is_formula(a) && !is_formula(b) && self.judge.agree(a, b);
        };
        let (Some(Tree::Symbol(x)), Some(Tree::Symbol(y))) = (own.first(), theirs.first()) else { return false };
        if one != other || own.len() != theirs.len() || self.depth == DEPTH {
            return false;
        }
        // A letter that stands free on the other side can't be bound there.
        let Some(renamed) =
            theirs[1..].iter().map(|part| letters::rename_free(part, y, x)).collect::<Option<Vec<Tree>>>()
        else {
            return false;
        };
        let depth = self.depth + 1;
        let last = own.len() - 2;
        own[1..].iter().zip(&renamed).enumerate().all(|(at, (a, b))| {
            if at < last {
                return self.judge.agree(a, b);
            }
            compare(self.judge, a, b, Reading::Statements, depth)
                .is_some_and(|decision| decision.relation.is_accepted())
        })
    }

    fn read_statement(&mut self, tree: &'t Tree) -> Option<Formula> {
        match tree {
            Tree::Symbol(name) => self.letter(name),
            Tree::Logic(connective, items) => match (connective, items.as_slice()) {
                (Connective::True | Connective::False, _) => Some(Formula::Constant(*connective == Connective::True)),
                (Connective::Not, [inner]) => self.negation(inner),
                (Connective::ForAll | Connective::Exists | Connective::ExistsOne, _) => self.statement(tree),
                _ => self.join(*connective, items),
            },
            // What stands beside a formula is read as one.
            Tree::List(joint @ (Joint::And | Joint::Or), items) => {
                self.join(if *joint == Joint::And { Connective::And } else { Connective::Or }, items)
            }
            Tree::Relation(sides, signs) => match signs.as_slice() {
                [Sign::To] => self.join(Connective::Implies, sides),
                [Sign::Divides] if sides.iter().all(|side| matches!(side, Tree::Symbol(_))) => {
                    self.join(Connective::Or, sides)
                }
                [Sign::Equal] if self.depth == 0 && self.atoms.is_empty() => None,
                _ => self.statement(tree),
            },
            Tree::Call(Function::Named(_), _) => self.statement(tree),
            _ => None,
        }
    }

    fn read_set(&mut self, tree: &'t Tree) -> Option<Formula> {
        match tree {
            Tree::Symbol(name) => match name.strip_suffix('\'') {
                Some(inner) => {
                    let primes = name.len() - inner.trim_end_matches('\'').len();
                    let letter = self.letter(inner.trim_end_matches('\''))?;
                    Some(if primes % 2 == 1 { letter.negate() } else { letter })
                }
                None if name == "U" || name == "\\Omega" => Some(Formula::Constant(true)),
                // An application within an application is a letter already.
                None if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '@') => self.letter(name),
                None => None,
            },
            Tree::Constant(Constant::EmptySet) => Some(Formula::Constant(false)),
            Tree::Set(_) | Tree::Interval(_) => self.statement(tree),
            Tree::Sets(operator, items) => match operator {
                SetOperator::Union => self.join(Connective::Or, items),
                SetOperator::Intersection => self.join(Connective::And, items),
                SetOperator::SymmetricDifference => self.join(Connective::Xor, items),
                SetOperator::Difference => {
                    let mut items = items.iter();
                    let mut all = vec![self.read(items.next()?)?];
                    for item in items {
                        all.push(self.negation(item)?);
                    }
                    Some(Formula::Join(Connective::And, all))
                }
            },
            // `A - B` beside sets takes one away.
            Tree::Sum(terms) => {
                let mut terms = terms.iter();
                let mut all = vec![self.read(terms.next()?)?];
                for term in terms {
                    let Tree::Neg(inner) = term else { return None };
                    all.push(self.negation(inner)?);
                }
                Some(Formula::Join(Connective::And, all))
            }
            Tree::Power(base, exponent) if is_complement(exponent) => self.negation(base),
            Tree::Call(Function::Bar, inner) => match inner.as_slice() {
                [inner] => self.negation(inner),
                _ => None,
            },
            Tree::Call(Function::Named(name), inner) if name == "\\complement" => match inner.as_slice() {
                [inner] => self.negation(inner),
                _ => None,
            },
            _ => None,
        }
    }
}
