//! What joins the noun for the answer with the answer: a verb, a colon, the end of a heading, the border of a cell.

use crate::lexicon::pattern::{self, NOUN_BESIDE};
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Role, Roles};
use crate::text::fold;

/// How noun and value are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// A colon or an arrow: whatever follows is given as the answer.
    Colon,
    /// A verb, which may also only say something about the answer.
    Verb,
    /// The noun heads a line, and the answer stands below.
    Heading,
    /// The next cell of a table's row.
    Cell,
    /// Nothing: the value stands right behind the noun.
    Beside,
}

/// What stands between the noun and its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Joint {
    pub(super) link: Link,
    /// The number of the first word behind it.
    pub(super) next: usize,
    /// It denies.
    pub(super) denied: bool,
    /// It only guesses: "may be".
    pub(super) hedged: bool,
    /// It names somebody else whose answer it is.
    pub(super) foreign: bool,
}

/// Words between the noun and its verb at most: "the answer to the question of how many are left is".
const GAP: usize = 14;
/// Words of an unmarked gap: "the solution equation is".
const SHORT_GAP: usize = 4;

/// Roles of words that may stand anywhere in a joint and say nothing.
const EMPTY: Roles = Roles::of(&[Role::Filler, Role::Final, Role::About]);
/// Roles of words with which a gap begins.
const OPENS_GAP: Roles =
    Roles::of(&[Role::Side, Role::Of, Role::Article, Role::Person, Role::This, Role::Because, Role::Subject]);

/// Roles of words for others than the writer.
const OTHERS: Roles =
    Roles::of(&[Role::Person, Role::User, Role::Other, Role::Of, Role::Side, Role::Because, Role::Subject, Role::This]);

/// The same for a noun such as "result", of which much is said that states nothing.
const OPENS_SHORT_GAP: Roles = Roles::of(&[Role::Side, Role::Of]);

/// Reads what follows the noun `words[noun]`.
pub(super) fn read(text: &str, words: &[Word], noun: usize) -> Option<Joint> {
    let mut joint = Joint { link: Link::Beside, next: noun + 1, denied: false, hedged: false, foreign: false };
    let mut linked = false;
    let (mut gap, mut may_gap, mut aside) = (0, false, false);
    while let Some(word) = words.get(joint.next) {
        match word.kind {
            Kind::Break if linked => {}
            Kind::Break if gap == 0 && heads_line(words, noun) => {
                linked = true;
                joint.link = Link::Heading;
                joint.next = skip_rule(text, words, joint.next);
                continue;
            }
            Kind::Sign => {
                let sign = word.of(text).chars().next().unwrap_or_default();
                // A fence holds the content.
                if linked && text[word.start..].starts_with("```") {
                    break;
                }
                match sign {
                    ':' | '：' | '→' | '⇒' | '⟶' | '➡' | '➜' => {
                        linked = true;
                        joint.link = Link::Colon;
                    }
                    '=' | '＝' | '≈' => {
                        // "==42==" is marked, "==" by itself is a comparison of a program.
                        if linked && is_highlight(text, word.start) {
                            break;
                        }
                        if words.get(joint.next + 1).is_some_and(|next| next.start == word.end && next.of(text) == "=")
                        {
                            return None;
                        }
                        linked = true;
                        let arrow = words
                            .get(joint.next + 1)
                            .is_some_and(|next| next.start == word.end && next.of(text) == ">");
                        joint.next += usize::from(arrow);
                        joint.link = if joint.link == Link::Colon || arrow { Link::Colon } else { Link::Verb };
                    }
                    '≠' => joint.denied = true,
                    '|' if !linked => {
                        if !is_single_cell(text, words, noun, joint.next) {
                            return None;
                        }
                        joint.link = Link::Cell;
                        joint.next += 1;
                        return Some(joint);
                    }
                    '-' | '–' | '—' if is_dash(text, word) && !linked => {
                        linked = true;
                        joint.link = Link::Colon;
                    }
                    '-' if words
                        .get(joint.next + 1)
                        .is_some_and(|next| next.of(text) == ">" && next.start == word.end) =>
                    {
                        linked = true;
                        joint.link = Link::Colon;
                        joint.next += 1;
                    }
                    '(' | '（' if !linked => match closing(text, words, joint.next) {
                        // One word in brackets may be the answer, unless it names the part that is answered.
                        Some(close) if close > joint.next + 2 || may_gap => joint.next = close,
                        _ => break,
                    },
                    ')' | '）' | ']' | '】'
                        if !linked && noun > 0 && matches!(words[noun - 1].of(text), "(" | "（" | "[" | "【") =>
                    {
                        linked = true;
                        joint.link = Link::Colon;
                    }
                    '*' | '_' | '`' | '"' | '”' | '’' | '»' | '#' | '\'' | ',' | '，' | '、' | '،' | '…' => {}
                    ')' | '）' | ']' | '】' if !linked => {}
                    '{' | '}' if !linked => {}
                    _ => break,
                }
            }
            Kind::Formula => match word.of(text) {
                "\\to" | "\\rightarrow" | "\\Rightarrow" | "\\implies" | "\\longrightarrow" | "\\approx" | "$\\to$"
                | "$\\rightarrow$" | "$\\Rightarrow$" | "$\\approx$" | "$=$" | "\\(=\\)" => {
                    linked = true;
                    joint.link = Link::Colon;
                }
                "\\neq" | "\\ne" | "$\\neq$" | "$\\ne$" => joint.denied = true,
                _ => break,
            },
            Kind::Word if word.has(Role::MayBe) => {
                joint.hedged = true;
                linked = true;
                joint.link = Link::Verb;
            }
            Kind::Word if is_denial(words, joint.next) && (!linked || word.has(Role::Is)) => {
                joint.denied |= !aside;
                // "není", "bukan", "isn't" are verbs themselves.
                if gap == 0 {
                    linked = true;
                    joint.link = Link::Verb;
                }
            }
            Kind::Word if word.roles.meets(GIVES) && gap == 0 && given(words, noun, joint.next) => {
                linked = true;
                joint.link = Link::Verb;
            }
            Kind::Word if word.has(Role::Is) || (word.has(Role::Ends) && !linked && gap == 0) => {
                if !linked || joint.link == Link::Heading {
                    joint.link = Link::Verb;
                }
                linked = true;
            }
            Kind::Word
                if word.roles.meets(EMPTY)
                    && !word.has(Role::Number)
                    && (word.has(Role::Final) && !linked || !word.has(Role::Verdict)) =>
            {
                if linked && word.has(Role::About) {
                    break;
                }
            }
            Kind::Word
                if !linked
                    && gap == 0
                    && begins_formula(text, &words[joint.next..])
                    && is_closed(&words[joint.next..]) =>
            {
                break;
            }
            // "उत्तर सात किलोमीटर है": a number in words, and the verb behind it.
            Kind::Word
                if !linked
                    && gap == 0
                    && !word.has(Role::Article)
                    && word.roles.meets(Roles::of(&[Role::Number, Role::HalfBefore, Role::AddedBefore]))
                    && is_closed(&words[joint.next..]) =>
            {
                break;
            }
            Kind::Word if !linked => {
                let by_another = gap > 0
                    && words[joint.next - 1].has(Role::Person)
                    && word.roles.meets(Roles::of(&[Role::Gets, Role::Writes]));
                // "The answer we want": the writer's own.
                let own =
                    gap == 1 && !words[joint.next - 1].roles.meets(OTHERS) && is_lower(words, joint.next - 1, text);
                let says = word.roles.meets(Roles::of(&[Role::Says, Role::Doubts])) && !word.has(Role::Filler);
                joint.foreign |= word.roles.meets(Roles::of(&[Role::Other, Role::Example]))
                    || (gap > 0 && says && !(own && word.has(Role::Says)))
                    || by_another;
                if word.has(Role::Suppose) || gap >= GAP {
                    return None;
                }
                // "the answer, which is not obvious, is 42"
                aside |= gap == 0 && word.has(Role::Because);
                let opens = if words[noun].has(Role::Answer) { OPENS_GAP } else { OPENS_SHORT_GAP };
                may_gap |= gap == 0 && word.roles.meets(opens);
                gap += 1;
            }
            // "Answer 1:" and "Answer #1:" are numbered.
            Kind::Number
                if !linked
                    && gap == 0
                    && words.get(joint.next + 1).is_some_and(|next| matches!(next.of(text), ":" | "：")) => {}
            // "Ans. 15", "答．42": the stop belongs to the noun at the beginning of a line.
            Kind::Stop
                if !linked
                    && gap == 0
                    && joint.next == noun + 1
                    && matches!(word.of(text), "." | "．")
                    && heads_line(words, noun) =>
            {
                linked = true;
                joint.link = Link::Colon;
            }
            Kind::Number if !linked && may_gap && gap > 0 && gap < GAP => gap += 1,
            _ => break,
        }
        joint.next += 1;
    }
    if !linked {
        joint.next = noun + 1;
        while words.get(joint.next).is_some_and(|word| {
            word.kind == Kind::Sign && matches!(word.of(text), "*" | "_" | "#")
                || word.roles.meets(EMPTY) && !word.has(Role::About)
        }) {
            joint.next += 1;
        }
        // One word right behind the noun may be a name or a letter; in "Cevap elli sekizdir" the verb is an ending.
        let spoken = || pattern::find(&NOUN_BESIDE, sentence(&words[joint.next..]), text).is_some();
        return Some(joint).filter(|_| gap <= 1 || spoken());
    }
    (gap <= SHORT_GAP || may_gap).then_some(joint)
}

/// Whether the marks of a highlighted text stand at a place, and their other end in its line.
fn is_highlight(text: &str, at: usize) -> bool {
    let line = text[at..].split('\n').next().unwrap_or_default();
    line.strip_prefix("==").is_some_and(|rest| !rest.starts_with(['=', ' ']) && rest.contains("=="))
}

/// The words up to the end of their sentence.
pub(super) fn sentence(words: &[Word]) -> &[Word] {
    let ends = |word: &Word| matches!(word.kind, Kind::Stop | Kind::Break);
    &words[..words.iter().position(ends).unwrap_or(words.len())]
}

/// Whether a Latin letter that a sign of mathematics touches comes first: `x^2-3x-10`.
pub(super) fn begins_formula(text: &str, words: &[Word]) -> bool {
    let [letter, sign, ..] = words else { return false };
    is_letter(letter, text)
        && letter.end == sign.start
        && matches!(sign.of(text), "^" | "+" | "-" | "−" | "*" | "/" | "=")
}

/// Whether a verb closes the sentence of these words: "cevabımız 42 oluyor".
pub(super) fn is_closed(words: &[Word]) -> bool {
    sentence(words).last().is_some_and(|word| word.has(Role::Ends))
}

/// Whether a word is one Latin letter.
pub(super) fn is_letter(word: &Word, text: &str) -> bool {
    let written = word.of(text);
    word.kind == Kind::Word && written.len() == 1 && written.as_bytes()[0].is_ascii_alphabetic()
}

/// Roles of words by which a value is given behind a noun that is an object: "as a result we get 250", "an answer of 10".
const GIVES: Roles = Roles::of(&[Role::Gets, Role::Of, Role::As]);

/// Whether a word denies what follows it. A "no" with nothing behind it is a verdict.
pub(super) fn is_denial(words: &[Word], at: usize) -> bool {
    let last = || {
        words.get(at + 1).is_none_or(|next| {
            matches!(next.kind, Kind::Stop | Kind::Break | Kind::Sign)
                || next.has(Role::Because) && !next.has(Role::This)
        })
    };
    words[at].has(Role::Not) && !(words[at].has(Role::Verdict) && last())
}

/// Whether a word begins with a small letter: it is no name.
fn is_lower(words: &[Word], at: usize, text: &str) -> bool {
    words[at].kind == Kind::Word && words[at].of(text).starts_with(|c: char| c.is_lowercase() || c == 'I')
}

/// Whether the noun is an object to which a value is given.
fn given(words: &[Word], noun: usize, at: usize) -> bool {
    let word = &words[at];
    let lead = &words[..noun];
    let before = lead.iter().rev().find(|word| {
        !word.roles.meets(Roles::of(&[Role::Article, Role::Final]))
            || word.roles.meets(Roles::of(&[Role::As, Role::Gets]))
    });
    before.is_some_and(|before| {
        if word.has(Role::Gets) {
            before.has(Role::As)
        } else if word.has(Role::As) && !word.has(Role::Of) {
            // "we get the answer as 14"
            let value = |next: &Word| matches!(next.kind, Kind::Number | Kind::Formula) || next.has(Role::Number);
            before.has(Role::Gets) && words.get(at + 1).is_some_and(value)
        } else {
            before.roles.meets(Roles::of(&[Role::Gets, Role::As]))
        }
    })
}

/// Whether only words that belong to the noun stand before it in its line.
pub(super) fn heads_line(words: &[Word], noun: usize) -> bool {
    words[..noun].iter().rev().take_while(|word| word.kind != Kind::Break).all(|word| {
        matches!(word.kind, Kind::Sign | Kind::Stop | Kind::Number)
            || word.roles.meets(Roles::of(&[
                Role::Article,
                Role::Final,
                Role::Filler,
                Role::And,
                Role::Answer,
                Role::Result,
                Role::Step,
            ]))
    })
}

/// Behind the line under a heading: `---` or `===`.
fn skip_rule(text: &str, words: &[Word], mut at: usize) -> usize {
    while words.get(at).is_some_and(|word| {
        word.kind == Kind::Break
            || (word.kind == Kind::Sign && matches!(word.of(text), "-" | "=") && follows_itself(text, words, at))
    }) {
        at += 1;
    }
    at
}

fn follows_itself(text: &str, words: &[Word], at: usize) -> bool {
    let same = |other: Option<&Word>| other.is_some_and(|other| other.of(text) == words[at].of(text));
    same(words.get(at + 1)) || at.checked_sub(1).is_some_and(|before| same(words.get(before)))
}

/// Whether a dash stands between blanks, or is too long for a minus sign.
fn is_dash(text: &str, word: &Word) -> bool {
    let after = text[word.end..].chars().next();
    let spaced = after.is_none_or(char::is_whitespace);
    spaced || (word.of(text) == "—" || word.of(text) == "–") && after.is_none_or(|c| fold::digit_value(c).is_none())
}

/// The number of the bracket that closes the one at `open`, near enough.
fn closing(text: &str, words: &[Word], open: usize) -> Option<usize> {
    let near = words.get(open + 1..(open + 12).min(words.len()))?;
    near.iter()
        .take_while(|word| word.kind != Kind::Break)
        .position(|word| matches!(word.of(text), ")" | "）"))
        .map(|at| open + 1 + at)
}

/// Whether the row of the border at `border` has one cell behind the noun's, which is the row's first.
fn is_single_cell(text: &str, words: &[Word], noun: usize, border: usize) -> bool {
    let row: Vec<&Word> = words[border..].iter().take_while(|word| word.kind != Kind::Break).collect();
    let cells = row.split(|word| word.of(text) == "|").filter(|cell| !cell.is_empty()).count();
    cells == 1 && heads_line(words, noun)
}
