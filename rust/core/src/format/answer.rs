//! Where the answer of a response stands that keeps to a format: in the format's last placeholder.

use super::parse::{Hole, Piece};
use crate::extract::{Pattern, Source, Sources, Wanted, extract};

/// What counts as the answer of a response that keeps to the format; `None` where that is what is read in any response,
/// because the format itself states an answer ("The answer is [NUM].").
pub(super) fn wanted(pieces: &[Piece]) -> Option<Wanted> {
    let last = pieces.iter().rposition(|piece| matches!(piece, Piece::Hole(_)))?;
    let (before, after) = (&pieces[..last], &pieces[last + 1..]);
    let before = before.rsplit(|piece| matches!(piece, Piece::Hole(_))).next().unwrap_or_default();
    if before.iter().all(|piece| *piece == Piece::Space) || states(pieces, last) {
        return None;
    }
    let (before, after) = (literals(before), literals(after));
    // The format is known to be kept: what fills the placeholder needs no second look.
    let filler = match pieces[last] {
        Piece::Hole(Hole::Text) => "(?s:.+?)",
        _ => r"[^\n]+?",
    };
    let pattern = Pattern::new(&format!(r"(?s:.*){before}({filler}){after}\s*\z")).ok()?;
    Some(Wanted { sources: Some(Sources::ALL), pattern: Some(pattern) })
}

/// The pattern of pieces without placeholders.
fn literals(pieces: &[Piece]) -> String {
    let pattern = |piece: &Piece| match piece {
        Piece::Literal(text) => regex::escape(text),
        Piece::Tag(text) => format!(r"\s*{}\s*", regex::escape(text)),
        Piece::Space | Piece::Hole(_) => r"\s*".to_owned(),
    };
    pieces.iter().map(pattern).collect()
}

/// Whether the format states what stands in its last placeholder, as a response that is filled in shows.
fn states(pieces: &[Piece], last: usize) -> bool {
    let fill = |(at, piece): (usize, &Piece)| match piece {
        Piece::Literal(text) | Piece::Tag(text) => text.clone(),
        Piece::Space => " ".to_owned(),
        Piece::Hole(Hole::Word) => (if at == last { "B" } else { "so" }).to_owned(),
        Piece::Hole(_) => (if at == last { "7" } else { "3" }).to_owned(),
    };
    let filled: String = pieces.iter().enumerate().map(fill).collect();
    let wanted = if pieces[last] == Piece::Hole(Hole::Word) { "B" } else { "7" };
    extract(&filled)
        .is_ok_and(|answer| answer.source.is_stated() && answer.source != Source::Bare && answer.text == wanted)
}

#[cfg(test)]
mod tests {
    use crate::extract::extract_wanted;
    use crate::format::Format;

    #[test]
    fn the_last_placeholder_holds_the_answer() {
        for (format, response, expected) in [
            ("Out: [NUM]", "The answer is 5.\nOut: 7", "7"),
            ("Out: [NUM]", "Out: 5\nOut: 7", "7"),
            ("[TEXT] Out: [NUM] km", "So. Out: 7 km", "7"),
            ("Steps: [TEXT]\nOut [EXPR]!", "Steps: The answer is 5.\nOut 2x + 1!", "2x + 1"),
            ("<work>[TEXT]</work><out>[TEXT]</out>", "<work>x</work>\n<out>\n7\n</out>", "7"),
            ("Out: [WORD]!", "Out: B!", "B"),
        ] {
            let format = Format::new(format).unwrap();
            let wanted = format.wanted().unwrap_or_else(|| panic!("{format:?}"));
            let answer = extract_wanted(response, wanted).unwrap_or_else(|none| panic!("{response}: {none:?}"));
            assert_eq!((&*answer.text, answer.source.as_str()), (expected, "pattern"), "{response}");
        }
    }

    #[test]
    fn a_format_that_states_an_answer_needs_no_pattern() {
        for format in [
            "The answer is [NUM].",
            "[TEXT] The answer is [EXPR]",
            "<reasoning>[TEXT]</reasoning>\n<answer>[TEXT]</answer>",
            "Therefore \\[EXPR\\] \\boxed{[NUM]}",
            "#### [INT]",
            "[NUM]",
            "[NUM] apples",
            "Be brief.",
        ] {
            assert!(Format::new(format).unwrap().wanted().is_none(), "{format}");
        }
        assert!(Format::regex(r"Out: (\d+)").unwrap().wanted().is_none());
    }
}
