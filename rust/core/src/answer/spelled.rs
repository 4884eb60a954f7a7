//! A stated text in the one spelling that equality knows: numbers in digits, units as symbols, verdicts in English.

use std::borrow::Cow;
use std::ops::Range;

use super::pieces::pieces;
use super::quantity::{self, Quantity};
use super::{Reading, Stated, Told, clock, dress, formula, language, verdict};
use crate::expr;
use crate::lexicon::phrases;
use crate::lexicon::words::{self, Kind, Word};
use crate::lexicon::{Language, Role, Roles};
use crate::number;

/// Words that may stand before a number in words without being a part of its sentence.
const LEADS: Roles = Roles::of(&[
    Role::About,
    Role::Is,
    Role::Filler,
    Role::Answer,
    Role::Result,
    Role::This,
    Role::Gets,
    Role::Article,
]);

/// Words that change a number, wherever they stand beside it.
const CHANGES: Roles =
    Roles::of(&[Role::Changes, Role::Fewer, Role::Negative, Role::Multiple, Role::Part, Role::Scale]);

/// What a quantity in words may begin with.
const BEGINS: Roles = Roles::of(&[
    Role::Number,
    Role::Scale,
    Role::Part,
    Role::Multiple,
    Role::Negative,
    Role::HalfBefore,
    Role::AddedBefore,
    Role::Article,
    Role::Unit,
    Role::Under,
]);

/// Words that make another number of the one beside them.
const OPERATES: Roles = Roles::of(&[Role::Changes, Role::Negative, Role::Multiple, Role::Part, Role::Scale]);

/// Small words that may stand between such a word and the number.
const SMALL: Roles = Roles::of(&[Role::Side, Role::Article, Role::Link, Role::Counter]);

/// Words beside a number that make no clause.
const BARE: usize = 3;

/// What the words of a truth say that is read whatever its language.
const SAYS: Roles = Roles::of(&[
    Role::Number,
    Role::Scale,
    Role::Part,
    Role::Multiple,
    Role::Unit,
    Role::Verdict,
    Role::Joins,
    Role::Per,
    Role::HalfBefore,
    Role::HalfAfter,
    Role::Negative,
    Role::Am,
    Role::Pm,
    Role::Noon,
    Role::Midnight,
    Role::Oclock,
    Role::MinutesBefore,
    Role::MinutesAfter,
    Role::Hour,
]);

/// Bytes of a text that is rewritten at most: no stated value is longer.
const LONGEST: usize = 600;

/// Bytes of a truth in words at most.
const TRUTH: usize = 80;

/// The text with its quantities and its verdict in one spelling; `language` is that of its sentence.
///
/// ```
/// use rewards_core::{answer::spelled, lexicon::Language};
/// assert_eq!(spelled("zweiundvierzig Stunden", Language::of("de")), "42 hours");
/// assert_eq!(spelled("12.500", Language::of("de")), "12500");
/// assert_eq!(spelled("nemá řešení", Language::of("cs")), "no solution");
/// ```
pub fn spelled(text: &str, language: Option<Language>) -> Cow<'_, str> {
    let language = language.or_else(|| words::read(text, 0, text.len(), None).first().map(|word| word.language));
    numbers(text, language.unwrap_or(Language::ENGLISH), true)
}

/// What a content says: a verdict or one quantity by itself, else what `read` makes of it, with its numbers in one spelling.
pub(super) fn around<'t>(
    text: &'t str,
    span: Range<usize>,
    language: Option<Language>,
    read: impl FnOnce(Range<usize>, Option<Language>) -> Reading<'t>,
) -> Reading<'t> {
    let mut told = Told::NotYet;
    let reading = around_told(text, span.clone(), language, &mut told, read);
    if reading.span == span { Reading { told, ..reading } } else { reading }
}

/// [`around`], which remembers the language that it looked for.
fn around_told<'t>(
    text: &'t str,
    span: Range<usize>,
    language: Option<Language>,
    told: &mut Told,
    read: impl FnOnce(Range<usize>, Option<Language>) -> Reading<'t>,
) -> Reading<'t> {
    let content = &text[span.clone()];
    if is_plain(content) || content.len() > LONGEST {
        if super::is_number(content) {
            return Reading::plain(text, span);
        }
        let hours = clock::read_hours(content).map(Cow::Owned);
        let plain = formula::is_formula(content, None);
        let reading = if plain { Reading::plain(text, span) } else { read(span, language) };
        return Reading { clause: reading.clause.or(hours), ..reading };
    }
    if language == Some(Language::ENGLISH) && is_numeral(content) {
        return Reading { settled: true, ..Reading::plain(text, span) };
    }
    let given = language.is_some();
    // The letters of a formula that is a whole text tell no language.
    let whole = span == (0..text.len());
    let language = language.or_else(|| if whole { None } else { told.find(text, &span) });
    if is_mathematics(content, language) {
        return Reading::plain(text, span);
    }
    if let Some(value) = undressed(content, language) {
        return Reading { value: Cow::Owned(value), ..Reading::plain(text, span) };
    }
    // The symbols of units are no words of a language.
    let symbols = language.is_none()
        && content.split(|c: char| !c.is_alphabetic()).all(|word| word.chars().count() < 2 || expr::is_unit(word));
    let language = if symbols { Some(Language::ENGLISH) } else { language };
    let Some(language) = language.or_else(|| told.find(text, &span)) else {
        return match language::unknown(content) {
            Cow::Owned(value) => Reading { value: Cow::Owned(value), ..Reading::plain(text, span) },
            Cow::Borrowed(_) => read(span, None),
        };
    };
    let Some(own) = Read::new(content, Some(language)) else { return read(span, Some(language)) };
    let clock = clock::read(content, &own.pieces);
    if let Some(clock) = clock.as_ref().filter(|clock| clock.certain) {
        return Reading { value: Cow::Owned(clock.spelled.clone()), ..Reading::plain(text, span) };
    }
    let clock = clock.map(|clock| Cow::Owned(clock.spelled));
    if let Some(value) = own.verdict().or_else(|| own.whole()) {
        let closed = super::without_verb(&Stated::new(text, span.clone(), Some(language)));
        let span = closed.map_or(span, |stated| stated.span);
        let clause = behind_verdict(text, &own, span.clone()).and_then(|clause| {
            let reading = read(clause.clone(), Some(language));
            (reading.span != clause).then_some(reading.value)
        });
        return Reading { value: Cow::Owned(value), clause: clause.or(clock), ..Reading::plain(text, span) };
    }
    if own.covers() {
        // English words are equality's to read.
        return Reading { settled: given && own.is_english(), clause: clock, ..Reading::plain(text, span) };
    }
    if !own.is_english() && own.is_changed() {
        return Reading { value: own.rewritten(), ..Reading::plain(text, span) };
    }
    let mut reading = read(span, Some(language));
    reading.clause = reading.clause.or(clock);
    // What is left of a content that denies something is no verdict.
    let spell = |value: &mut Cow<'t, str>| {
        let read = |value: &str| match if value == content {
            own.numbers(!own.narrowed)
        } else {
            numbers(value, language, !own.narrowed)
        } {
            Cow::Owned(read) => Some(read),
            Cow::Borrowed(_) => None,
        };
        if let Some(read) = read(value) {
            *value = Cow::Owned(read);
        }
    };
    spell(&mut reading.value);
    reading.restated.iter_mut().for_each(spell);
    reading
}

/// What a sentence says that is a verdict.
pub(crate) fn verdict_at(text: &str, span: Range<usize>) -> Option<Reading<'_>> {
    let language = language::at(text, span.clone())?;
    let own = Read::new(&text[span.clone()], Some(language))?;
    own.verdict?;
    // "Answer B is wrong" is about an answer, and none.
    if own.pieces.iter().any(|word| word.has(Role::Answer)) {
        return None;
    }
    Some(super::read(text, span, Some(language)))
}

/// Where the clause with a number stands behind a yes or no and a comma.
fn behind_verdict(text: &str, own: &Read<'_>, span: Range<usize>) -> Option<Range<usize>> {
    own.verdict.filter(|verdict| matches!(*verdict, "yes" | "no"))?;
    let content = &text[span.clone()];
    let comma = content.find([',', '，', '、', '،']).filter(|at| !content[..*at].contains(char::is_numeric))?;
    let clause = content[comma..].trim_start_matches([',', '，', '、', '،', ' ']);
    clause.contains(char::is_numeric).then(|| span.end - clause.len()..span.end)
}

/// The verdict or the quantity of a content whose words stand in commands for text: `\\text{The series diverges}`.
fn undressed(content: &str, language: Option<Language>) -> Option<String> {
    let bare = dress::undress(content)?;
    let language = language.or_else(|| language::at(&bare, 0..bare.len()))?;
    let read = Read::new(&bare, Some(language))?;
    read.verdict().or_else(|| read.whole())
}

/// A text with its quantities in one spelling, and with its verdict where it may be one.
fn numbers(text: &str, language: Language, verdicts: bool) -> Cow<'_, str> {
    Read::new(text, Some(language)).map_or(Cow::Borrowed(text), |read| read.numbers(verdicts))
}

/// A value that no reader has read, in one spelling; `at` is where it stands in the text, and `told` what is known of the
/// language there.
pub(crate) fn value_at(text: &str, at: usize, value: &str, mut told: Told) -> Option<String> {
    if is_plain(value) || value.len() > LONGEST {
        return None;
    }
    let read = match told.find(text, &(at..at + value.len())) {
        Some(language) => match beside(text, at, value, language) {
            Some(read) => Cow::Owned(read),
            None => spelled(value, Some(language)),
        },
        None => language::unknown(value),
    };
    match read {
        Cow::Owned(read) => Some(read),
        Cow::Borrowed(_) => None,
    }
}

/// A number that words beside it in its sentence change, or go on with.
fn beside(text: &str, at: usize, value: &str, language: Language) -> Option<String> {
    // English words are equality's to read.
    if language == Language::ENGLISH {
        return None;
    }
    let sentence = language::sentence(text, at);
    let words = &text[sentence.clone()];
    let read = Read::new(words, Some(language))?;
    let place = at.checked_sub(sentence.start)?;
    let end = place + value.len();
    let quantity = read.found.iter().find(|quantity| quantity.span.start <= place && end <= quantity.span.end)?;
    if read.is_changed_beside(quantity) {
        return Some(format!("\\operatorname{{changed}}({})", quantity.spelled));
    }
    (quantity.span.len() > value.len()).then(|| quantity.spelled.clone())
}

/// What a truth says whose words say the same in every language that knows all of them.
pub(super) fn truth(text: &str) -> Option<Reading<'_>> {
    if is_mathematics(text, None) {
        return Some(Reading::plain(text, 0..text.len()));
    }
    if text.len() > TRUTH || !text.contains(char::is_alphabetic) {
        return None;
    }
    let bare = dress::undress(text);
    let written = bare.as_deref().unwrap_or(text);
    if written.contains('\\') {
        return None;
    }
    let knows = |read: &Read<'_>| read.pieces.iter().all(|word| word.kind != Kind::Word || word.roles.meets(SAYS));
    // The symbols of units are no words of a language.
    let symbols = written.split(|c: char| !c.is_alphabetic()).all(|word| word.is_empty() || expr::is_unit(word));
    let reads = Language::all().filter_map(|language| Read::new(written, Some(language))).filter(knows);
    let mut found: Option<String> = None;
    for read in reads {
        let clock = clock::read(written, &read.pieces).filter(|clock| clock.certain).map(|clock| clock.spelled);
        let value =
            clock.or_else(|| read.verdict()).or_else(|| if read.is_english() || symbols { None } else { read.whole() });
        match value {
            None if read.is_english() => return None,
            Some(value) if found.as_ref().is_some_and(|found| *found != value) => return None,
            Some(value) => found = Some(value),
            None => {}
        }
    }
    found.map(|value| Reading { value: Cow::Owned(value), ..Reading::plain(text, 0..text.len()) })
}

/// Whether a content in English is one numeral, with a sign or the dollar's before it: "16,800", "$1,234.50".
fn is_numeral(content: &str) -> bool {
    let digits = content.strip_prefix(['-', '$']).unwrap_or(content);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && super::is_number(digits)
        && number::parse(digits).is_some_and(|number| !number.ambiguous)
}

/// Whether no word of a content has to be read.
fn is_mathematics(content: &str, language: Option<Language>) -> bool {
    formula::is_formula(content, language) || formula::is_measured(content, language.unwrap_or(Language::ENGLISH))
}

/// Whether a content means the same in every language: mathematics without words, in which no mark between digits groups them
/// in one language and parts off decimals in another: `0.125` is no group of thousands.
fn is_plain(content: &str) -> bool {
    let bytes = content.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) {
        return true;
    }
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let less_than_one = |at: usize| bytes[..at].ends_with(b"0") && !(at > 1 && digit(at - 2));
    let (mut command, mut name_end) = (false, 0);
    for (at, byte) in bytes.iter().enumerate() {
        if at < name_end {
            continue;
        }
        match byte {
            0x80.. => return false,
            b'\\' => {
                command = true;
                name_end = matrix_end(content, at);
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                if !command && letter(at + 1) {
                    return false;
                }
            }
            b',' if digit(at + 1) => return false,
            b'.' if digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4) && !less_than_one(at) => {
                return false;
            }
            _ => command = false,
        }
        if !byte.is_ascii_alphabetic() && *byte != b'\\' {
            command = false;
        }
    }
    !(content.contains('\\') && (content.contains("\\text") || content.contains("\\math")))
}

/// Where the name of a matrix ends whose first or last command begins at a place, 0 where none does.
fn matrix_end(content: &str, at: usize) -> usize {
    let rest = &content[at..];
    let name = rest.strip_prefix("\\begin{").or_else(|| rest.strip_prefix("\\end{"));
    let name = name.and_then(|name| name.split_once('}')).filter(|(name, _)| name.ends_with("matrix"));
    name.map_or(0, |(_, behind)| content.len() - behind.len())
}

/// A text as pieces, with its quantities.
struct Read<'t> {
    text: &'t str,
    pieces: Vec<Word>,
    found: Vec<Quantity>,
    verdict: Option<&'static str>,
    /// A word denies or narrows what it says.
    narrowed: bool,
}

impl<'t> Read<'t> {
    fn new(text: &'t str, language: Option<Language>) -> Option<Self> {
        if text.len() > LONGEST || text.starts_with("\\operatorname") {
            return None;
        }
        let words = match language {
            Some(language) => words::read_in(text, 0, text.len(), language),
            None => words::read(text, 0, text.len(), None),
        };
        let verdict = verdict::read(text, &words);
        let pieces = pieces(text, &words);
        let found = if verdict.is_some() { Vec::new() } else { quantities(text, &pieces) };
        let narrowed = words.iter().any(verdict::narrows);
        (!pieces.is_empty()).then_some(Self { text, pieces, found, verdict, narrowed })
    }

    fn is_english(&self) -> bool {
        self.pieces[0].language == Language::ENGLISH
    }

    fn verdict(&self) -> Option<String> {
        self.verdict.map(verdict::spelled)
    }

    /// The text with its quantities in one spelling, and with its verdict where it may be one.
    fn numbers(&self, verdicts: bool) -> Cow<'t, str> {
        if self.verdict.is_some() {
            return self.verdict().filter(|_| verdicts).map_or(Cow::Borrowed(self.text), Cow::Owned);
        }
        if self.is_english() {
            return self.whole().map_or(Cow::Borrowed(self.text), Cow::Owned);
        }
        self.rewritten()
    }

    /// The pieces that no quantity has.
    fn outside(&self) -> impl Iterator<Item = &Word> {
        let inside = |at: usize| self.found.iter().any(|quantity| quantity.pieces.contains(&at));
        self.pieces.iter().enumerate().filter(move |(at, _)| !inside(*at)).map(|(_, word)| word)
    }

    /// The one quantity, where the words beside it only introduce or close it, and it is spelled in another way.
    fn whole(&self) -> Option<String> {
        let [quantity] = &self.found[..] else { return None };
        let quiet = |word: &Word| {
            word.kind == Kind::Stop
                || word.roles.meets(LEADS) && !word.roles.meets(CHANGES)
                || word.has(Role::Ends)
                || word.kind == Kind::Sign && "*_`\"'«»“”„「」『』：:".contains(word.of(self.text))
        };
        let written = &self.text[quantity.span.clone()];
        // English words are equality's to read, but for those that scale.
        let counts = !self.is_english() || quantity.scaled;
        (counts && quantity.spelled != written && self.outside().all(quiet)).then(|| quantity.spelled.clone())
    }

    /// Whether a quantity is all there is.
    fn covers(&self) -> bool {
        // "3 tablespoons of Anna's sauce" has a remark behind its unit.
        matches!(&self.found[..], [quantity] if quantity.pieces == (0..self.pieces.len())) && !self.text.contains("'s ")
    }

    /// Whether words beside its only quantity change it.
    fn is_changed(&self) -> bool {
        matches!(&self.found[..], [quantity] if self.is_changed_beside(quantity))
    }

    /// Whether a word beside a quantity changes it, small words and one noun between them aside.
    fn is_changed_beside(&self, quantity: &Quantity) -> bool {
        let operates = |word: &Word| word.kind == Kind::Word && word.roles.meets(OPERATES);
        let small = |word: &&Word| word.kind == Kind::Word && word.roles.meets(SMALL) && !operates(word);
        let (before, behind) = (&self.pieces[..quantity.pieces.start], &self.pieces[quantity.pieces.end..]);
        let next = |word: Option<&Word>| word.is_some_and(operates);
        let left = next(before.iter().rev().find(|word| !small(word)));
        let right = next(behind.iter().find(|word| !small(word)));
        // "5 Äpfel weniger" is no clause.
        let compares = |word: &Word| word.kind == Kind::Word && word.has(Role::Fewer);
        let bare = self.pieces.len() - quantity.pieces.len() <= BARE;
        left || right || bare && self.outside().any(compares)
    }

    /// Writes the quantities in their one spelling; what is changed by a word that was not read is no plain number.
    fn rewritten(&self) -> Cow<'t, str> {
        if let Some(whole) = self.whole() {
            return Cow::Owned(whole);
        }
        let changes = |word: &Word| word.kind == Kind::Word && word.roles.meets(CHANGES);
        let changed = !self.found.is_empty() && self.outside().any(changes);
        // In a clause only numbers are written anew: what its words are is for the reader of clauses to say.
        let anew =
            |quantity: &&Quantity| !quantity.keeps_number && self.text[quantity.span.clone()] != quantity.spelled;
        if !changed && !self.found.iter().any(|quantity| anew(&quantity)) {
            return Cow::Borrowed(self.text);
        }
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for quantity in self.found.iter().filter(anew) {
            let before = &self.text[at..quantity.span.start];
            out.push_str(before);
            if !before.is_empty() && out.ends_with(char::is_alphanumeric) {
                out.push(' ');
            }
            out.push_str(&quantity.spelled);
            at = quantity.span.end;
            if self.text[at..].starts_with(char::is_alphabetic) {
                out.push(' ');
            }
        }
        out.push_str(&self.text[at..]);
        Cow::Owned(if changed { format!("\\operatorname{{changed}}({out})") } else { out })
    }
}

/// The quantities of a text: those in digits wherever they stand, those in words where the text begins with them.
fn quantities(text: &str, pieces: &[Word]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut leads = true;
    while at < pieces.len() {
        let word = &pieces[at];
        let begins = word.kind == Kind::Number || word.kind == Kind::Word && word.roles.meets(BEGINS);
        let quantity = begins
            .then(|| quantity::read(text, pieces, at))
            .flatten()
            .filter(|quantity| stands_free(text, pieces, quantity, leads));
        if let Some(quantity) = quantity {
            at = quantity.pieces.end;
            found.push(quantity);
            leads = false;
        } else {
            leads &= word.kind == Kind::Sign
                && word.of(text).chars().all(|c| phrases::is_money(c) || "*_`\"'«»“”„「」『』(".contains(c))
                || word.kind == Kind::Word && word.roles.meets(LEADS);
            at += 1;
        }
    }
    found
}

/// Whether a quantity is one where it stands.
fn stands_free(text: &str, pieces: &[Word], quantity: &Quantity, leads: bool) -> bool {
    let own = &pieces[quantity.pieces.clone()];
    let before = text[..quantity.span.start].trim_end().chars().next_back();
    let behind = text[quantity.span.end..].trim_start().chars().next();
    if own[0].kind != Kind::Number && !own.iter().any(|piece| piece.kind == Kind::Number) {
        return leads && !is_inside_word(text, pieces, quantity) && !is_article(own, pieces, quantity);
    }
    // Digits between brackets and commas are members of something.
    let lists = |c: Option<char>, marks: &str| c.is_some_and(|c| marks.contains(c));
    let marked = text[quantity.span.clone()].contains([',', '.']);
    !(marked && (lists(before, "([{,;|") || lists(behind, ")]}|")))
        && !lists(before, "_^\\")
        && !text[..quantity.span.start].ends_with(|c: char| c.is_alphanumeric() && c.is_ascii())
}

/// Whether letters of another word touch a number in a script without blanks.
fn is_inside_word(text: &str, pieces: &[Word], quantity: &Quantity) -> bool {
    let own = &pieces[quantity.pieces.clone()];
    if own[0].language.properties().spaces {
        return false;
    }
    let unknown = |piece: &Word| piece.kind == Kind::Word && piece.roles.is_empty();
    let touched = |piece: &Word, gap: (usize, usize)| unknown(piece) && gap.0 == gap.1;
    let first = quantity.pieces.start;
    let before = first > 0 && touched(&pieces[first - 1], (pieces[first - 1].end, quantity.span.start));
    let next = pieces.get(quantity.pieces.end);
    let single = text[quantity.span.clone()].chars().nth(1).is_none();
    before || single && next.is_some_and(|piece| touched(piece, (quantity.span.end, piece.start)))
}

/// Whether a quantity is nothing but a one that may as well be an article, before a noun.
fn is_article(own: &[Word], pieces: &[Word], quantity: &Quantity) -> bool {
    own.len() == 1
        && own[0].has(Role::Article)
        && pieces.get(quantity.pieces.end).is_some_and(|next| next.kind == Kind::Word)
}
