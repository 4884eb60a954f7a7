//! Functions that are given case by case, and systems of equations that are written like them.

use crate::expr::{Joint, Tree};
use crate::limits;

use super::judge::Judge;
use super::{Decision, Relation, Rule, reals};

/// Relates where one side at least is given by cases.
pub(super) fn relate(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    if let Some(system) = read_system(a) {
        return Some(judge.relate(&system, t));
    }
    if let Some(system) = read_system(t) {
        return Some(judge.relate(a, &system));
    }
    let (Tree::Cases(own), Tree::Cases(theirs)) = (a, t) else { return None };
    if own.len() != theirs.len() || own.len() > limits::LIST_MEMBERS {
        return Some(Decision::new(Relation::Different, Rule::Structure));
    }
    // Where each case holds, as a set of numbers; else as it is written.
    let (Some((regions, letter)), Some((wanted, other))) =
        (reals::read_regions(own, &judge.budget), reals::read_regions(theirs, &judge.budget))
    else {
        return Some(relate_written(judge, own, theirs));
    };
    if letter != other {
        return Some(Decision::new(Relation::Different, Rule::Structure));
    }
    let mut free: Vec<usize> = (0..own.len()).collect();
    for (region, (value, _)) in wanted.iter().zip(theirs) {
        let found = free
            .iter()
            .position(|&at| reals::is_same_region(judge, &regions[at], region) && judge.agree(&own[at].0, value));
        match found {
            Some(at) => free.swap_remove(at),
            None => return Some(Decision::new(Relation::Different, Rule::Structure)),
        };
    }
    Some(Decision::new(Relation::Equal, Rule::Structure))
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
