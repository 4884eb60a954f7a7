//! Which of the values of a clause is the one that it asserts: "In 5 years, Mike will be 45" says 45.
//!
//! A value is passed over where it stands in a side phrase, in a reason, in a supposition behind the value, or is the same
//! value again. Where more than one is left, a clause says too much; words that deny, bound or change a value stop the reading.

use std::ops::Range;

use super::Stated;
use super::values::{Value, is_currency};
use crate::lexicon::pattern::{
    self, ANSWER_AFTER, ANSWER_BEFORE, ANSWER_WHOLE_BEFORE, ANSWER_WHOLE_BEHIND, ANSWER_WHOLE_BETWEEN,
    ANSWER_WHOLE_NAMED,
};
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Role, Roles};

/// What a value does in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It may be what the clause asserts.
    Main,
    /// It stands in a side phrase.
    Side,
    /// It stands in a reason or a supposition, or says how exactly the value is given.
    Reason,
    /// It says the value before it again, or offers another one.
    Again,
    /// It is one of several in brackets, which have to add up to the value before them.
    Summand,
    /// A word of calculation joins it to the value before it, which says the first again: "42, i.e. 6 times 7".
    Operand,
}

/// What the values of a clause come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// One of them is asserted: its number, and those that say it again, each alone or several that add up.
    One(usize, Vec<Range<usize>>),
    /// None of them is said to be the answer.
    Several,
    /// The words deny, bound or change the value.
    Changed,
}

/// Roles of words that stop the reading wherever they stand.
const STOPS: Roles = Roles::of(&[
    Role::Not,
    Role::Asks,
    Role::Doubts,
    Role::Wrong,
    Role::Thought,
    Role::According,
    Role::TakesBack,
    Role::Revises,
]);
/// Roles of words that deny what stands behind them.
const DENIES: Roles = Roles::of(&[Role::Not, Role::Contrasts]);
/// Roles of words that may stand between a preposition or a verb and its value.
const LIGHT: Roles = Roles::of(&[Role::Article, Role::About, Role::Filler, Role::Final, Role::This]);
/// Roles of words that begin a side phrase or a side clause.
const SIDE: Roles = Roles::of(&[Role::Side, Role::Because, Role::Suppose, Role::Per]);
/// Roles of words that lead to a value.
pub(super) const LINKS: Roles = Roles::of(&[Role::Is, Role::Gets]);
/// Roles of words that take a share or several of something.
const SHARES: Roles = Roles::of(&[Role::Part, Role::Multiple, Role::HalfBefore]);
/// Roles of words that end a side phrase.
const RESETS: Roles = Roles::of(&[Role::And, Role::Or, Role::Is, Role::Break, Role::Instead]);

/// A clause: the words of a content, and the values in it.
pub(super) struct Clause<'s, 't> {
    pub(super) stated: &'s Stated<'t>,
    pub(super) values: &'s [Value],
}

impl Clause<'_, '_> {
    fn words(&self) -> &[Word] {
        &self.stated.words
    }

    /// The words before a value, from the value before it on.
    fn before(&self, value: usize) -> &[Word] {
        let start = if value == 0 { 0 } else { self.values[value - 1].words.end };
        &self.words()[start..self.values[value].words.start]
    }

    /// The words behind a value, up to the next value.
    pub(super) fn behind(&self, value: usize) -> &[Word] {
        let end = self.values.get(value + 1).map_or(self.words().len(), |next| next.words.start);
        &self.words()[self.values[value].words.end..end]
    }

    fn of(&self, word: &Word) -> &str {
        word.of(self.stated.text)
    }

    /// Whether a word is only a mark of emphasis or quotation.
    fn is_mark(&self, word: &Word) -> bool {
        word.kind == Kind::Sign
            && matches!(self.of(word), "*" | "_" | "`" | "\"" | "“" | "”" | "'" | "’" | "{" | "}" | "\\" | "$")
    }

    /// Chooses the value that the clause asserts.
    pub(super) fn choose(&self) -> Choice {
        let parts = self.parts();
        let whole = |value: usize| self.is_whole(value, self.before(value));
        if (1..parts.len()).any(|value| self.is_ratio(value) && !whole(value - 1) && !whole(value)) {
            return Choice::Several;
        }
        let Some(main) = self.main(&parts) else { return Choice::Several };
        let (mut again, mut last) = (Vec::new(), main);
        while let Some(part @ (Part::Again | Part::Summand)) = parts.get(last + 1) {
            let first = last + 1;
            let goes_on = if *part == Part::Summand { Part::Summand } else { Part::Operand };
            last = first + parts[first + 1..].iter().take_while(|part| **part == goes_on).count();
            again.push(first..last + 1);
        }
        let elsewhere =
            |at: usize| (at <= main || at > last) && matches!(parts[at], Part::Again | Part::Summand | Part::Operand);
        if (0..parts.len()).any(elsewhere) {
            return Choice::Several;
        }
        if self.is_refused(main, last, &parts) { Choice::Changed } else { Choice::One(main, again) }
    }

    /// Whether one short word alone joins a value and the one before it: "3 to 2", "1 in 5".
    fn is_ratio(&self, value: usize) -> bool {
        let words: Vec<&Word> = self.before(value).iter().filter(|word| !self.is_mark(word)).collect();
        let bare = self.words()[self.values[value - 1].words.clone()].iter().all(|word| word.kind != Kind::Word);
        let joins = |word: &Word| {
            word.kind == Kind::Word
                && (!self.of(word).contains(' ') || word.has(Role::Per))
                && word.roles.meets(Roles::of(&[Role::Side, Role::Per, Role::Suppose]))
                && !word.roles.meets(Roles::of(&[Role::Restates, Role::Or, Role::Contrasts]))
        };
        // "$9 in 3 weeks" and "9 in two weeks" give an amount and its time.
        let priced = is_currency(self.of(&self.words()[self.values[value - 1].words.start]));
        let timed = |word: &Word| word.has(Role::Side) && !word.has(Role::Per) && self.is_measured(value);
        matches!(words[..], [word] if joins(word)
            && !(word.has(Role::Side) && priced || timed(word))
            && (word.has(Role::Suppose) || !self.values[value].relation))
            && bare
    }

    /// Whether a unit ends a value. A dual is a number with its unit in one word: "ساعتين".
    fn is_measured(&self, value: usize) -> bool {
        self.words()[self.values[value].words.clone()].last().is_some_and(|word| word.has(Role::Unit))
    }

    /// What each value does.
    fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::with_capacity(self.values.len());
        // The side clause that the value stands in: a side phrase ends with a verb, too, a reason with a comma alone.
        let mut inside = None;
        let mut seen = false;
        let mut bracket = false;
        for value in 0..self.values.len() {
            let before = self.before(value);
            // What stands behind the whole that a part is taken from belongs to the whole: "30人のうち12人".
            let taken = |word: &Word| word.has(Role::Among);
            let behind = before.iter().rposition(taken).filter(|_| value > 0 && self.is_followed(value - 1));
            let before = behind.map_or(before, |at| &before[at + 1..]);
            for word in before {
                match self.of(word) {
                    "(" | "（" => bracket = true,
                    ")" | "）" => bracket = false,
                    _ => {}
                }
            }
            if self.is_whole(value, before) {
                parts.push(Part::Side);
                continue;
            }
            if self.is_precision(value, before) {
                parts.push(Part::Reason);
                continue;
            }
            if value > 0 && self.values[value].domain {
                parts.push(Part::Reason);
                continue;
            }
            if matches!(parts.last(), Some(Part::Again | Part::Operand)) && is_calculation(before) {
                parts.push(Part::Operand);
                continue;
            }
            if value > 0 && inside != Some(Part::Reason) && !self.opens_sum(value, before) && self.says_again(before) {
                parts.push(Part::Again);
                continue;
            }
            // "Among 30 and 12, both are even": the second stands in the phrase of the first.
            if parts.last() == Some(&Part::Side)
                && behind.is_none()
                && before.iter().any(|word| word.has(Role::And))
                && before.iter().all(|word| word.has(Role::And) || self.is_mark(word))
            {
                parts.push(Part::Side);
                continue;
            }
            let side = self.is_side(value, before);
            for (at, word) in before.iter().enumerate() {
                let light =
                    |word: &Word| word.kind == Kind::Sign || word.roles.meets(Roles::of(&[Role::Filler, Role::Break]));
                let first = value == 0 && before[..at].iter().all(light);
                let parted = at > 0 && matches!(self.of(&before[at - 1]), "," | "，" | "、" | "،");
                // "The answer is that Tom swam 37 laps."
                let announces = value == 0
                    && at == 0
                    && word.has(Role::Because)
                    && word.roles.meets(Roles::of(&[Role::Subject]))
                    && word.has(Role::Common)
                    && !word.has(Role::Suppose);
                // "So" before a sentence begins no reason.
                let connects = first && word.roles.meets(Roles::of(&[Role::Filler, Role::Break]));
                let begins = (seen || first || parted && word.has(Role::Because))
                    && !word.roles.meets(LINKS)
                    && !connects
                    && !announces;
                if seen && self.contrasts(word, &before[..at]) {
                    inside = Some(Part::Reason);
                    continue;
                }
                // "After 3 days the snail climbed 9 meters": a preposition right before its value reaches no further.
                let preposition = value == 0
                    && side
                    && word.has(Role::Side)
                    && !word.has(Role::Suppose)
                    && before[at + 1..].iter().all(|word| word.roles.meets(LIGHT) || is_currency(self.of(word)));
                if !preposition
                    && (seen && self.explains(word)
                        || begins && word.roles.meets(Roles::of(&[Role::Because, Role::Suppose])))
                {
                    inside = Some(Part::Reason);
                } else if begins && word.has(Role::Side) && inside.is_none() {
                    inside = Some(Part::Side);
                } else if matches!(self.of(word), "," | "，" | "、" | ";" | "；" | "،")
                    || word.roles.meets(RESETS) && inside == Some(Part::Side)
                {
                    inside = None;
                }
            }
            if bracket && seen && inside.is_none() {
                let joins = |word: &Word| word.has(Role::And) || matches!(self.of(word), "," | "+" | "，");
                let summed = parts.last() == Some(&Part::Summand)
                    || self.behind(value).iter().any(joins) && value + 1 < self.values.len();
                parts.push(if summed { Part::Summand } else { Part::Again });
                continue;
            }
            let part = if side && inside != Some(Part::Reason) { Part::Side } else { inside.unwrap_or(Part::Main) };
            if value == 0 && side && inside == Some(Part::Side) {
                // A preposition right before its value reaches no further.
                inside = None;
            }
            seen |= part == Part::Main;
            parts.push(part);
        }
        parts
    }

    /// Whether a number only says how exactly the value before it is given: "to 2 decimal places", "rounding up from 11.2".
    fn is_precision(&self, value: usize, before: &[Word]) -> bool {
        let near = self.behind(value).iter().take(2);
        value > 0 && before.iter().chain(near).any(|word| word.has(Role::Precision) && !word.has(Role::Restates))
    }

    /// Whether a value stands in a side phrase by the word right before or behind it.
    fn is_side(&self, value: usize, before: &[Word]) -> bool {
        let text = self.stated.text;
        pattern::find(&ANSWER_BEFORE, before, text).is_some()
            || pattern::find_at(&ANSWER_AFTER, self.behind(value), 0, text).is_some()
    }

    /// Whether a value is the whole of which another one is a part: "Of the 30 children, 12 are girls".
    fn is_whole(&self, value: usize, before: &[Word]) -> bool {
        let text = self.stated.text;
        let last = value + 1 == self.values.len();
        if last {
            // A ratio has no verb: "12 of the 30 children are girls". Half of them is another number.
            return value == 1
                && is_count(self.stated, &self.values[0])
                && pattern::find(&ANSWER_WHOLE_BETWEEN, before, text).is_some()
                && self.behind(value).iter().any(|word| word.has(Role::Is));
        }
        // "Of the numbers 30 and 12" lists both: no noun stands behind the first.
        let joint = Roles::of(&[Role::And, Role::Or, Role::Joins, Role::Is]);
        let noun = |word: &Word| word.kind == Kind::Word && !word.roles.meets(joint);
        let counts = || self.behind(value).first().is_some_and(noun);
        value == 0
            && (pattern::find(&ANSWER_WHOLE_BEFORE, before, text).is_some()
                || pattern::find(&ANSWER_WHOLE_NAMED, before, text).is_some() && counts())
            || self.is_followed(value)
    }

    /// Whether words behind a value say that the next one is a part of it.
    fn is_followed(&self, value: usize) -> bool {
        let behind = &self.words()[self.values[value].words.end..];
        pattern::find_at(&ANSWER_WHOLE_BEHIND, behind, 0, self.stated.text).is_some()
    }

    /// Whether a bracket opens right before a value that is the first of several with nouns of their own: "(90 boys and 60 girls)".
    fn opens_sum(&self, value: usize, before: &[Word]) -> bool {
        let behind = self.behind(value);
        let noun = behind.iter().position(|word| word.kind == Kind::Word && !word.has(Role::And));
        let joint = behind.iter().position(|word| word.has(Role::And) || matches!(self.of(word), "," | "，"));
        before.last().is_some_and(|word| matches!(self.of(word), "(" | "（"))
            && value + 1 < self.values.len()
            && noun.is_some_and(|noun| joint.is_some_and(|joint| noun < joint))
    }

    /// Whether the words between two values say that the second is the first one again, or offer it instead.
    fn says_again(&self, between: &[Word]) -> bool {
        const AGAIN: Roles = Roles::of(&[Role::Restates, Role::Or]);
        let mut again = false;
        for word in between {
            let sign = self.of(word);
            if self.is_mark(word)
                || matches!(sign, "," | "，" | "、" | "–" | "—" | ";" | ")" | "）" | "~" | "：" | ":" | "،")
            {
                continue;
            }
            let opens = matches!(sign, "(" | "（" | "≈" | "=" | "[" | "≅" | "≃" | "⇒" | "→")
                || matches!(sign, "\\approx" | "\\simeq" | "$\\approx$" | "\\Rightarrow");
            if !(opens || word.roles.meets(AGAIN.with(LIGHT).with(Roles::of(&[Role::Is]))))
                || word.has(Role::Maybe) && !word.has(Role::Restates)
            {
                return false;
            }
            again |= opens || word.roles.meets(AGAIN.with(Roles::of(&[Role::About])));
        }
        again
    }

    /// The value that is asserted, if one is.
    fn main(&self, parts: &[Part]) -> Option<usize> {
        let of = |part: Part| (0..parts.len()).filter(|at| parts[*at] == part).collect::<Vec<_>>();
        let mut mains = of(Part::Main);
        if mains.is_empty() {
            let side = of(Part::Side);
            return (side.len() == 1 && parts[0] != Part::Reason).then(|| side[0]);
        }
        if mains.len() > 1 {
            // "The 5 boxes cost $45", "Two trains cover 230 miles": known before, or a word among digits.
            let fresh: Vec<usize> = mains.iter().copied().filter(|at| !self.is_known(*at, parts)).collect();
            if !fresh.is_empty() {
                mains = fresh;
            }
        }
        if mains.len() > 1 {
            // The one right behind the only verb, where the others belong to its subject.
            let last = *mains.last()?;
            let lead = self.before(last);
            let linked = lead
                .iter()
                .rposition(|word| word.roles.meets(LINKS) || matches!(self.of(word), "=" | ":" | "：" | "＝"));
            let right_before = linked
                .is_some_and(|at| lead[at + 1..].iter().all(|word| word.roles.meets(LIGHT) || self.is_mark(word)));
            let before = &self.words()[..self.values[last].words.start - lead.len()];
            let others =
                before.iter().any(|word| word.roles.meets(LINKS) || matches!(self.of(word), "=" | ":" | "：" | "＝"))
                    || mains[..mains.len() - 1].iter().any(|at| self.values[*at].relation);
            let subject = mains[0] > 0
                || self.before(mains[0]).iter().any(|word| word.kind == Kind::Word && !word.roles.meets(LIGHT));
            return (right_before && !others && subject).then_some(last);
        }
        mains.first().copied()
    }

    /// Whether a value that the clause gives is known before: behind an article, or a word among digits.
    fn is_known(&self, value: usize, parts: &[Part]) -> bool {
        let mains = (0..parts.len()).filter(|at| parts[*at] == Part::Main);
        let (mut count, mut written) = (0, false);
        for at in mains {
            count += 1;
            written |= self.values[at].written;
        }
        let joined = self
            .behind(value)
            .iter()
            .all(|word| word.roles.meets(Roles::of(&[Role::And, Role::Or])) || word.kind == Kind::Sign);
        let last = self.before(value).iter().rev().find(|word| !self.is_mark(word));
        let definite = last.is_some_and(|word| word.has(Role::Article) && !word.has(Role::Number));
        let spoken = written && !self.values[value].written;
        count > 1 && (definite || spoken) && !joined
    }

    /// Whether a word in a range stops the reading.
    fn is_stopped(&self, range: Range<usize>, lead: bool) -> bool {
        let words = &self.words()[range.clone()];
        // "no 13"
        let denies = |at: usize| {
            let next = self.words().get(range.start + at + 1);
            words[at].roles.meets(Roles::of(&[Role::Not, Role::No]))
                && next.is_some_and(|next| next.kind == Kind::Number || next.has(Role::Number))
        };
        (0..words.len()).any(denies)
            || words.iter().any(|word| {
                word.roles.meets(STOPS)
                    && !(word.roles.meets(Roles::of(&[Role::Verdict, Role::Restates, Role::Filler, Role::Final])))
                    || word.has(Role::Either)
                        && !word.has(Role::Among)
                        && (!word.has(Role::Side) || lead && words.iter().any(|word| word.has(Role::And)))
                    || word.has(Role::Maybe) && !word.roles.meets(Roles::of(&[Role::Filler, Role::Restates]))
                    || self.of(word).contains(['?', '？', '؟'])
            })
    }

    /// Whether the words around the value deny, bound or change it, or say what is not known.
    fn is_refused(&self, main: usize, last: usize, parts: &[Part]) -> bool {
        let text = self.stated.text;
        let value = &self.values[main];
        let lead = &self.words()[..value.words.start];
        let tail_start = self.values[last].words.end;
        let tail = &self.words()[tail_start..];
        // A reason, a supposition or a contrast behind the value is dropped as a whole, if it gives no other value.
        let others = (last + 1..parts.len())
            .all(|at| matches!(parts[at], Part::Side | Part::Reason) || self.is_known(at, parts));
        let cut = tail
            .iter()
            .position(|word| word.roles.meets(Roles::of(&[Role::Because, Role::Suppose])))
            .unwrap_or(tail.len());
        let contrast = (0..tail.len())
            .find(|at| tail[*at].roles.meets(DENIES))
            .filter(|at| self.contrasts(&tail[*at], &tail[..*at]));
        let cut = cut.min(contrast.unwrap_or(tail.len()));
        if !others && contrast.is_none_or(|at| parts[last + 1..].len() > 1 && at > 0) {
            return true;
        }
        if tail[cut..].iter().any(|word| {
            word.roles.meets(Roles::of(&[Role::Or, Role::Either, Role::Maybe]))
                && !word.roles.meets(Roles::of(&[Role::Restates, Role::About, Role::Filler]))
        }) {
            return true;
        }
        self.is_stopped(0..lead.len(), true)
            || self.is_stopped(tail_start..tail_start + cut, false)
            || pattern::find(&pattern::ANSWER_CHANGED_BEFORE, lead, text).is_some()
            || pattern::find(&pattern::ANSWER_CHANGED_BEHIND, &tail[..cut], text).is_some()
            || pattern::find(&pattern::ANSWER_WORKED, lead, text).is_some()
            || pattern::find(&pattern::ANSWER_CASE, tail, text).is_some()
            || is_bounded(lead, &tail[..cut])
            || tail[..cut].iter().any(|word| {
                word.roles.meets(Roles::of(&[Role::Or])) && !word.roles.meets(Roles::of(&[Role::About, Role::Restates]))
            })
            || lead
                .iter()
                .any(|word| word.has(Role::Or) && !word.roles.meets(Roles::of(&[Role::About, Role::Restates])))
    }

    /// Whether a colon behind a value that the content begins with opens its explanation: "42: six rows of seven".
    fn explains(&self, colon: &Word) -> bool {
        let text = self.stated.text;
        let opens = self.words()[..self.values[0].words.start].iter().all(|word| word.kind == Kind::Sign);
        opens
            && !self.stated.bare
            && matches!(self.of(colon), ":" | "：")
            && !text[..colon.start].ends_with(char::is_whitespace)
            && text[colon.end..].trim_start_matches(' ').starts_with(char::is_alphabetic)
    }

    /// Whether a word begins what only says what the value before it is not: "42, not 24", "42 rather than 24".
    fn contrasts(&self, word: &Word, between: &[Word]) -> bool {
        word.has(Role::Contrasts) || word.has(Role::Not) && self.is_contrast(between)
    }

    /// Whether a denial behind these words only says what the value is not.
    fn is_contrast(&self, between: &[Word]) -> bool {
        between.iter().all(|word| {
            matches!(self.of(word), "," | "，" | "、" | "(" | "（" | "،" | "—" | "–")
                || self.is_mark(word)
                || word.roles.meets(Roles::of(&[Role::And, Role::Filler, Role::Unit]))
                || word.kind == Kind::Word && word.roles.is_empty()
        }) && (between.iter().any(|word| matches!(self.of(word), "," | "，" | "、" | "(" | "（" | "—" | "–" | "،"))
            || between.iter().any(|word| word.has(Role::And)))
    }
}

/// Whether a value is a count and no share: "12", and not "1/2".
pub(super) fn is_count(stated: &Stated<'_>, value: &Value) -> bool {
    let plain = stated.text[value.span.clone()].chars().all(char::is_alphanumeric);
    plain && !stated.words[value.words.clone()].iter().any(|word| word.roles.meets(SHARES))
}

/// Whether the words between two values are one of calculation: "times", "plus".
pub(super) fn is_calculation(between: &[Word]) -> bool {
    matches!(between, [word] if word.kind == Kind::Word && word.has(Role::Of) && !word.roles.meets(Roles::of(&[Role::Side, Role::Link, Role::Per])))
}

/// Whether a word behind the value makes a bound of it, or, where no verb stands before it, something less than it.
fn is_bounded(lead: &[Word], tail: &[Word]) -> bool {
    let asserted = lead.iter().any(|word| word.kind == Kind::Word && !word.roles.meets(LIGHT.with(SIDE)));
    tail.iter().enumerate().any(|(at, word)| {
        // "30 degrees above the horizontal" says in which direction.
        let directed = word.has(Role::Side)
            && (at > 0
                || tail.get(1).is_some_and(|next| {
                    next.kind == Kind::Number
                        || next.roles.meets(Roles::of(&[Role::Article, Role::This, Role::Number, Role::Subject]))
                }));
        word.has(Role::Fewer) && !(word.has(Role::More) && asserted) && !directed
    })
}
