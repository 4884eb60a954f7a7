//! Members of two lists, each with its partner.

use std::collections::HashMap;

use crate::expr::Tree;

use super::judge::Judge;
use super::{Decision, Relation, Rule, names};

/// What is left of two lists when members that are the same tree have taken each other out.
pub(super) fn cancel<'t>(own: &'t [Tree], theirs: &'t [Tree]) -> (Vec<&'t Tree>, Vec<&'t Tree>) {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::with_capacity(own.len());
    for (at, a) in own.iter().enumerate() {
        places.entry(names::fingerprint(a)).or_default().push(at);
    }
    let mut taken = vec![false; own.len()];
    let mut wanted = Vec::new();
    for t in theirs {
        let found = places.get_mut(&names::fingerprint(t)).and_then(|same| {
            let at = same.iter().position(|&at| own[at] == *t)?;
            Some(same.swap_remove(at))
        });
        match found {
            Some(at) => taken[at] = true,
            None => wanted.push(t),
        }
    }
    (own.iter().zip(taken).filter(|(_, taken)| !taken).map(|(a, _)| a).collect(), wanted)
}

/// Members in any order where a tolerance counts: one that is near enough to several may be the only partner of one of them, so
/// that partners change until each has its own.
pub(super) fn pair_off(
    judge: &mut Judge,
    own: &[Tree],
    theirs: &[Tree],
    may_be: impl Fn(&Tree, &Tree) -> bool,
) -> Decision {
    let different = Decision::new(Relation::Different, Rule::Set);
    let mut worth = Vec::with_capacity(theirs.len());
    for t in theirs {
        let row: Vec<Relation> =
            own.iter().map(|a| if may_be(a, t) { judge.relate(a, t).relation } else { Relation::Different }).collect();
        if !row.iter().any(|relation| relation.is_accepted() || *relation == Relation::Budget) {
            return different;
        }
        worth.push(row);
    }
    let mut partner: Vec<Option<usize>> = vec![None; own.len()];
    for at in 0..theirs.len() {
        if !find_partner(at, &worth, &mut vec![false; own.len()], &mut partner) {
            return different;
        }
    }
    let mut all = Decision::new(Relation::Equal, Rule::Set);
    for (at, wanted) in partner.iter().enumerate() {
        let Some(wanted) = *wanted else { return different };
        all = all.and(Decision::new(worth[wanted][at], Rule::Set), Rule::Set);
    }
    all
}

/// Finds a partner for a member of the truth, and another one for the member that it takes it from.
fn find_partner(at: usize, worth: &[Vec<Relation>], seen: &mut [bool], partner: &mut [Option<usize>]) -> bool {
    for own in 0..partner.len() {
        let fits = worth[at][own].is_accepted() || worth[at][own] == Relation::Budget;
        if !fits || std::mem::replace(&mut seen[own], true) {
            continue;
        }
        if partner[own].is_none_or(|other| find_partner(other, worth, seen, partner)) {
            partner[own] = Some(at);
            return true;
        }
    }
    false
}
