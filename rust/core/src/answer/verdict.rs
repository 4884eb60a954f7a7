//! Verdicts in words: yes, no, true, false, "no solution" and their kin, in every language of the lexicon.
//!
//! A verdict counts where it covers its clause but for what it is said of ("the equation has no solution") and for words that
//! change nothing. What denies it or narrows it ("no negative solutions") leaves none.

use crate::lexicon::language::Script;
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{self, Role, Roles, look_up, meanings};

/// Words that take a verdict back, narrow it or leave it open.
const NARROWS: Roles = Roles::of(&[
    Role::Not,
    Role::No,
    Role::Negative,
    Role::Restricts,
    Role::Fewer,
    Role::Changes,
    Role::Suppose,
    Role::Asks,
    Role::Maybe,
    Role::MayBe,
    Role::Would,
    Role::Doubts,
    Role::Either,
    Role::Or,
    Role::Person,
    Role::Says,
    Role::According,
    Role::Wrong,
]);

/// Words behind a verdict that close its sentence or say that it is one.
const CLOSES: Roles =
    Roles::of(&[Role::Ends, Role::Filler, Role::Is, Role::Agrees, Role::Answer, Role::Right, Role::This]);

/// Words before a verdict that no subject is made of, and that change nothing.
const LEADS: Roles = Roles::of(&[
    Role::Filler,
    Role::Break,
    Role::Is,
    Role::This,
    Role::Article,
    Role::Answer,
    Role::Result,
    Role::Because,
    Role::Final,
    Role::Right,
]);

/// Words of one sentence at most: what is longer is an explanation.
const LONGEST: usize = 40;

/// Verdicts that exclude each other.
const OPPOSITES: [(&str, &str); 8] = [
    ("yes", "no"),
    ("true", "false"),
    ("converges", "diverges"),
    ("possible", "impossible"),
    ("even", "odd"),
    ("increasing", "decreasing"),
    ("no_solution", "infinitely_many"),
    ("both", "neither"),
];

/// The verdict that the words of a text give, by its name in the files.
pub(crate) fn read(text: &str, words: &[Word]) -> Option<&'static str> {
    let clauses = clauses(text, words);
    let (at, verdict) = clauses.iter().enumerate().find_map(|(at, clause)| Some((at, of(text, clause)?)))?;
    let introduces = |clause: &&[Word]| {
        clause.iter().any(|word| word.has(Role::Because)) || clause.iter().all(|word| word.roles.meets(LEADS))
    };
    // "yes, but it could also be Lima" leaves it open.
    let opens = |clause: &[Word]| {
        clause.first().is_some_and(|first| first.roles.meets(Roles::of(&[Role::Instead, Role::Break, Role::Or])))
            && clause.iter().any(|word| word.roles.meets(Roles::of(&[Role::MayBe, Role::Maybe])))
    };
    // One letter of a script without blanks may be a part of what is said: "否，57能被3整除".
    let tells = |word: &Word, clause: &[Word]| clause.len() == 1 || word.of(text).chars().nth(1).is_some();
    let contradicts = |clause: &&[Word]| {
        opens(clause)
            || is_narrowed(clause)
            || clause.iter().any(|word| {
                word.has(Role::Suppose)
                    || word.has(Role::Or)
                    || tells(word, clause) && verdicts(word).any(|other| excludes(verdict, other))
            })
    };
    let fits = clauses[..at].iter().all(introduces) && !clauses[at + 1..].iter().any(contradicts);
    fits.then_some(verdict)
}

/// Whether words only say that a verdict holds in some cases: "yes (only sometimes)".
pub(super) fn is_narrowed(words: &[Word]) -> bool {
    const ASIDE: Roles = Roles::of(&[Role::Filler, Role::Break, Role::Instead, Role::Final, Role::Restricts]);
    words.iter().any(|word| word.has(Role::Restricts))
        && words.iter().all(|word| word.kind != Kind::Word || word.roles.meets(ASIDE))
}

/// Whether a word denies or narrows what is said.
pub(super) fn narrows(word: &Word) -> bool {
    // A statement is what a verdict is said of, though a statement says something: "This statement is true".
    const SUBJECTS: Roles = Roles::of(&[Role::Person, Role::Says, Role::Believes]);
    word.roles.meets(NARROWS) && !(word.has(Role::Option) && !word.roles.without(SUBJECTS).meets(NARROWS))
}

/// The clauses of the first sentence, without the marks between them, and what follows it as one more.
fn clauses<'w>(text: &str, words: &'w [Word]) -> Vec<&'w [Word]> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, word) in words.iter().enumerate() {
        let written = word.of(text);
        let ends = matches!(word.kind, Kind::Stop | Kind::Break);
        let parts = matches!(written, "," | "，" | "、" | "،" | ";" | "；" | ":" | "：" | "—" | "–");
        // "Yes (it is divisible by 3)", and not "f(x) is even".
        let parts = parts || matches!(written, "(" | "（") && text[..word.start].ends_with(' ');
        // "False - zero is even"
        let spaced = text[..word.start].ends_with(' ') && text[word.end..].starts_with(' ');
        let parts = parts || written == "-" && spaced;
        // Where blanks part no words they part clauses; and where the verb stands last, a reason ends its clause.
        let script = word.language.properties().script;
        let blank = script == Script::Thai && at > start && words[at - 1].end < word.start && word.kind != Kind::Number;
        let reason = matches!(script, Script::Kana | Script::Hangul) && at > start && words[at - 1].has(Role::Because);
        if blank || reason {
            out.push(&words[start..at]);
            start = at;
        }
        let closes = word.kind == Kind::Word && written.ends_with([',', '，', '、', '،']) && !parts;
        if closes {
            out.push(&words[start..=at]);
            start = at + 1;
        } else if ends || parts {
            if start < at {
                out.push(&words[start..at]);
            }
            start = at + 1;
            if ends && !out.is_empty() {
                break;
            }
        }
    }
    if start < words.len() {
        out.push(&words[start..]);
    }
    out
}

/// The verdict that a clause is, but for its subject.
fn of(text: &str, clause: &[Word]) -> Option<&'static str> {
    if let [word] = clause
        && let Some(verdict) = before_comma(text, word)
    {
        return Some(verdict);
    }
    let at = clause.iter().rposition(|word| word.has(Role::Verdict))?;
    let verdict = verdicts(&clause[at]).next()?;
    let (before, behind) = (&clause[..at], &clause[at + 1..]);
    // "This" is a number, too, in Korean.
    let counts = |word: &Word| word.has(Role::Number) && !word.has(Role::Article);
    let plain = |word: &Word| !narrows(word) && !matches!(word.kind, Kind::Formula) && !counts(word);
    let quiet = |word: &Word| match word.kind {
        Kind::Sign => !word.of(text).contains(['?', '=', '<', '>', '+', '-', '/', '^', '|', '\\']),
        Kind::Number | Kind::Formula => false,
        _ => true,
    };
    let closes = |word: &Word| {
        word.kind == Kind::Sign && quiet(word) || word.kind == Kind::Word && word.roles.meets(CLOSES) && plain(word)
    };
    // A bare yes or no says nothing of a subject: "no such polygon" is none.
    let alone = matches!(verdict, "yes" | "no" | "both" | "neither" | "none");
    let leads = |word: &Word| {
        quiet(word)
            && plain(word)
            && (word.kind != Kind::Word || word.roles.meets(LEADS) || !alone)
            && verdicts(word).all(|other| other == verdict)
    };
    (clause.len() <= LONGEST && behind.iter().all(closes) && before.iter().all(leads)).then_some(verdict)
}

/// The verdict that a phrase begins with of which nothing but a comma is left: "yes," is a filler too.
fn before_comma(text: &str, word: &Word) -> Option<&'static str> {
    if !word.of(text).ends_with([',', '，', '、', '،']) {
        return None;
    }
    let found = look_up(text, word.start);
    found.iter().find_map(|(end, set)| {
        let rest = text.get(*end as usize..word.end)?;
        let meaning = meanings(*set).iter().find(|meaning| meaning.language() == word.language)?;
        let alone = rest.chars().all(|c| !c.is_alphanumeric());
        meaning.datum(Role::Verdict).filter(|_| alone).map(lexicon::verdict)
    })
}

/// The verdicts that a word may stand for.
fn verdicts(word: &Word) -> impl Iterator<Item = &'static str> {
    word.datum(Role::Verdict).filter(|_| word.has(Role::Verdict)).map(lexicon::verdict).into_iter()
}

fn excludes(one: &str, other: &str) -> bool {
    OPPOSITES.iter().any(|(a, b)| (*a, *b) == (one, other) || (*b, *a) == (one, other))
}

/// The verdict as equality spells it.
pub(crate) fn spelled(verdict: &str) -> String {
    verdict.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Language, words};

    fn verdict(code: &str, text: &str) -> Option<&'static str> {
        read(text, &words::read_in(text, 0, text.len(), Language::of(code).unwrap()))
    }

    #[test]
    fn a_verdict_covers_its_clause() {
        assert_eq!(verdict("en", "No, such a shape can't exist"), Some("no"));
        assert_eq!(verdict("en", "no such shape exists"), None);
        assert_eq!(verdict("en", "The statement is not true"), Some("false"));
        assert_eq!(verdict("de", "Die Gleichung hat keine Lösung"), Some("no_solution"));
        assert_eq!(verdict("de", "Die Gleichung hat keine positive Lösung"), None);
        assert_eq!(verdict("es", "sí, porque son iguales"), Some("yes"));
        assert_eq!(verdict("es", "sí o no"), None);
        assert_eq!(verdict("de", "Die Reihe divergiert nicht"), None);
        assert_eq!(verdict("ja", "負の解はありません"), None);
    }
}
