//! Statements in words: "The answer is …", "… is the answer", "Answer: …", and the same in other languages.

use std::ops::Range;

use regex::Regex;

use super::anchor::{Word, in_program};
use super::doubt::{self, Doubt, compile};
use super::peel::peel;
use crate::limits::SENTENCE_WINDOW;
use crate::local::Local;
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

/// What joins the word for "answer" with the answer.
static CONNECT: Local<Option<Regex>> = Local::new(|| {
    let verbs = r"(?:is|are|was|equals?|becomes|reads|remains|comes\s+(?:out\s+)?(?:to(?:\s+be)?|as)|turns\s+out\s+to\s+be|works\s+out\s+(?:to(?:\s+be)?|as)|amounts\s+to|(?:must|should|will|would|has\s+to|have\s+to|can\s+only|may|might)\s+(?:\w+\s+)?(?:be|equal)|est|vaut|serait|ist|lautet|beträgt|wäre|es|seria|sarebbe)\b";
    let others = r"[:：=＝]|\\?≈|[—–]|-\s|sería|é|è|равен|равна|равно|равняется|есть|это|составляет|है|هو|هي|就是|应该是|应该为|應該是|應為|应为|应是|等于|等於|是|为|為|は|が|은|는|이|가";
    let fillers = r"(?:\s|[,:：=*_`、，]|(?:therefore|thus|hence|simply|then|just|indeed|clearly|also|now|exactly|precisely|definitely|certainly|actually|really|probably|obviously|equal\s+to|given\s+by|as\s+follows\s*:|donc|also|somit|daher|por\s+tanto|por\s+lo\s+tanto|entonces|então|portanto|quindi|dunque|igual\s+a|uguale\s+a|gleich)\b|égale?\s+à|egal\s+à|поэтому|итак|таким\s+образом)*";
    compile(&format!(
        r#"(?ix)^ s? ["'”’»*_`]*
        (?:\s*[(（][^()（）\n]{{0,60}}[)）])?
        (?:\s+(?:finale?|correcte?|exacte?|correcta|definitiva|correta|definitivo|corretta|definitiva|corect|choice|option|value)\b)?
        (?:\s+(?:to|of|for|in|here|pour|zu|zur|auf|für|a|de|del|della|do|da|alla|we|you)\b[^.?!:：=\n]{{0,80}}?)?
        ["'”’»*_`]* \s*
        (?:{verbs}|{others})
        {fillers}"#
    ))
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
        r"(?ix)\s+(?:is|are|would\s+be|must\s+be|will\s+be|should\s+be|est|ist|es|é|è)\s+(?:(?:therefore|thus|then|indeed|clearly|also|donc|also|somit)\s+)?{articles}{adjectives}$"
    ))
});

/// What begins a clause after a value.
static CLAUSE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?x)
        \s*,?\s*(?:\(\s*)?\b(?i:because|since|so|which|where|when|while|given|due\s+to|after|using|that|who|assuming|according|considering|rather\s+than|instead\s+of|not|but|and\s+not|weil|da|nicht|car|puisque|parce|porque|ya\s+que|puesto|as|thank|thanks|hope|please)\b
      | \s*,?\s*(?:perché|потому|так\s+как|а\s+не)
      | \s*,?\s*\b(?:I|[Ww]e|[Yy]ou)\s+[a-z]
      | \s+(?i:if)\b
      | \s+[—–-]+\s+(?P<aside>[a-zA-Z]{3,})
      | \s*,\s*(?P<word>[a-zA-Z]{2,})
      | \s*[;；]
      | ,?\s*(?:因为|因為|而不是|不是)
      ",
    )
});

/// Words after a comma or a dash that go on with the value.
const GOES_ON: [&str; 24] = [
    "and",
    "or",
    "und",
    "oder",
    "et",
    "ou",
    "pi",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "log",
    "ln",
    "exp",
    "infinity",
    "inf",
    "oo",
    "theta",
    "alpha",
    "beta",
    "rad",
    "respectively",
    "otherwise",
    "else",
];

/// Two or more alternatives: they stay together, so that one of them alone is not the answer.
static ALTERNATIVES: Local<Option<Regex>> = Local::new(|| {
    compile(r"(?i)\b(?:or|otherwise|else|either|oder|ou|o|или|and|maybe|perhaps|possibly)\b|或|または|もしくは")
});

/// Polite verbs at the end, where the verb comes last.
const VERB_ENDINGS: [&str; 16] = [
    "になります",
    "となります",
    "であります",
    "である",
    "でした",
    "です",
    "だ",
    "입니다",
    "이에요",
    "예요",
    "이다",
    "이며",
    "है",
    "होगा",
    "हैं",
    "です。",
];

/// Reads the phrase around the word in `mark`; `limit` is where the next place begins.
pub(super) fn read(text: &str, mark: Range<usize>, word: Word, limit: usize) -> Reading {
    let ceiling = text.floor_char_boundary((limit.max(mark.end) + SENTENCE_WINDOW).min(text.len()));
    let after = &text[mark.end..ceiling];
    // A key without a value that is one: `"answer": null`.
    if text[..mark.start].ends_with(['"', '\'']) && after.starts_with(['"', '\'']) {
        return Reading::Nothing;
    }
    let connected = match word {
        Word::Label => Some(0),
        Word::Answer | Word::VerbLast => connection(text, &mark, after, word),
    };
    let Some(length) = connected else {
        return reversed(text, &mark, ceiling);
    };
    let start = mark.end + length;
    if matches!(word, Word::Label) && lists_options(&text[start..ceiling]) {
        return Reading::Nothing;
    }
    let end = content_end(text, start, if limit == text.len() { limit } else { ceiling });
    let content = peel(text, start..end);
    let words = &text[content.clone()];
    if words.is_empty() {
        return Reading::Nothing;
    }
    if holds(&NEGATIVE, words) {
        return Reading::Denied(peel(text, after_denial(text, content)));
    }
    // A colon announces an answer, whatever it is; a verb may only say something about one.
    let verb = !text[mark.end..start].contains([':', '：', '=', '\n']) && word != Word::Label;
    if verb && holds(&PREDICATE, words) {
        return if holds(&SELF_DENIAL, words) { Reading::Denied(content) } else { Reading::Nothing };
    }
    if text[mark.end..start].contains('=') && in_program(text, mark.start) {
        return Reading::Nothing;
    }
    let doubt = match doubt::after(text, content.start) {
        Doubt::None => doubt::before(text, mark.start),
        found => found,
    };
    let content = clip(text, content);
    if doubt == Doubt::None { Reading::Stated(content) } else { Reading::Denied(content) }
}

/// The content after the word that denies it.
fn after_denial(text: &str, content: Range<usize>) -> Range<usize> {
    let length = NEGATIVE.as_ref().and_then(|regex| regex.find(&text[content.clone()])).map_or(0, |found| found.end());
    content.start + length..content.end
}

fn holds(pattern: &Local<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// The length of what joins the word with the answer.
fn connection(text: &str, mark: &Range<usize>, after: &str, word: Word) -> Option<usize> {
    if let Some(found) = CONNECT.as_ref().and_then(|regex| regex.find(after)) {
        return Some(found.end());
    }
    // "### Final Answer" as a heading of its own.
    let line = after.trim_start_matches(['*', '_', '#', ' ']);
    if line.starts_with(['\n', '\r']) && heads_line(text, mark.start) {
        return Some(after.len() - line.trim_start().len());
    }
    let space = after.len() - after.trim_start().len();
    (word == Word::VerbLast && space > 0 && after[space..].starts_with(|c: char| c.is_numeric() || c == '$'))
        .then_some(space)
}

/// Whether the word at `at` stands in a heading: nothing but "the final …" before it in its line.
fn heads_line(text: &str, at: usize) -> bool {
    const WORDS: [&str; 8] = ["the", "final", "my", "our", "correct", "your", "and", "short"];
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.len() < 60
        && line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
            WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)) || word.chars().all(char::is_numeric)
        })
}

/// Whether "A:" is the first of several options.
fn lists_options(after: &str) -> bool {
    let next = after.split('\n').skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default();
    next.trim_start_matches(['*', ' ', '-', '(']).starts_with("B:")
}

/// "42 is the answer": the content stands before the word.
fn reversed(text: &str, mark: &Range<usize>, ceiling: usize) -> Reading {
    let denied =
        DENIED.as_ref().and_then(|regex| regex.find(&text[mark.end..ceiling])).map(|found| mark.end + found.end());
    if let Some(start) = denied {
        return Reading::Denied(clip(text, peel(text, start..content_end(text, start, ceiling))));
    }
    let start = sentence::start_before(text, mark.start);
    let before = &text[start..mark.start];
    let Some(found) = REVERSED.as_ref().and_then(|regex| regex.find(before)) else {
        // "If the answer 42 holds": nothing is stated, and nothing may be inferred from it.
        let doubted = doubt::before(text, mark.start) != Doubt::None;
        return if doubted { Reading::Denied(mark.end..mark.end) } else { Reading::Nothing };
    };
    let subject = &before[..found.start()];
    // Only the last clause holds the subject: "so", "hence" and commas end what came before.
    let lead = subject.rfind([' ', ',']).map_or(0, |_| lead_length(subject));
    let content = peel(text, start + lead..start + found.start());
    let words = &text[content.clone()];
    let known =
        number::parse(words).is_some() || words.contains(['$', '\\', '=']) || words.split_whitespace().count() <= 2;
    if words.is_empty() || !known || is_pronoun(words) {
        return Reading::Nothing;
    }
    if doubt::after(text, mark.end) == Doubt::None && doubt::before(text, content.start) == Doubt::None {
        Reading::Stated(content)
    } else {
        Reading::Denied(content)
    }
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
        if let Some(rest) = window.strip_prefix(open) {
            if let Some(end) = rest.find(close) {
                return start + open.len() + end + close.len();
            }
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
            // Inside mathematics `!` is a factorial.
            b'!' if dollars % 2 == 1 => {}
            byte if depth == 0 || byte == b'\n' => {
                if (byte != b'\n' || depth == 0) && sentence::stop_length(text, start + at) > 0 {
                    // The dots of a decimal that goes on belong to it.
                    let goes_on = byte == b'.' && at > 1 && bytes[at - 1] == b'.';
                    return start + at + usize::from(goes_on);
                }
            }
            _ => {}
        }
        at += 1;
    }
    start + window.len()
}

/// The content without the clause that follows its value, and without the verb that closes the sentence.
fn clip(text: &str, content: Range<usize>) -> Range<usize> {
    let words = &text[content.clone()];
    if let Some(rest) =
        VERB_ENDINGS.iter().find_map(|ending| words.strip_suffix(ending)).filter(|rest| !rest.is_empty())
    {
        return peel(text, content.start..content.start + rest.len());
    }
    let first = words.trim_start_matches(['*', '_', '`', '(', '[', '{', '+', '-', '−', '~']);
    let quantity = first.starts_with(|c: char| c.is_numeric() || "$€£¥₹\\.".contains(c))
        || first.split(|c: char| !c.is_alphabetic()).next().is_some_and(|word| number::parse(word).is_some())
        || first.chars().nth(1).is_none_or(|c| !c.is_alphabetic());
    if !quantity {
        return content;
    }
    let Some(found) =
        CLAUSE.as_ref().and_then(|regex| regex.captures_iter(words).find_map(|found| ends_value(words, &found)))
    else {
        return content;
    };
    let rest = &words[found.start()..];
    let conditional = found.as_str().trim_start().starts_with("if") || found.as_str().contains(',');
    if conditional && holds(&ALTERNATIVES, rest) {
        return content;
    }
    peel(text, content.start..content.start + found.start())
}

/// The clause that a match begins, unless it stands in brackets or goes on with the value.
fn ends_value<'w>(words: &'w str, found: &regex::Captures<'w>) -> Option<regex::Match<'w>> {
    let whole = found.get(0)?;
    let value = &words[..whole.start()];
    let open = value.bytes().filter(|byte| b"([{".contains(byte)).count();
    let closed = value.bytes().filter(|byte| b")]}".contains(byte)).count();
    let word = found.name("word").or_else(|| found.name("aside")).map_or("", |word| word.as_str());
    let goes_on = GOES_ON.iter().any(|known| known.eq_ignore_ascii_case(word))
        || (!word.is_empty() && number::parse(word).is_some());
    // "one I cannot give" and "one that is left open" name no number.
    let pronoun =
        value.starts_with(char::is_alphabetic) && !value.contains(' ') && !whole.as_str().contains([',', ';', '；']);
    (whole.start() > 0 && open <= closed && !goes_on && !pronoun).then_some(whole)
}

/// What stands after `####`: a value, or on the last line any short text. A heading of that depth states nothing.
pub(super) fn hash(text: &str, start: usize) -> Option<Range<usize>> {
    let line = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |end| start + end);
    let content = peel(text, start..line);
    let words = &text[content.clone()];
    let last = text[line..].trim().is_empty();
    let letters = words
        .split_whitespace()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.contains(['\\', '{', '=']))
        .count();
    let first = words.split_whitespace().next().unwrap_or_default();
    let numbered = first.ends_with(['.', ')', ':']) && letters > 0;
    let value = number::parse(words).is_some() || letters == 0;
    (!words.is_empty()
        && !numbered
        && (value || (letters <= 4 && last) || (letters <= 2 && first.starts_with(|c: char| c.is_numeric()))))
    .then_some(content)
}
