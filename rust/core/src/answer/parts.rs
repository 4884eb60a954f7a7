//! Answers of several parts: "(a) 12, (b) 5", "Alice: 12, Bob: 5", "15 apples, 3 oranges", a value a line, "x = 2 oder x = 7".
//!
//! Parts in an order are given to equality as `(a) 12, (b) 5`, values without one as a list with commas.

use std::borrow::Cow;
use std::ops::Range;

use super::undress::undress;
use super::values::is_currency;
use super::{Reading, Stated, labels, literals, quantity};
use crate::expr;
use crate::lexicon::phrases;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{self, Language, Role, Roles};
use crate::number;

/// Parts at most: no question asks for more.
const PARTS: usize = 10;
/// Words of a content that is read as parts.
const WORDS: usize = 160;

/// Roles of words with which a piece is more than a label, a value and a noun.
const OTHERS: Roles = Roles::of(&[
    Role::Not,
    Role::Wrong,
    Role::Suppose,
    Role::Asks,
    Role::Maybe,
    Role::MayBe,
    Role::Fewer,
    Role::More,
    Role::Part,
    Role::Multiple,
    Role::Changes,
    Role::Restates,
    Role::Because,
    Role::Per,
    Role::Doubts,
    Role::Instead,
    Role::About,
    Role::Month,
    Role::Clock,
    Role::Am,
    Role::Pm,
    Role::Oclock,
]);

/// Roles of words that no label of a part has.
const DENIALS: Roles = Roles::of(&[Role::Not, Role::Wrong, Role::Suppose, Role::Asks, Role::Maybe, Role::Doubts]);

/// Reads a content as several parts.
pub(super) fn read<'t>(stated: &Stated<'t>) -> Option<Reading<'t>> {
    let content = stated.content();
    if let Some(value) = table(content) {
        return Some(Reading { value: Cow::Owned(value), ..Reading::plain(stated.text, stated.span.clone()) });
    }
    let value = match undress(content) {
        Some(plain) => value(&plain, &words::read(&plain, 0, plain.len(), Some(stated.language)), false),
        None => value(stated.text, &stated.words, stated.language == Language::ENGLISH),
    }?;
    Some(Reading { value: Cow::Owned(value), ..Reading::plain(stated.text, stated.span.clone()) })
}

fn value(text: &str, words: &[Word], english: bool) -> Option<String> {
    if words.len() > WORDS {
        return None;
    }
    let words = labels::plain_words(text, words);
    marked(text, &words).or_else(|| unmarked(text, &words, english))
}

/// A table with a head, and one part a row: its name and its value.
fn table(content: &str) -> Option<String> {
    let mut rows = content.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let inside = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|'))?;
        inside.split_once('|').map(|(name, value)| (name.trim(), value.trim().trim_matches(['*', '$', '`', ' '])))
    });
    let (_, head) = rows.next()??;
    let is_rule = |cell: &str| cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':'));
    let (name, rule) = rows.next()??;
    if head.contains('|') || !is_rule(name) || !is_rule(rule) {
        return None;
    }
    let values: Vec<&str> = rows
        .map(|row| {
            row.map(|(_, value)| value).filter(|value| number::parse_prefix(value).is_some() && !value.contains('|'))
        })
        .collect::<Option<_>>()?;
    ((2..=PARTS).contains(&values.len())).then(|| spell(values.into_iter()))
}

/// Parts in equality's spelling.
pub(crate) fn spell(parts: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut spelled = String::new();
    for (label, part) in labels::table::SERIES_SMALL.iter().zip(parts) {
        if !spelled.is_empty() {
            spelled.push_str(", ");
        }
        spelled.extend(["(", label, ") ", part.as_ref()]);
    }
    spelled
}

/// A text without the commands that only say how its words look; `None` where there is none.
pub(crate) fn undressed(text: &str) -> Option<String> {
    undress(text)
}

/// Whether words end with a label of a part, and what opens a formula or a value behind it: "b) $", "2. **".
pub(crate) fn ends_with_label(text: &str, words: &[Word]) -> bool {
    let words = labels::plain_words(text, words);
    (0..words.len()).rev().take(4).any(|at| {
        labels::read(text, &words, at).is_some_and(|label| {
            label.dress != labels::Dress::Bare
                && words[label.next..].iter().all(|word| word.kind == Kind::Sign || word.kind == Kind::Stop)
        })
    })
}

/// Parts with labels of one series: "(a) 12, (b) 5".
fn marked(text: &str, words: &[Word]) -> Option<String> {
    let first = labels::read(text, words, 0).filter(|label| label.dress != labels::Dress::Bare)?;
    let series = labels::table::SERIES.iter().filter(|series| series[0] == first.name);
    series.into_iter().find_map(|series| {
        let mut parts: Vec<&str> = Vec::new();
        let mut label = first;
        for place in 1.. {
            let next = series.get(place).and_then(|name| {
                (label.next..words.len()).find_map(|at| {
                    let next =
                        labels::read(text, words, at).filter(|next| next.name == *name && next.dress == first.dress)?;
                    // "2.5" and "f(b)" are no labels.
                    let apart = at == label.next
                        || text[..next.start].ends_with(|c: char| {
                            c.is_whitespace() || matches!(c, '，' | '；' | '、' | '。' | '*' | '$')
                        });
                    apart.then_some(next)
                })
            });
            let end = next.map_or(text.len().min(words.last()?.end), |next| next.start);
            parts.push(trim(
                &text[label.end..end],
                &words[label.next..words.partition_point(|word| word.start < end)],
                text,
            ));
            match next {
                Some(next) => label = next,
                None => break,
            }
        }
        (parts.len() > 1 && parts.len() <= PARTS && parts.iter().all(|part| !part.is_empty()))
            .then(|| spell(parts.into_iter()))
    })
}

/// The content of a part, without what joins it to the next.
fn trim<'t>(content: &'t str, words: &[Word], text: &str) -> &'t str {
    let mut content = content;
    // A conjunction before the next label.
    if let Some(last) = words
        .iter()
        .rev()
        .find(|word| !matches!(word.kind, Kind::Break) && word.of(text) != ",")
        .filter(|word| word.roles.meets(Roles::of(&[Role::And])))
    {
        content = content.trim_end().strip_suffix(last.of(text)).unwrap_or(content);
    }
    content
        .trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '،' | '*' | '|' | '。')
        })
        .trim_start_matches([':', ' '])
}

/// What stands between two separators.
#[derive(Debug)]
struct Piece {
    /// Its words.
    words: Range<usize>,
    /// The words of its value.
    value: Range<usize>,
    /// A colon stands behind its name.
    named: bool,
}

/// Parts without labels of a series: with names or nouns, or values alone.
fn unmarked(text: &str, words: &[Word], english: bool) -> Option<String> {
    if text.contains("\\{") {
        return None;
    }
    let (pieces, alternatives) = pieces(text, words)?;
    if !(2..=PARTS).contains(&pieces.len()) {
        return None;
    }
    let side = |piece: &Piece| words[piece.words.start].roles.meets(Roles::of(&[Role::Side, Role::Of, Role::When]));
    // "у Макса 14 шариков, а у Лены 21": each says whose its value is.
    if pieces.iter().any(side) && !pieces.iter().all(side) {
        return None;
    }
    // "30名学生中，有12名女生": the whole, and its part.
    if pieces[..pieces.len() - 1].iter().any(|piece| words[piece.words.end - 1].has(Role::Among)) {
        return None;
    }
    let before = |piece: &Piece| piece.named || says(&words[piece.words.start..piece.value.start], text);
    let after = |piece: &Piece| says(&words[piece.value.end..piece.words.end], text);
    let inner =
        pieces[1..].iter().all(|piece| !before(piece)) && pieces[..pieces.len() - 1].iter().all(|piece| !after(piece));
    let (first, last) = (&pieces[0], &pieces[pieces.len() - 1]);
    let values = || pieces.iter().map(|piece| written(text, words, piece));
    if inner {
        let lines = words.iter().any(|word| word.kind == Kind::Break);
        let clause = before(first) || after(last);
        let lead = &words[first.words.start..first.value.start];
        if before(first) && !alternatives && works_on(text, lead, english) {
            return None;
        }
        // Equality reads a list in English by itself.
        let long =
            words.iter().any(|word| word.roles.meets(Roles::of(&[Role::And, Role::Or])) && word.end - word.start > 3);
        if english && !clause && !lines && !long {
            return None;
        }
        // "5 pounds and 20 pence" is one amount.
        let amount = |piece: &Piece| words[piece.value.clone()].iter().any(|word| word.has(Role::Unit));
        if after(last) && !before(first) && amount(first) {
            return None;
        }
        return Some(values().collect::<Vec<_>>().join(", "));
    }
    let named = pieces.iter().all(before) || pieces.iter().all(after);
    let same_shape = pieces.iter().all(|piece| before(piece) == before(&pieces[1])) || pieces.iter().all(after);
    (named && same_shape && !alternatives).then(|| spell(values()))
}

/// Roles of nouns that are said of the answer itself: "a solution of 4 and 9".
const ANSWERS: Roles = Roles::of(&[Role::Answer, Role::Result]);

/// Whether words before several values make one of them, or others: "the mean of 2 and 5", "the primes between 2 and 5". A noun
/// in the plural says what they are: "lengths of 2 and 5"; so does the name of a kind.
fn works_on(text: &str, lead: &[Word], english: bool) -> bool {
    let Some((last, before)) = lead.split_last() else { return false };
    let singular = |noun: &str| !(noun.ends_with('s') && !noun.ends_with("ss")) && !literals::names_kind(noun);
    let of = last.of(text).to_ascii_lowercase();
    // "ratio of" is one phrase.
    let noun = of.strip_suffix(phrases::UNITS_OF).map(|noun| match noun.trim_end() {
        "" => before.last().filter(|noun| !noun.roles.meets(ANSWERS)).map_or("", |noun| noun.of(text)),
        noun => noun,
    });
    last.has(Role::Either) || english && noun.is_some_and(|noun| !noun.is_empty() && singular(noun))
}

/// The value of a piece, as it is written; with its unit as equality spells it where that stands in another language.
fn written<'t>(text: &'t str, words: &[Word], piece: &Piece) -> Cow<'t, str> {
    let (first, last) = (&words[piece.value.start], &words[piece.value.end - 1]);
    let unit = last.datum(Role::Unit).filter(|_| last.kind == Kind::Word && last.language != Language::ENGLISH);
    if let Some(unit) = unit.map(lexicon::unit).filter(|_| first.start < last.start) {
        return Cow::Owned(format!("{} {}", text[first.start..last.start].trim(), quantity::symbol(unit)));
    }
    let value = text[words[piece.value.start].start..words[piece.value.end - 1].end].trim_matches(['$', ' ']);
    Cow::Borrowed(value)
}

/// Whether words say more than their signs.
fn says(words: &[Word], text: &str) -> bool {
    words.iter().any(|word| {
        word.kind == Kind::Word
            && !word.roles.meets(Roles::of(&[Role::Ends, Role::Counter, Role::Filler, Role::Either]))
            && word.of(text) != "'"
    })
}

/// The pieces of a content, each with one value, and whether they are alternatives; none where one has no value or more than
/// a label, a value and a noun.
fn pieces(text: &str, words: &[Word]) -> Option<(Vec<Piece>, bool)> {
    let mut pieces = Vec::new();
    let (mut start, mut depth, mut alternatives) = (0, 0_usize, false);
    // "√3, or about 1.73" gives one value twice.
    let mut again = false;
    let mut at = 0;
    while at <= words.len() {
        let separator = words.get(at).is_none_or(|word| {
            let written = word.of(text);
            match written {
                "(" | "[" | "（" | "{" => depth += 1,
                ")" | "]" | "）" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            // "η" and "ή" are one word to the lexicon: between values it is a conjunction.
            let article =
                word.has(Role::Article) && !at.checked_sub(1).is_some_and(|before| valued(text, &words[before]));
            let conjunction = word.roles.meets(Roles::of(&[Role::And, Role::Or]))
                && !word.has(Role::Number)
                && !article
                && stands_alone(text, words, at);
            again |= word.has(Role::Or)
                && word.has(Role::Restates)
                && word.language == Language::ENGLISH
                && word.of(text).contains(' ');
            alternatives |= conjunction && word.has(Role::Or) && !word.has(Role::And);
            depth == 0
                && (conjunction
                    || word.kind == Kind::Break
                    || (word.kind == Kind::Stop && !written.starts_with(['!', '！']))
                    || matches!(written, "," | "，" | "、" | "،" | ";" | "；" | "؛"))
        });
        if separator {
            let mut inside = bullet(text, words, start)..at;
            // "…, а Маша — 13": a contrast joins parts, too.
            if start > 0 && inside.len() > 1 && words[inside.start].has(Role::Instead) {
                inside.start += 1;
            }
            if inside.start < inside.end {
                pieces.push(piece(text, words, inside)?);
            }
            start = at + 1;
        }
        at += 1;
    }
    (!again).then_some((pieces, alternatives))
}

/// Whether a conjunction of one letter is no name in a formula: "4y = 5", "1.0e+03", "3 - 2i".
fn stands_alone(text: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    if word.of(text).chars().count() > 1 || !word.of(text).starts_with(|c: char| c.is_ascii() || c.is_lowercase()) {
        return true;
    }
    let blank = text[..word.start].ends_with(char::is_whitespace) && text[word.end..].starts_with(char::is_whitespace);
    let next = words.get(at + 1);
    let operator = next.is_some_and(|next| matches!(next.of(text), "=" | "+" | "^" | "/" | "*" | "<" | ">" | ")"));
    let glued =
        next.is_some_and(|next| next.start == word.end && next.kind == Kind::Number && !word.of(text).is_ascii());
    (blank || glued) && !operator
}

/// Whether a word is a value or ends one.
fn valued(text: &str, word: &Word) -> bool {
    matches!(word.kind, Kind::Number | Kind::Formula)
        || word.roles.meets(Roles::of(&[Role::Number, Role::Unit]))
        || matches!(word.of(text), "," | "$" | "%" | ")" | "}")
}

/// The number of the first word behind a list's mark at the beginning of a line.
fn bullet(text: &str, words: &[Word], start: usize) -> usize {
    let begins = start == 0 || words[start - 1].kind == Kind::Break;
    let mark = words.get(start).is_some_and(|word| {
        matches!(word.of(text), "-" | "•" | "–" | "·" | "▪" | "*") && text[word.end..].starts_with(char::is_whitespace)
    });
    start + usize::from(begins && mark)
}

/// The words of one piece with its only value.
fn piece(text: &str, words: &[Word], inside: Range<usize>) -> Option<Piece> {
    let written = |at: usize| words[at].of(text);
    // What stands behind a colon is the value, whatever it is, and what stands before it names it.
    let colon =
        inside.clone().find(|at| matches!(written(*at), ":" | "：")).map(|at| at + 1).filter(|at| *at < inside.end);
    let from = colon.unwrap_or(inside.start);
    let label = words[inside.start..from].iter().any(|word| word.roles.meets(DENIALS));
    if label || words[from..inside.end].iter().any(|word| word.roles.meets(OTHERS)) {
        return None;
    }
    let starts = |at: usize| {
        let word = &words[at];
        matches!(word.kind, Kind::Number)
            || (word.kind == Kind::Formula && is_value(word.of(text)))
            || (word.has(Role::Number) && !word.has(Role::Article))
            || matches!(word.of(text), "π" | "√" | "∞" | "½" | "¼" | "¾")
    };
    let core = (from..inside.end).find(|at| starts(*at))?;
    let mut start = core;
    while start > from && belongs_before(text, words, start - 1, start) {
        start -= 1;
    }
    let mut end = core + 1;
    while end < inside.end && belongs(text, words, end) {
        end += 1;
    }
    // "Tom (12)".
    let spaced = start > from && text[..words[start - 1].start].ends_with(char::is_whitespace);
    if spaced && end + 1 == inside.end && matches!(written(start - 1), "(" | "（") && matches!(written(end), ")" | "）")
    {
        return Some(Piece { words: inside, value: start..end, named: true });
    }
    let another = (end..inside.end).chain(inside.start..start).any(|at| {
        starts(at) || matches!(written(at), "(" | "（" | "=" | "<" | ">" | "≤" | "≥" | "≠" | "≈" | "∈" | "|" | "%")
    });
    // A letter beside the value is a name in a formula.
    let letter = |at: usize| {
        let greek = |c: char| c.is_ascii() || ('\u{370}'..='\u{3FF}').contains(&c);
        inside.contains(&at)
            && words[at].roles.is_empty()
            && words[at].kind == Kind::Word
            && written(at).chars().count() == 1
            && written(at).chars().all(greek)
    };
    let price = is_currency(written(start)) || start < core && written(start + 1) == "$";
    if letter(end) || !named_by(text, words, start) && !price && start > 0 && letter(start - 1) {
        return None;
    }
    // Relations, arrows and operators by name.
    let relates = inside
        .clone()
        .any(|at| !(start..end).contains(&at) && words[at].kind == Kind::Formula && !is_value(written(at)));
    let of = words.get(end).is_some_and(|word| end < inside.end && word.has(Role::Of));
    let named = inside.start < start && matches!(written(start - 1), "=");
    if (another && !named) || of || relates {
        return None;
    }
    // A name and its value are one: "x = 2".
    let name = written(inside.start);
    let short =
        name.chars().count() == 1 || (name.chars().count() <= 4 && name.contains(|c: char| c == '_' || c.is_numeric()));
    if named && start == inside.start + 2 && (short || name.starts_with('\\')) {
        start = inside.start;
    }
    Some(Piece { words: inside, value: start..end, named: colon.is_some() })
}

/// Whether an equals sign or a colon stands before a value.
fn named_by(text: &str, words: &[Word], start: usize) -> bool {
    start > 0 && matches!(words[start - 1].of(text), "=" | ":" | "：")
}

/// Whether a formula is a value, and not an arrow or a relation alone.
fn is_value(formula: &str) -> bool {
    formula.contains(|c: char| c.is_numeric())
        || formula.contains("\\pi")
        || formula.contains("\\infty")
        || formula.starts_with(['$'])
}

/// Whether a sign or a name before a value belongs to it.
fn belongs_before(text: &str, words: &[Word], at: usize, next: usize) -> bool {
    let (word, next) = (&words[at], &words[next]);
    let touches = word.end == next.start;
    match word.of(text) {
        "-" | "−" | "+" | "±" | "√" => touches || at == 0,
        sign if is_currency(sign) => touches || at == 0 || next.kind == Kind::Number,
        // "R$ 15"
        letters
            if letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase()) && next.of(text) == "$" =>
        {
            touches
        }
        "^" | "/" | "·" | "×" => true,
        written => {
            touches
                && word.kind == Kind::Word
                && written.chars().count() == 1
                && word.roles.is_empty()
                && written.starts_with(|c: char| c < '\u{400}')
                && next.of(text) != "$"
        }
    }
}

/// Whether a word behind a value belongs to it: a sign, a letter beside one, a unit.
fn belongs(text: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let written = word.of(text);
    let before = &words[at - 1];
    let sign = |text: &str| matches!(text, "+" | "-" | "−" | "/" | "^" | "·" | "×" | "√" | "π");
    match word.kind {
        Kind::Number | Kind::Formula => sign(before.of(text)) || before.end == word.start,
        Kind::Sign if matches!(written, "%" | "°" | "€" | "$" | "£" | "²" | "³" | "!" | "½" | "‰") => true,
        Kind::Sign => sign(written),
        Kind::Word if word.has(Role::Unit) || written.len() > 1 && expr::is_unit(written) => true,
        Kind::Word if word.has(Role::Counter) => false,
        Kind::Word => {
            // Behind a unit it is a particle where blanks part no words: "27원을".
            let glued = before.end == word.start && !before.has(Role::Unit);
            written.chars().count() == 1
                && (glued
                    || word.roles.is_empty() && sign(before.of(text))
                    || before.kind == Kind::Formula
                        && written.is_ascii()
                        && !word.roles.meets(Roles::of(&[Role::And, Role::Or])))
        }
        Kind::Stop | Kind::Break => false,
    }
}
