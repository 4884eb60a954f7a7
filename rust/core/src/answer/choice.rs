//! Choices with the words around them: "option B", "B) 12 cm", "mitochondria (B)", "12, which is option B", "A and C".
//!
//! A choice is given to equality as its letter, with the text of its option behind it: `(B) 12 cm`.

use std::borrow::Cow;
use std::ops::Range;

use super::labels::{self, Dress, Label, names_options};
use super::undress::undress;
use super::{Reading, Stated};
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Role, Roles};

/// Words before a letter at most.
const LEAD: usize = 10;

/// Bytes of a line with nothing but a noun and its letter at most.
const LINE: usize = 24;

/// Roles of words that may stand before the letter of a choice and say nothing else.
const LEADS: Roles = Roles::of(&[
    Role::Option,
    Role::Answer,
    Role::Result,
    Role::Article,
    Role::Filler,
    Role::Final,
    Role::Is,
    Role::As,
    Role::Right,
    Role::Chooses,
    Role::This,
    Role::Gets,
    Role::Break,
    Role::Subject,
    Role::Restates,
    Role::Ends,
]);

/// Roles of words that keep a text from being a choice.
const DOUBTS: Roles = Roles::of(&[
    Role::Not,
    Role::Wrong,
    Role::Maybe,
    Role::MayBe,
    Role::Suppose,
    Role::Asks,
    Role::Or,
    Role::Either,
    Role::Other,
]);

/// Reads a content as a choice.
pub(super) fn read<'t>(stated: &Stated<'t>) -> Option<Reading<'t>> {
    let content = stated.content();
    if content.len() > 400 {
        return None;
    }
    let value = match undress(content) {
        Some(plain) => {
            let words = words::read(&plain, 0, plain.len(), Some(stated.language));
            chosen(&plain, &labels::plain_words(&plain, &words))
        }
        None => chosen(stated.text, &labels::plain_words(stated.text, &stated.words)),
    }?;
    Some(Reading { value: Cow::Owned(value), ..Reading::plain(stated.text, stated.span.clone()) })
}

/// Reads a whole sentence that does nothing but choose: "So it's B.", "Therefore, (B).", "12, which is option B".
pub(crate) fn sentence(text: &str, span: Range<usize>) -> Option<Reading<'_>> {
    let stated = Stated::new(text, span.clone(), None);
    let mut words = labels::plain_words(text, &stated.words);
    while words.last().is_some_and(|word| matches!(word.kind, Kind::Stop | Kind::Break)) {
        words.pop();
    }
    let letters =
        lead(text, &words, true).and_then(|at| letters(text, &words, at)).filter(|letters| letters.next == words.len());
    let value = letters.map(|letters| letters.join()).or_else(|| reversed(text, &words))?;
    Some(Reading { value: Cow::Owned(value), ..Reading::plain(text, span) })
}

/// A letter that a text begins with, and what follows explains it: "**B**. This is because …".
pub(crate) fn first(text: &str, span: Range<usize>) -> Option<Reading<'_>> {
    // A word of several letters is no label of an option.
    let begins = |at: usize| text.as_bytes().get(span.start + at).is_some_and(u8::is_ascii_alphanumeric);
    let line = text[span.clone()].split('\n').next().unwrap_or_default();
    if begins(0) && begins(1) && line.len() > LINE {
        return None;
    }
    let stated = Stated::new(text, span.clone(), None);
    let words = labels::plain_words(text, &stated.words);
    // "Option C" on a line of its own.
    let noun = usize::from(words.first().is_some_and(|word| word.has(Role::Option) && word.of(text).len() > 1));
    if begins(0) && begins(1) && noun == 0 {
        return None;
    }
    let label = labels::read(text, &words, noun)?;
    if noun > 0 && words.get(label.next).is_some_and(|next| next.kind != Kind::Break) {
        return None;
    }
    let next = words.get(label.next);
    let parted = label.dress != Dress::Bare
        || next.is_none_or(|next| {
            matches!(next.kind, Kind::Stop | Kind::Break)
                || matches!(next.of(text), "," | "，" | ":" | "-" | "–" | "—" | "→" | "(" | "（")
                || next.roles.meets(Roles::of(&[
                    Role::Because,
                    Role::Is,
                    Role::Final,
                    Role::Right,
                    Role::Instead,
                    Role::And,
                ]))
                // "B not C", and not "I don't know".
                || next.has(Role::Not) && labels::read(text, &words, label.next + 1).is_some()
        });
    // "E. coli", "A.M.": what follows the point begins no sentence.
    let goes_on = text[..label.end].ends_with('.')
        && next.is_some_and(|next| next.kind == Kind::Word && next.of(text).starts_with(char::is_lowercase));
    if !labels::is_capital(label.name) || !is_option(label.name) || !parted || goes_on {
        return None;
    }
    let rest = &words[label.next..];
    if rejects(text, rest) || asserts_another(text, &words, label) {
        return None;
    }
    let end = label.start + text[label.start..label.end].trim_end_matches(['.', ':', ' ', '*']).len();
    Some(Reading { value: Cow::Owned(label.name.to_owned()), ..Reading::plain(text, label.start..end) })
}

/// Whether what follows a letter takes it back at once: "B is wrong", "B or C".
fn rejects(text: &str, rest: &[Word]) -> bool {
    let sentence = rest.iter().take_while(|word| !matches!(word.kind, Kind::Stop | Kind::Break));
    let mut words = sentence.skip_while(|word| word.kind == Kind::Sign);
    let Some(first) = words.next() else { return false };
    let doubted = first.roles.meets(Roles::of(&[Role::Wrong, Role::Or, Role::Maybe, Role::MayBe]));
    let denied =
        first.has(Role::Is) && words.next().is_some_and(|next| next.roles.meets(Roles::of(&[Role::Not, Role::Wrong])));
    doubted || denied || (first.has(Role::Is) && first.has(Role::Not)) || matches!(first.of(text), "/" | "&")
}

/// Whether another option is listed behind a letter, or called right.
fn asserts_another(text: &str, words: &[Word], label: Label<'_>) -> bool {
    let mut listed = 0;
    for sentence in words[label.next..].split(|word| matches!(word.kind, Kind::Stop | Kind::Break)) {
        let first = words.partition_point(|word| sentence.first().is_none_or(|start| word.start < start.start));
        let doubted = sentence.iter().any(|word| word.roles.meets(Roles::of(&[Role::Not, Role::Wrong, Role::Instead])));
        let chosen = sentence
            .iter()
            .any(|word| word.roles.meets(Roles::of(&[Role::Right, Role::Chooses, Role::Answer, Role::Or])));
        for at in first..first + sentence.len() {
            let Some(other) =
                labels::read(text, words, at).filter(|other| is_option(other.name) && labels::is_capital(other.name))
            else {
                continue;
            };
            let alone = other.dress != Dress::Bare || is_joined(text, words, at);
            if other.name == label.name || !alone || doubted {
                continue;
            }
            listed += usize::from(at == first && other.dress == Dress::Closed);
            if chosen {
                return true;
            }
        }
    }
    listed > 0
}

/// Whether the word before a place joins it with another option.
fn is_joined(text: &str, words: &[Word], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| {
        word.roles.meets(Roles::of(&[Role::And, Role::Or, Role::Option, Role::Maybe, Role::Either]))
            || matches!(word.of(text), "," | "/" | "&" | "、")
    })
}

/// Whether a label is one that options have; digits and Han numerals count parts.
fn is_option(name: &str) -> bool {
    !labels::table::SERIES_DIGITS.contains(&name) && !labels::table::SERIES_HAN.contains(&name)
}

/// Whether a capital is one that no option goes by.
fn is_beyond(name: &str) -> bool {
    name.len() == 1 && name.starts_with(|c: char| c.is_ascii_uppercase()) && !names_options(name)
}

/// What the words of a content choose, in equality's spelling.
fn chosen(text: &str, words: &[Word]) -> Option<String> {
    if words.len() > 60 {
        return None;
    }
    let forward = lead(text, words, false).and_then(|at| with_content(text, words, &letters(text, words, at)?, at));
    forward.or_else(|| reversed(text, words))
}

/// The number of the word with the letter, behind words that say nothing else.
fn lead(text: &str, words: &[Word], sentence: bool) -> Option<usize> {
    for at in 0..words.len().min(LEAD) {
        let named = at > 0 && words[..at].iter().any(|word| word.has(Role::Option) && !word.has(Role::Figure));
        if let Some(label) = labels::read(text, words, at)
            && is_option(label.name)
            && (names_options(label.name)
                || label.dress == Dress::Bracketed
                || named
                || !label.name.is_ascii()
                || label.name.starts_with(char::is_lowercase))
            && (labels::is_capital(label.name)
                || label.dress == Dress::Bracketed
                || (label.dress == Dress::Closed
                    && at == 0
                    && (text[..label.end].ends_with([')', '）']) || label.next < words.len()))
                || named)
            && !is_word(text, words, label, at)
            && !is_mapping(text, label)
        {
            return Some(at);
        }
        let word = &words[at];
        let says_nothing = word.roles.meets(LEADS)
            && (!word.roles.meets(DOUBTS) || word.has(Role::Article))
            && !word.has(Role::Number)
            || (sentence && word.has(Role::Because) && at > 0)
            || matches!(
                word.of(text),
                ":" | "：" | "," | "，" | "\"" | "“" | "'" | "’" | "-" | "–" | "—" | "→" | "=" | ">" | "#" | "["
            );
        if !says_nothing {
            return None;
        }
    }
    None
}

/// Whether a letter with a colon is the name of a function: `f: X → Y`.
fn is_mapping(text: &str, label: Label<'_>) -> bool {
    let behind = &text[label.end..];
    text[..label.end].ends_with(':') && ["→", "->", "\\to", "\\mapsto"].iter().any(|arrow| behind.contains(arrow))
}

/// Whether a letter alone is a word of its language: "A car", "I think".
fn is_word(text: &str, words: &[Word], label: Label<'_>, at: usize) -> bool {
    labels::is_preposition(text, words, label, at)
        || label.dress == Dress::Bare
            && words.get(label.next).is_some_and(|next| {
                let follows = text[label.end..next.start].chars().all(char::is_whitespace) && next.start > label.end;
                let plain = next.kind == Kind::Word && next.of(text).chars().nth(1).is_some();
                let word = words[at].has(Role::Article) || !words[at].roles.is_empty() || label.name == "I";
                follows
                    && plain
                    && word
                    && !next.roles.meets(Roles::of(&[
                        Role::Is,
                        Role::And,
                        Role::Or,
                        Role::Right,
                        Role::Ends,
                        Role::Because,
                        Role::Final,
                    ]))
            })
}

/// Letters that are chosen together.
struct Letters<'t> {
    names: Vec<&'t str>,
    dress: Dress,
    /// The number of the first word behind them.
    next: usize,
}

impl Letters<'_> {
    /// In equality's spelling.
    fn join(&self) -> String {
        match self.names.as_slice() {
            [name] if labels::is_capital(name) && !is_beyond(name) => (*name).to_owned(),
            [name] if labels::is_roman(name) => name.to_uppercase(),
            [name] => format!("({name})"),
            names => names.iter().map(|name| name.to_uppercase()).collect::<Vec<_>>().join(", "),
        }
    }
}

/// The letters that begin with the word `at`: one, or several with conjunctions between them.
fn letters<'t>(text: &'t str, words: &[Word], at: usize) -> Option<Letters<'t>> {
    let first = labels::read(text, words, at)?;
    let mut letters = Letters { names: vec![first.name], dress: first.dress, next: first.next };
    loop {
        let mut next = letters.next;
        let mut joined = false;
        while let Some(word) = words.get(next).filter(|_| next < letters.next + 4) {
            let joins =
                word.has(Role::And) || matches!(word.of(text), "," | "，" | "、" | "/" | "&" | ";" | "；" | "+");
            if !joins && !word.roles.meets(Roles::of(&[Role::Option, Role::Article])) && word.of(text) != "]" {
                break;
            }
            joined |= joins;
            next += 1;
        }
        let Some(other) = labels::read(text, words, next).filter(|other| joined && is_option(other.name)) else {
            break;
        };
        let same_kind =
            labels::is_capital(other.name) == labels::is_capital(first.name) || labels::is_roman(other.name);
        if !same_kind
            || letters.names.contains(&other.name)
            || is_beyond(first.name) != is_beyond(other.name)
            || is_word(text, words, other, next)
            || is_equation(text, words, other)
        {
            break;
        }
        letters.names.push(other.name);
        letters.next = other.next;
    }
    if words.get(letters.next).is_some_and(|word| word.of(text) == "]") {
        letters.next += 1;
    }
    // A single Roman numeral is a letter like others.
    Some(letters)
}

/// Whether a letter begins an equation, and is a name in it.
fn is_equation(text: &str, words: &[Word], label: Label<'_>) -> bool {
    words.get(label.next).is_some_and(|next| matches!(next.of(text), "=" | "^" | "_" | "<" | ">" | "+" | "≈"))
}

/// The letters with what follows them: the option's text, or words that only confirm.
fn with_content(text: &str, words: &[Word], letters: &Letters<'_>, at: usize) -> Option<String> {
    let rest = &words[letters.next..];
    let is_bare = at == 0 && letters.dress == Dress::Bare && letters.names.len() == 1;
    let Some(first) = rest.first() else {
        // A letter alone says itself, with brackets or without: as it is written.
        let single = matches!(letters.names[..], [name] if name.len() == 1);
        let bracketed = at == 0 && letters.dress == Dress::Bracketed && single;
        return (!is_bare && !bracketed).then(|| letters.join());
    };
    if rest.iter().all(|word| matches!(word.kind, Kind::Stop) || matches!(word.of(text), ")" | "]" | "\"" | "”")) {
        return Some(letters.join());
    }
    if names_another(text, words, letters) {
        return None;
    }
    if contrasts(text, words, letters.next) {
        return Some(letters.join());
    }
    let valued = rest.iter().any(|word| matches!(word.kind, Kind::Number | Kind::Formula));
    let confirms =
        first.roles.meets(Roles::of(&[Role::Is, Role::Right, Role::Final, Role::Filler, Role::Ends, Role::Because]))
            || (first.has(Role::And) && !rest.iter().any(|word| word.has(Role::Option)));
    let doubted = rest.iter().any(|word| word.roles.meets(DOUBTS));
    // "C and T" names two things.
    let joined = first.has(Role::And) && rest.iter().any(|word| is_beyond(word.of(text)));
    if joined {
        return None;
    }
    if confirms {
        return (!doubted && !valued || first.has(Role::Because)).then(|| letters.join());
    }
    let [name] = letters.names.as_slice() else { return None };
    let sign = first.of(text);
    let parts =
        matches!(sign, "," | "，" | "-" | "–" | "—" | "→" | "(" | "（" | ":" | "：") || first.kind == Kind::Stop;
    let equals =
        sign == "=" && rest[1..].iter().all(|word| !matches!(word.kind, Kind::Word | Kind::Formula)) && rest.len() > 1;
    if letters.dress == Dress::Bare
        && !parts
        && !equals
        && !(is_bare && first.kind == Kind::Number && text[..first.start].ends_with(char::is_whitespace))
    {
        return None;
    }
    // "B - 1" and "B(x)" are formulas.
    let spaced =
        text[..first.start].ends_with(char::is_whitespace) && text[first.end..].starts_with(char::is_whitespace);
    let formula = letters.dress == Dress::Bare
        && (sign == "-" && (!spaced || rest.get(1).is_some_and(|next| next.kind != Kind::Word))
            || sign == "(" && !text[..first.start].ends_with(char::is_whitespace)
            || sign == "," && rest.get(1).is_some_and(|next| next.kind == Kind::Number));
    if formula {
        return None;
    }
    let start = if parts || equals { rest.get(1)?.start } else { first.start };
    let end = words.last()?.end;
    let content = text[start..end].trim().trim_end_matches(['.', '。', ' ']);
    let content = if matches!(sign, "(" | "（") { content.trim_end_matches([')', '）']) } else { content };
    // Behind an option no other capital is its text: "A, S".
    let lone = is_beyond(content.trim_matches(['(', ')']));
    (!lone).then(|| spell(name, content))
}

/// Whether what follows the letters only says which ones are not chosen: ", not A", "rather than A".
fn contrasts(text: &str, words: &[Word], from: usize) -> bool {
    let rest = &words[from..];
    let denial =
        rest.iter().position(|word| word.roles.meets(Roles::of(&[Role::Not, Role::Instead])) && !word.has(Role::Is));
    // "A, but it could also be B" leaves both open.
    let open = rest.iter().any(|word| word.roles.meets(Roles::of(&[Role::MayBe, Role::Maybe, Role::Or, Role::Either])));
    denial.filter(|_| !open).is_some_and(|denial| {
        rest[..denial].iter().all(|word| word.has(Role::And) || word.kind == Kind::Sign)
            && (from + denial + 1..words.len())
                .any(|at| labels::read(text, words, at).is_some_and(|other| is_option(other.name)))
            && rest.len() <= denial + 6
    })
}

/// A letter with the text of its option.
fn spell(name: &str, content: &str) -> String {
    let content = content.trim().trim_matches('*').trim();
    if content.is_empty() || !name.is_ascii() || labels::is_roman(name) {
        return if labels::is_roman(name) { name.to_uppercase() } else { name.to_owned() };
    }
    format!("({}) {content}", name.to_uppercase())
}

/// Whether what follows the letters names another one beside them.
fn names_another(text: &str, words: &[Word], letters: &Letters<'_>) -> bool {
    (letters.next..words.len()).any(|at| {
        let Some(other) =
            labels::read(text, words, at).filter(|other| is_option(other.name) && !letters.names.contains(&other.name))
        else {
            return false;
        };
        let alone = other.dress == Dress::Bracketed
            || labels::is_capital(other.name)
                && (is_joined(text, words, at) || other.dress == Dress::Closed && other.next < words.len());
        let denied = words[letters.next..at]
            .iter()
            .rev()
            .take(4)
            .any(|word| word.roles.meets(Roles::of(&[Role::Not, Role::Wrong, Role::Instead])));
        alone && !denied && !is_word(text, words, other, at) && !is_equation(text, words, other)
    })
}

/// A value with its letter behind it: "mitochondria (B)", "12, which is option B", "12 → B", "12. (B)".
fn reversed(text: &str, words: &[Word]) -> Option<String> {
    let ends = |word: &&Word| matches!(word.kind, Kind::Stop | Kind::Break);
    let length = words.len() - words.iter().rev().take_while(ends).count();
    let words = &words[..length];
    let opens = |at: usize| matches!(words[at].of(text), "(" | "（" | "[");
    let label = (1..words.len()).rev().take(4).find_map(|at| {
        let label = labels::read(text, words, at).filter(|label| !opens(at - 1) || label.dress == Dress::Bracketed)?;
        (label.next >= words.len() || words[label.next..].iter().all(|word| matches!(word.of(text), ")" | "）")))
            .then_some((at, label))
    });
    let (at, label) = label.filter(|(_, label)| is_option(label.name) && labels::is_capital(label.name))?;
    // Back over the words that announce the letter.
    let (mut first, mut named) =
        (at, label.dress == Dress::Bracketed && text[..label.start].ends_with(char::is_whitespace));
    while first > 0 {
        let word = &words[first - 1];
        let written = word.of(text);
        let arrow = matches!(written, "→" | "⇒" | "➜");
        let option = word.roles.meets(Roles::of(&[Role::Option, Role::Chooses])) && !word.has(Role::Number);
        let announces = option
            || word.roles.meets(Roles::of(&[
                Role::Because,
                Role::Restates,
                Role::Filler,
                Role::Article,
                Role::Is,
                Role::Break,
                Role::This,
            ])) && !word.roles.meets(DOUBTS)
            || matches!(written, "," | "，" | "(" | "（" | "." | "-" | "–" | "—")
            || word.kind == Kind::Stop;
        if !arrow && !announces {
            break;
        }
        named |= option || arrow;
        first -= 1;
    }
    let before = &words[..first];
    let content = text.get(words.first()?.start..before.last()?.end)?.trim_matches(['*', ' ', ',', '.']);
    // An arrow between letters chooses none of them: "P → Q", "f: X → Y".
    let chain = before.iter().any(|word| word.kind == Kind::Word)
        && before.iter().all(|word| match word.kind {
            Kind::Word => word.of(text).chars().nth(1).is_none(),
            Kind::Number | Kind::Formula => false,
            _ => true,
        });
    let doubted = chain
        || before.iter().any(|word| word.roles.meets(DOUBTS))
        || (0..first).any(|at| {
            labels::read(text, words, at).is_some_and(|other| {
                is_option(other.name)
                    && labels::is_capital(other.name)
                    && (other.dress != Dress::Bare || is_joined(text, words, at))
            })
        });
    let short = before.len() <= 24;
    (named && !doubted && short && !content.is_empty()).then(|| spell(label.name, content))
}
