//! A value as programs write it behind the words that name its kind: "the empty list `[]`", "the string `abc`, which …".

use std::ops::Range;

use super::Stated;
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{Language, Role, Roles};
use crate::text::literal;

mod table {
    #![allow(dead_code, reason = "the build script writes more tables than are used here")]
    include!(concat!(env!("OUT_DIR"), "/literals.rs"));
}

/// Words before the value at most: "the resulting empty list".
const WORDS: usize = 6;

/// Roles of words that may stand before the kind beside those that have none.
const LIGHT: Roles = Roles::of(&[Role::Article, Role::Filler, Role::Final, Role::Common, Role::This]);
/// Roles of words that make another value of it, or none.
const CHANGES: Roles = Roles::of(&[
    Role::Of,
    Role::Not,
    Role::Changes,
    Role::Fewer,
    Role::More,
    Role::Number,
    Role::Or,
    Role::And,
    Role::Other,
    Role::Maybe,
    Role::Part,
    Role::Multiple,
]);
/// Where the value stands of a content that names its kind, without marks of code and quotation.
pub(super) fn read(text: &str, span: &Range<usize>, language: Option<Language>) -> Option<Range<usize>> {
    let content = &text[span.clone()];
    let (lead, value, tail) = split(content)?;
    if !names_kind(lead) {
        return None;
    }
    let stated = Stated::new(text, span.start..span.start + lead.len(), language);
    let plain = |word: &Word| {
        names_kind(word.of(text))
            || word.kind == Kind::Word
                && !word.roles.meets(CHANGES)
                && (word.roles.is_empty() || word.roles.meets(LIGHT))
    };
    let remark = tail.trim_start_matches([',', ' ', '*', '，']);
    let first = remark.split(' ').next().unwrap_or_default();
    let closes = remark.trim_matches(['.', ' ', '。']).is_empty()
        || !tail.contains('`') && table::LITERALS_REMARKS.iter().any(|word| word.eq_ignore_ascii_case(first));
    if stated.words.len() > WORDS || !stated.words.iter().all(plain) || !closes {
        return None;
    }
    let inner = literal::inside(&content[value.clone()]).map_or(value.clone(), |inside| {
        let start = inside.as_ptr() as usize - content.as_ptr() as usize;
        start..start + inside.len()
    });
    Some(span.start + inner.start..span.start + inner.end)
}

/// What stands before the value, where the value stands, and what stands behind it: the only piece of code, or an empty
/// collection at the end.
fn split(content: &str) -> Option<(&str, Range<usize>, &str)> {
    if let Some(open) = content.find('`') {
        let close = open + 1 + content[open + 1..].find('`')?;
        let filled = close > open + 1;
        return filled.then(|| (content[..open].trim_end(), open + 1..close, &content[close + 1..]));
    }
    let bare = content.trim_end_matches(['.', ' ']);
    let value = bare.rsplit(' ').next().filter(|last| literal::is_literal(last) && last.len() < bare.len())?;
    let start = bare.len() - value.len();
    Some((bare[..start].trim_end(), start..bare.len(), &content[bare.len()..]))
}

/// Whether a text ends with the name of a value's kind: as words of their own, or in a script that parts no words.
pub(super) fn names_kind(text: &str) -> bool {
    let text = text.trim_end_matches([':', '：']).to_lowercase();
    let is_dense = |kind: &str| kind.chars().all(|c| c > '\u{2e80}');
    table::LITERALS_KINDS.iter().any(|kind| {
        let before = text.strip_suffix(kind);
        before.is_some_and(|before| before.is_empty() || before.ends_with(' ') || is_dense(kind))
    })
}
