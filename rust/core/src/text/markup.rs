//! Marks of HTML and of terminals around words: a reader sees the words and not the marks.

use memchr::{memchr, memchr3_iter};

use crate::limits::TAG_ATTRIBUTES;
use crate::trace::Notes;

/// Elements within a line that change how their words look, not what they mean.
const INLINE: [&str; 14] =
    ["b", "strong", "em", "i", "u", "code", "span", "mark", "font", "big", "small", "tt", "center", "ins"];

/// Elements that begin and end lines.
const BLOCKS: [&str; 15] =
    ["br", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "hr", "section", "blockquote"];

/// Entities that are spaces.
const SPACES: [&str; 5] = ["&nbsp;", "&ensp;", "&emsp;", "&thinsp;", "&#160;"];

/// The text with every such mark blanked, byte for byte; `None` where there is none.
///
/// ```
/// use rewards_core::text::markup::blank;
/// assert_eq!(blank("is <b>4</b>&nbsp;cm").as_deref(), Some("is    4          cm"));
/// assert_eq!(blank("1<br>2").as_deref(), Some("1\n   2"));
/// assert_eq!(blank("a<b and b>c"), None);
/// ```
pub fn blank(text: &str) -> Option<String> {
    noted(text, &mut Notes::silent())
}

/// [`blank`] with the marks that were blanked.
pub(crate) fn noted(text: &str, notes: &mut Notes) -> Option<String> {
    let mut blanked: Option<Vec<u8>> = None;
    for at in memchr3_iter(b'<', b'&', 0x1B, text.as_bytes()) {
        if let Some((length, breaks)) = mark(text, at) {
            let bytes = blanked.get_or_insert_with(|| text.as_bytes().to_vec());
            bytes[at..at + length].fill(b' ');
            notes.note(|recorder| recorder.removed_inside("markup", at..at + length));
            if breaks {
                bytes[at] = b'\n';
            }
        }
    }
    blanked.and_then(|bytes| String::from_utf8(bytes).ok())
}

/// The length of the mark at `at`, and whether it breaks the line.
fn mark(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = &text[at..];
    match rest.as_bytes()[0] {
        b'&' => SPACES.iter().find(|space| rest.starts_with(**space)).map(|space| (space.len(), false)),
        b'<' => tag(rest),
        // A colour or weight of a terminal: `ESC [ 1 m`.
        _ => {
            let parameters = rest.strip_prefix("\u{1b}[")?;
            let length = parameters.bytes().take(16).take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
            (parameters.as_bytes().get(length)? == &b'm').then_some((length + 3, false))
        }
    }
}

/// The length of the tag that `rest` begins with, and whether it breaks the line.
fn tag(rest: &str) -> Option<(usize, bool)> {
    let bytes = rest.as_bytes();
    let name_start = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    if !bytes.get(name_start)?.is_ascii_alphabetic() {
        return None;
    }
    let length = bytes.get(name_start..)?.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = &rest[name_start..name_start + length];
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let breaks = is(&BLOCKS);
    if !breaks && !is(&INLINE) {
        return None;
    }
    let end = memchr(b'>', &bytes[..bytes.len().min(TAG_ATTRIBUTES)])?;
    let attributes = rest.get(name_start + length..end)?.trim_matches([' ', '/']);
    // `a <b and b> c` compares: attributes have values.
    (attributes.is_empty() || attributes.contains("=\"") || attributes.contains("='")).then_some((end + 1, breaks))
}
