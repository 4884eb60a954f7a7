//! A content without a number: the name or the word that its clause gives, and the remark behind a name.

use std::borrow::Cow;

use super::{Reading, Stated};
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Role, Roles};

/// Words of a name at most: what is longer is a clause.
const NAME: usize = 4;

/// Roles of words that deny, ask, offer or suppose.
const STOPS: Roles = Roles::of(&[
    Role::Not,
    Role::Asks,
    Role::Either,
    Role::Or,
    Role::And,
    Role::MayBe,
    Role::Maybe,
    Role::Suppose,
    Role::Doubts,
    Role::Wrong,
    Role::Thought,
    Role::According,
    Role::Says,
]);
/// Roles of words that are no name.
const PRONOUNS: Roles = Roles::of(&[Role::This, Role::Subject, Role::Person, Role::Article, Role::Other, Role::Side, Role::Filler]);

/// Reads the name that a content gives.
pub(super) fn read<'t>(stated: &Stated<'t>) -> Option<Reading<'t>> {
    let (text, words) = (stated.text, &stated.words[..]);
    let words: Vec<Word> = words.iter().filter(|word| word.kind != Kind::Sign || !matches!(word.of(text), "*" | "_" | "`" | "\"" | "“" | "”")).copied().collect();
    if words.len() > 40 || words.iter().any(|word| matches!(word.kind, Kind::Number | Kind::Formula | Kind::Break) || word.of(text).contains(['=', '\\', '?'])) {
        return None;
    }
    let remark = words.iter().position(|word| is_remark(word, text)).unwrap_or(words.len());
    let said = &words[..remark];
    let value = clause(text, said).or_else(|| (remark < words.len() && remark > 0 && remark <= NAME && !said.iter().any(|word| word.roles.meets(STOPS.with(PRONOUNS)))).then_some(said))?;
    let span = value.first()?.start..value.last()?.end;
    Some(Reading { span: stated.span.clone(), value: Cow::Borrowed(&text[span]), restated: Vec::new(), several: false })
}

/// What begins a remark behind a name.
fn is_remark(word: &Word, text: &str) -> bool {
    word.has(Role::Because) && !word.has(Role::Is)
        || matches!(word.of(text), "(" | "（" | ";" | "—" | "–")
        || word.of(text) == "-" && text[..word.start].ends_with(' ') && text[word.end..].starts_with(' ')
}

/// The name that a clause gives: its subject where that is a name, else what its verb says of it.
fn clause<'w>(text: &str, words: &'w [Word]) -> Option<&'w [Word]> {
    if words.iter().any(|word| word.roles.meets(STOPS) || matches!(word.of(text), "," | ":" | "/")) {
        return None;
    }
    let capital = |word: &Word| word.kind == Kind::Word && word.of(text).starts_with(char::is_uppercase);
    let verb = words.iter().position(|word| word.has(Role::Is));
    let names = words.iter().take_while(|word| capital(word) && word.of(text).chars().count() > 1).count();
    let subject = &words[..names];
    let named = names > 0 && names <= 2 && !subject.iter().any(|word| !word.roles.is_empty());
    if named && names < words.len() && words[names..].iter().all(|word| word.kind == Kind::Word) {
        // "Evelyn has the greatest speed": the words behind a name say something of it.
        let next = &words[names];
        return (next.has(Role::Is) || next.of(text).starts_with(char::is_lowercase)).then_some(subject);
    }
    let verb = verb.filter(|verb| *verb > 0 && words[0].roles.meets(PRONOUNS))?;
    let said = &words[verb + 1..];
    let start = said.iter().take_while(|word| word.roles.meets(Roles::of(&[Role::Article, Role::Filler, Role::About]))).count();
    let said = &said[start..];
    (!said.is_empty() && said.len() <= NAME && said.iter().all(|word| word.kind == Kind::Word && !word.has(Role::Is))).then_some(said)
}
