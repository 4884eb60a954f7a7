//! Statements in words, in the languages of the lexicon: "The answer is …", "… is the answer", "Answer: …".

use std::ops::Range;

use super::anchor::in_program;
use super::doubt::{self, Doubt};
use super::joint::{self, Joint, Link, is_denial};
use super::peel::peel;
use super::{choice, content, quick};
use crate::answer::{self, Reading as Read};
use crate::lexicon::pattern::{
    self, CONTENT_DENIED, NOUN_BESIDE, NOUN_PARTIAL, NOUN_REPORTED, REVERSED_BESIDE, REVERSED_IS, REVERSED_NOT,
    SUBJECT_LEAD,
};
use crate::lexicon::sentences::Sentences;
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Language, Role, Roles};
use crate::limits::SENTENCE_WINDOW;
use crate::number;
use crate::text::sentence;
use crate::trace::Cause;

/// What a phrase comes to.
#[derive(Debug)]
pub(super) enum Reading<'t> {
    /// It states what stands in this range.
    Stated(Range<usize>, Language),
    /// It says again what was stated before, in another form: "this corresponds to option (C)".
    Restated(Range<usize>),
    /// It states what has been read.
    Read(Read<'t>),
    /// It denies, supposes or quotes what stands in this range.
    Denied(Range<usize>, Cause),
    /// It states nothing.
    Nothing(Cause),
}

/// Roles that make a word the anchor of a statement.
pub(super) const ANCHORS: Roles = Roles::of(&[Role::Answer, Role::Result, Role::Option, Role::Chooses, Role::Right]);

/// The words around an anchor.
pub(super) struct Scene<'t> {
    pub(super) text: &'t str,
    pub(super) words: Vec<Word>,
    /// The number of the anchor.
    pub(super) noun: usize,
    /// How far the statement may reach.
    pub(super) ceiling: usize,
}

impl Scene<'_> {
    /// The words before the anchor in its sentence.
    pub(super) fn lead(&self) -> &[Word] {
        &self.words[..self.noun]
    }

    /// The number of the first word that begins at `at` or later.
    pub(super) fn at(&self, at: usize) -> usize {
        self.words.partition_point(|word| word.start < at)
    }

    pub(super) fn language(&self) -> Language {
        self.words[self.noun].language
    }
}

/// Reads the phrase around the word in `mark`; `limit` is where the next place begins, and `sentences` holds what was read of the text.
pub(super) fn read<'t>(text: &'t str, mark: Range<usize>, limit: usize, sentences: &mut Sentences) -> Reading<'t> {
    quick::read(text, &mark).unwrap_or_else(|| thorough(text, mark, limit, sentences))
}

/// Reads the sentence around a word, and what follows it, as words with roles.
pub(super) fn thorough<'t>(text: &'t str, mark: Range<usize>, limit: usize, sentences: &mut Sentences) -> Reading<'t> {
    let ceiling = text.floor_char_boundary((limit.max(mark.end) + SENTENCE_WINDOW).min(text.len()));
    let ceiling = ceiling.min(text.floor_char_boundary((mark.end + 4 * SENTENCE_WINDOW).min(text.len())));
    // A key without a value that is one: `"answer": null`.
    if text[..mark.start].ends_with(['"', '\'']) && text[mark.end..ceiling].starts_with(['"', '\'']) {
        return Reading::Nothing(Cause::at("it is a key without a value", &mark));
    }
    let start = sentence::start_before(text, mark.start);
    let none = Cause::at("no words of a statement stand around it", &mark);
    let label = text[mark.clone()].ends_with([':', '：']);
    // In the language of its sentence the word may be none that anchors a statement.
    let wants = |word: &Word| label || word.roles.meets(ANCHORS);
    let words = sentences.read(text, start..ceiling, mark.start, wants).unwrap_or_default();
    let Some(noun) = words.iter().position(|word| word.start <= mark.start && mark.start < word.end) else {
        return Reading::Nothing(none);
    };
    let roles = words[noun].roles;
    let scene = Scene { text, words, noun, ceiling };
    let mut nothing = None;
    if label || roles.has(Role::Answer) || roles.has(Role::Result) {
        match named(&scene, limit) {
            Reading::Nothing(cause) => nothing = Some(cause),
            reading => return reading,
        }
    }
    match if roles.meets(ANCHORS) { choice::read(&scene) } else { Reading::Nothing(none) } {
        Reading::Nothing(cause) => Reading::Nothing(nothing.unwrap_or(cause)),
        reading => reading,
    }
}

/// A statement whose noun is a word for "answer" or "result".
fn named<'t>(scene: &Scene<'t>, limit: usize) -> Reading<'t> {
    let text = scene.text;
    let behind = joint::sentence(&scene.words[scene.noun + 1..]);
    let sentence = &scene.words[..scene.noun + 1 + behind.len()];
    let partial = pattern::find(&NOUN_PARTIAL, behind, text).map(|found| Cause::found(found, behind));
    let reported = || pattern::find(&NOUN_REPORTED, sentence, text).map(|found| Cause::found(found, sentence));
    if let Some(cause) = partial.or_else(reported) {
        let end = scene.words[scene.noun].end;
        return Reading::Denied(end..end, cause);
    }
    let Some(joint) = joint::read(text, &scene.words, scene.noun).filter(|joint| connects(scene, joint)) else {
        return reversed(scene);
    };
    let Some(first) = scene.words.get(joint.next) else { return reversed(scene) };
    // "उत्तर x = 5 है": the letter right behind the noun is the value's label, and no part of the noun.
    let first = scene.words.get(scene.noun + 1).filter(|_| names_letter(scene, joint.next)).unwrap_or(first);
    let start = first.start + content::list_mark(scene, &joint, first.start);
    let end = if joint.link == Link::Cell {
        text[start..].find(['|', '\n']).map_or(text.len(), |cell| start + cell)
    } else {
        let reach = if limit == text.len() { limit } else { scene.ceiling };
        content::more_lines(text, start, content::end(text, start, reach))
    };
    let range = peel(text, start..end);
    let words = &text[range.clone()];
    if words.is_empty() {
        return reversed(scene);
    }
    if let Some(letter) = chosen_letter(scene, &joint).filter(|_| doubt::before(scene) == Doubt::None) {
        return Reading::Stated(letter, scene.language());
    }
    // A box or a formula that was cut off, and what a program assigns.
    if end == text.len() && content::is_open(words) {
        return Reading::Nothing(Cause::at("its value was cut off", &range));
    }
    if joint.link == Link::Verb && in_program(text, scene.words[scene.noun].start) {
        return Reading::Nothing(Cause::at("a program assigns it", &range));
    }
    if joint.link == Link::Colon && content::lists_options(scene, &text[start..scene.ceiling]) {
        return Reading::Nothing(Cause::at("it lists the options", &range));
    }
    let language = scene.language();
    let inside = scene.at(range.start)..scene.at(range.end);
    let begins_with_denial =
        inside.clone().find(|at| scene.words[*at].kind != Kind::Sign).is_some_and(|at| is_denial(&scene.words, at));
    // "Answer: not prime" and "The answer is not enough information" say no value that they deny.
    let negative = if joint.denied {
        negative_verdict(scene, joint.next - 1, range.clone())
    } else if begins_with_denial && joint.link == Link::Colon {
        says_no_value(&scene.words[inside.clone()], text).then(|| answer::read(text, range.clone(), Some(language)))
    } else {
        None
    };
    if let Some(reading) = negative.filter(|_| doubt::before(scene) == Doubt::None) {
        return Reading::Read(reading);
    }
    if joint.denied || begins_with_denial {
        let words = scene.words[scene.noun].start..range.end;
        return instead(scene, range, inside, Cause::at("its verb denies", &words));
    }
    let joining = &scene.words[scene.noun + 1..joint.next];
    let conditional = joining.iter().any(|word| word.has(Role::Would))
        && scene.words[inside.clone()].iter().any(|word| word.has(Role::Suppose));
    let joined = || scene.words[scene.noun].start..range.start;
    let doubted = if joint.foreign {
        Some(Cause::at("it is the answer of somebody else", &joined()))
    } else if conditional {
        Some(Cause::at("it would only be so", &joined()))
    } else {
        doubt::before(scene).cause()
    };
    if let Some(cause) = doubted {
        return Reading::Denied(answer::read(text, range, Some(language)).span, cause);
    }
    let content = &scene.words[inside.clone()];
    if let Some(found) = pattern::find(&CONTENT_DENIED, content, text) {
        return instead(scene, range, inside.clone(), Cause::found(found, content));
    }
    if joint.hedged {
        return Reading::Nothing(Cause::at("its verb only guesses", &joined()));
    }
    if joint.link == Link::Verb && !scene.words[scene.noun].has(Role::Answer) && !closes(scene, range.end) {
        return Reading::Nothing(Cause::at("more follows than a remark on a result", &joined()));
    }
    if matches!(joint.link, Link::Verb | Link::Beside) && content::describes(scene, inside.clone()) {
        let wrong =
            scene.words[inside].iter().find(|word| word.kind == Kind::Word).is_some_and(|word| word.has(Role::Wrong));
        let cause = Cause::at("it describes the answer", &range);
        return if wrong { Reading::Denied(range, cause) } else { Reading::Nothing(cause) };
    }
    let value = answer::read(text, range.clone(), Some(language));
    // What stands behind the value in a content that could not be narrowed to it may take it back.
    let judged = if value.span == range { first_value(scene, inside.clone()) } else { None };
    match doubt::behind(scene, judged.unwrap_or_else(|| value.span.clone())) {
        Doubt::Denied(cause) => instead(scene, range, inside, cause),
        Doubt::Asked(cause) => Reading::Denied(value.span, cause),
        Doubt::None => Reading::Read(value),
    }
}

/// Words of a negative answer at most: "not enough real roots".
const NEGATIVE: usize = 4;

/// Whether a content is a few words without a number, a formula, a letter or a name.
fn says_no_value(words: &[Word], text: &str) -> bool {
    let quiet = |word: &Word| match word.kind {
        Kind::Word => {
            let written = word.of(text);
            !word.has(Role::Number) && written.chars().count() > 1 && !written.chars().skip(1).any(char::is_uppercase)
        }
        Kind::Sign => matches!(word.of(text), "*" | "_" | "-" | "'"),
        _ => false,
    };
    let named = |word: &Word| word.of(text).starts_with(char::is_uppercase);
    words.len() <= NEGATIVE + 2 && words.iter().all(quiet) && !words.iter().skip(1).any(named)
}

/// The verdict of a content whose denial stands in its verb: "is not enough information".
fn negative_verdict<'t>(scene: &Scene<'t>, verb: usize, range: Range<usize>) -> Option<answer::Reading<'t>> {
    let word = &scene.words[verb];
    let at = word.of(scene.text).rfind("not")?;
    let reading = answer::verdict_at(scene.text, word.start + at..range.end)?;
    matches!(&*reading.value, "not enough information" | "cannot be determined" | "impossible" | "undefined")
        .then_some(reading)
}

/// Where the number, formula or letter stands that a content begins with, where words follow it.
fn first_value(scene: &Scene<'_>, inside: Range<usize>) -> Option<Range<usize>> {
    let words = &scene.words[inside];
    let first = words.iter().position(|word| word.kind != Kind::Sign)?;
    let value = &words[first];
    let letter = value.kind == Kind::Word && value.end - value.start == 1;
    let begins = letter || matches!(value.kind, Kind::Number | Kind::Formula) || value.has(Role::Number);
    (begins && words[first + 1..].iter().any(|word| word.kind == Kind::Word)).then_some(value.start..value.end)
}

/// Whether nothing but a letter and an equals sign stands between the noun and the word `next`.
fn names_letter(scene: &Scene<'_>, next: usize) -> bool {
    let [letter, sign] = scene.words.get(scene.noun + 1..next).unwrap_or_default() else { return false };
    joint::is_letter(letter, scene.text) && sign.of(scene.text) == "="
}

/// "उत्तर B है, क्योंकि …": the letter of a choice between the noun and the verb that closes its clause.
fn chosen_letter(scene: &Scene<'_>, joint: &Joint) -> Option<Range<usize>> {
    let inside = scene.words.get(scene.noun + 1..joint.next)?;
    let (letter, rest) = inside.split_first()?;
    let reason = scene.words.get(joint.next).is_some_and(|word| word.has(Role::Because));
    let closes = rest.first().is_some_and(|word| word.roles.meets(Roles::of(&[Role::Ends, Role::Is])));
    let quiet = rest.iter().skip(1).all(|word| word.kind == Kind::Sign);
    (reason && closes && quiet && answer::labels::names_options(letter.of(scene.text)))
        .then_some(letter.start..letter.end)
}

/// Bytes behind a statement of a result that may still be a remark about it: what is further from the end leads to another value.
const CLOSING: usize = 240;

/// Whether little follows the content of a statement whose noun may also name a step on the way.
fn closes(scene: &Scene<'_>, end: usize) -> bool {
    let rest = scene.text[end..].trim();
    rest.len() <= CLOSING && rest.lines().filter(|line| !line.trim().is_empty()).count() <= 2
}

/// Whether noun and value are joined: without a verb or a colon only a value right behind an answer's noun counts.
fn connects(scene: &Scene<'_>, joint: &Joint) -> bool {
    if joint.link != Link::Beside {
        return true;
    }
    let noun = &scene.words[scene.noun];
    let about = scene.words[joint.next..].iter().take_while(|word| word.has(Role::About)).count();
    let Some(next) = scene.words.get(joint.next + about) else { return false };
    let verb_last = joint::is_closed(&scene.words[joint.next + 1..]);
    let spoken = !next.has(Role::Article)
        && next.roles.meets(Roles::of(&[Role::Number, Role::HalfBefore, Role::AddedBefore]))
        && verb_last;
    let opens = matches!(next.kind, Kind::Number | Kind::Formula)
        || spoken
        || matches!(next.of(scene.text), "$" | "-" | "−" | "(" | "√" | "[")
        || joint::begins_formula(scene.text, &scene.words[joint.next..]);
    let lead = scene.lead();
    let latin = scene.language().properties().script == crate::lexicon::language::Script::Latin;
    // "Also ist die Antwort 4": the verb stands before the noun.
    let inverted = pattern::find(&SUBJECT_LEAD, lead, scene.text).is_some();
    let alone = joint::heads_line(&scene.words, scene.noun) && noun.has(Role::Answer);
    // "Hayır, hata yaptım: cevap 45"
    let introduced =
        noun.has(Role::Answer) && lead.last().is_some_and(|word| matches!(word.of(scene.text), ":" | "："));
    let behind = joint::sentence(&scene.words[joint.next..]);
    if alone && pattern::find(&NOUN_BESIDE, behind, scene.text).is_some() {
        return true;
    }
    if opens {
        return verb_last
            || inverted
            || alone
            || introduced
            || !latin
            || lead.last().is_some_and(|word| word.has(Role::Final));
    }
    // A name or a letter and nothing else but a closing verb up to the sentence's end.
    let rest = scene.words[joint.next..].iter().take_while(|word| !matches!(word.kind, Kind::Stop | Kind::Break));
    let rest: Vec<&Word> = rest.filter(|word| word.kind != Kind::Sign).collect();
    let closed = rest.last().is_some_and(|word| word.has(Role::Ends));
    (inverted || !latin) && (rest.len() == 1 || (closed && rest.len() <= 4)) && noun.has(Role::Answer)
}

/// What a denial comes to: the value that it gives instead, "not 3 but 4", or none.
fn instead<'t>(scene: &Scene<'t>, range: Range<usize>, inside: Range<usize>, denial: Cause) -> Reading<'t> {
    let text = scene.text;
    let given = inside.clone().rev().find(|at| scene.words[*at].has(Role::Instead)).or_else(|| {
        // "77 değil, 21": what stands behind the denial.
        let not = inside.clone().rev().find(|at| scene.words[*at].has(Role::Not))?;
        inside.contains(&(not + 2)).then_some(not).filter(|not| {
            matches!(scene.words[not + 1].of(text), "," | "，" | "،" | "、")
                && scene.words[not + 2].kind == Kind::Number
        })
    });
    if let Some(given) = given
        && given > inside.start
    {
        let between = |word: &&Word| {
            word.has(Role::And) || word.kind == Kind::Sign && word.of(text).starts_with([',', '，', '、', '،'])
        };
        let skipped = scene.words[given + 1..].iter().take_while(between).count();
        let start = scene.words.get(given + 1 + skipped).map_or(range.end, |word| word.start.min(range.end));
        let other = peel(text, start..range.end);
        let other = answer::read(text, other, Some(scene.language()));
        let denied = scene.words.get(given + 1 + skipped).is_some_and(|word| word.has(Role::Not));
        if !denied
            && content::is_value(other.restated.first().map_or(&text[other.span.clone()], AsRef::as_ref))
            && doubt::before(scene) == Doubt::None
        {
            return Reading::Read(other);
        }
    }
    Reading::Denied(answer::read(text, range, Some(scene.language())).span, denial)
}

/// "42 is the answer": the content stands before the noun.
fn reversed<'t>(scene: &Scene<'t>) -> Reading<'t> {
    let (text, lead) = (scene.text, scene.lead());
    let noun = &scene.words[scene.noun];
    if let Some(found) = pattern::find(&REVERSED_NOT, lead, text) {
        return Reading::Denied(subject(scene, found.start), Cause::found(found, lead));
    }
    let Some(found) = pattern::find(&REVERSED_IS, lead, text) else {
        // "If the answer 42 holds": nothing is stated, and nothing may be inferred from it.
        if let Some(range) = beside(scene) {
            return Reading::Stated(range, scene.language());
        }
        return doubted(scene);
    };
    // "which is a well-known result in mechanics" names no answer.
    let goes_on = scene
        .words
        .get(scene.noun + 1)
        .is_some_and(|next| matches!(next.kind, Kind::Word | Kind::Number) && !next.has(Role::Ends));
    if !noun.has(Role::Answer) && (goes_on || !closes(scene, noun.end)) {
        return Reading::Nothing(Cause::at("more follows than a remark on a result", &(noun.start..noun.end)));
    }
    let range = subject(scene, found.start);
    // A formula's delimiters belong to its word, and not to the range.
    let first = scene.words.partition_point(|word| word.end <= range.start);
    let inside = &scene.words[first..scene.at(range.end).min(found.start).max(first)];
    let not = (0..inside.len()).find(|at| is_denial(inside, *at));
    // "42, not 17, is the answer" says in passing what is not.
    let contrast = not.filter(|not| {
        *not > 1 && matches!(inside[not - 1].of(text), "," | "，" | "、" | "،") && inside[0].kind != Kind::Word
    });
    let range = contrast.map_or(range.clone(), |not| peel(text, range.start..inside[not - 1].start));
    let words = &text[range.clone()];
    let known =
        number::parse(words).is_some() || words.contains(['$', '\\', '=']) || words.split_whitespace().count() <= 2;
    let pronoun = inside.first().is_none_or(|word| {
        let describes = word.has(Role::Right) && inside.len() == 1 && !word.has(Role::Verdict);
        word.roles.meets(Roles::of(&[Role::This, Role::Subject, Role::Article, Role::Person]))
            && !word.has(Role::Number)
            && word.of(text).len() > 1
            || describes
    });
    if words.is_empty() || !known || pronoun {
        return doubted(scene);
    }
    if not.is_some() && contrast.is_none() {
        let cause = Cause::at("its value is denied", &range);
        return Reading::Denied(range, cause);
    }
    let behind = || doubt::behind_words(text, &scene.words[scene.noun + 1..], words).cause();
    match doubt::before_words(text, &scene.words[..scene.at(range.start)]).cause().or_else(behind) {
        Some(cause) => Reading::Denied(range, cause),
        None => Reading::Stated(range, scene.language()),
    }
}

/// Nothing is stated; where the words before the noun raise a doubt, nothing may be inferred from the sentence, either.
fn doubted<'t>(scene: &Scene<'t>) -> Reading<'t> {
    let noun = &scene.words[scene.noun];
    let named = noun.roles.meets(Roles::of(&[Role::Answer, Role::Result]));
    match doubt::before(scene).cause().filter(|_| named) {
        Some(cause) => Reading::Denied(noun.end..noun.end, cause),
        None => Reading::Nothing(Cause::at("nothing joins it to a value", &(noun.start..noun.end))),
    }
}

/// "15 doğru cevaptır": a value right before a noun whose verb stands behind it, or in its ending.
fn beside(scene: &Scene<'_>) -> Option<Range<usize>> {
    let found = pattern::find(&REVERSED_BESIDE, scene.lead(), scene.text)?;
    let verb = scene.words[found.start].kind == Kind::Word && scene.words[found.start].has(Role::Is);
    let value = &scene.words[found.start + usize::from(verb)];
    let before = doubt::before_words(scene.text, &scene.words[..found.start]);
    let behind = doubt::behind_words(scene.text, &scene.words[scene.noun + 1..], value.of(scene.text));
    (before == Doubt::None && behind == Doubt::None).then(|| peel(scene.text, value.start..value.end))
}

/// The subject of a sentence whose verb is the word `verb`: what follows connectives, commas and "we get".
fn subject(scene: &Scene<'_>, verb: usize) -> Range<usize> {
    let words = &scene.words[..verb];
    let first = (0..words.len())
        .rev()
        .find(|at| {
            let word = &words[*at];
            // "42, not 17, is the answer": the commas part off what only says what is not.
            let aside = *at + 1 == verb || words.get(at + 1).is_some_and(|next| next.has(Role::Not));
            word.roles.meets(Roles::of(&[Role::Gets, Role::Break, Role::Because]))
                || (word.has(Role::Filler) && !word.has(Role::Number))
                || word.of(scene.text).ends_with([':', '：'])
                || word.of(scene.text).ends_with([',', '，', '、', '،']) && !aside
        })
        .map_or(0, |at| at + 1);
    // "Το 15 είναι": an article before a number is none of it.
    let article = |word: &&Word| word.has(Role::Article) && !word.has(Role::Number);
    let articles = words[first.min(verb)..].iter().take_while(article).count();
    // "A is the answer": what looks like an article is all that there is.
    let first = if first + articles < verb { first + articles } else { first };
    let start = words.get(first).map_or(scene.words[verb].start, |word| word.start);
    peel(scene.text, start..scene.words[verb].start)
}
