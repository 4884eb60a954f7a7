//! Contents that are mathematics alone: calls, products of letters, primes, sets, inequalities.
//!
//! A letter of a formula may be a word of some language, the name of an option or a unit: `ab`, `(x)(y)`, `Var(X)`. Where a
//! content is nothing but a formula, none of its letters is read as a word.

use super::labels;
use super::terms::{self, is_abbreviation};
use crate::expr;
use crate::lexicon::words::Kind;
use crate::lexicon::{Language, Meaning, Role, Roles, look_up, meanings, words};

/// Bytes of a formula at most.
const LONGEST: usize = 600;
/// Letters of a unit's symbol at most.
const SYMBOL: usize = 3;

/// Roles of words that make another number of the one before them.
const CHANGES: Roles =
    Roles::of(&[Role::Number, Role::Scale, Role::Part, Role::Multiple, Role::Changes, Role::Negative, Role::Fewer]);

/// Whether a content is a formula without words; `language` is that of its sentence, where it has one.
pub(super) fn is_formula(content: &str, language: Option<Language>) -> bool {
    let text = bare(content);
    !names_option(text) && !is_phrase(text, language) && may_be_formula(content, language)
}

/// Whether a content is a formula without words, or options by their letters that may be one.
pub(super) fn may_be_formula(content: &str, language: Option<Language>) -> bool {
    let text = bare(content);
    if text.len() > LONGEST || text.is_empty() || text.contains("</") || text.len() > 2 && is_phrase(text, language) {
        return false;
    }
    let foreign = language.is_some_and(|language| language != Language::ENGLISH);
    let Some(terms) = terms::read(text, language).filter(|_| !(foreign && has_marks(text))) else { return false };
    // Letters without a sign are a product only where they can be nothing else.
    let product = terms.products == 1 && text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    // "(8)!" is no part with a label.
    let factorial = terms.letters == 0 && text.ends_with(")!");
    factorial || terms.letters > 0 && (terms.signs > 0 || product && !labels::is_label(text))
}

/// Whether a content is numbers with the symbols of their units alone: `3 h 20 min`, `6 mN`.
pub(super) fn is_measured(content: &str, language: Language) -> bool {
    let words = words::read_in(content, 0, content.len(), language);
    let is_symbol =
        |word: &str| word.len() <= SYMBOL && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && expr::is_unit(word);
    // Letter case tells a symbol from a word: "mN" is no "mn".
    let cased = |word: &str| word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let mut number = false;
    let measured = words.iter().all(|word| {
        let written = word.of(content);
        let before = std::mem::replace(&mut number, word.kind == Kind::Number);
        match word.kind {
            Kind::Number => !before && written.bytes().all(|byte| byte.is_ascii_digit()),
            Kind::Word => before && is_symbol(written) && (!word.roles.meets(CHANGES) || cased(written)),
            _ => false,
        }
    });
    measured && words.len() > 1 && !number
}

/// The content without the delimiters of a formula and the point behind it.
fn bare(content: &str) -> &str {
    let mut text = content.trim();
    text = text.strip_suffix('.').unwrap_or(text);
    for (open, close) in [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")] {
        if let Some(inside) = text.strip_prefix(open).and_then(|text| text.strip_suffix(close)) {
            return inside.trim();
        }
    }
    text
}

/// Whether a phrase covers a text: `no`. Two letters are a product, but where they are a verdict or a word of the language.
fn is_phrase(text: &str, language: Option<Language>) -> bool {
    let known = |other: Language| other == Language::ENGLISH || language == Some(other);
    look_up(text, 0).iter().filter(|(end, _)| *end as usize == text.len()).any(|(_, set)| {
        let says = |meaning: &Meaning| {
            let own = known(meaning.language()) && !is_abbreviation(text, meaning.roles());
            text.len() > 2 || own || meaning.roles().has(Role::Verdict)
        };
        meanings(*set).iter().any(says)
    })
}

/// Whether a mark stands between digits that groups them in one language and parts off decimals in another.
fn has_marks(text: &str) -> bool {
    text.as_bytes()
        .windows(3)
        .any(|three| matches!(three[1], b',' | b'.') && three[0].is_ascii_digit() && three[2].is_ascii_digit())
}

/// Whether a text may name options by their letters: `(B)`, `(A)(C)`, `A/C`, `B = 12`.
fn names_option(text: &str) -> bool {
    let capitals = |text: &str| text.split(['(', ')', '/']).all(|part| part.is_empty() || labels::names_options(part));
    let is_letter = |name: &str| name.len() == 1 && labels::names_options(name);
    let is_amount = |value: &str| !value.contains(|c: char| c.is_alphabetic() || c == '\\');
    let equated = |(name, value): (&str, &str)| is_letter(name.trim()) && is_amount(value);
    capitals(text) || text.split_once('=').is_some_and(equated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_has_no_words() {
        for text in [
            "ab",
            "ba",
            "(x)(y)",
            "a(b)",
            "Var(X)/4",
            "\\frac14\\mathrm{Var}(X)",
            "-I",
            "A + A'B",
            "(AB)^{-1}",
            "n % 2",
            "h(t)=5, h(s)=6",
            "3<ab<5",
            "|x|<2",
            "2f'(x)+f(x)",
            "F = A'B'",
            "\\lnot\\exists x\\, P(x)",
            "$ab > 2$",
            "A + B",
            "(-4,x]\\cup(7,9)",
            "\\overline{AB}=5",
            "n mod 2",
            "sin x + cos y",
        ] {
            assert!(is_formula(text, None), "{text}");
        }
    }

    #[test]
    fn words_labels_and_units_make_none() {
        for text in [
            "no",
            "ja",
            "dos",
            "(B)",
            "(a) 12, (b) 5",
            "B) x^2",
            "B",
            "A, C",
            "AC",
            "B = 12",
            "5 m",
            "20 min",
            "50%",
            "x = 2 y x = 7",
            "x = 2 or x = 3",
            "5x apples",
            "option(B)",
            "- B",
            "\\text{yes}",
            "x^2 (B)",
            "iv",
            "3 h 20 min",
            "cm(2)",
            "x = 5, si",
            "12 (b)",
            "7 Si x",
        ] {
            assert!(!is_formula(text, None), "{text}");
        }
        assert!(!is_formula("ba", Language::of("vi")));
        assert!(!is_formula("x = 2,5", Language::of("de")));
        assert!(is_formula("x = 2,5", None));
    }

    #[test]
    fn a_measure_is_symbols() {
        for (text, wanted) in [
            ("3 h 20 min", true),
            ("6 mN", true),
            ("6 mn", false),
            ("3 hours", false),
            ("3 x", false),
            ("12", false),
            ("3 st", false),
        ] {
            assert_eq!(is_measured(text, Language::ENGLISH), wanted, "{text}");
        }
    }
}
