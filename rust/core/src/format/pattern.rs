//! Pieces of a format as regular expressions.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::parse::{Hole, Piece};
use crate::error::Misuse;
use crate::limits::{FORMAT_BRACKET_DEPTH, FORMAT_CACHE_BYTES, FORMAT_PATTERN_BYTES};

/// A sign, ASCII or Unicode.
const SIGN: &str = r"[-+\u{2212}\u{2013}\u{FE63}\u{FF0D}\u{FE62}\u{FF0B}]";

/// Spaces that stand inside a line.
const BLANK: &str = r"[ \t\u{A0}\u{2009}\u{202F}]";

/// An unsigned integer, grouped (`1,234`, `12,34,567`, `1 234`, `1'234`, `1.234.567`) or not.
const WHOLE: &str = r"(?:[0-9]+(?:(?:[,'’][0-9]{2,3})+|(?:[ \u{A0}\u{2009}\u{202F}][0-9]{3})+|(?:\.[0-9]{3}){2,})?)";

/// The same in the digits of other scripts, whose automaton is large: it is kept out of the finer rules.
const WHOLE_ANY: &str = r"(?:[\p{Nd}--[0-9]]+(?:[,٬，'’][\p{Nd}--[0-9]]+)*)";

/// Compiles a pattern of ours or of the caller's.
pub(super) fn compile(pattern: &str) -> Result<Regex, Misuse> {
    RegexBuilder::new(pattern)
        .size_limit(FORMAT_PATTERN_BYTES)
        .dfa_size_limit(FORMAT_CACHE_BYTES)
        .build()
        .map_err(|error| Misuse::BadPattern(error.to_string()))
}

/// The pattern of `pieces`, which hold no tags. White space at an end that touches a tag is optional.
pub(super) fn pattern(pieces: &[Piece], tag_before: bool, tag_after: bool) -> String {
    let mut pattern = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Literal(literal) | Piece::Tag(literal) => pattern.push_str(&regex::escape(literal)),
            Piece::Space if (tag_before && index == 0) || (tag_after && index + 1 == pieces.len()) => {
                pattern.push_str(r"\s*");
            }
            Piece::Space => pattern.push_str(r"\s+"),
            Piece::Hole(hole) => pattern.push_str(&hole_pattern(*hole)),
        }
    }
    pattern
}

/// A character that a reader sees: no white space, no control or format character, no blank filler.
const SEEN: &str = r"[^\s\p{Cc}\p{Cf}\u{34F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{2800}\u{3164}\u{FE00}-\u{FE0F}\u{FFA0}]";

/// Whether a reader sees a character.
pub(super) fn is_seen(c: char) -> bool {
    static ONE: LazyLock<Regex> = LazyLock::new(|| compile(SEEN).expect("a pattern of ours compiles"));
    c.is_ascii_graphic() || !c.is_ascii() && ONE.is_match(c.encode_utf8(&mut [0; 4]))
}

/// The pattern of what fills a placeholder, to the letter.
fn hole_pattern(hole: Hole) -> String {
    match hole {
        Hole::Number => number(),
        Hole::Integer => format!("(?:{SIGN}?(?:{WHOLE}|{WHOLE_ANY}))"),
        Hole::Word => word().to_owned(),
        Hole::Formula => formula(FORMAT_BRACKET_DEPTH),
        Hole::Text => format!("(?s:.*{SEEN}.*)"),
    }
}

/// A number: sign, currency, grouping, decimals, a repeating part, exponent, fraction, percent.
fn number() -> String {
    let decimal = format!(r"(?:{WHOLE}(?:[.,][0-9]+)?|\.[0-9]+)");
    let times = format!(r"{BLANK}?[×*·⋅]{BLANK}?10(?:\^(?:{SIGN}?[0-9]+|\{{{SIGN}?[0-9]+\}})|⁻?[⁰¹²³⁴-⁹]+)");
    let power = format!(r"[eE]{SIGN}?[0-9]+|{times}");
    let fraction = format!(r"{decimal}[/⁄∕]{SIGN}?[0-9]+(?:[.,][0-9]+)?");
    let mixed = format!(r"[0-9]+(?:{BLANK}[0-9]+[/⁄∕][0-9]+|{BLANK}?[¼½¾⅐-⅞])|[¼½¾⅐-⅞]");
    let repeating = r"[0-9]*[.,][0-9]*\([0-9]+\)";
    let any = format!(r"{WHOLE_ANY}(?:[.,٫．/⁄∕][\p{{Nd}}--[0-9]]+)?");
    let body = format!("{decimal}(?:{power})?|{fraction}|{mixed}|{repeating}|{any}");
    format!(r"(?:(?:{SIGN}?(?:\p{{Sc}}{BLANK}?{SIGN}?)?)(?:{body})(?:{BLANK}?[%％‰])?)")
}

/// One word of any script, with at least one letter; hyphens and apostrophes join, as do the joiners of Indic scripts.
pub(super) fn word() -> &'static str {
    r"(?:\p{N}*\p{L}[\p{L}\p{M}\p{N}\u{200C}\u{200D}]*(?:['’\-‐‑][\p{L}\p{M}\p{N}]+)*)"
}

/// A formula on one line: digits, operators, single letters, LaTeX commands and known function names. Words are none, but
/// for products such as `2ab` that touch something mathematical. Brackets close, to a depth that people write.
fn formula(depth: usize) -> String {
    const NAMES: &str = "a?(?:sin|cos|tan)h?|arc(?:sin|cos|tan)|cot|sec|csc|log|ln|lg|exp|sqrt|cbrt|abs|det|gcd|lcm|lim|max|min|mod|floor|ceil|arg|pi|dx|dy|dt";
    let letter = format!(
        r"(?:[A-Za-zΑ-Ωα-ωϑϕℓℏℕℤℚℝℂ]|{NAMES}|[0-9][A-Za-z]{{2,3}}|[+*/=^({{][ ]?[A-Za-z]{{2,3}}|[A-Za-z]{{2,3}}[ ]?[+*/=^_)}}])"
    );
    // Marks that alone make no formula, marks that do, and LaTeX commands.
    let soft = r"(?:[-,;:!|'’′″&$?_~]|\\[,;:!|%$\\ ]|\.\.\.|…|⋯)";
    let hard = r"(?:[\p{Nd}\p{No}\p{Sm}\p{Sc}*/^%°·–⟨⟩ⁿ]|\.[0-9]|\\(?:text|mathrm|mathbf|operatorname|mbox|textbf)\{[^{}\n]*\}|\\(?:left|right)\.|\\[A-Za-z]+\*?)";
    let mut group = String::new();
    for _ in 0..depth {
        let nested = if group.is_empty() { String::new() } else { format!("|{group}") };
        let inner =
            format!(r"{BLANK}*{letter}?(?:{BLANK}*(?:{hard}|{soft}{nested}){letter}?|{BLANK}+{letter})*{BLANK}*");
        group = format!(r"(?:(?:[(\[{{（［｛⌊⌈]|\\[{{(\[]){inner}(?:[)\]}}）］｝⌋⌉]|\\[}})\]]))");
    }
    format!(
        r"(?:(?:{soft}{BLANK}*)*(?:{letter}|(?:{hard}|{group}){letter}?)(?:{BLANK}*(?:{hard}|{soft}|{group}){letter}?|{BLANK}+{letter})*)"
    )
}
