//! Words at the end of a formula that say for which values of a letter it holds: "where k is an integer", "for all real t".

use crate::lexicon::phrases;

/// Bytes at the end of a text in which such words stand.
const TAIL: usize = 80;

/// The text with the words as a domain: `k\pi, k \in \mathbb{Z}`. None where there are no such words.
pub(super) fn spell(text: &str) -> Option<String> {
    // `\infty` and `\int` have no domain.
    let is_member = |(at, sign): (usize, &str)| !text[at + sign.len()..].starts_with(|c: char| c.is_ascii_alphabetic());
    if !phrases::DOMAINS_STEMS.iter().any(|stem| text.contains(stem))
        && !text.contains('∈')
        && !text.match_indices("\\in").any(is_member)
    {
        return None;
    }
    let mut from = text.len().saturating_sub(TAIL);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let mut at: Vec<(usize, usize)> = phrases::DOMAINS_OPENERS
        .iter()
        .filter_map(|opener| tail.rfind(opener).map(|at| (from + at, opener.len())))
        .collect();
    at.sort_unstable();
    for (start, length) in at {
        let Some((letter, domain)) = read_words(&text[start + length..]) else { continue };
        let head = strip_end(&text[..start]);
        // Commas and brackets before a formula's own domain are read by the grammar.
        let is_word = length > 1;
        let is_symbol = text[start..].contains("\\mathbb");
        if head.is_empty() || !is_word && is_symbol {
            continue;
        }
        return Some(format!("{head}, {letter}\\in\\mathbb{{{domain}}}"));
    }
    None
}

/// What stands before the words, without the dress of words and the comma between.
fn strip_end(mut head: &str) -> &str {
    loop {
        let before = head;
        head = head.trim_end_matches([' ', ',', '~', '$', '(', ';']);
        for dress in ["\\text{", "\\mbox{", "\\textrm{", "\\mathrm{", "\\quad", "\\qquad", "\\,", "\\;", "\\ ", "\\"] {
            head = head.strip_suffix(dress).unwrap_or(head);
        }
        if head == before {
            return head;
        }
    }
}

/// The letter and the domain that words name, and nothing else.
fn read_words(words: &str) -> Option<(char, char)> {
    let mut plain = words.to_owned();
    for dress in ["\\text{", "\\mbox{", "\\textrm{", "\\mathrm{", "\\quad", "\\qquad", "\\,", "\\;", "\\ "] {
        plain = plain.replace(dress, " ");
    }
    for (symbol, domain) in phrases::DOMAINS_SYMBOLS {
        plain = plain.replace(symbol, domain);
    }
    let mut letter = None;
    let mut domain = None;
    for word in plain.split([' ', '~', '$', '{', '}', '(', ')', '.', ',']).filter(|word| !word.is_empty()) {
        match word {
            _ if phrases::DOMAINS_SMALL.contains(&word) => {}
            _ if phrases::DOMAINS_INTEGERS.contains(&word) && domain.is_none() => domain = Some('Z'),
            _ if phrases::DOMAINS_REALS.contains(&word) && domain.is_none() => domain = Some('R'),
            _ => {
                let mut letters = word.chars();
                let (Some(one), None) = (letters.next(), letters.next()) else { return None };
                if !one.is_ascii_lowercase() || letter.is_some() {
                    return None;
                }
                letter = Some(one);
            }
        }
    }
    letter.zip(domain)
}

/// The inequality of "all integers k \ge 2", which names no domain of its own.
pub(super) fn strip_integers(text: &str) -> Option<&str> {
    let rest = phrases::DOMAINS_ALL_INTEGERS.iter().find_map(|words| text.strip_prefix(words))?;
    rest.contains(['<', '>', '≥', '≤'])
        .then_some(rest)
        .or_else(|| phrases::DOMAINS_BOUNDS.iter().any(|sign| rest.contains(sign)).then_some(rest))
}
