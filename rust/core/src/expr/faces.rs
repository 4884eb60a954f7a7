//! The faces of letters: `\mathcal{L}` is another letter than `L` where both stand in one text.

/// Commands that give a letter a face of its own, or a line under it.
pub(super) const FACES: [&str; 4] = ["mathcal", "mathscr", "mathfrak", "underline"];

/// The place of an ASCII letter in a set of them.
pub(super) fn bit(letter: u8) -> u64 {
    1 << (letter.to_ascii_lowercase().saturating_sub(b'a') % 26 + if letter.is_ascii_uppercase() { 26 } else { 0 })
}

/// The letter that a face is given to, which stands alone in braces or behind a space.
pub(super) fn face_letter(rest: &str) -> Option<u8> {
    if is_letter_group(rest) { rest.bytes().find(u8::is_ascii_alphabetic) } else { None }
}

/// The letters of a text in each face, and in none.
pub(super) fn find_faces(text: &str) -> [u64; FACES.len() + 1] {
    let bytes = text.as_bytes();
    let mut letters = [0; FACES.len() + 1];
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte.is_ascii_alphabetic() {
            letters[FACES.len()] |= bit(byte);
        } else if byte == b'\\' {
            let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            let face = FACES.iter().position(|face| text[at..].strip_prefix(face).is_some() && face.len() == length);
            at += length;
            if let Some(face) = face
                && let Some(letter) = face_letter(&text[at..])
            {
                letters[face] |= bit(letter);
                at += bytes[at..].iter().position(u8::is_ascii_alphabetic).unwrap_or(0) + 1;
            }
        }
    }
    letters
}

/// Whether `{x}` or `{AB}`, a small letter or two capitals in braces, stands at the start of a text: what a line under it names. One
/// capital may be a choice.
pub(super) fn is_named_letter(rest: &str) -> bool {
    is_letter_group(rest) && !matches!(rest.trim_start().as_bytes(), [b'{', b'A'..=b'Z', b'}', ..] | [b'A'..=b'Z', ..])
}

/// Whether `{x}` or `{AB}`, a letter or two capitals in braces, or a letter behind a space, stands at the start of a text.
pub(super) fn is_letter_group(rest: &str) -> bool {
    let text = rest.trim_start().as_bytes();
    if let ([b' ', ..], [letter, next @ ..]) = (rest.as_bytes(), text)
        && letter.is_ascii_alphabetic()
        && !next.first().is_some_and(u8::is_ascii_alphabetic)
    {
        return true;
    }
    matches!(text, [b'{', b'a'..=b'z' | b'A'..=b'Z', b'}', ..] | [b'{', b'A'..=b'Z', b'A'..=b'Z', b'}', ..])
}
