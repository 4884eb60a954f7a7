//! A content that gives one value: with the clause, the label, the remark or the restatements around it.

use std::borrow::Cow;
use std::ops::Range;

use super::clause::{self, Choice, Clause};
use super::literals;
use super::values::{self, Value};
use super::{Reading, Stated};
use crate::lexicon::opposites;
use crate::lexicon::phrases;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{self, Language, Role, Roles};
use crate::number;

/// Words of a content at most: what is longer is no answer in one clause.
const WORDS: usize = 120;

/// Words of a counted noun at most: "apples", "different ways", "cups of feed".
const NOUN: usize = 3;

/// Letters of a symbol at most.
const SYMBOL: usize = 3;

/// Roles of words that only say how a bare value is given.
const LIGHT: Roles = Roles::of(&[Role::About, Role::Filler, Role::Article, Role::Final]);

/// Reads the one value of a content, if its words leave no doubt which it is.
pub(super) fn read<'t>(stated: &Stated<'t>) -> Option<Reading<'t>> {
    let (text, words) = (stated.text, &stated.words[..]);
    if words.len() > WORDS || !stated.content().chars().all(|c| stated.language.writes(c)) {
        return None;
    }
    if let Some(end) = fraction_of(stated) {
        return Some(Reading::plain(text, stated.span.start..end));
    }
    let values = values::find(text, words);
    if values.is_empty() || !is_prose(stated, &values) {
        return None;
    }
    let clause = Clause { stated, values: &values };
    let (main, again) = match clause.choose() {
        Choice::One(main, again) => (main, again),
        Choice::Several => return None,
        Choice::Changed if is_more(text, &values[0], &words[values[0].words.end..]) && values.len() == 1 => {
            (0, Vec::new())
        }
        Choice::Changed => return Some(Reading { changed: true, ..Reading::plain(text, stated.span.clone()) }),
    };
    let value = &values[main];
    if !again.is_empty() {
        return Some(restated(stated, &values, main, &again));
    }
    let lead = &words[..value.words.start];
    let labelled = lead.last().is_some_and(|word| matches!(word.of(text), ":" | "=" | "：" | "＝"));
    let light = if stated.bare { LIGHT.with(Roles::of(&[Role::This, Role::Is])) } else { LIGHT };
    let says = |word: &Word| word.kind == Kind::Word && !word.roles.meets(light);
    let asserted = labelled || lead.iter().any(says);
    if asserted && stated.bare && !labelled {
        return None;
    }
    let tail = &words[value.words.end..];
    let english = stated.language == Language::ENGLISH;
    // Letters behind a number are a symbol or a product, whatever word they are in some language: "3 st", "7 Si x".
    let letters = |word: &Word, most: usize| word.kind == Kind::Word && word.of(text).chars().count() <= most;
    let ascii = |word: &Word| word.of(text).is_ascii();
    let symbol = match tail {
        [only] if only.roles.is_empty() => letters(only, SYMBOL),
        [only] => letters(only, 2) && ascii(only) && !only.has(Role::Counter),
        [first, last] => letters(last, 1) && letters(first, SYMBOL) && ascii(first) && ascii(last),
        _ => false,
    };
    // "factors of 5" are other numbers, and one unknown word before a number may be any.
    let unknown = lead.first().is_some_and(|word| word.kind == Kind::Word && word.roles.is_empty());
    // "Tardaron 48 minutos": a verb by itself, where it needs no subject.
    let measured = !english && value.words.len() > 1 && words[value.words.end - 1].has(Role::Unit) && lead.len() == 1;
    let alone = lead.len() == 1 && tail.is_empty() && !measured;
    if unknown && !labelled && (alone || lead.len() == 2 && lead[1].has(Role::Of)) {
        return None;
    }
    if is_applied(text, lead, value) {
        return None;
    }
    if is_share_of_count(text, words, value) || is_one_of_two(text, words, value) {
        return Some(Reading { changed: true, ..Reading::plain(text, stated.span.clone()) });
    }
    // "3/4 of the cake", "$14 more than yesterday"
    if is_share(text, words, value) || is_more(text, value, tail) {
        return Some(Reading::plain(text, value.span.clone()));
    }
    let share = text[value.span.clone()].ends_with('%') || value.relation;
    // "23 T-shirts": a letter before a hyphen is a part of a noun that equality reads as a difference.
    let lettered = matches!(tail, [letter, hyphen, rest @ ..]
        if letters(letter, 1) && hyphen.of(text) == "-" && rest.iter().all(|word| word.kind == Kind::Word && word.roles.is_empty()));
    // "12 of the 30 children are girls"
    let among = tail.first().is_some_and(|word| word.has(Role::Among));
    let parted = values.len() > 1 && among && clause::is_count(stated, value);
    let noun = if asserted || share || lettered || parted { 0 } else { noun(text, tail) };
    if !asserted && lead.is_empty() && (english && noun > 0 && noun == tail.len() || symbol) {
        // "45 cookies" is compared with its noun.
        return None;
    }
    let end = if english && noun > 0 { tail[noun - 1].end } else { value.span.end };
    let reading = Reading::plain(text, value.span.start..end);
    // "7 m to the left": the direction is no part of the value, but of what is said.
    let directed = !asserted && lead.is_empty() && opposites::directs(&text[end..stated.span.end]);
    Some(if directed { Reading { span: stated.span.clone(), ..reading } } else { reading })
}

/// Signs of logic, of sets and of order, which stand in no sentence.
const RELATES: &str = "¬∧∨⊕∀∃∪∩∖∈∉⊂⊆⊃⊇≤≥≠∘";

/// Whether a noun before several values makes others of them: "the reverse of `[1, 2]`". The name of their kind does not: "the set
/// of". Before one value a noun mostly says what is measured, "the torque of 40 N"; those that work on it have a role.
fn is_applied(text: &str, lead: &[Word], value: &Value) -> bool {
    let marks = lead.iter().rev().take_while(|word| word.kind == Kind::Sign).count();
    let Some((first, rest)) = lead[..lead.len() - marks].split_first() else { return false };
    // "the length of the list `[1, 2]`"
    let named = |word: &&Word| word.has(Role::Article) || literals::names_kind(word.of(text));
    let rest = &rest[..rest.len() - rest.iter().rev().take_while(named).count()];
    let Some((of, noun)) = rest.split_last() else { return false };
    let definite = first.has(Role::Article) && first.has(Role::Subject);
    let kind = || noun.last().is_some_and(|word| literals::names_kind(word.of(text)));
    let listed = text[value.span.clone()].starts_with(['[', '(', '{']);
    listed && definite && of.has(Role::Link) && (1..=NOUN).contains(&noun.len()) && !kind()
}

/// Whether small words alone join a number in words with another one: "three in four", "one or four". "One" stands before a verb
/// or a noun where it means somebody.
fn is_one_of_two(text: &str, words: &[Word], value: &Value) -> bool {
    let sign = |word: &Word| word.kind == Kind::Sign && !matches!(word.of(text), "(" | "[" | "=" | ":" | "：" | "＝");
    let joins = |word: &Word| sign(word) || word.kind == Kind::Word && word.roles.meets(JOINS);
    let counts = |word: &Word| word.kind == Kind::Word && word.has(Role::Number);
    let ends = |word: &Word| sign(word) || word.kind == Kind::Stop;
    let (lead, tail) = (&words[..value.words.start], &words[value.words.end..]);
    let lead = &lead[lead.iter().take_while(|word| sign(word)).count()..];
    let before = lead.split_first().is_some_and(|(first, rest)| {
        let somebody = first.roles.meets(Roles::of(&[Role::Person, Role::Subject]));
        let article = first.has(Role::Article) && rest.iter().any(|word| word.kind == Kind::Word);
        let number = counts(first) && (somebody || article);
        (number || first.has(Role::Changes)) && rest.iter().all(joins)
    });
    let behind = || {
        let at = tail.iter().take_while(|word| joins(word) && !counts(word)).count();
        let number = tail[at..].iter().take_while(|word| word.kind == Kind::Number || counts(word)).count();
        let joined = tail[..at].iter().any(|word| word.kind == Kind::Word);
        joined && number > 0 && tail[at + number..].iter().all(ends)
    };
    let bare = lead.iter().all(|word| word.kind == Kind::Sign || word.roles.meets(LIGHT));
    before || bare && behind()
}

/// Roles of words that join two numbers.
const JOINS: Roles = Roles::of(&[
    Role::Side,
    Role::Of,
    Role::Link,
    Role::Per,
    Role::And,
    Role::Or,
    Role::Joins,
    Role::Changes,
    Role::Multiple,
    Role::Among,
    Role::Article,
]);

/// Whether a value is a fraction of a thing: words of a noun stand behind it and "of".
fn is_share(text: &str, words: &[Word], value: &Value) -> bool {
    const COUNTS: Roles =
        Roles::of(&[Role::Number, Role::Scale, Role::Part, Role::Multiple, Role::Unit, Role::Changes, Role::Fewer]);
    let written = &text[value.span.clone()];
    let fraction = written.contains('/') && !written.contains(char::is_alphabetic)
        || written.contains("frac")
        || words[value.words.clone()].iter().any(|word| word.has(Role::Part));
    let Some((of, noun)) = words[value.words.end..].split_first() else { return false };
    let joins = of.of(text) == phrases::UNITS_OF || of.has(Role::Link);
    let named =
        noun.iter().all(|word| word.kind == Kind::Word && !word.roles.meets(COUNTS) && word.end - word.start > 2);
    fraction && joins && named && (1..=NOUN + 1).contains(&noun.len()) && !counts(&text[of.end..])
}

/// Whether a value is a fraction of a thing that has a number in it: "3/4 of the dozen eggs" are nine.
fn is_share_of_count(text: &str, words: &[Word], value: &Value) -> bool {
    let written = &text[value.span.clone()];
    let fraction = written.contains('/') && !written.contains(char::is_alphabetic) || written.contains("frac");
    let behind = &words[value.words.end..];
    let joins = behind.first().is_some_and(|of| of.of(text) == phrases::UNITS_OF || of.has(Role::Link));
    fraction && joins && counts(&text[behind[0].end..behind[behind.len() - 1].end])
}

/// Whether a thing has a number in it: three quarters of "the dozen eggs" are nine. Each word is looked at alone, since a
/// phrase such as "a dozen" has a role of its own ("$3 a dozen").
fn counts(thing: &str) -> bool {
    const NUMBERS: Roles = Roles::of(&[Role::Number, Role::Scale, Role::Multiple]);
    let counts = |word: &str| {
        words::read(word, 0, word.len(), Some(Language::ENGLISH))
            .iter()
            .any(|word| word.roles.meets(NUMBERS) && word.datum(Role::Number) != Some(1))
    };
    thing.split_whitespace().any(counts)
}

/// Where the fraction ends that a content in English begins with, before a thing that it is a part of: "one half of the pie".
fn fraction_of(stated: &Stated<'_>) -> Option<usize> {
    const COUNTS: Roles =
        Roles::of(&[Role::Number, Role::Scale, Role::Multiple, Role::Unit, Role::Fewer, Role::Answer, Role::This]);
    let content = stated.content();
    let (fraction, thing) =
        content.split_once(phrases::UNITS_OF_BETWEEN).filter(|_| stated.language == Language::ENGLISH)?;
    let bare = fraction.trim().trim_matches('$');
    let part = phrases::NUMERALS_PARTS.iter().find(|(part, _)| *part == bare);
    let number = number::parse(part.map_or(bare, |(_, counted)| counted))?;
    let noun = words::read(thing, 0, thing.len(), Some(Language::ENGLISH));
    let named = |word: &Word| {
        word.kind == Kind::Word && (word.has(Role::Article) || word.end - word.start > 2) && !word.roles.meets(COUNTS)
    };
    let last = noun.last()?.kind;
    let named = noun.iter().take(noun.len() - usize::from(last == Kind::Stop)).all(named);
    let part = !number.value.is_integer() && !bare.contains(['.', '%']);
    (part && named && noun.len() <= NOUN + 1 && !counts(thing)).then(|| stated.span.start + fraction.trim_end().len())
}

/// Whether an amount of money is what something is more than another.
fn is_more(text: &str, value: &Value, tail: &[Word]) -> bool {
    let priced =
        text[value.span.clone()].chars().next().is_some_and(|c| values::is_currency(c.encode_utf8(&mut [0; 4])));
    priced && tail.first().is_some_and(|word| word.has(Role::More) && !word.has(Role::Not) && says_more(word.of(text)))
}

/// Whether a comparison keeps the amount as a difference upwards: "$5 fewer" is no five dollars.
fn says_more(comparison: &str) -> bool {
    comparison.starts_with(phrases::UNITS_MORE)
}

/// Whether all that stands outside of the values is words: a formula that is not read as a value is equality's to read.
fn is_prose(stated: &Stated<'_>, values: &[Value]) -> bool {
    let (text, words, span) = (stated.text, &stated.words[..], &stated.span);
    let inside = |word: &Word| values.iter().any(|value| value.span.start <= word.start && word.end <= value.span.end);
    let outside: Vec<(usize, &Word)> = words.iter().enumerate().filter(|(_, word)| !inside(word)).collect();
    // The letter of a choice and what stands behind it.
    let lower = words.get(1).is_some_and(|word| word.of(text).len() == 1 && word.kind == Kind::Word);
    let choice = words[0].of(text) == "(" && lower && words.get(2).is_some_and(|word| word.of(text) == ")")
        || words.len() > 1
            && words[0].of(text).chars().count() == 1
            && words[0].kind == Kind::Word
            && matches!(words[1].of(text), ")" | "." | ":" | "）")
        || words
            .windows(2)
            .any(|pair| pair[0].has(Role::Option) && !pair[0].has(Role::Answer) && is_choice_letter(pair[1].of(text)))
        || values.iter().any(|value| is_dated(words, value));
    let begins = |at: usize| values.iter().any(|value| value.words.start == at);
    // A sign that has a role, such as a hyphen between number words, is a sign.
    let kind = |word: &Word| {
        if word.of(text).contains(char::is_alphanumeric) {
            word.kind
        } else if word.kind == Kind::Word {
            Kind::Sign
        } else {
            word.kind
        }
    };
    let prose = |at: usize, word: &Word| match kind(word) {
        Kind::Word => {
            // Letters that touch a sign of mathematics belong to a formula.
            let latin = word.of(text).starts_with(|c: char| c.is_alphabetic() && c < '\u{250}');
            let touches = |c: Option<char>| {
                c.is_some_and(|c| {
                    matches!(c, '^' | '_' | '=' | '+' | '|' | '\\' | '{' | '}' | '[' | ']' | '<' | '>')
                        || c.is_numeric()
                })
            };
            let operator = |at: usize| {
                words.get(at).is_some_and(|next| {
                    matches!(next.of(text), "+" | "-" | "−" | "*" | "/" | "^" | "=" | "<" | ">" | "≤" | "≥")
                })
            };
            // "Anna a 14 pommes": a verb of one letter.
            let verb = word.language != Language::ENGLISH
                && word.certain
                && word.roles.meets(Roles::of(&[Role::Common, Role::Gets]));
            let small = word.of(text).starts_with(char::is_lowercase)
                && (verb || word.roles.meets(Roles::of(&[Role::Side, Role::And, Role::Or, Role::Because])));
            // "Z 30 dětí je 12 dívek": a preposition of one letter.
            let among = at == 0 && values.len() > 1 && word.has(Role::Among) && word.has(Role::Side);
            let letter = word.of(text).chars().count() == 1 && !small && !among;
            // "A$10" is money, "a 10" is not.
            let beside = letter
                && (!word.has(Role::Article) || text[word.end..].starts_with('$'))
                && (begins(at + 1) || values.iter().any(|value| value.words.end == at));
            let capitals = word.of(text).chars().skip(1).any(char::is_uppercase) && word.of(text).chars().count() <= 4;
            // "s-au vândut": a letter that a hyphen joins with a word.
            let hyphened = word.language != Language::ENGLISH
                && text[word.end..]
                    .strip_prefix('-')
                    .is_some_and(|rest| rest.chars().take_while(|c| c.is_alphabetic()).nth(1).is_some());
            let calculated = beside
                || latin && capitals
                || letter
                    && !hyphened
                    && (operator(at + 1)
                        || at > 0
                            && (operator(at - 1) || words[at - 1].roles.meets(Roles::of(&[Role::And, Role::Or]))));
            let before = text[span.start..word.start].chars().next_back();
            let behind = text[word.end..span.end].chars().next();
            !(latin && (touches(before) || touches(behind) || calculated))
        }
        Kind::Sign => {
            let sign = word.of(text);
            let c = sign.chars().next().unwrap_or_default();
            match sign {
                "=" | "＝" | "→" if !is_label(text, &words[..at]) => false,
                "=" | "＝" | "→" => {
                    begins(at + 1) || words.get(at + 1).is_some_and(|next| next.roles.meets(LIGHT)) && begins(at + 2)
                }
                "-" | "–" | "/" | "*"
                    if sign != "*" || text[..word.start].ends_with(' ') && text[word.end..].starts_with(' ') =>
                {
                    let (before, behind) =
                        (text[span.start..word.start].chars().next_back(), text[word.end..span.end].chars().next());
                    let both = |test: fn(char) -> bool| before.is_some_and(test) && behind.is_some_and(test);
                    sign != "*" && (both(char::is_whitespace) || both(char::is_alphabetic))
                }
                _ => {
                    !matches!(c, '^' | '|' | '[' | ']' | '<' | '>' | '+' | '\\' | '′')
                        && !RELATES.contains(c)
                        && !c.is_numeric()
                }
            }
        }
        // An arrow leads to a value, or it implies.
        Kind::Formula => match word.of(text) {
            "\\approx" | "\\simeq" | "$\\approx$" => true,
            "\\Rightarrow" | "\\to" => begins(at + 1),
            _ => false,
        },
        Kind::Number | Kind::Break => false,
        Kind::Stop => at + 1 == words.len(),
    };
    let says = |word: &Word| {
        word.kind == Kind::Word || matches!(word.of(text), "(" | "（" | "≈" | "\\approx" | "≃" | "\\simeq")
    };
    !choice && outside.iter().any(|(_, word)| says(word)) && outside.iter().all(|(at, word)| prose(*at, word))
}

/// Whether words before an equals sign name what it is: letters alone are a formula.
fn is_label(text: &str, words: &[Word]) -> bool {
    words.iter().any(|word| {
        let mut chars = word.of(text).chars();
        chars.next();
        let natural = !chars.clone().any(char::is_uppercase) && (chars.count() > 1 || !word.of(text).is_ascii());
        word.kind == Kind::Word && natural
    })
}

/// Whether a word is the letter of a choice, or its bracket.
fn is_choice_letter(written: &str) -> bool {
    written == "(" || written.len() == 1 && written.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a number belongs to a date.
fn is_dated(words: &[Word], value: &Value) -> bool {
    let month = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| word.has(Role::Month));
    let (start, end) = (value.words.start, value.words.end);
    month(start.checked_sub(1)) || month(Some(end)) || month(Some(end + 1)) && words[end].kind == Kind::Word
}

/// Roles of words that may stand before the subject of a sentence.
const ASIDE: Roles = Roles::of(&[Role::Break, Role::And]);

/// Where the value stands that the sentence asserts.
pub(super) fn asserted(stated: &Stated<'_>) -> Option<Range<usize>> {
    if stated.words.len() > WORDS {
        return None;
    }
    // "It costs $2.50 a ticket, so 8 tickets cost $20": what follows is asserted.
    let follows = |at: &usize| {
        let word = &stated.words[*at];
        word.has(Role::Because)
            && word.has(Role::Break)
            && matches!(stated.words[at - 1].of(stated.text), "," | "，")
            && stated.words[*at..].iter().any(|word| word.kind == Kind::Number)
    };
    if let Some(at) = (1..stated.words.len()).rev().find(follows) {
        let rest = Stated {
            text: stated.text,
            span: stated.words[at].end..stated.span.end,
            words: stated.words[at + 1..].to_vec(),
            language: stated.language,
            bare: stated.bare,
        };
        return asserted(&rest);
    }
    let values = values::find(stated.text, &stated.words);
    match (Clause { stated, values: &values }).choose() {
        Choice::One(main, _) => {
            // "The two trains meet after 3.5 hours": the number of what is known before is not asserted.
            let known = main == 0
                && values.len() == 2
                && stated.words[..values[0].words.start].last().is_some_and(|word| word.has(Role::Article))
                && stated.words[..values[0].words.start].iter().all(|word| word.roles.meets(LIGHT.with(ASIDE)));
            Some(values[if known { 1 } else { main }].span.clone())
        }
        _ => None,
    }
}

/// How many words behind a bare value are its noun.
fn noun(text: &str, tail: &[Word]) -> usize {
    const OTHER: Roles = Roles::of(&[
        Role::Because,
        Role::Suppose,
        Role::Restates,
        Role::Is,
        Role::Verdict,
        Role::Instead,
        Role::Not,
        Role::Side,
        Role::Ends,
        Role::And,
    ]);
    let noun = tail.iter().take_while(|word| {
        (word.kind == Kind::Word && !word.roles.meets(OTHER)) || matches!(word.of(text), "-" | "'" | "’" | "/" | ".")
    });
    let count = noun.count();
    if tail[..count].iter().filter(|word| word.kind == Kind::Word).count() > NOUN { 0 } else { count }
}

/// A value that is said again.
fn restated<'t>(stated: &Stated<'t>, values: &[Value], main: usize, again: &[Range<usize>]) -> Reading<'t> {
    let text = stated.text;
    let form = |at: usize| amounts(stated, &values[at]);
    let mut restated = vec![form(main)];
    for range in again {
        let calculated = range.len() > 1
            && clause::is_calculation(
                &stated.words[values[range.start].words.end..values[range.start + 1].words.start],
            );
        restated.push(if range.len() == 1 {
            form(range.start)
        } else if calculated {
            Cow::Borrowed(&text[values[range.start].span.start..values[range.end - 1].span.end])
        } else {
            Cow::Owned(range.clone().map(form).collect::<Vec<_>>().join(" + "))
        });
    }
    Reading { restated, ..Reading::plain(text, stated.span.clone()) }
}

/// A value as it is written; amounts in two units by the symbols of these, where the language is not equality's: "1 h 30 min".
fn amounts<'t>(stated: &Stated<'t>, value: &Value) -> Cow<'t, str> {
    let text = stated.text;
    let mut spelled = String::new();
    let mut units = 0;
    for word in &stated.words[value.words.clone()] {
        let unit = word.datum(Role::Unit).filter(|_| word.kind == Kind::Word).map(lexicon::unit);
        units += usize::from(unit.is_some());
        if word.kind == Kind::Number || unit.is_some() {
            spelled.extend([unit.unwrap_or(word.of(text)), " "]);
        }
    }
    if units > 1 && stated.language != Language::ENGLISH {
        Cow::Owned(spelled.trim_end().to_owned())
    } else {
        Cow::Borrowed(&text[value.span.clone()])
    }
}
