//! Statements that choose: "I choose B", "option B is correct", "the correct option is (B)", "故选C".

use std::ops::Range;

use super::doubt::{self, Doubt};
use super::joint::is_denial;
use super::statement::{Reading, Scene};
use crate::answer::labels::{is_label, names_options};
use crate::lexicon::pattern::{self, CHOICE_AFTER, CHOICE_BEFORE, Found};
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Role, Roles};
use crate::trace::Cause;

/// Reads the choice around an anchor.
pub(super) fn read<'t>(scene: &Scene<'t>) -> Reading<'t> {
    let (text, words) = (scene.text, &scene.words);
    let sentence = sentence_of(words, scene.noun);
    let after = pattern::find_at(&CHOICE_AFTER, &words[..sentence.end], scene.noun, text)
        .and_then(|found: Found| letter_of(scene, scene.noun + 1..found.end, sentence.end));
    // The shortest way back to a letter.
    let before = || {
        (sentence.start..scene.noun).rev().take(8).find(|at| {
            pattern::find_at(&CHOICE_BEFORE, &words[..sentence.end], *at, text)
                .is_some_and(|found| found.end > scene.noun)
        })
    };
    let noun = words[scene.noun].start..words[scene.noun].end;
    let Some(letter) = after.or_else(before).filter(|letter| is_letter(scene, *letter)) else {
        return Reading::Nothing(Cause::at("it leads to no letter", &noun));
    };
    let last = further(scene, letter, sentence.end);
    if lists_options(scene, last) {
        return Reading::Nothing(Cause::at("it lists the options", &noun));
    }
    let letter = earlier(scene, letter, sentence.start);
    let first = letter.min(scene.noun);
    let range = bracketed(scene, letter, last);
    let between = &words[first..=last.max(scene.noun)];
    let denied = (0..between.len()).any(|at| is_denial(between, at))
        || between.iter().any(|word| {
            word.roles.meets(Roles::of(&[Role::Wrong, Role::MayBe])) && !word.has(Role::Right) || is_untrue(word)
        });
    if denied || is_called_false(&words[last + 1..sentence.end]) {
        let span = words[first].start..words[sentence.end - 1].end;
        return Reading::Denied(range, Cause::at("its letter is denied", &span));
    }
    // "D is right only if x > 0"
    let behind = &words[last.max(scene.noun) + 1..sentence.end];
    if let Some(limit) = behind.iter().take(3).find(|word| word.has(Role::Restricts) && word.has(Role::Suppose)) {
        let span = limit.start..limit.end;
        return Reading::Denied(range, Cause::at("it is so in some cases alone", &span));
    }
    // A statement that is chosen says nothing itself: "affirmation C".
    let lead: Vec<Word> = words[..first].iter().filter(|word| !word.has(Role::Option)).copied().collect();
    // "Some might argue for C" denies nothing.
    if let Some(cause) = doubt::before_words(text, &lead).cause() {
        return Reading::Nothing(cause);
    }
    match doubt::behind_words(text, &words[last.max(scene.noun) + 1..], &text[range.clone()]) {
        Doubt::None if words[scene.noun].has(Role::This) => Reading::Restated(range),
        Doubt::None => Reading::Stated(range, scene.language()),
        Doubt::Denied(cause) | Doubt::Asked(cause) => Reading::Denied(range, cause),
    }
}

/// Whether the letter is the first of several options that follow one another: "A (1.9), B (2.4)", "A. 1.9" above "B. 2.4".
fn lists_options(scene: &Scene<'_>, letter: usize) -> bool {
    let Some(next) = scene.words[letter].of(scene.text).chars().next().and_then(|c| char::from_u32(c as u32 + 1))
    else {
        return false;
    };
    let mut name = [0; 4];
    let name: &str = next.encode_utf8(&mut name);
    scene.words[letter + 1..].windows(2).take(40).any(|pair| {
        pair[0].of(scene.text) == name && matches!(pair[1].of(scene.text), "(" | ")" | "." | ":" | "：" | "）")
    })
}

/// The letter that a pattern leads to: the last one in it, or behind an article that is a letter, too.
fn letter_of(scene: &Scene<'_>, found: Range<usize>, end: usize) -> Option<usize> {
    let inside = found.clone().rev().find(|at| is_letter(scene, *at));
    let says_nothing =
        |word: &Word| word.kind == Kind::Sign || word.roles.meets(Roles::of(&[Role::Article, Role::Option, Role::Is]));
    let behind = || {
        (found.end..end.min(found.end + 4))
            .find(|at| is_letter(scene, *at))
            .filter(|at| scene.words[found.end.saturating_sub(1)..*at].iter().all(says_nothing))
    };
    inside.or_else(behind)
}

/// Whether the words right behind a letter call its statement false.
fn is_called_false(rest: &[Word]) -> bool {
    let says_nothing = |word: &&Word| word.kind == Kind::Sign || word.roles.meets(Roles::of(&[Role::Is, Role::Filler]));
    let verdict = rest.iter().take(5).find(|word| !says_nothing(word)).and_then(|word| word.datum(Role::Verdict));
    verdict.is_some_and(|verdict| crate::lexicon::verdict(verdict) == "false")
}

/// Whether a word is the verdict that something is false.
fn is_untrue(word: &Word) -> bool {
    let verdict = word.datum(Role::Verdict).filter(|_| !word.roles.meets(Roles::of(&[Role::Right, Role::Is])));
    verdict.is_some_and(|verdict| crate::lexicon::verdict(verdict) == "false")
}

/// The words of the sentence around one of them.
fn sentence_of(words: &[Word], at: usize) -> Range<usize> {
    let ends = |word: &Word| matches!(word.kind, Kind::Stop | Kind::Break);
    let start = words[..at].iter().rposition(ends).map_or(0, |before| before + 1);
    let end = words[at..].iter().position(ends).map_or(words.len(), |behind| at + behind);
    start..end
}

/// Whether a word is the letter of a choice: a capital alone, or any label in brackets; what follows is no word of its own.
fn is_letter(scene: &Scene<'_>, at: usize) -> bool {
    let (text, word) = (scene.text, &scene.words[at]);
    let name = word.of(text);
    let bracket = |at: Option<usize>| {
        at.and_then(|at| scene.words.get(at)).is_some_and(|word| matches!(word.of(text), "(" | "（" | ")" | "）"))
    };
    let bracketed = bracket(at.checked_sub(1)) && bracket(Some(at + 1));
    let next = scene.words.get(at + 1);
    // "A car", "I think", "A alternativa": a word.
    let article = |next: &Word| {
        next.roles.is_empty() || word.has(Role::Article) && next.roles.meets(NOUNS) && !next.has(Role::Is)
    };
    let goes_on = matches!(name, "A" | "I" | "E" | "O")
        && !bracketed
        && next.is_some_and(|next| next.kind == Kind::Word && article(next) && next.of(text).chars().count() > 1)
        || next.is_some_and(|next| {
            next.start == word.end
                && (next.kind == Kind::Number || matches!(next.of(text), "'" | "’" | "^" | "_" | "=" | "+"))
        });
    // "و" joins two letters, and is one of a series.
    let joins = !bracketed && !name.is_ascii() && word.roles.meets(Roles::of(&[Role::And, Role::Or]));
    (names_options(name) && !goes_on && !joins) || (bracketed && is_label(name))
}

/// Roles of nouns that an article may stand before.
const NOUNS: Roles = Roles::of(&[Role::Option, Role::Answer, Role::Result, Role::Final]);

/// The last of the letters that are chosen together: "A and C", "A, C", "A/C".
fn further(scene: &Scene<'_>, letter: usize, end: usize) -> usize {
    let mut last = letter;
    loop {
        let mut at = last + 1;
        let mut joined = false;
        while at < end && at <= last + 5 {
            let word = &scene.words[at];
            let sign = matches!(word.of(scene.text), "," | "、" | "/" | "&" | ";" | "，" | "；" | "،" | "+");
            joined |= sign || word.roles.meets(Roles::of(&[Role::And, Role::Or]));
            if !(sign
                || matches!(word.of(scene.text), "(" | ")" | "*" | "（" | "）")
                || word.roles.meets(Roles::of(&[Role::And, Role::Or, Role::Option, Role::Maybe])))
            {
                break;
            }
            at += 1;
        }
        if at >= end || !joined || !is_letter(scene, at) {
            return last;
        }
        last = at;
    }
}

/// The first of the letters that are chosen together with `letter`, which is the last of them before the anchor.
fn earlier(scene: &Scene<'_>, letter: usize, start: usize) -> usize {
    let mut first = letter;
    while let Some(at) = (start..first).rev().take(5).find(|at| is_letter(scene, *at)) {
        if further(scene, at, first + 1) != first {
            break;
        }
        first = at;
    }
    first
}

/// The range of letters with the brackets around them.
fn bracketed(scene: &Scene<'_>, first: usize, last: usize) -> Range<usize> {
    let mut range = scene.words[first].start..scene.words[last].end;
    if first == last {
        return range;
    }
    if scene.text[..range.start].ends_with('(') {
        range.start -= 1;
    }
    if scene.text[range.end..].starts_with(')') {
        range.end += 1;
    }
    range
}
