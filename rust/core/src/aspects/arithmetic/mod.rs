//! Arithmetic in running text: each equation of constants, and whether it holds.
//!
//! A step that holds in some reading holds. One that holds in none is called false only where nothing leaves room for another
//! meaning: a false accusation teaches a model not to show its steps. The rest is no step.

mod ahead;
mod doubt;
mod link;
mod token;
mod value;
mod words;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use memchr::memchr;

use self::link::{Side, decide, has_letter, is_single};
use self::token::{Found, Kind, Reader, Token};
use self::value::{Member, Percent};
use crate::number::Exact;
use crate::sorting;

/// One equation of constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where it stands in the response, in bytes.
    pub span: Range<usize>,
    /// Whether its sides are equal.
    pub holds: bool,
    /// The value of its left side.
    pub left: Exact,
    /// The value of its right side.
    pub right: Exact,
    /// The same for steps with the same numbers and operators.
    key: u64,
}

/// The equations of constants in a response, in the order in which they stand.
///
/// ```
/// use rewards_core::aspects::arithmetic_steps;
/// let steps = arithmetic_steps("She has 16 - 3 = <<16-3=13>>13 eggs, and 13 * 2 = $27.");
/// let holds: Vec<_> = steps.iter().map(|step| step.holds).collect();
/// assert_eq!(holds, [true, true, false]);
/// assert!(arithmetic_steps("x = 5, so 2x = 10; the ratio is 3:2 = 6:4.").is_empty());
/// ```
pub fn arithmetic_steps(response: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    visit(response, &mut |step| {
        steps.push(step);
        true
    });
    sorting::sort_by_key(&mut steps, |step| step.span.start);
    steps
}

/// The share of the steps that hold, each counted once; `None` where there is no step.
///
/// ```
/// use rewards_core::aspects::step_share;
/// assert_eq!(step_share("2 + 2 = 4, 4 * 3 = 13"), Some(0.5));
/// assert_eq!(step_share("No sums here."), None);
/// ```
pub fn step_share(response: &str) -> Option<f64> {
    let mut seen = Vec::new();
    visit(response, &mut |step| {
        seen.push((step.key, step.holds));
        true
    });
    sorting::sort(&mut seen);
    seen.dedup();
    let count = |wanted: bool| seen.iter().filter(|(_, holds)| *holds == wanted).count();
    (!seen.is_empty()).then(|| count(true) as f64 / seen.len() as f64)
}

/// Whether some step does not hold.
pub(super) fn has_false_step(response: &str) -> bool {
    let mut found = false;
    visit(response, &mut |step| {
        found |= !step.holds;
        !found
    });
    found
}

/// Hands on each step, until it is told to stop.
pub(super) fn visit(response: &str, take: &mut dyn FnMut(Step) -> bool) {
    let mut other = None;
    let take = &mut |step: Step| {
        // Rules of its own are looked for when it first matters.
        if !step.holds && *other.get_or_insert_with(|| doubt::is_other(response)) {
            return true;
        }
        take(step)
    };
    if memchr(b'=', response.as_bytes()).is_none() && !RELATIONS.iter().any(|sign| response.contains(sign)) {
        return;
    }
    let mut scratch = Scratch::default();
    let (mut start, mut fenced) = (0, false);
    let mut at = 0;
    while at < response.len() {
        let end = memchr(b'\n', &response.as_bytes()[at..]).map_or(response.len(), |length| at + length + 1);
        let line = &response[at..end];
        let content = line.trim_start_matches([' ', '\t', '&', '\\', '[', ']', '\r']);
        let fence = content.starts_with("```");
        // Programs assign and compare; they assert nothing.
        if (fence || fenced || !ahead::begins_with_relation(content)) && at > start {
            if !region(response, start, at, &mut scratch, take) {
                return;
            }
            start = at;
        }
        if fence {
            fenced = !fenced;
        }
        if fence || fenced {
            start = end;
        }
        at = end;
    }
    region(response, start, response.len(), &mut scratch, take);
}

/// Signs and words of equality beyond `=`.
const RELATIONS: [&str; 4] = ["≈", "qual", r"\approx", "＝"];

/// Room that is used again and again.
#[derive(Default)]
struct Scratch {
    tokens: Vec<Token>,
    partners: Vec<u32>,
    open: Vec<usize>,
    relations: Vec<usize>,
}

/// Reads lines that belong together.
fn region(text: &str, start: usize, end: usize, scratch: &mut Scratch, take: &mut dyn FnMut(Step) -> bool) -> bool {
    let part = &text[start..end];
    if memchr(b'=', part.as_bytes()).is_none() && !RELATIONS.iter().any(|sign| part.contains(sign)) {
        return true;
    }
    let mut reader = Reader::new(text, start, end);
    let mut doubtful = false;
    scratch.tokens.clear();
    loop {
        match reader.next() {
            Found::Token(token) => scratch.tokens.push(token),
            Found::Mark(from, to) => {
                let mut inner = Scratch::default();
                let mut marked = Reader::new(text, from, to);
                let cut = loop {
                    match marked.next() {
                        Found::Token(token) => inner.tokens.push(token),
                        Found::End => break false,
                        _ => break true,
                    }
                };
                if !segment(text, &mut inner, (false, cut), true, take) {
                    return false;
                }
            }
            Found::Edge(doubt) => {
                if !segment(text, scratch, (doubtful, doubt), false, take) {
                    return false;
                }
                scratch.tokens.clear();
                doubtful = doubt;
            }
            Found::End => return segment(text, scratch, (doubtful, false), false, take),
        }
    }
}

/// Reads the steps of signs that no edge parts.
fn segment(
    text: &str,
    scratch: &mut Scratch,
    doubtful: (bool, bool),
    marked: bool,
    take: &mut dyn FnMut(Step) -> bool,
) -> bool {
    let Scratch { tokens, partners, open, relations } = scratch;
    relations.clear();
    relations.extend((0..tokens.len()).filter(|&at| matches!(tokens[at].kind, Kind::Equal | Kind::Approx)));
    if relations.is_empty() {
        return true;
    }
    pair(tokens, partners, open);
    let mut left: Option<(Side, bool)> = None;
    let mut from = 0;
    for index in 0..=relations.len() {
        let end = relations.get(index).copied().unwrap_or(tokens.len());
        let about = matches!(tokens.get(from).map(|token| &token.kind), Some(Kind::About));
        let first = from + usize::from(about);
        let member = Member { text, tokens, partners, end, percent: Percent::Hundredth };
        let mut read = sides(&member, first, index == 0, doubtful.0 && index == 0);
        if index > 0
            && let (Some((before, whole)), Some(right)) = (&left, &mut read.prefix)
        {
            if doubtful.1 && right.to == tokens.len() {
                right.doubts |= value::doubt::EDGE;
            }
            let approximate = about || tokens[relations[index - 1]].kind == Kind::Approx;
            let steps = before.value.operations + right.value.operations > 0;
            // A first member without an operation is a name: "Day 3 = 4 + 5".
            let named = is_single(&before.value) && !whole && !marked;
            if steps && !named && !has_letter(&right.value) {
                let span = (tokens[before.from].start, tokens[right.to - 1].end);
                let chain = Member { end: tokens.len(), ..member };
                if let Some(decided) = decide(chain, before, right, approximate, span) {
                    let key = key(&tokens[before.from..right.to]);
                    let span = span.0..span.1;
                    if !take(Step { span, holds: decided.holds, left: decided.left, right: decided.right, key }) {
                        return false;
                    }
                }
            }
        }
        left = read.suffix.map(|side| (side, read.whole && index > 0));
        from = end + 1;
    }
    true
}

/// What a member of a chain begins and ends with.
struct Sides {
    prefix: Option<Side>,
    suffix: Option<Side>,
    /// Both are the whole member.
    whole: bool,
}

fn sides(member: &Member<'_>, first: usize, is_first: bool, doubtful: bool) -> Sides {
    let mut sides = Sides { prefix: None, suffix: None, whole: false };
    let mut at = first;
    while at < member.end {
        let Some((value, end)) = member.read(at) else {
            at += 1;
            continue;
        };
        let mut side = Side { from: at, to: end, value, doubts: 0 };
        if at == first && !is_first {
            let mut prefix = side.clone();
            prefix.doubts |= doubt_behind(member, end);
            sides.prefix = Some(prefix);
        }
        if end == member.end {
            side.doubts |= doubt_before(member, at, first, doubtful);
            sides.whole = at == first;
            sides.suffix = Some(side);
        }
        at = end;
    }
    sides
}

/// Whether what stands before an expression may belong to it.
fn doubt_before(member: &Member<'_>, at: usize, first: usize, doubtful: bool) -> u16 {
    if at == first {
        return if doubtful { value::doubt::EDGE } else { 0 };
    }
    let (before, token) = (&member.tokens[at - 1], &member.tokens[at]);
    let clean = match &before.kind {
        Kind::Word => {
            let word = &member.text[before.start..before.end];
            let counted = at >= first + 2 && matches!(member.tokens[at - 2].kind, Kind::Number(_));
            let operates = words::is_operator(word) || counted && (words::is_scale(word) || words::is_joint(word));
            let signed = matches!(token.kind, Kind::Minus | Kind::Plus);
            token.spaced && !operates && !signed && word.chars().nth(1).is_some()
        }
        Kind::Open => at < first + 2 || token.start > 0 && before.spaced,
        _ => false,
    };
    if clean { 0 } else { value::doubt::EDGE }
}

/// Whether what stands behind an expression may belong to it.
fn doubt_behind(member: &Member<'_>, end: usize) -> u16 {
    if end == member.end {
        return 0;
    }
    let token = &member.tokens[end];
    let clean = match &token.kind {
        Kind::Word => !words::is_scale(&member.text[token.start..token.end]) && token.spaced,
        Kind::Open => token.spaced,
        Kind::Close | Kind::Money => true,
        _ => false,
    };
    if clean { 0 } else { value::doubt::EDGE }
}

/// Finds for each opening bracket the one that closes it.
fn pair(tokens: &[Token], partners: &mut Vec<u32>, open: &mut Vec<usize>) {
    partners.clear();
    partners.resize(tokens.len(), u32::MAX);
    open.clear();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => open.push(at),
            Kind::Close => {
                if let Some(start) = open.pop() {
                    partners[start] = u32::try_from(at).unwrap_or(u32::MAX);
                }
            }
            _ => {}
        }
    }
}

/// A number for what a step computes, the same however its units and spaces are written.
fn key(tokens: &[Token]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for token in tokens {
        match &token.kind {
            Kind::Number(number) => number.value.hash(&mut hasher),
            Kind::Word | Kind::Money => {}
            kind => std::mem::discriminant(kind).hash(&mut hasher),
        }
    }
    hasher.finish()
}
