//! Groups of equal answers: which of the responses to one prompt state the same value.
//!
//! Equality is no equivalence: `5` is equal to `5 cm` and to `5 m`, which are not equal to each other. So groups are made from
//! the most frequent answer down: an answer joins the first group of which it is equal to *every* member, in at least one
//! direction, and makes a group of its own where there is none. Where equality is an equivalence, these groups are its classes;
//! where it is not, no group has two answers that refuse each other. The order depends on the answers alone, so that the groups
//! are the same whatever the order of the responses.

mod gathering;

use std::borrow::Cow;
use std::collections::HashMap;

use gathering::Gathering;

use crate::equal::{self, Said, Truth};
use crate::extract::Answer;
use crate::reward::{Grading, find_answer};
use crate::sorting;
use crate::trace::Notes;

/// Stands for the label of a response that states no answer.
pub const NO_LABEL: i64 = -1;

/// Answers that are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The spelling that most responses have; of several, the shortest one, and of these the first in the order of letters.
    pub text: String,
    /// How many responses state it.
    pub size: usize,
}

/// The groups of equal answers of some responses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// The place of each response's group in `groups`, or [`NO_LABEL`].
    pub labels: Vec<i64>,
    /// The groups, in the order of their first responses.
    pub groups: Vec<Group>,
}

/// The answer that a response states; none where it states none.
pub fn state<'r>(response: &'r str, grading: &Grading) -> Option<Answer<'r>> {
    find_answer(response, grading, &mut Notes::silent()).ok().filter(|answer| answer.source.is_stated())
}

/// The groups of equal answers among stated ones.
///
/// ```
/// use rewards_core::groups::{group, state};
/// use rewards_core::reward::Grading;
/// let grading = Grading::default();
/// let responses = ["The answer is 1/2.", "I don't know.", r"\boxed{0.5}", "#### 2", "The answer is 1/2."];
/// let answers = responses.map(|response| state(response, &grading));
/// let found = group(&answers.each_ref().map(Option::as_ref), &grading);
/// assert_eq!(found.labels, [0, -1, 0, 1, 0]);
/// assert_eq!((found.groups[0].text.as_str(), found.groups[0].size), ("1/2", 3));
/// ```
pub fn group(answers: &[Option<&Answer<'_>>], grading: &Grading) -> Groups {
    group_while(answers, grading, &mut || true).unwrap_or_default()
}

/// [`group`], which asks for each different answer whether to go on; none where it was told to stop.
pub(crate) fn group_while(
    answers: &[Option<&Answer<'_>>],
    grading: &Grading,
    go_on: &mut dyn FnMut() -> bool,
) -> Option<Groups> {
    let (distinct, places) = tell_apart(answers);
    let groups = Gathering::new(&distinct, answers.len(), grading).run(go_on)?;
    Some(label(&distinct, &places, &groups))
}

/// [`group`] by spelling alone.
pub(crate) fn group_spelled(answers: &[Option<&Answer<'_>>]) -> Groups {
    let (distinct, places) = tell_apart(answers);
    let each: Vec<usize> = (0..distinct.len()).collect();
    label(&distinct, &places, &each)
}

/// The canonical spelling of the answer that a response states, where it is an exact rational number, a choice's letter or words;
/// answers with the same one are equal.
///
/// ```
/// use rewards_core::groups::answer_key;
/// assert_eq!(answer_key(r"So it is \boxed{\frac{3}{6}}.").as_deref(), Some("0.5"));
/// assert_eq!(answer_key(r"So it is \boxed{\sqrt 2}."), None);
/// ```
pub fn answer_key(response: &str) -> Option<String> {
    let answer = state(response, &Grading::default())?;
    if answer.several || answer.changed {
        return None;
    }
    let text = match &*answer.restated {
        [] => answer.whole(),
        restated => equal::same_value(restated)?,
    };
    equal::spell_key(&Truth::new(text))
}

/// What makes two answers the same without a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Content<'a> {
    length: usize,
    text: &'a str,
    value: Option<&'a str>,
    restated: &'a [Cow<'a, str>],
    several: bool,
    changed: bool,
}

/// Answers that are the same text.
struct Distinct<'a> {
    content: Content<'a>,
    count: usize,
}

impl Distinct<'_> {
    /// What it says, for a comparison, and how it was read. What stands in other parts of the response is no part of it.
    fn said<'s>(&'s self, read: &'s Truth) -> Said<'s> {
        let Content { text, value, restated, several, changed, .. } = self.content;
        Said { written: text, value: value.unwrap_or(text), restated, several, changed, parts: None, read: Some(read) }
    }

    /// Whether it is compared as it is written.
    fn is_as_written(&self) -> bool {
        let Content { value, restated, several, changed, .. } = self.content;
        value.is_none() && restated.is_empty() && !several && !changed
    }
}

/// The different answers, the most frequent first, and the place of each response's answer among them.
fn tell_apart<'a>(answers: &[Option<&'a Answer<'_>>]) -> (Vec<Distinct<'a>>, Vec<Option<usize>>) {
    let mut known: HashMap<Content<'a>, usize> = HashMap::new();
    let mut distinct: Vec<Distinct<'a>> = Vec::new();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(answers.len());
    for answer in answers {
        places.push(answer.map(|answer| {
            let content = Content {
                length: answer.text.len(),
                text: &answer.text,
                value: answer.value.as_deref(),
                restated: &answer.restated,
                several: answer.several,
                changed: answer.changed,
            };
            let place = *known.entry(content).or_insert_with(|| {
                distinct.push(Distinct { content, count: 0 });
                distinct.len() - 1
            });
            distinct[place].count += 1;
            place
        }));
    }
    let mut order: Vec<usize> = (0..distinct.len()).collect();
    sorting::sort_by_key(&mut order, |at| (std::cmp::Reverse(distinct[*at].count), distinct[*at].content));
    let mut rank = vec![0; distinct.len()];
    order.iter().enumerate().for_each(|(at, place)| rank[*place] = at);
    let mut sorted: Vec<(usize, Distinct<'a>)> = rank.iter().copied().zip(distinct).collect();
    sorting::sort_by_key(&mut sorted, |(rank, _)| *rank);
    places.iter_mut().flatten().for_each(|place| *place = rank[*place]);
    (sorted.into_iter().map(|(_, distinct)| distinct).collect(), places)
}

/// The groups in the order of their first responses, from the number of each different answer's group.
fn label(distinct: &[Distinct<'_>], places: &[Option<usize>], groups: &[usize]) -> Groups {
    // The first member of a group is its most frequent one.
    let mut texts: Vec<&str> = vec![""; distinct.len()];
    for (distinct, group) in distinct.iter().zip(groups).rev() {
        texts[*group] = distinct.content.text;
    }
    let mut numbers: Vec<Option<usize>> = vec![None; distinct.len()];
    let mut found = Groups { labels: Vec::with_capacity(places.len()), groups: Vec::new() };
    for place in places {
        let Some(place) = *place else {
            found.labels.push(NO_LABEL);
            continue;
        };
        let number = *numbers[groups[place]].get_or_insert_with(|| {
            found.groups.push(Group { text: texts[groups[place]].to_owned(), size: 0 });
            found.groups.len() - 1
        });
        found.groups[number].size += 1;
        found.labels.push(i64::try_from(number).unwrap_or(NO_LABEL));
    }
    found
}
