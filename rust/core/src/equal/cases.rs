//! Functions that are given case by case, and systems of equations that are written like them.

use crate::expr::{Joint, Tree};
use crate::limits;

use super::budget::Budget;
use super::judge::Judge;
use super::segments::{self, End, Segment};
use super::{Decision, Relation, Rule, names, reals};

/// Relates where one side at least is given by cases.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    if let Some(system) = read_system(a) {
        return Some(judge.relate(&system, t));
    }
    if let Some(system) = read_system(t) {
        return Some(judge.relate(a, &system));
    }
    let (own, theirs) = match (a, t) {
        (Tree::Cases(own), Tree::Cases(theirs)) => {
            if own.len().max(theirs.len()) > limits::LIST_MEMBERS {
                return Some(Decision::new(Relation::Different, Rule::Structure));
            }
            let (Some(x), Some(y)) = (read_pieces(own, &judge.budget), read_pieces(theirs, &judge.budget)) else {
                return Some(relate_written(judge, own, theirs));
            };
            (x, y)
        }
        // One expression for all numbers.
        (Tree::Cases(rows), other) if is_expression(other) => (read_pieces(rows, &judge.budget)?, read_whole(other)),
        (other, Tree::Cases(rows)) if is_expression(other) => (read_whole(other), read_pieces(rows, &judge.budget)?),
        _ => return None,
    };
    Some(Decision::equal_if(are_same(judge, &own, &theirs) == Some(true), Rule::Structure))
}

/// A function by pieces: where each holds and what it is there, and the letter that is asked about.
struct Pieces<'t> {
    parts: Vec<(Vec<Segment>, &'t Tree)>,
    letter: Option<Tree>,
}

/// Reads the rows of a function by cases.
fn read_pieces<'t>(rows: &'t [(Tree, Option<Tree>)], budget: &Budget) -> Option<Pieces<'t>> {
    let (regions, letter) = reals::read_regions(rows, budget)?;
    Some(Pieces { parts: regions.into_iter().zip(rows.iter().map(|(value, _)| value)).collect(), letter })
}

/// One expression for all numbers.
fn read_whole(value: &Tree) -> Pieces<'_> {
    Pieces { parts: vec![(vec![Segment { low: End::Low, high: End::High }], value)], letter: None }
}

/// Whether a tree can be a value for all numbers.
fn is_expression(tree: &Tree) -> bool {
    names::is_arithmetic(tree) || matches!(tree, Tree::Symbol(_))
}

/// Whether two functions by pieces have the same values: on every part of the line between two ends of any piece, and on each end.
/// None where the parts are not known.
fn are_same(judge: &mut Judge, own: &Pieces, theirs: &Pieces) -> Option<bool> {
    let letter = match (&own.letter, &theirs.letter) {
        (Some(x), Some(y)) if x != y => return Some(false),
        (Some(letter), _) | (_, Some(letter)) => letter,
        (None, None) => return None,
    };
    let all = own.parts.iter().chain(&theirs.parts).flat_map(|(segments, _)| segments);
    let cuts = segments::cut(all, &judge.budget)?;
    let mut low = End::Low;
    for cut in cuts.iter().map(Some).chain([None]) {
        let high = cut.map_or(End::High, |cut| End::At(cut.clone(), false));
        let between = Segment { low: low.clone(), high };
        let mut cells = vec![between];
        cells.extend(cut.map(segments::point));
        for cell in cells {
            let (Some(x), Some(y)) = (find(own, &cell, &judge.budget)?, find(theirs, &cell, &judge.budget)?) else {
                if find(own, &cell, &judge.budget)?.is_some() != find(theirs, &cell, &judge.budget)?.is_some() {
                    return Some(false);
                }
                continue;
            };
            if !agree_on(judge, x, y, letter, &cell) {
                return Some(false);
            }
        }
        if let Some(cut) = cut {
            low = End::At(cut.clone(), false);
        }
    }
    Some(true)
}

/// The value on a part of the line that no end divides.
#[allow(clippy::option_option, reason = "that no piece is there and that none is known are two things")]
fn find<'t>(pieces: &Pieces<'t>, cell: &Segment, budget: &Budget) -> Option<Option<&'t Tree>> {
    for (segments, value) in &pieces.parts {
        for segment in segments {
            if segments::contains(segment, cell, budget)? {
                return Some(Some(value));
            }
        }
    }
    Some(None)
}

/// Whether two values are the same for every letter's value in a part of the line.
fn agree_on(judge: &mut Judge, x: &Tree, y: &Tree, letter: &Tree, cell: &Segment) -> bool {
    if x == y {
        return true;
    }
    let fresh = ["u", "v", "w", "y"].into_iter().map(|name| Tree::Symbol(name.to_owned()));
    let Some(fresh) = fresh.into_iter().find(|fresh| fresh != letter && !holds(x, fresh) && !holds(y, fresh)) else {
        return false;
    };
    // The inverse of a square runs through all positive numbers, and its quotient by one more than itself from zero to one; no end
    // is among them.
    let square = Tree::quotient(crate::expr::integer(1), Tree::power(fresh, crate::expr::integer(2)));
    let inside = match (&cell.low, &cell.high) {
        (End::At(low, true), _) => low.clone(),
        (End::At(low, _), End::At(high, _)) => {
            let width = Tree::sum(vec![high.clone(), Tree::negate(low.clone())]);
            let share = Tree::quotient(square.clone(), Tree::sum(vec![crate::expr::integer(1), square]));
            Tree::sum(vec![low.clone(), Tree::product(vec![width, share])])
        }
        (End::At(low, _), _) => Tree::sum(vec![low.clone(), square]),
        (_, End::At(high, _)) => Tree::sum(vec![high.clone(), Tree::negate(square)]),
        _ => return judge.agree(x, y),
    };
    let put = |tree: &Tree| {
        let mut tree = tree.clone();
        tree.change(&mut |node| {
            if node == letter {
                *node = inside.clone();
            }
        });
        tree
    };
    judge.agree(&put(x), &put(y))
}

/// Whether a letter stands in a tree.
fn holds(tree: &Tree, letter: &Tree) -> bool {
    tree == letter || tree.children().any(|child| holds(child, letter))
}

/// Equations one below the other, with no conditions: all of them hold.
fn read_system(tree: &Tree) -> Option<Tree> {
    let Tree::Cases(rows) = tree else { return None };
    let is_equation =
        |(value, condition): &(Tree, Option<Tree>)| condition.is_none() && matches!(value, Tree::Relation(..));
    rows.iter().all(is_equation).then(|| {
        let mut members: Vec<Tree> = rows.iter().map(|(value, _)| value.clone()).collect();
        if members.len() == 1 { members.swap_remove(0) } else { Tree::List(Joint::And, members) }
    })
}

/// Cases whose conditions are no sets of numbers, each beside its like.
fn relate_written(judge: &mut Judge, own: &[(Tree, Option<Tree>)], theirs: &[(Tree, Option<Tree>)]) -> Decision {
    let mut free: Vec<&(Tree, Option<Tree>)> = own.iter().collect();
    for (value, condition) in theirs {
        let found = free.iter().position(|(other, when)| {
            let same = match (when, condition) {
                (Some(x), Some(y)) => judge.agree(x, y),
                (None, None) => true,
                _ => false,
            };
            same && judge.agree(other, value)
        });
        match found {
            Some(at) => free.swap_remove(at),
            None => return Decision::new(Relation::Different, Rule::Structure),
        };
    }
    Decision::new(Relation::Equal, Rule::Structure)
}
