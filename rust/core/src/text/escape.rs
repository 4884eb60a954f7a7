//! The escapes of JSON's strings, in texts whose LaTeX may stand there unescaped.

/// The character that an escape stands for, and how many bytes of it stand behind its backslash.
///
/// What is no escape is a backslash for itself: `\frac`, `\boxed`, for no text has a form feed in it. `\n`, `\r` and `\t` are
/// escapes unless a small letter makes a command of them, as in `\nu`.
pub(crate) fn read(behind: &str) -> (char, usize) {
    let mut chars = behind.chars();
    let first = chars.next().unwrap_or_default();
    let is_command = chars.next().is_some_and(|next| next.is_ascii_lowercase());
    match first {
        '"' | '\'' | '\\' | '/' => (first, 1),
        'n' if !is_command => ('\n', 1),
        'r' if !is_command => ('\r', 1),
        't' if !is_command => ('\t', 1),
        'u' => read_code(behind).unwrap_or(('\\', 0)),
        _ => ('\\', 0),
    }
}

/// `u00e9`, or the two halves of a character past the first 65,536: `ud83d\ude00`.
fn read_code(behind: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = behind.get(at..at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(1)?;
    let second = behind.get(5..7).filter(|mark| *mark == "\\u").and_then(|_| unit(7));
    let mut read = char::decode_utf16([Some(first), second].into_iter().flatten());
    let character = read.next()?.ok()?;
    Some((character, if character.len_utf16() == 2 { 11 } else { 5 }))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn escapes_are_told_from_commands() {
        for (behind, expected) in [
            ("\"x", ('"', 1)),
            ("\\frac", ('\\', 1)),
            ("/", ('/', 1)),
            ("n", ('\n', 1)),
            ("nA", ('\n', 1)),
            ("nu", ('\\', 0)),
            ("r\\n", ('\r', 1)),
            ("rho", ('\\', 0)),
            ("t5", ('\t', 1)),
            ("theta", ('\\', 0)),
            ("frac", ('\\', 0)),
            ("u00e9t", ('é', 5)),
            ("ud83d\\ude00!", ('😀', 11)),
            ("ud83d", ('\\', 0)),
            ("ud83d\\u0041", ('\\', 0)),
            ("u00", ('\\', 0)),
            ("u+123", ('\\', 0)),
            ("ué123", ('\\', 0)),
            ("", ('\\', 0)),
        ] {
            assert_eq!(read(behind), expected, "{behind}");
        }
    }
}
