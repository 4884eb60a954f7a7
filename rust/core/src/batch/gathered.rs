//! Groups of equal answers, for the responses to many prompts at once.

use std::ops::Range;

use super::guard::guarded_at;
use super::pool::{cost, run};
use super::{Failure, Gradings, Slots, Watch, gate};
use crate::extract::Answer;
use crate::groups::{self, Group, NO_LABEL};

/// Responses to one prompt from which on its groups are found on the calling thread, which can be stopped in between.
const MANY: usize = 512;

/// The groups of equal answers within the responses to each prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// The place of each response's group among those of its prompt, or [`NO_LABEL`].
    pub labels: Vec<i64>,
    /// The groups of each prompt, in the order of their first responses.
    pub groups: Vec<Vec<Group>>,
}

/// The groups of equal answers within the responses to each of so many prompts; `prompts` has the number of each response's.
/// The answers to a prompt are compared by the grading of its first response.
///
/// ```
/// use rewards_core::batch::{Second, group_answers};
/// use rewards_core::reward::Grading;
/// let responses = ["#### 2", "#### 1/2", r"\boxed{0.5}", "No idea."];
/// let found = group_answers(&responses, &[1, 0, 0, 1], 2, Second::One(&Grading::default()), &mut || true).unwrap();
/// assert_eq!(found.labels, [0, 0, 0, -1]);
/// assert_eq!((found.groups[0][0].size, found.groups[1][0].text.as_str()), (2, "2"));
/// ```
///
/// # Errors
/// [`Failure::Stopped`] only.
///
/// # Panics
/// If there is no number of a prompt for each response, or one that is not below `count`.
pub fn group_answers(
    responses: &[&str],
    prompts: &[usize],
    count: usize,
    gradings: Gradings<'_>,
    watch: Watch<'_>,
) -> Result<Gathered, Failure> {
    assert_eq!(responses.len(), prompts.len(), "one prompt for each response");
    let answers = Slots::new(responses.len());
    run(responses.len(), cost(responses), watch, |range| {
        for at in range {
            answers.set(at, guarded_at(at, || groups::state(responses[at], gradings.at(at))).flatten());
        }
    })?;
    let answers: Vec<Option<Answer<'_>>> = answers.into_vec(|answer| answer);
    let members = Members::new(prompts, count);
    let gathered: Slots<groups::Groups> = Slots::new(count);
    let gather = |prompt: usize, go_on: &mut dyn FnMut() -> bool| {
        let places = members.of(prompt);
        let own: Vec<Option<&Answer<'_>>> = places.iter().map(|at| answers[*at].as_ref()).collect();
        let Some(first) = places.first().copied() else { return Some(groups::Groups::default()) };
        guarded_at(first, || groups::group_while(&own, gradings.at(first), go_on))
            .unwrap_or_else(|| Some(groups::group_spelled(&own)))
    };
    run(count, cost(responses), watch, |range| {
        for prompt in range.filter(|prompt| members.of(*prompt).len() < MANY) {
            gathered.set(prompt, gather(prompt, &mut || true));
        }
    })?;
    for prompt in (0..count).filter(|prompt| members.of(*prompt).len() >= MANY) {
        let _pass = gate::pass();
        let found = gather(prompt, &mut *watch).ok_or(Failure::Stopped)?;
        gathered.set(prompt, Some(found));
    }
    let mut labels = vec![NO_LABEL; responses.len()];
    let mut groups = Vec::with_capacity(count);
    for (prompt, found) in gathered.into_vec(Option::unwrap_or_default).into_iter().enumerate() {
        for (at, label) in members.of(prompt).iter().zip(found.labels) {
            labels[*at] = label;
        }
        groups.push(found.groups);
    }
    Ok(Gathered { labels, groups })
}

/// The places of the responses to each prompt, in order.
struct Members {
    places: Vec<usize>,
    ends: Vec<usize>,
}

impl Members {
    fn new(prompts: &[usize], count: usize) -> Self {
        let mut ends = vec![0; count];
        for prompt in prompts {
            ends[*prompt] += 1;
        }
        let mut start = 0;
        // First where the places of each prompt begin, then, as they are filled in, where they end.
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        let mut places = vec![0; prompts.len()];
        for (at, prompt) in prompts.iter().enumerate() {
            places[ends[*prompt]] = at;
            ends[*prompt] += 1;
        }
        Self { places, ends }
    }

    fn of(&self, prompt: usize) -> &[usize] {
        let start = prompt.checked_sub(1).map_or(0, |before| self.ends[before]);
        let range: Range<usize> = start..self.ends[prompt];
        &self.places[range]
    }
}
