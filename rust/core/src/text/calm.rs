//! Whether a reader sees all of a response, told from its signs alone: where it is so, its marks need no search.

use memchr::{memchr3, memchr3_iter};

use super::hidden;
use super::reasoning::{is_unlisted, reasoning_mark};
use super::turn::{may_be_token, speaker_line};

/// Whether the `<` that `rest` begins with may open anything: before a number, a space or another `<` it compares, or
/// belongs to a calculator's mark.
pub(super) fn may_open(rest: &[u8]) -> bool {
    rest.get(1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'|' | b'_' | 0x80..))
        || may_be_token(rest)
}

/// Whether the `<` that `rest` begins with hides nothing and ends no turn, where that is told by one look.
pub(crate) fn is_calm_sign(rest: &[u8]) -> bool {
    !may_open(rest) || is_unlisted(rest)
}

/// Whether a tag hides nothing and ends no turn, wherever it stands.
pub(crate) fn is_calm_tag(tag: &str) -> bool {
    let tag = tag.as_bytes();
    is_unlisted(tag) || reasoning_mark(tag).is_some_and(|(_, length)| length == tag.len())
}

/// Whether nothing hides a part of a response or ends it, as far as its `<` do not.
pub(crate) fn is_calm(response: &str) -> bool {
    let bytes = response.as_bytes();
    response.is_ascii()
        && memchr3(b'[', b'{', b'~', bytes).is_none()
        && memchr3_iter(b':', b'\\', b'%', bytes).all(|at| match bytes[at] {
            b':' => speaker_line(response, at).is_none(),
            b'\\' => hidden::command(response, at).is_none(),
            _ => hidden::mark(bytes, at, None).is_none(),
        })
}
