//! The text of a format, read into pieces.

use crate::error::Misuse;
use crate::limits::{FORMAT_BYTES, FORMAT_TAGS, FORMAT_WEIGHT};

/// What a placeholder takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hole {
    /// `[NUM]`
    Number,
    /// `[INT]`
    Integer,
    /// `[WORD]`
    Word,
    /// `[EXPR]`
    Formula,
    /// `[TEXT]`
    Text,
}

impl Hole {
    /// What compiling its pattern costs, in about a quarter of a millisecond.
    fn weight(self) -> usize {
        match self {
            Self::Integer | Self::Text => 1,
            Self::Number => 3,
            Self::Word => 8,
            Self::Formula => 32,
        }
    }
}

/// The placeholders there are, by name.
const HOLES: [(&str, Hole); 5] = [
    ("NUM", Hole::Number),
    ("INT", Hole::Integer),
    ("WORD", Hole::Word),
    ("EXPR", Hole::Formula),
    ("TEXT", Hole::Text),
];

/// A part of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Literal text without white space.
    Literal(String),
    /// A run of white space.
    Space,
    /// A tag such as `<answer>`, whole.
    Tag(String),
    /// A placeholder.
    Hole(Hole),
}

/// Reads a format; white space around it is dropped.
pub(super) fn parse(format: &str) -> Result<Vec<Piece>, Misuse> {
    let within = |what, value, limit| {
        if value > limit { Err(Misuse::FormatTooLarge { what, value, limit }) } else { Ok(()) }
    };
    let text = format.trim_end();
    within("bytes", text.len(), FORMAT_BYTES)?;
    let mut at = text.len() - text.trim_start().len();
    if at == text.len() {
        return Err(Misuse::BlankFormat);
    }
    let mut pieces = Vec::new();
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("\\[") {
            push_literal(&mut pieces, '[');
            at += 2;
        } else if let Some(name) = placeholder_name(rest) {
            let Some((_, hole)) = HOLES.iter().find(|(known, _)| *known == name) else {
                return Err(Misuse::UnknownPlaceholder { name: format!("[{name}]"), at });
            };
            if matches!(pieces.last(), Some(Piece::Hole(_))) {
                return Err(Misuse::AdjacentPlaceholders { at });
            }
            pieces.push(Piece::Hole(*hole));
            at += name.len() + 2;
        } else if let Some(tag) = tag(rest) {
            pieces.push(Piece::Tag(tag.to_owned()));
            at += tag.len();
        } else {
            let Some(next) = rest.chars().next() else { break };
            if next.is_whitespace() {
                pieces.push(Piece::Space);
                at = text.len() - rest.trim_start().len();
            } else {
                push_literal(&mut pieces, next);
                at += next.len_utf8();
            }
        }
    }
    within("tags", pieces.iter().filter(|piece| matches!(piece, Piece::Tag(_))).count(), FORMAT_TAGS)?;
    let weights = pieces.iter().map(|piece| if let Piece::Hole(hole) = piece { hole.weight() } else { 0 });
    within("placeholders, where [NUM] counts as 3, [WORD] as 8 and [EXPR] as 32", weights.sum(), FORMAT_WEIGHT)?;
    Ok(pieces)
}

fn push_literal(pieces: &mut Vec<Piece>, next: char) {
    if let Some(Piece::Literal(literal)) = pieces.last_mut() {
        literal.push(next);
    } else {
        pieces.push(Piece::Literal(next.to_string()));
    }
}

/// The name in the brackets that open `rest`, when it is meant as a placeholder: capitals, or a known name in another
/// letter case (a slip, which must not become a literal that no response ever holds). `[0, 1]` and `[sic]` are literal.
fn placeholder_name(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('[')?;
    // A name holds no bracket: the search ends at the next one.
    let name = &inside[..inside.find(['[', ']']).filter(|end| inside[*end..].starts_with(']'))?];
    let capitals = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let slip = HOLES.iter().any(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    (capitals || slip).then_some(name)
}

/// The tag that opens `rest`: `<name …>`, `</name>` or `<|token|>`. One that holds a placeholder is not a fixed tag.
fn tag(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('<')?;
    let end = inner.find(['<', '>', '\n']).filter(|end| inner[*end..].starts_with('>'))?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let tag = &rest[..end + 2];
    let named = name.starts_with(|c: char| c.is_alphabetic() || c == '|' || c == '｜');
    (named && !HOLES.iter().any(|(known, _)| tag.contains(&format!("[{known}]")))).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_the_text() {
        let pieces = parse("  <a>\t[NUM]\n x[0, 1] \\[NUM] [sic] 2 < 3 > 1</a>\n").unwrap();
        let literal = |text: &str| Piece::Literal(text.to_owned());
        assert_eq!(
            pieces,
            [
                Piece::Tag("<a>".to_owned()),
                Piece::Space,
                Piece::Hole(Hole::Number),
                Piece::Space,
                literal("x[0,"),
                Piece::Space,
                literal("1]"),
                Piece::Space,
                literal("[NUM]"),
                Piece::Space,
                literal("[sic]"),
                Piece::Space,
                literal("2"),
                Piece::Space,
                literal("<"),
                Piece::Space,
                literal("3"),
                Piece::Space,
                literal(">"),
                Piece::Space,
                literal("1"),
                Piece::Tag("</a>".to_owned()),
            ]
        );
    }

    #[test]
    fn mistakes_name_their_place() {
        for blank in ["", " ", "\n\u{3000}\t"] {
            assert_eq!(parse(blank), Err(Misuse::BlankFormat));
        }
        for (format, name, at) in [
            ("It is [NUMBER].", "[NUMBER]", 6),
            ("[X]", "[X]", 0),
            (" [num]", "[num]", 1),
            ("a [ Text ]", "[ Text ]", 2),
            ("[NUM] [NUM2]", "[NUM2]", 6),
        ] {
            assert_eq!(parse(format), Err(Misuse::UnknownPlaceholder { name: name.to_owned(), at }), "{format}");
        }
        assert_eq!(parse("is [NUM][INT]"), Err(Misuse::AdjacentPlaceholders { at: 8 }));
        assert!(parse("[NUM] [NUM]").is_ok());
        assert!(parse("[NUM").is_ok());
    }

    #[test]
    fn a_format_may_be_too_large() {
        let too_large = |format: &str, what: &str, value| match parse(format) {
            Err(Misuse::FormatTooLarge { what: found, value: got, .. }) => {
                assert!(found.starts_with(what) && got == value, "{found} {got}");
            }
            other => panic!("{other:?}"),
        };
        too_large(&"a".repeat(FORMAT_BYTES + 1), "bytes", FORMAT_BYTES + 1);
        too_large(&"<a>".repeat(FORMAT_TAGS + 1), "tags", FORMAT_TAGS + 1);
        too_large(&"[INT], ".repeat(FORMAT_WEIGHT + 1), "placeholders", FORMAT_WEIGHT + 1);
        too_large(&"[EXPR]; ".repeat(FORMAT_WEIGHT / 32 + 1), "placeholders", FORMAT_WEIGHT + 32);
        assert!(parse(&"a".repeat(FORMAT_BYTES)).is_ok());
        assert!(parse(&"<a>".repeat(FORMAT_TAGS)).is_ok());
        assert!(parse(&"[INT], ".repeat(FORMAT_WEIGHT)).is_ok());
    }

    #[test]
    fn a_tag_is_fixed_text_in_angle_brackets() {
        for (rest, expected) in [
            ("<answer>4", Some("<answer>")),
            ("</answer>", Some("</answer>")),
            ("<a class=\"b\">", Some("<a class=\"b\">")),
            ("<|end|>", Some("<|end|>")),
            ("<答案>4", Some("<答案>")),
            ("<a id=[NUM]>", None),
            ("< b>", None),
            ("<b", None),
            ("<a<b>", None),
            ("<3>", None),
        ] {
            assert_eq!(tag(rest), expected, "{rest}");
        }
    }
}
