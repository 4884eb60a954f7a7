//! Literals of a program: `'BFS'`, `b'13:45'`, `[]`, `{}`.

/// What stands between the quotation marks of a literal string; `None` where the text is none.
///
/// ```
/// use rewards_core::text::literal::inside;
/// assert_eq!(inside("'BFS'"), Some("BFS"));
/// assert_eq!(inside("'it' or 'is'"), None);
/// ```
pub fn inside(text: &str) -> Option<&str> {
    let quoted = text.strip_prefix('b').unwrap_or(text);
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains('\'')).then_some(inner)
}

/// Whether a text is the literal of a string or of an empty collection.
pub fn is_literal(text: &str) -> bool {
    inside(text).is_some() || matches!(text, "[]" | "{}" | "()" | "\"\"")
}
