//! Which options an answer names.

use std::borrow::Cow;

use super::{Choice, Choices, label};
use crate::answer;
use crate::equal::{Options, Relation, Said, Units, compare_read, spell};
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{self, Language, Role, Roles};
use crate::number;
use crate::sorting;

/// What an answer names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// These options, by their places in order; where a value is left as a calculation, it is not evaluated.
    Options(Vec<usize>, Relation),
    /// A label beside the text of another option.
    Contradiction,
    /// No option, or two that it can't tell apart.
    Nothing,
}

impl Pick {
    fn one(at: usize) -> Self {
        Self::Options(vec![at], Relation::Equal)
    }
}

/// Bytes of a text that is compared with the options by value: what is longer is no option's value.
pub(super) const VALUE: usize = 1000;

/// Comparisons that may run out of steps before the others are left.
const COSTLY: usize = 2;

/// Words that stand beside labels and name none.
const SILENT: Roles = Roles::of(&[Role::And, Role::Option, Role::Article, Role::Final]);

/// Words behind which another label is another option.
const JOINTS: Roles = Roles::of(&[Role::And, Role::Or, Role::Either, Role::Maybe, Role::Option]);

impl Choices {
    /// What an answer names: by label, by text, by both, by several of them, or by value.
    pub(super) fn pick(&self, said: &Said<'_>, options: &Options) -> Pick {
        let label = |form: &str| self.by_label(form).map(Pick::one);
        let both = |form: &str| {
            let (at, content) = self.split_label(form)?;
            Some(self.confirm(at, content, options))
        };
        // What is written says more than the value that was read in it: a text beside the label, words that change it.
        label(said.written)
            .or_else(|| self.by_text(said.written).map(Pick::one))
            .or_else(|| self.by_both(said.written).map(Pick::one))
            .or_else(|| self.by_labels(said.written))
            .or_else(|| both(said.written))
            .or_else(|| label(said.value))
            .or_else(|| self.by_labels(said.value))
            .or_else(|| both(said.value))
            .or_else(|| self.by_value(said, options))
            .or_else(|| self.by_parts(said.written, Some(options)))
            .unwrap_or(Pick::Nothing)
    }

    /// The option whose label is all that a text says.
    pub(super) fn by_label(&self, text: &str) -> Option<usize> {
        let plain = undress(text);
        let at = self.place_of(&label::key(&plain))?;
        // A small letter may be an option's text: "a" beside "2a".
        let is_small = plain.chars().filter(|c| c.is_alphabetic()).all(char::is_lowercase);
        let is_same = self.options[at].name == label::bare(&plain);
        (is_same || !is_small || self.by_text(text).is_none()).then_some(at)
    }

    /// The option with a label.
    fn place_of(&self, key: &str) -> Option<usize> {
        self.options.iter().position(|choice| !key.is_empty() && choice.key == key)
    }

    /// The only option whose text is spelled like this one, or else has the same words.
    pub(super) fn by_text(&self, text: &str) -> Option<usize> {
        let spelled = spell::normalise(spell::trim(text));
        if let Some(at) = self.only(|choice| choice.spelled == spelled) {
            return Some(at);
        }
        // Words are compared without articles, and "A (Golgi apparatus)" begins with a label.
        if self.joined_label(text).is_some() {
            return None;
        }
        let words = spell::words(text);
        self.only(|choice| words.is_some() && choice.words == words)
    }

    /// The option whose bare label a text begins with, and what follows behind a sign that joins: "C - 10 days", "A (iron)".
    fn joined_label<'t>(&self, text: &'t str) -> Option<(usize, &'t str)> {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric())?;
        let at = self.place_of(&label::key(&text[..end])).filter(|at| text[..end] == self.options[*at].name)?;
        let behind = text[end..].trim_start_matches([' ', '\t']);
        if let Some(inside) = behind.strip_prefix(['(', '（']) {
            return Some((at, inside.strip_suffix([')', '）']).unwrap_or(inside)));
        }
        behind.strip_prefix(['-', '–', '—', ',', '，', '=', '→', '\n']).map(|rest| (at, rest.trim_start()))
    }

    /// The only option of which something holds.
    fn only(&self, holds: impl Fn(&Choice) -> bool) -> Option<usize> {
        let mut found = self.options.iter().enumerate().filter(|(_, choice)| holds(choice));
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at)
    }

    /// The option whose label stands before or behind a text, and that text.
    pub(super) fn split_label<'t>(&self, text: &'t str) -> Option<(usize, &'t str)> {
        if let Some(found) = label::read(text)
            && let Some(at) = self.place_of(&label::key(found.name))
        {
            return (!found.rest.is_empty()).then_some((at, found.rest));
        }
        if let Some((at, content)) = self.joined_label(text) {
            // "A - 1" may be a formula.
            return self.option_of(content).map(|_| (at, content));
        }
        let (content, name) = text.trim_end().strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
        let at = self.place_of(&label::key(name))?;
        (!content.trim().is_empty()).then_some((at, content.trim_end()))
    }

    /// The option whose label and text a text is.
    pub(super) fn by_both(&self, text: &str) -> Option<usize> {
        let (at, content) = self.split_label(text)?;
        (self.by_text(content) == Some(at)).then_some(at)
    }

    /// The option whose text or plain value a text is.
    pub(super) fn option_of(&self, text: &str) -> Option<usize> {
        let plain = text.trim().trim_end_matches('.');
        if plain.is_empty() || plain.len() > VALUE {
            return None;
        }
        self.by_text(plain).or_else(|| {
            let read = answer::read(plain, 0..plain.len(), None);
            let is_value = read.value == plain && !plain.contains('=');
            match is_value.then(|| self.by_value(&Said::of(plain, &read), &Options::default())).flatten()? {
                Pick::Options(found, _) => found.first().copied(),
                _ => None,
            }
        })
    }

    /// What a label and the text beside it name: the option, unless the text is that of another one, or another amount.
    fn confirm(&self, at: usize, content: &str, options: &Options) -> Pick {
        if self.by_text(content) == Some(at) {
            return Pick::one(at);
        }
        if self.names_other(content, at) {
            return Pick::Contradiction;
        }
        let read = answer::read(content, 0..content.len(), None);
        let said = Said::of(content, &read);
        let other = match self.by_text(content) {
            Some(other) => Some(other),
            None => match self.by_value(&said, options) {
                Some(Pick::Options(found, _)) => found.first().copied(),
                _ => None,
            },
        };
        if let Some(other) = other {
            return if other == at { Pick::one(at) } else { Pick::Contradiction };
        }
        let own = &self.options[at].truth;
        let relation = compare_read(&said, own, options).relation;
        let is_amount =
            |text: &str| number::parse_prefix(text.trim_start_matches(['$', '\\', '-', '(', ' '])).is_some();
        let differs = relation == Relation::Different && is_amount(&read.value) && is_amount(own.text());
        if differs { Pick::Contradiction } else { Pick::one(at) }
    }

    /// Whether a text names another option by its label: "A) 51 B) 57", "12 or (C)".
    fn names_other(&self, content: &str, at: usize) -> bool {
        let words = words::read(content, 0, content.len(), None);
        let sign = |place: Option<usize>, signs: &[&str]| {
            place.and_then(|place| words.get(place)).is_some_and(|word| signs.contains(&word.of(content)))
        };
        words.iter().enumerate().any(|(place, word)| {
            let written = word.of(content);
            let Some(other) = self.place_of(&label::key(written)).filter(|other| *other != at) else { return false };
            let before = place.checked_sub(1);
            let is_closed = sign(Some(place + 1), &[")", "）", "]"]);
            let is_joined = before.is_some_and(|before| words[before].roles.meets(JOINTS))
                || sign(before, &[",", ";", "/", "&", "，", "、"]);
            // "and I" names no option "i".
            is_closed || is_joined && written == self.options[other].name
        })
    }

    /// The options whose labels a text gives together: "A, C", "A and C", "ACD". A text that gives the same labels, such as
    /// "Both A and C", is itself what they name.
    pub(super) fn by_labels(&self, text: &str) -> Option<Pick> {
        let found = self.labels_in(text)?;
        let same = |choice: &Choice| self.labels_in(choice.truth.text()).as_ref() == Some(&found);
        Some(self.only(same).map_or(Pick::Options(found, Relation::Equal), Pick::one))
    }

    fn labels_in(&self, text: &str) -> Option<Vec<usize>> {
        if text.len() > VALUE {
            return None;
        }
        let plain = undress(text);
        let mut found = Vec::new();
        for word in words::read(&plain, 0, plain.len(), None) {
            let written = word.of(&plain);
            if let Some(at) = self.place_of(&label::key(written)) {
                found.push(at);
            } else if word.kind != Kind::Word {
                let joins = written.chars().all(|c| ",，、;；/&+()（）.[]*_` ".contains(c));
                joins.then_some(())?;
            } else if !(word.roles.meets(SILENT) && !word.has(Role::Or) || is_both(&word)) {
                found.extend(self.run(written)?);
            }
        }
        sorting::sort(&mut found);
        found.dedup();
        (found.len() > 1).then_some(found)
    }

    /// The options whose letters are written together, in their order: "ACD".
    fn run(&self, text: &str) -> Option<Vec<usize>> {
        let in_order = text.chars().zip(text.chars().skip(1)).all(|(one, next)| one < next);
        if !in_order || !text.chars().all(char::is_uppercase) {
            return None;
        }
        text.chars().map(|letter| self.place_of(letter.encode_utf8(&mut [0; 4]))).collect()
    }

    /// The only option that a text equals: by the rules of equality, or else by what the caller accepts beyond them.
    /// Nothing where it equals two.
    pub(super) fn by_value(&self, said: &Said<'_>, options: &Options) -> Option<Pick> {
        if said.written.len() > VALUE {
            return None;
        }
        let units = if options.units == Units::Required { Units::Required } else { Units::Lenient };
        let strict = Options {
            relative_tolerance: None,
            absolute_tolerance: None,
            significant_digits: None,
            scales: false,
            units,
            ..options.clone()
        };
        let found = self.equal_options(said, &strict);
        let found = if found.is_empty() && strict != *options { self.equal_options(said, options) } else { found };
        match found[..] {
            [] => None,
            [(at, relation)] => Some(Pick::Options(vec![at], relation)),
            _ => Some(Pick::Nothing),
        }
    }

    fn equal_options(&self, said: &Said<'_>, options: &Options) -> Vec<(usize, Relation)> {
        let (mut found, mut costly) = (Vec::new(), 0);
        for (at, choice) in self.options.iter().enumerate() {
            let relation = compare_read(said, &choice.truth, options).relation;
            if relation.is_accepted() {
                found.push((at, relation));
            }
            costly += usize::from(relation == Relation::Budget);
            if costly > COSTLY {
                break;
            }
        }
        found
    }

    /// The options that the parts of a text name, each of them one: "iron, copper", "iron and (B)". Without `options` each
    /// is an option's label or text to the word.
    pub(super) fn by_parts(&self, text: &str, options: Option<&Options>) -> Option<Pick> {
        if text.len() > VALUE {
            return None;
        }
        let mut found = Vec::new();
        let plain = undress(text);
        // More parts than options name one of them twice.
        for part in parts(&plain).filter(|parts| parts.len() <= self.options.len())? {
            let exact = self.by_label(part).or_else(|| self.by_text(part)).or_else(|| self.by_both(part));
            found.push(exact.or_else(|| self.by_part(part, options?))?);
        }
        sorting::sort(&mut found);
        found.dedup();
        (found.len() > 1).then_some(Pick::Options(found, Relation::Equal))
    }

    /// The option that a part names by its reading: by its label, its label and text, or its value.
    fn by_part(&self, part: &str, options: &Options) -> Option<usize> {
        let read = answer::read(part, 0..part.len(), None);
        let both = || {
            let (at, content) = self.split_label(part)?;
            (self.confirm(at, content, options) == Pick::one(at)).then_some(at)
        };
        let value = || match self.by_value(&Said::of(part, &read), options) {
            Some(Pick::Options(one, Relation::Equal)) => one.first().copied(),
            _ => None,
        };
        self.by_label(&read.value).or_else(both).or_else(value)
    }
}

/// A text without commands of style around what it says.
fn undress(text: &str) -> Cow<'_, str> {
    answer::undress(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether a word says that two things hold together.
fn is_both(word: &Word) -> bool {
    word.datum(Role::Verdict).is_some_and(|verdict| lexicon::verdict(verdict) == "both")
}

/// The parts of a text between commas and words that join; `None` where it offers them as alternatives or has one only.
fn parts(text: &str) -> Option<Vec<&str>> {
    // A few words may not tell their language: then they are read as English.
    let found = split(text, &words::read(text, 0, text.len(), None))?;
    if found.len() > 1 {
        return Some(found);
    }
    split(text, &words::read_in(text, 0, text.len(), Language::ENGLISH)).filter(|found| found.len() > 1)
}

fn split<'t>(text: &'t str, words: &[Word]) -> Option<Vec<&'t str>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for word in words {
        let written = word.of(text);
        if word.has(Role::Or) || word.kind == Kind::Stop && word.end < text.trim_end().len() {
            return None;
        }
        depth += i32::from(matches!(written, "(" | "[" | "{")) - i32::from(matches!(written, ")" | "]" | "}"));
        let joins = matches!(written, "," | ";" | "，" | "、" | "；" | "&")
            || word.kind == Kind::Break
            || word.has(Role::And)
            || start == 0 && is_both(word);
        if joins && depth == 0 {
            parts.push(text[start..word.start].trim());
            start = word.end;
        }
    }
    parts.push(text[start..].trim().trim_end_matches('.'));
    // ", and" joins twice.
    parts.retain(|part| !part.is_empty());
    Some(parts)
}
