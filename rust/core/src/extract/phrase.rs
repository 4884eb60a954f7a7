//! Statements in words: "The answer is …", "… is the answer", "Answer: …", and the same in other languages.

use crate::local::Local;
use std::ops::Range;

use regex::Regex;

use super::anchor::in_program;
use super::clause;
use super::clip::clip;
use super::doubt::{self, Doubt, compile};
use super::joint::connection;
use super::marks::Word;
use super::peel::peel;
use crate::limits::SENTENCE_WINDOW;
use crate::number;
use crate::text::sentence;

/// What a phrase comes to.
pub(super) enum Reading {
    /// It states what stands in this range.
    Stated(Range<usize>),
    /// It denies, supposes or quotes what stands in this range.
    Denied(Range<usize>),
    /// It states nothing.
    Nothing,
}

/// A denial or a rejection within the words that join.
static JOINT_DENIAL: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)\b(?:not|never|hardly|no\s+longer|reject\w*|refuse\w*|doubt\w*|den(?:y|ies|ied)|(?:previous|different|other|another|wrong|earlier)\s+(?:question|problem|exercise))\b|n['’]t\b|\b(?:you|he|she|they|user|student|teacher|people|someone)\s+(?:gave|give|wrote|said|expects?|claim\w*|suggest\w*|provided|proposed|entered)\b",
    )
});

/// A guess: "may be", "might be".
static HEDGE: Local<Option<Regex>> = Local::new(|| compile(r"(?i)\b(?:may|might)\s+(?:\w+\s+)?(?:be|equal)\b"));

/// What is right after a denial: "not 3 but 4".
static INSTEAD: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)[,，、]?\s*(?:\b(?:but(?:\s+rather)?|sondern|sino|mas\s+sim|mais|bensì|ma|rather)\s+|,\s*а\s+|\sبل\s+|बल्कि\s+|而是|ではなく、?|(?:이|가)\s*아니라)\s*",
    )
});

/// A denial where the connection should be.
static DENIED: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)^ s? [^.?!;\n]{0,60}? (?:n['’]t\b|\bnot\b|\bnever\b|\bcannot\b|\bnicht\b|\bpas\b|\bno\s+(?:es|puede)\b|\bnão\b|\bnon\b|\sне\s|不是|并非|不为|不等于|≠|\\neq?|नहीं|ليس|ليست|ではありません|ではない|아니|아닙)",
    )
});

/// An answer that begins with a denial, or with a word that only leads to a value.
static NEGATIVE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)^[\s*_$\\({\[]* (?:(?:not|never|neither|no\s+longer|nicht|kein\w*|pas|no\s+es|não|non|anything\s+(?:but|other|except)|everything\s+(?:but|except)|other\s+than|nothing\s+like|far\s+from|different\s+from|unequal\s+to)\b|не\s|不是|并非|不|≠|\\neq?\b|ليس|(?:text|mathrm)\{\s*not\b)",
    )
});

/// Words that say something about an answer after "is", instead of giving it.
static PREDICATE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)^ (?:
            (?:the\s+)?(?:correct|reasonable|verified|confirmed|consistent|plausible|obvious|clear|incorrect|wrong|unique|as\s+follows|below|above)\b\s*(?:$|[.,;!]|(?:and|but|since|because|as|at|to|from|in|when|by|now|for|here|with|enough|then)\b)
          | an?\s+(?:\w+\s+){0,2}(?:number|integer|fraction|value|expression|estimate|approximation)\s*$
          | (?:valid|right|left|close|easy|likely|available|shown|given|found|obtained|calculated|computed|derived|based|expected|supposed|rounded|expressed|written|boxed|provided|determined|hidden|known|required|sensible)\s+\w
          | (?:as|in|on|at|to|from|by|for|with|that|what|whatever|because|why|how|when|where|which|whether|still|already|going|your|somewhere|there|here|up\s+to)\s+(?:[a-z]|$)
        )",
    )
});

/// A statement that the answer is wrong, which takes back what was stated before.
static SELF_DENIAL: Local<Option<Regex>> = Local::new(|| compile(r"(?i)^(?:the\s+)?(?:incorrect|wrong)\b"));

/// "… is the" before the word.
static REVERSED: Local<Option<Regex>> = Local::new(|| {
    let articles = r"(?:(?:the|our|my|your|its|la|die|el|a|o|le|der|das)\s+)";
    let adjectives = r"(?:(?:final|correct|required|desired|right|only|exact|actual|overall|richtige|endgültige|bonne|réponse|respuesta|correcta|resposta|risposta)\s+)*";
    compile(&format!(
        r"(?ix)
        \s+(?:is|are|would\s+be|must\s+be|will\s+be|should\s+be|est|ist|es|é|è)\s+(?:(?:therefore|thus|then|indeed|clearly|also|donc|also|somit)\s+)?{articles}{adjectives}$
      | \s+as\s+(?:the|my|our)\s+(?:(?:final|correct|overall)\s+)*$
      | \s*(?:就是|便是|是)(?:我们的|最终的?|正确的?|本题的?)*$ | が(?:最終的な|正しい)?$ | [이가]\s*(?:최종\s*)?$
      | \s+[—–-]\s+(?:это\s+)?(?:правильный\s+|верный\s+)?$ | \s+(?:هو|هي)\s+$"
    ))
});

/// The end of a Hindi subject before the word; only the verb after the word tells that it is one.
static SUBJECT: Local<Option<Regex>> = Local::new(|| compile(r"[0-9A-Za-z$)}\]]\s+(?:सही\s+|अंतिम\s+)?$"));

/// A verb whose object is then called the answer.
static GETS: Local<Option<Regex>> =
    Local::new(|| compile(r"(?i)\b(?:get|got|obtain(?:ed)?|have|find|found|gives?|gave|yields?|arrive\s+at)\s+"));

/// A verb before the subject: "Also ist die Antwort 4".
static INVERTED: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)\b(?:ist|lautet|beträgt|wäre)\s+(?:die|unsere|meine|deine|ihre)\s+(?:(?:endgültige|richtige|korrekte|gesuchte)\s+)?(?:end|schluss|gesamt)?$",
    )
});

/// Reads the phrase around the word in `mark`; `limit` is where the next place begins.
pub(super) fn read(text: &str, mark: Range<usize>, word: Word, limit: usize) -> Reading {
    let ceiling = text.floor_char_boundary((limit.max(mark.end) + SENTENCE_WINDOW).min(text.len()));
    let after = &text[mark.end..ceiling];
    // A key without a value that is one: `"answer": null`.
    if text[..mark.start].ends_with(['"', '\'']) && after.starts_with(['"', '\'']) {
        return Reading::Nothing;
    }
    let connected = if word == Word::Label { Some(0) } else { connection(text, &mark, after, word) };
    let Some(length) = connected else {
        return reversed(text, &mark, word, ceiling);
    };
    let start = mark.end + length;
    if word == Word::Label && lists_options(&text[start..ceiling]) {
        return Reading::Nothing;
    }
    let joint = &text[mark.end..start];
    let start = start + list_mark(joint, &text[start..ceiling]);
    let end = if joint.contains('|') {
        text[start..].find(['|', '\n']).map_or(text.len(), |cell| start + cell)
    } else {
        more_lines(text, start, content_end(text, start, if limit == text.len() { limit } else { ceiling }))
    };
    let content = peel(text, start..end);
    let words = &text[content.clone()];
    if words.is_empty() {
        return reversed(text, &mark, word, ceiling);
    }
    if is_plain(words) && joint.len() <= PLAIN_JOINT && !joint.contains("==") {
        let doubted =
            doubt::after(text, content.start, words) != Doubt::None || doubt::before(text, mark.start) != Doubt::None;
        return if doubted { Reading::Denied(content) } else { Reading::Stated(content) };
    }
    // A comparison in a program, and a box or a formula that was cut off.
    if joint.contains("==") || (end == text.len() && is_open(words)) {
        return Reading::Nothing;
    }
    if holds(&NEGATIVE, words) {
        return denied(text, after_denial(text, content), mark.start);
    }
    // "would be 4 if …" supposes.
    let counterfactual = (joint.contains("would") && words.contains(" if "))
        || (joint.contains("wäre") && (words.contains(", wenn ") || words.contains(", falls ")));
    if counterfactual || holds(&JOINT_DENIAL, joint) {
        return Reading::Denied(content);
    }
    if holds(&HEDGE, joint) {
        return Reading::Nothing;
    }
    // A colon announces an answer, whatever it is; a verb may only say something about one.
    let verb = !text[mark.end..start].contains([':', '：', '=', '\n']) && word != Word::Label;
    // "at least 3" is an inequality.
    let bounds = (words.starts_with("at least ") || words.starts_with("at most ")) && words.contains(char::is_numeric);
    let predicate = verb && !bounds && holds(&PREDICATE, words);
    if predicate && clause::value(words.strip_prefix("that ").unwrap_or(words)).is_none() {
        return if holds(&SELF_DENIAL, words) { Reading::Denied(content) } else { Reading::Nothing };
    }
    if text[mark.end..start].contains('=') && in_program(text, mark.start) {
        return Reading::Nothing;
    }
    let content = if predicate && words.starts_with("that ") { content.start + 5..content.end } else { content };
    let value = clip(text, content.clone());
    match doubt::after(text, content.start, &text[value.clone()]) {
        Doubt::Denied => denied(text, content, mark.start),
        Doubt::None if doubt::before(text, mark.start) == Doubt::None => Reading::Stated(value),
        _ => Reading::Denied(value),
    }
}

/// Bytes of a joint that is too short to deny or doubt anything: " is ", ":** ".
const PLAIN_JOINT: usize = 4;

/// Whether a brace is never closed.
fn is_open(words: &str) -> bool {
    let mut depth = 0_usize;
    let bytes = words.as_bytes();
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'}')) {
        if at == 0 || bytes[at - 1] != b'\\' {
            depth = if *byte == b'{' { depth + 1 } else { depth.saturating_sub(1) };
        }
    }
    depth > 0
}

/// Whether nothing has to be cut off or weighed: digits with their marks.
fn is_plain(words: &str) -> bool {
    let words = words.strip_prefix('$').unwrap_or(words);
    words.starts_with(|c: char| c.is_ascii_digit())
        && words.bytes().all(|byte| byte.is_ascii_digit() || b".,/%".contains(&byte))
}

/// What a denial comes to: the value that it gives instead, "not 3 but 4", or none.
fn denied(text: &str, content: Range<usize>, mark: usize) -> Reading {
    if let Some(found) = INSTEAD.as_ref().and_then(|regex| regex.find_iter(&text[content.clone()]).last()) {
        let other = clip(text, peel(text, content.start + found.end()..content.end));
        if is_value(&text[other.clone()]) && doubt::before(text, mark) == Doubt::None {
            return Reading::Stated(other);
        }
    }
    Reading::Denied(clip(text, peel(text, content)))
}

/// A number, a formula, or a name of at most two words: what a denial may give instead.
fn is_value(words: &str) -> bool {
    const OTHERS: [&str; 5] = ["something", "also", "another", "only", "a"];
    let first = words.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    number::parse(words).is_some()
        || words.starts_with(['$', '\\'])
        || (words.split_whitespace().count() <= 2 && !OTHERS.contains(&first))
        || (words.contains(['^', '+', '=']) && !words.contains(". "))
}

/// The length of a list's or a quotation's mark before the only item on a line of its own.
fn list_mark(joint: &str, after: &str) -> usize {
    if !joint.contains('\n') {
        return 0;
    }
    let mark = |line: &str| {
        let digits = line.bytes().take(2).take_while(u8::is_ascii_digit).count();
        match &line.as_bytes()[digits..] {
            [b'.' | b')', b' ', ..] if digits > 0 => digits + 2,
            [b'-' | b'*' | b'>', b' ', ..] if digits == 0 => 2,
            _ => 0,
        }
    };
    let next = after.split('\n').skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    if mark(next.trim_start()) > 0 { 0 } else { mark(after) }
}

/// The end of a content that goes on with numbers on the next lines: several answers, of which none is the answer.
fn more_lines(text: &str, start: usize, end: usize) -> usize {
    let first = text[start..end].trim();
    let mut end = end;
    while let Some(rest) = text[end..].strip_prefix('\n').filter(|_| number::parse(first).is_some()) {
        let line = rest.split('\n').next().unwrap_or_default();
        let item = line.trim().trim_start_matches(['*', '-', '•', ' ']);
        if number::parse(item).is_none() || item == first {
            break;
        }
        end += 1 + line.len();
    }
    end
}

/// The content after the word that denies it.
fn after_denial(text: &str, content: Range<usize>) -> Range<usize> {
    let length = NEGATIVE.as_ref().and_then(|regex| regex.find(&text[content.clone()])).map_or(0, |found| found.end());
    content.start + length..content.end
}

fn holds(pattern: &Local<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Whether "A:" is the first of several options.
fn lists_options(after: &str) -> bool {
    let next = after.split('\n').skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    next.trim_start_matches(['*', ' ', '-', '(']).starts_with("B:")
}

/// "42 is the answer": the content stands before the word.
fn reversed(text: &str, mark: &Range<usize>, word: Word, ceiling: usize) -> Reading {
    let denial =
        DENIED.as_ref().and_then(|regex| regex.find(&text[mark.end..ceiling])).map(|found| mark.end + found.end());
    if let Some(start) = denial {
        return denied(text, start..content_end(text, start, ceiling), mark.start);
    }
    if word == Word::Inverted
        && let Some(reading) = inverted(text, mark, ceiling)
    {
        return reading;
    }
    let start = sentence::start_before(text, mark.start);
    let before = &text[start..mark.start];
    let ends_with_verb = word == Word::Juxtaposed && text[mark.end..ceiling].trim_start().starts_with("है");
    let pattern = if ends_with_verb { &SUBJECT } else { &REVERSED };
    let Some(found) = pattern.as_ref().and_then(|regex| regex.find(before)) else {
        // "If the answer 42 holds": nothing is stated, and nothing may be inferred from it.
        let doubted = doubt::before(text, mark.start) != Doubt::None;
        return if doubted { Reading::Denied(mark.end..mark.end) } else { Reading::Nothing };
    };
    let found = found.start() + usize::from(ends_with_verb)..found.end();
    let subject = &before[..found.start];
    // Only the last clause holds the subject: "so", "hence" and commas end what came before.
    let lead = subject.rfind([' ', ',']).map_or(0, |_| lead_length(subject));
    // "We get 42 as the answer": the subject is the verb's object.
    let lead = if before[found.clone()].trim_start().starts_with("as ") {
        let Some(verb) = GETS.as_ref().and_then(|regex| regex.find_iter(subject).last()) else {
            return Reading::Nothing;
        };
        verb.end()
    } else {
        lead
    };
    let content = peel(text, start + lead..start + found.start);
    let words = &text[content.clone()];
    if words.ends_with(['不', '非']) || [" не", " não", " non", " no"].iter().any(|denial| words.ends_with(denial))
    {
        return Reading::Denied(content);
    }
    let known =
        number::parse(words).is_some() || words.contains(['$', '\\', '=']) || words.split_whitespace().count() <= 2;
    if words.is_empty() || !known || is_pronoun(words) {
        return Reading::Nothing;
    }
    if doubt::after(text, mark.end, words) == Doubt::None && doubt::before(text, content.start) == Doubt::None {
        Reading::Stated(content)
    } else {
        Reading::Denied(content)
    }
}

/// "Also ist die Antwort 4": the verb stands before the word, the content right after it.
fn inverted(text: &str, mark: &Range<usize>, ceiling: usize) -> Option<Reading> {
    let start = sentence::start_before(text, mark.start);
    let after = &text[mark.end..ceiling];
    let value = after.trim_start();
    let value =
        after.starts_with(' ') && (value.starts_with(|c: char| c.is_numeric() || "$\\*-−".contains(c)) || names(value));
    let lead = &text[start..mark.start];
    if !value || !holds(&INVERTED, lead) {
        return None;
    }
    // "Wäre die Antwort 4" supposes.
    let supposed = lead.trim_start().starts_with("Wäre");
    let content = peel(text, mark.end..content_end(text, mark.end, ceiling));
    let value = clip(text, content.clone());
    let doubted = supposed
        || doubt::after(text, content.start, &text[value.clone()]) != Doubt::None
        || doubt::before(text, mark.start) != Doubt::None;
    let content = value;
    Some(if doubted { Reading::Denied(content) } else { Reading::Stated(content) })
}

/// Whether the sentence that begins here is one word or letter: a choice or a name.
fn names(words: &str) -> bool {
    let end = sentence::end_from(words, 0);
    let bare = words[..end].trim_matches(['(', ')', '*', ' ']);
    end < 40 && !bare.is_empty() && bare.chars().all(char::is_alphanumeric)
}

/// The length of the connecting words before a subject.
fn lead_length(subject: &str) -> usize {
    const WORDS: [&str; 16] = [
        "so",
        "thus",
        "therefore",
        "hence",
        "then",
        "and",
        "now",
        "finally",
        "also",
        "donc",
        "also",
        "somit",
        "entonces",
        "então",
        "quindi",
        "but",
    ];
    let mut length = 0;
    for word in subject.split_inclusive([' ', ',']) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() && !word.contains(['$', '\\', '('])
            || WORDS.iter().any(|known| known.eq_ignore_ascii_case(bare))
        {
            length += word.len();
        } else {
            break;
        }
    }
    length
}

fn is_pronoun(words: &str) -> bool {
    const PRONOUNS: [&str; 16] = [
        "this", "that", "it", "which", "what", "these", "those", "here", "there", "who", "the", "he", "she", "where",
        "one", "such",
    ];
    words.split_whitespace().next().is_none_or(|word| PRONOUNS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Where the content that begins at `start` ends: with its displayed formula, its fence, or its sentence.
fn content_end(text: &str, start: usize, ceiling: usize) -> usize {
    let window = &text[start..ceiling.max(start)];
    for (open, close) in [("$$", "$$"), ("\\[", "\\]"), ("```", "```")] {
        if let Some(end) = window.strip_prefix(open).and_then(|rest| rest.find(close)) {
            return start + open.len() + end + close.len();
        }
    }
    let bytes = window.as_bytes();
    let (mut depth, mut dollars, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if window[at..].starts_with("\\begin{") => depth += 1,
            b'\\' if window[at..].starts_with("\\end{") => depth = depth.saturating_sub(1),
            b'\\' => at += usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation)),
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'$' => dollars += 1,
            // A tag ends the content, be it the answer's own or a line break.
            b'<' if bytes.get(at + 1).is_some_and(|next| *next == b'/' || next.is_ascii_alphabetic())
                && window[at + 1..].bytes().take(12).any(|byte| byte == b'>') =>
            {
                return start + at;
            }
            b'[' if bytes.get(at + 1) == Some(&b'/') => return start + at,
            // Inside mathematics `!` is a factorial.
            b'!' if dollars % 2 == 1 => {}
            byte @ (b'\n' | b'!' | b'?' | b'.' | 0x80..)
                if depth == 0 && sentence::stop_length(text, start + at) > 0 =>
            {
                // The dots of a decimal that goes on belong to it.
                let goes_on = byte == b'.' && at > 1 && bytes[at - 1] == b'.';
                return start + at + usize::from(goes_on);
            }
            _ => {}
        }
        at += 1;
    }
    start + window.len()
}
