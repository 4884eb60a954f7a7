//! Takes off what typesetting and broken output put between the words of a content, so that they can be read.

/// Commands whose argument is words.
const TEXTS: [&str; 12] = [
    "\\text{",
    "\\textbf{",
    "\\textit{",
    "\\textrm{",
    "\\mbox{",
    "\\hbox{",
    "\\mathrm{",
    "\\operatorname{",
    "\\emph{",
    "\\textnormal{",
    "\\texttt{",
    "\\textsf{",
];
/// Commands that are blanks.
const BLANKS: [&str; 8] = ["\\quad", "\\qquad", "\\,", "\\;", "\\:", "\\ ", "\\!", "~"];
/// Entities of HTML and the characters that they stand for.
const ENTITIES: [(&str, &str); 14] = [
    ("&times;", "×"),
    ("&minus;", "−"),
    ("&divide;", "÷"),
    ("&pi;", "π"),
    ("&deg;", "°"),
    ("&le;", "≤"),
    ("&ge;", "≥"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&radic;", "√"),
    ("&infin;", "∞"),
    ("&amp;", "&"),
    ("&ne;", "≠"),
    ("&plusmn;", "±"),
];
/// Signs that only point to what follows.
const ARROWS: [&str; 9] = ["→", "⇒", "➜", "➡", "=>", "->", "\\Rightarrow", "\\rightarrow", "\\therefore"];

/// The content without text commands, blanks of LaTeX, escapes and delimiters of formulas; `None` where it has none.
pub(super) fn undress(content: &str) -> Option<String> {
    if !content.contains(['\\', '~', '$']) || content.contains("\\begin") || content.contains("\\\\") {
        return None;
    }
    let mut out = String::with_capacity(content.len());
    // Depths at which a text command was opened.
    let mut opened: Vec<usize> = Vec::new();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(c) = content[at..].chars().next() {
        let rest = &content[at..];
        if let Some(open) = TEXTS.iter().find(|open| rest.starts_with(**open)) {
            opened.push(depth);
            depth += 1;
            at += open.len();
            continue;
        }
        if let Some(blank) = BLANKS.iter().find(|blank| {
            rest.starts_with(**blank)
                && !(blank.len() > 3 && rest[blank.len()..].starts_with(|c: char| c.is_ascii_alphabetic()))
        }) {
            if *blank != "\\!" {
                out.push(' ');
            }
            at += blank.len();
            continue;
        }
        match c {
            '\\' if rest[1..].starts_with(['$', '%', '#', '&', '_']) => {
                out.push_str(&rest[1..2]);
                at += 2;
                continue;
            }
            '\\' if rest[1..].starts_with(['(', ')', '[', ']']) => {
                at += 2;
                continue;
            }
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if opened.last() == Some(&depth) {
                    opened.pop();
                    at += 1;
                    continue;
                }
            }
            '$' if !is_price(content, at) => {
                at += 1;
                continue;
            }
            _ => {}
        }
        out.push(c);
        at += c.len_utf8();
    }
    (out != content).then_some(out)
}

/// Whether a dollar sign stands before an amount, and not around a formula.
fn is_price(content: &str, at: usize) -> bool {
    let behind = &content[at + 1..];
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    // "R$ 18", "US$18": letters before the sign say whose dollars they are.
    let named = content[..at].ends_with(|c: char| c.is_ascii_uppercase());
    if named && begins(behind.strip_prefix(' ').unwrap_or(behind)) {
        return true;
    }
    let amount = begins(behind);
    let dollars = content
        .bytes()
        .enumerate()
        .filter(|(place, byte)| *byte == b'$' && (*place == 0 || content.as_bytes()[place - 1] != b'\\'))
        .count();
    if !amount {
        return false;
    }
    if dollars % 2 == 1 {
        return true;
    }
    // Between two dollar signs stand words: both are prices.
    let before = content[..at].matches('$').count();
    let other = if before.is_multiple_of(2) {
        content[at + 1..].find('$').map(|end| &content[at + 1..at + 1 + end])
    } else {
        content[..at].rfind('$').map(|start| &content[start + 1..at])
    };
    other.is_some_and(|inside| {
        inside.split(' ').any(|word| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
    })
}

/// The content without what broken output leaves in it: line breaks written out, arrows, entities, emphasis between its words;
/// `None` where it has none.
pub(super) fn mend(content: &str) -> Option<String> {
    let mut text = content.to_owned();
    if let Some(end) = text.match_indices("\\n").map(|(at, _)| at).find(|at| is_written_break(&text, *at)) {
        text.truncate(end);
    }
    loop {
        let trimmed = text.trim_start();
        let Some(arrow) = ARROWS.iter().find(|arrow| trimmed.starts_with(**arrow)) else { break };
        text = trimmed[arrow.len()..].trim_start().to_owned();
    }
    if text.contains('&') {
        for (entity, character) in ENTITIES {
            text = text.replace(entity, character);
        }
    }
    if text.contains('<') {
        for (open, close, mark) in [("<sup>", "</sup>", "^{"), ("<sub>", "</sub>", "_{")] {
            if text.matches(open).count() == text.matches(close).count() {
                text = text.replace(open, mark).replace(close, "}");
            }
        }
    }
    for mark in ["**", "__"] {
        if !text.contains('\\') && is_emphasis(&text, mark) {
            text = text.replace(mark, "");
        }
    }
    let text = text.trim();
    (text != content && !text.is_empty()).then(|| text.to_owned())
}

/// Whether `\n` is a line break that was written out, and no command.
fn is_written_break(text: &str, at: usize) -> bool {
    let rest = &text[at + 2..];
    at > 0
        && (rest.is_empty()
            || rest.starts_with("\\n")
            || rest.starts_with(|c: char| c.is_uppercase() || c.is_whitespace() || c.is_ascii_digit()))
}

/// Whether a mark stands at the edges of words, and is no operator: `**12**`, not `2**3`.
fn is_emphasis(text: &str, mark: &str) -> bool {
    text.contains(mark)
        && text.match_indices(mark).all(|(at, _)| {
            let operand = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '(' | ')'));
            let behind = text[at + mark.len()..].trim_start_matches(['-', '+', '−']).chars().next();
            !(operand(text[..at].chars().next_back()) && operand(behind))
        })
}
