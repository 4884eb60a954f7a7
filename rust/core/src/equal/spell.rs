//! Spelling: two texts that differ only in what typesetting alone can see are the same text.

use std::borrow::Cow;

/// Commands that take up space, size or style and say nothing.
const SILENT: [&str; 27] = [
    "left",
    "right",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "limits",
    "nolimits",
    "quad",
    "qquad",
    "hfill",
    "strut",
    "mathstrut",
    "boldsymbol",
    "thinspace",
    "enspace",
];

/// Commands whose argument is what they say.
const WRAPPERS: [&str; 14] = [
    "text",
    "textbf",
    "textit",
    "textrm",
    "texttt",
    "textsf",
    "mbox",
    "hbox",
    "mathrm",
    "mathbf",
    "mathit",
    "mathsf",
    "operatorname",
    "emph",
];

/// Whether a command says nothing by itself: it takes up space, or wraps what is said.
pub(super) fn is_dress(name: &str) -> bool {
    SILENT.contains(&name) || WRAPPERS.contains(&name)
}

/// Whether a character is drawn by nobody: zero-width characters, bidi marks, the byte order mark, the soft hyphen.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffd}')
}

/// Whether a character is a picture that says nothing beside a value. Pictures that count, tell a time, name a choice or deny
/// (the keycap ten, clocks, boxed letters, crosses, thumbs down) do say something.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1f64f}' | '\u{1f680}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1faff}' | '✅' | '✓' | '✔' | '☑' | '⭐' | '✨' | '❤')
        && !matches!(c, '\u{1f44e}' | '\u{1f4af}' | '\u{1f500}'..='\u{1f5ff}' | '\u{1f645}' | '\u{1f6ab}' | '\u{1f6d1}')
}

/// Trims what surrounds an answer: white space, invisible characters, pictures, a pair of dollar signs, a closing full stop.
pub(crate) fn trim(text: &str) -> &str {
    if is_trimmed(text.as_bytes()) { text } else { trim_thoroughly(text) }
}

fn trim_thoroughly(text: &str) -> &str {
    let unseen = |c: char| c.is_whitespace() || is_invisible(c);
    let mut text = text.trim_matches(unseen);
    let value = text.trim_matches(|c: char| unseen(c) || is_picture(c));
    if !value.is_empty() {
        text = value;
    }
    for _ in 0..3 {
        let before = text.len();
        for (open, close) in [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")] {
            if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
                && !inner.contains(open)
                && !inner.contains(close)
                && !inner.ends_with('\\')
                && !inner.trim().is_empty()
            {
                text = inner.trim();
            }
        }
        // One full stop ends a sentence; two or three are an ellipsis.
        if let Some(inner) = text.strip_suffix('.')
            && !inner.ends_with('.')
            && !inner.is_empty()
        {
            text = inner.trim_end();
        }
        if text.len() == before {
            break;
        }
    }
    text
}

/// Whether a text begins and ends with signs of ASCII that surround no answer.
fn is_trimmed(text: &[u8]) -> bool {
    let begins = match text {
        [b'$', ..] | [b'\\', b'(' | b'[', ..] => false,
        [first, ..] => first.is_ascii_graphic(),
        [] => false,
    };
    begins && text.last().is_some_and(|last| last.is_ascii_graphic() && *last != b'.')
}

/// The spelling of a text with everything left out that only typesetting sees: spacing, sizes, styles, braces around one
/// character. Letter case stays.
pub(crate) fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut gap = false;
    let divergence = !text.is_ascii() && text.contains('∇');
    let crosses = text.contains("\\times")
        && ["\\vec", "\\mathbf", "\\bold", "\\bm", "\\overr", "\\nabla"].iter().any(|mark| text.contains(mark));
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if c == '\\' {
            let name_len = after.bytes().take_while(u8::is_ascii_alphabetic).count();
            let name = &after[..name_len];
            let next = &after[name_len..];
            if name_len == 0 {
                match after.chars().next() {
                    Some(mark @ (',' | '!' | ';' | ':' | ' ' | '>' | '/')) => {
                        gap |= mark != '!';
                        rest = &after[1..];
                    }
                    // A doubled backslash before a name is one that was escaped once too often; else it ends a row.
                    Some('\\')
                        if after[1..].starts_with(|c: char| c.is_ascii_alphabetic()) && !text.contains("\\begin") =>
                    {
                        rest = after;
                    }
                    Some('\\') => {
                        push(&mut out, &mut gap, "\\\\");
                        rest = &after[1..];
                    }
                    Some(mark) => {
                        // A norm is no absolute value.
                        push(&mut out, &mut gap, if mark == '|' { "‖" } else { &after[..mark.len_utf8()] });
                        rest = &after[mark.len_utf8()..];
                    }
                    None => rest = after,
                }
            } else if SILENT.contains(&name) || WRAPPERS.contains(&name) && next.trim_start().starts_with('{') {
                gap = true;
                rest = next;
            } else {
                let name = match name {
                    "dfrac" | "tfrac" | "cfrac" => "frac",
                    "leq" | "leqslant" => "le",
                    "geq" | "geqslant" => "ge",
                    "neq" => "ne",
                    // Two vectors have two products.
                    "times" if !crosses => "cdot",
                    other => other,
                };
                if name == "degree" {
                    push(&mut out, &mut gap, "°");
                } else {
                    gap = false;
                    out.push('\\');
                    out.push_str(name);
                    // A command ends where its letters do: keep "\pi x" apart from "\pix".
                    if next.starts_with(|c: char| c.is_whitespace()) {
                        gap = true;
                    }
                }
                rest = next;
            }
        } else if c == '~' && negates(&out, after) {
            push(&mut out, &mut gap, "~");
            rest = after;
        } else if c.is_whitespace()
            || c == '~'
            || c == '$' && !after.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            gap = true;
            rest = after;
        } else if c == '{' || c == '}' {
            // Braces group; the reader of trees sees them, spelling does not need to.
            out.push(c);
            gap = false;
            rest = after;
        } else if is_invisible(c) {
            rest = after;
        } else {
            let mut buffer = [0; 4];
            // A divergence is no curl.
            let sign = if c == '×' && divergence { c } else { fold(c) };
            push(&mut out, &mut gap, sign.encode_utf8(&mut buffer));
            rest = after;
        }
    }
    replace_small(out)
}

/// Whether a tilde negates what is behind it: a letter, a bracket or another tilde, where an operand begins.
fn negates(before: &str, after: &str) -> bool {
    let begins = before.is_empty() || before.ends_with(['(', '[', '{', '+', '-', '*', '/', '|', '&', '<', '>', '~']);
    begins && after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '~' || c == '(')
}

/// Pushes a character, with the space before it where that parts two words or numerals.
fn push(out: &mut String, gap: &mut bool, piece: &str) {
    if *gap && out.ends_with(|c: char| c.is_alphanumeric()) && piece.starts_with(|c: char| c.is_alphanumeric()) {
        out.push(' ');
    }
    *gap = false;
    out.push_str(piece);
}

/// One character for those that look and mean the same.
fn fold(c: char) -> char {
    match c {
        '−' | '–' | '﹣' | '－' => '-',
        '×' | '·' | '⋅' => '·',
        '“' | '”' => '"',
        '’' | '‘' | '′' => '\'',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '∅' => 'Ø',
        other => other,
    }
}

/// Drops the braces around a single character, `{,}` and the notations of a degree.
fn replace_small(text: String) -> String {
    if !text.contains(['{', '\\']) {
        return text;
    }
    let mut text = text;
    for (sign, spelled) in [("^{\\circ}", "°"), ("^\\circ", "°"), ("{,}", ","), ("\\cdot", "·")] {
        if text.contains(sign) {
            text = text.replace(sign, spelled);
        }
    }
    if text.contains("^{") || text.contains("_{") {
        let bytes: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let mut i = 0;
        while i < bytes.len() {
            // `2^{3}4` is no `2^34`.
            let goes_on = |at: usize| bytes[at].is_numeric() && bytes.get(at + 2).is_some_and(|c| c.is_numeric());
            if bytes[i] == '{'
                && bytes.get(i + 2) == Some(&'}')
                && bytes[i + 1].is_alphanumeric()
                && i > 0
                && matches!(bytes[i - 1], '^' | '_')
                && !goes_on(i + 1)
            {
                out.push(bytes[i + 1]);
                i += 3;
            } else {
                out.push(bytes[i]);
                i += 1;
            }
        }
        text = out;
    }
    text
}

/// Writes a word in small letters, but for a single letter behind other words, and behind a number but for the symbol of a unit:
/// `mAh` and `MAh` are two.
fn lower(word: &mut String, count: usize, keeps_case: bool) {
    let is_symbol = count == 2
        && keeps_case
        && word.is_ascii()
        && (word.len() <= 3 || word.len() <= 5 && word[1..].bytes().any(|byte| byte.is_ascii_uppercase()))
        && word.bytes().any(|byte| byte.is_ascii_uppercase());
    // A letter behind a word names something: point P, radius r.
    let is_letter = word.len() == 1 && count > 1 && word != "A";
    if !is_symbol && !is_letter {
        *word = word.to_lowercase();
    }
}

/// Whether signs of mathematics stand in a normalised text: it is compared as it is spelled, not by its words.
fn has_formula(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or(' ');
    let before = |i: usize| if i == 0 { ' ' } else { chars[i - 1] };
    // A letter with no other beside it.
    let is_lone = |i: usize| at(i).is_alphabetic() && !before(i).is_alphanumeric() && !at(i + 1).is_alphanumeric();
    let ends_value = |c: char| c.is_numeric() || matches!(c, ')' | ']' | '}');
    let has_digits = chars.iter().any(char::is_ascii_digit);
    (0..chars.len()).any(|i| match chars[i] {
        '\\' => at(i + 1).is_ascii_alphabetic(),
        '=' | '+' | '^' | '<' | '>' | '|' => true,
        '\u{2200}'..='\u{22ff}' | '\u{2a00}'..='\u{2aff}' | '\u{2190}'..='\u{21ff}' | '¬' | '±' => true,
        // A factorial, not an exclamation.
        '!' => i > 0 && (ends_value(before(i)) || is_lone(i - 1)),
        // A prime, not an apostrophe.
        '\'' => i > 0 && (is_lone(i - 1) && !at(i + 1).is_alphanumeric() || ends_value(before(i))),
        '.' => at(i + 1).is_ascii_digit() && !before(i).is_ascii_digit(),
        '(' => i > 0 && (is_lone(i - 1) || before(i).is_ascii_digit()),
        '_' => is_lone(i.wrapping_sub(1)),
        '*' => has_digits && before(i) != '*' && at(i + 1) != '*' && (i > 0 && i + 1 < chars.len()),
        '-' => {
            let left = chars[..i].iter().rev().find(|c| !c.is_whitespace());
            let right = chars[i + 1..].iter().find(|c| !c.is_whitespace());
            left.is_some_and(|&c| ends_value(c))
                && right.is_some_and(|&c| c.is_numeric() || c == '(')
                && before(i).is_whitespace()
        }
        _ => false,
    })
}

/// A text as words: what `\text` wraps, in lower case, without articles and punctuation. `None` where there are no letters. A text
/// with signs of mathematics is its own spelling.
pub(crate) fn words(text: &str) -> Option<String> {
    let plain: Cow<'_, str> =
        if text.contains(['\\', '{', '$']) { Cow::Owned(normalise(text)) } else { Cow::Borrowed(text) };
    if has_formula(&plain) {
        let spelled = normalise(&plain);
        return plain.chars().any(char::is_alphabetic).then(|| format!("={spelled}"));
    }
    let mut out = String::with_capacity(plain.len());
    let mut word = String::new();
    let mut letters = false;
    // An article is only left out before a word: "B, A" names two choices.
    let mut article: Option<String> = None;
    let mut finish = |word: &mut String, article: &mut Option<String>, ends: bool, is_name: bool| {
        // "Hepatitis A" has a letter that names.
        let is_article = matches!(word.as_str(), "a" | "an" | "the") && !is_name;
        let names = word.chars().count() > 1 && !matches!(word.as_str(), "and" | "or");
        if (!word.is_empty() || ends)
            && let Some(kept) = article.take()
            && (is_article || !names)
        {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&kept);
        }
        if is_article && !ends {
            *article = Some(std::mem::take(word));
        }
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            // "20th" is 20 in words too.
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            let kept = Some(&word[..digits])
                .filter(|digits| !digits.is_empty() && word[digits.len()..] == *crate::expr::ordinal_ending(digits));
            out.push_str(kept.unwrap_or(word));
        }
        word.clear();
    };
    let mut chars = plain.chars().map(fold).peekable();
    let mut previous = ' ';
    // Whether the word began with a capital behind another word, and in which case it is kept.
    let (mut count, mut is_name, mut keeps_case) = (0usize, false, false);
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        // A point or a comma inside a numeral, a hyphen inside a number's sign, are part of what is said.
        let inside = previous.is_ascii_digit() && next.is_ascii_digit();
        if c.is_whitespace()
            || matches!(c, ';' | '!' | '?' | '"' | '`' | '*' | '{' | '}' | '(' | ')' | '~' | '_')
            || matches!(c, '.' | ',' | ':') && !inside
            || c == '-' && previous.is_alphabetic() && next.is_alphabetic()
        {
            let ends = !c.is_whitespace() && !matches!(c, '*' | '{' | '}' | '"' | '`' | '~' | '-' | '(');
            if !word.is_empty() {
                count += 1;
                lower(&mut word, count, keeps_case);
                keeps_case =
                    count == 1 && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
            }
            finish(&mut word, &mut article, ends, is_name);
        } else if c != '\'' && !is_invisible(c) {
            letters |= c.is_alphabetic();
            if word.is_empty() {
                is_name = c.is_uppercase() && count > 0;
            }
            word.push(c);
        }
        previous = c;
    }
    lower(&mut word, count + 1, keeps_case);
    finish(&mut word, &mut article, true, is_name);
    (letters && !out.is_empty()).then(|| super::phrases::name_missing(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_looks_trimmed_is(text in r"(\\[\[\](){a]|\$\$?|[.]|[ -~]|\x7f|\x01|\u{200b}|✅|é){0,6}") {
            proptest::prop_assert_eq!(trim(&text), trim_thoroughly(&text));
        }
    }
}
