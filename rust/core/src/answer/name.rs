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
const PRONOUNS: Roles =
    Roles::of(&[Role::This, Role::Subject, Role::Person, Role::Article, Role::Other, Role::Side, Role::Filler]);

/// Reads the name that a content gives.
pub(super) fn read<'t>(stated: &Stated<'t>) -> Option<Reading<'t>> {
    let text = stated.text;
    if let Some((name, symbol)) = named_symbol(stated.content()) {
        let clause = Some(Cow::Borrowed(symbol));
        return Some(Reading { value: Cow::Borrowed(name), clause, ..Reading::plain(text, stated.span.clone()) });
    }
    let marks = |word: &Word| word.kind == Kind::Sign && matches!(word.of(text), "*" | "_" | "`" | "\"" | "“" | "”");
    let words: Vec<Word> = stated.words.iter().filter(|word| !marks(word)).copied().collect();
    let words = match words.split_last() {
        Some((last, rest)) if last.kind == Kind::Stop => rest,
        _ => &words[..],
    };
    let formula =
        |word: &Word| matches!(word.of(text), "=" | "^" | "|" | "\\" | "<" | ">" | "+") || word.kind == Kind::Formula;
    let reasons = words.iter().position(|word| word.has(Role::Because)).unwrap_or(words.len());
    let foreign = !stated.content().chars().all(|c| stated.language.writes(c));
    if foreign || words.len() > 80 || words[..reasons].iter().any(formula) {
        return None;
    }
    if let Some(letter) = choice(text, words) {
        return Some(Reading { value: Cow::Borrowed(letter), ..Reading::plain(text, stated.span.clone()) });
    }
    let remark = (1..words.len()).find(|at| is_remark(text, words, *at)).unwrap_or(words.len());
    let said = &words[..remark];
    let plain = |word: &Word| word.kind == Kind::Word || matches!(word.of(text), "-" | "'" | "’" | "." | "/");
    if !said.iter().all(plain) {
        return None;
    }
    let rest = &words[remark..];
    // "yes if n is even", "true for even n": it is so in some cases alone.
    let verdict = said.iter().any(|word| word.has(Role::Verdict));
    let narrowed =
        |word: &Word| word.roles.meets(Roles::of(&[Role::Suppose, Role::Verdict, Role::Restricts, Role::Fewer]));
    if verdict && super::verdict::is_narrowed(rest) {
        return None;
    }
    if verdict && rest.iter().any(narrowed) && rest.iter().take(2).any(|word| word.has(Role::Because)) {
        return None;
    }
    // A remark has words: "u; v" gives two letters.
    if !rest.is_empty() && !rest.iter().any(|word| word.of(text).chars().filter(|c| c.is_alphabetic()).nth(1).is_some())
    {
        return None;
    }
    let offers = Roles::of(&[Role::Or, Role::Either, Role::Maybe, Role::MayBe]);
    // "or in other words" says it again; "or" alone may offer another name.
    let again = |word: &Word| word.has(Role::Restates) && (!word.has(Role::Or) || word.of(text).contains(' '));
    if rest.iter().any(|word| word.roles.meets(offers) && !again(word))
        || rest.iter().any(|word| word.of(text).contains('?'))
        || is_denied(rest)
    {
        return None;
    }
    let named = remark < words.len()
        && (1..=NAME).contains(&remark)
        && !said.iter().any(|word| {
            word.roles.meets(STOPS.with(Roles::of(&[Role::This, Role::Subject, Role::Person])))
                || word.roles.meets(PRONOUNS) && !capital(text, word)
        });
    if said.iter().any(|word| word.of(text).contains(char::is_numeric)) {
        return None;
    }
    // "I don't know" is no letter.
    let person = matches!(said, [word] if word.of(text) == "I");
    let value = clause(text, said).or((named && !person).then_some(said))?;
    let span = value.first()?.start..value.last()?.end;
    Some(Reading { value: Cow::Borrowed(&text[span]), ..Reading::plain(text, stated.span.clone()) })
}

/// Whether a remark says nothing but that the answer is wrong: "(not right)".
fn is_denied(remark: &[Word]) -> bool {
    const DENIES: Roles = Roles::of(&[Role::Not, Role::Wrong]);
    let mut words = remark.iter().filter(|word| word.kind == Kind::Word).peekable();
    let judges =
        DENIES.with(Roles::of(&[Role::Right, Role::Filler, Role::Is, Role::This, Role::Subject, Role::Article]));
    words.peek().is_some()
        && remark.iter().any(|word| word.roles.meets(DENIES))
        && words.all(|word| word.roles.meets(judges))
}

/// A name in words and its symbol in brackets: "sodium (Na)", "carbon dioxide (CO2)".
fn named_symbol(content: &str) -> Option<(&str, &str)> {
    const SYMBOL: usize = 8;
    let (name, symbol) = content.trim_end_matches(['.', ' ']).strip_suffix(')')?.split_once(" (")?;
    let words = name.chars().all(|c| c.is_lowercase() || c == ' ') && name.len() > 3 && name.split(' ').count() <= NAME;
    let mut before = ' ';
    let formula = symbol.chars().all(|c| {
        let fits = c.is_ascii_uppercase()
            || c.is_ascii_lowercase() && before.is_ascii_uppercase()
            || c.is_ascii_digit() && before != ' ';
        before = c;
        fits
    });
    // A lone letter may name a choice: "neither (A)".
    let verdict = symbol.eq_ignore_ascii_case("no") || symbol.len() == 1 && symbol.as_bytes()[0] <= b'J';
    (words && formula && symbol.len() <= SYMBOL && !symbol.is_empty() && !verdict).then_some((name, symbol))
}

/// Whether a comma begins what a name is: "Paris, the capital of France".
fn is_apposition(text: &str, words: &[Word], at: usize) -> bool {
    let rest = &words[at + 1..];
    let [article, first, ..] = rest else { return false };
    let lower = |word: &Word| word.kind == Kind::Word && word.of(text).starts_with(char::is_lowercase);
    words[at].of(text) == ","
        && words[..at].iter().all(|word| capital(text, word) && word.of(text).len() > 1)
        && article.has(Role::Article)
        && lower(first)
        && rest.iter().all(|word| word.kind == Kind::Word && !word.roles.meets(STOPS))
}

/// The letter of a choice before a remark on it: "B, i.e. the current doubles".
fn choice<'t>(text: &'t str, words: &[Word]) -> Option<&'t str> {
    let letter =
        |word: &Word| word.of(text).len() == 1 && word.of(text).starts_with(|c: char| ('A'..='J').contains(&c));
    let (first, rest) = words.split_first()?;
    let offers = Roles::of(&[Role::Or, Role::Either, Role::Maybe, Role::MayBe, Role::And, Role::Not]);
    let another = rest.iter().any(|word| letter(word) || word.roles.meets(offers) && !word.has(Role::Restates));
    let parted = matches!(rest.first()?.of(text), "," | ":" | ";" | "–" | "—");
    (letter(first) && parted && !another && rest.len() > 2 && rest[1].kind == Kind::Word).then(|| first.of(text))
}

/// Whether a remark begins with a word: a reason, brackets, what the answer is not.
fn is_remark(text: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let spaced = text[..word.start].ends_with(' ') && text[word.end..].starts_with(' ');
    let not = |word: Option<&Word>| word.is_some_and(|word| word.has(Role::Not) && !word.has(Role::Verdict));
    word.has(Role::Because) && !word.has(Role::Is)
        || word.has(Role::Contrasts)
        || is_apposition(text, words, at)
        || matches!(word.of(text), "(" | "（")
            && text[..word.start].ends_with([' ', '*'])
            && !word_of_one(text, &words[..at])
        || matches!(word.of(text), ";" | "—" | "–")
        || word.of(text) == "-" && spaced
        || (matches!(word.of(text), "," | "，" | "、") || word.has(Role::And))
            && (not(words.get(at + 1))
                || words.get(at + 1).is_some_and(|next| next.has(Role::Because))
                || not(words.get(at + 2)) && words.get(at + 1).is_some_and(|next| next.has(Role::And)))
}

/// The name that a clause gives: its subject where that is a name, else what its verb says of it.
fn clause<'w>(text: &str, words: &'w [Word]) -> Option<&'w [Word]> {
    if words.iter().any(|word| word.roles.meets(STOPS) || matches!(word.of(text), "," | ":" | "/")) {
        return None;
    }
    // Where the language is not known, a small word may be any: "Wei Zhang and Maria Lopez".
    if !words.iter().all(|word| word.certain) {
        return None;
    }
    let capital = |word: &Word| capital(text, word);
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
    let start =
        said.iter().take_while(|word| word.roles.meets(Roles::of(&[Role::Article, Role::Filler, Role::About]))).count();
    let said = &said[start..];
    (!said.is_empty() && said.len() <= NAME && said.iter().all(|word| word.kind == Kind::Word && !word.has(Role::Is)))
        .then_some(said)
}

/// Whether a word begins with a capital.
fn capital(text: &str, word: &Word) -> bool {
    word.kind == Kind::Word && word.of(text).starts_with(char::is_uppercase)
}

/// Whether words are a single letter: what is in brackets behind it is its argument.
fn word_of_one(text: &str, words: &[Word]) -> bool {
    matches!(words, [word] if word.of(text).chars().count() == 1)
}
