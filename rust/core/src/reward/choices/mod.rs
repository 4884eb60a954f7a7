//! The options of a multiple-choice question: a label, an option's text and its value are one answer.

mod label;
mod parse;
mod pick;
mod settle;

use std::sync::OnceLock;

pub use parse::Given;
use pick::Pick;

use crate::equal::{Decision, Options, Relation, Rule, Said, Truth, compare_read, spell};
use crate::error::Misuse;
use crate::limits::CHOICES;
use crate::trace::{Notes, Rung};

/// The options of one question.
///
/// An answer names an option by its label ("B", "(b)", "option B"), by its text, by both, or by a value that equals it
/// ("0.5" for "1/2"). What is equal to two options names neither, and a label beside the text of another option names none.
/// Several options are named together ("A and C", "ACD", "iron, copper"); the truth is read in the same way.
///
/// ```
/// use std::sync::Arc;
/// use rewards_core::reward::{Choices, Given, Grading, GroundTruth, check_answer};
/// let given = Given::Text("A. 1/3\nB. 1/2\nC. 1/4".into());
/// let grading = Grading::default().with_choices(Some(Arc::new(Choices::new(&given).unwrap())));
/// let truth = GroundTruth::new("B").unwrap();
/// for answer in ["B", "(b)", "1/2", "0.5", "B. 1/2", "1/2, which is option B"] {
///     assert_eq!(check_answer(&format!("The answer is {answer}."), &truth, &grading).score, 1.0);
/// }
/// assert_eq!(check_answer("The answer is B. 1/4.", &truth, &grading).score, 0.0);
/// ```
#[derive(Debug)]
pub struct Choices {
    options: Vec<Choice>,
    /// The first truth that was read by a caller's options, with what it names: the responses to a question share it.
    known: OnceLock<(Box<str>, Options, Pick)>,
}

/// One option.
#[derive(Debug)]
struct Choice {
    /// Its label without the marks around it, empty where it has none.
    name: String,
    /// The label as it is compared.
    key: String,
    /// Its text, as what an answer is compared with.
    truth: Truth,
    /// The text's spelling, without what typesetting alone sees.
    spelled: String,
    /// The text as words.
    words: Option<String>,
}

impl Choices {
    /// Reads the options.
    ///
    /// # Errors
    /// [`Misuse::UnreadableChoices`] for a text that is neither JSON nor lines with labels in their order,
    /// [`Misuse::ChoiceCount`] for fewer than two options or too many, [`Misuse::BlankChoice`], and
    /// [`Misuse::RepeatedChoice`] where two have the same label or the same text.
    pub fn new(given: &Given) -> Result<Self, Misuse> {
        let pairs = parse::pairs(given)?;
        if !(2..=CHOICES).contains(&pairs.len()) {
            return Err(Misuse::ChoiceCount { count: pairs.len(), most: CHOICES });
        }
        let mut options: Vec<Choice> = Vec::with_capacity(pairs.len());
        for (index, (name, text)) in pairs.into_iter().enumerate() {
            let choice = Choice::new(&name, &text);
            if choice.truth.text().is_empty() {
                return Err(Misuse::BlankChoice { index });
            }
            let same =
                |other: &Choice| other.spelled == choice.spelled || !choice.key.is_empty() && other.key == choice.key;
            if let Some(first) = options.iter().position(same) {
                let is_label = options[first].spelled != choice.spelled;
                let text = if is_label { choice.name } else { text.trim().to_owned() };
                return Err(Misuse::RepeatedChoice { first, second: index, is_label, text });
            }
            options.push(choice);
        }
        Ok(Self { options, known: OnceLock::new() })
    }

    /// Whether a text is a whole block of options: JSON, or lines with labels.
    pub fn is_block(text: &str) -> bool {
        parse::is_block(text)
    }

    /// How many options there are.
    pub fn count(&self) -> usize {
        self.options.len()
    }

    /// The label and the text of each option.
    pub fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.iter().map(|choice| (&*choice.name, choice.truth.text()))
    }

    /// Decides by the options that an answer and a truth name; `None` where the truth names none.
    pub(super) fn decide(
        &self,
        said: &Said<'_>,
        truth: &Truth,
        options: &Options,
        notes: &mut Notes,
    ) -> Option<Decision> {
        let first = || (truth.text().into(), options.clone(), self.pick_truth(truth, options));
        let (known, by, found) = self.known.get_or_init(first);
        let other;
        let wanted = if **known == *truth.text() && by == options {
            found
        } else {
            other = self.pick_truth(truth, options);
            &other
        };
        let Pick::Options(wanted, _) = wanted else { return None };
        let pick = self.pick(said, options);
        let decision = match &pick {
            Pick::Options(own, relation) if own == wanted => Decision::new(*relation, Rule::Choice),
            Pick::Options(..) => Decision::new(Relation::Different, Rule::Choice),
            Pick::Contradiction => Decision::new(Relation::TooMany, Rule::Choice),
            Pick::Nothing => self.compare_unnamed(said, wanted, options),
        };
        notes.note(|recorder| {
            let (relation, rule) = (decision.relation.as_str(), decision.rule.as_str());
            let (answer, truth) = (self.describe(&pick), self.describe_options(wanted));
            recorder.rung(Rung { what: "choice", answer, truth, relation, rule });
        });
        Some(decision)
    }

    /// The labels of the options that an answer names, or their texts where they have no labels; none where it names none.
    pub(super) fn named(&self, said: &Said<'_>, options: &Options) -> Option<String> {
        let Pick::Options(named, _) = self.pick(said, options) else { return None };
        let name = |at: &usize| match &self.options[*at] {
            choice if choice.name.is_empty() => choice.truth.text(),
            choice => &choice.name,
        };
        Some(named.iter().map(name).collect::<Vec<_>>().join(", "))
    }

    /// What a truth names.
    fn pick_truth(&self, truth: &Truth, options: &Options) -> Pick {
        let said = Said {
            written: truth.text(),
            value: truth.value(),
            restated: &[],
            several: false,
            changed: false,
            parts: None,
            read: None,
        };
        self.pick(&said, options)
    }

    /// How an answer that names no option relates to the one that is right: a number near to it alone is close.
    fn compare_unnamed(&self, said: &Said<'_>, wanted: &[usize], options: &Options) -> Decision {
        let different = Decision::new(Relation::Different, Rule::Choice);
        let [right] = *wanted else { return different };
        let is_near = |choice: &Choice| {
            let relation = compare_read(said, &choice.truth, options).relation;
            relation == Relation::Close || relation.is_accepted()
        };
        let decision = compare_read(said, &self.options[right].truth, options);
        match decision.relation {
            Relation::Close => {
                let others = self.options.iter().enumerate().filter(|(at, _)| *at != right);
                if others.map(|(_, choice)| choice).any(is_near) { different } else { decision }
            }
            relation if relation.is_accepted() => different,
            _ => decision,
        }
    }

    /// What an answer names, for a trace.
    fn describe(&self, pick: &Pick) -> String {
        match pick {
            Pick::Options(options, _) => self.describe_options(options),
            Pick::Contradiction => "a label beside another option's text".into(),
            Pick::Nothing => "no option".into(),
        }
    }

    fn describe_options(&self, options: &[usize]) -> String {
        let describe = |at: &usize| match &self.options[*at] {
            choice if choice.name.is_empty() => choice.truth.text().to_owned(),
            choice => format!("{}. {}", choice.name, choice.truth.text()),
        };
        options.iter().map(describe).collect::<Vec<_>>().join("; ")
    }
}

impl Choice {
    fn new(name: &str, text: &str) -> Self {
        Self {
            key: label::key(name),
            name: label::bare(name).to_owned(),
            truth: Truth::new(text),
            spelled: spell::normalise(spell::trim(text)),
            words: spell::words(text),
        }
    }
}

#[cfg(test)]
mod tests;
