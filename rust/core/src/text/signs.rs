//! Which rare signs a text has at all, found in two passes: most texts have none, and need no search for each of them.

use memchr::{memchr, memchr3};

/// The signs that are looked for together.
#[derive(Clone, Copy)]
pub(super) struct Signs {
    ascii: bool,
    bracket: bool,
    brace: bool,
    tilde: bool,
}

impl Signs {
    pub(super) fn of(text: &str) -> Self {
        let any = memchr3(b'[', b'{', b'~', text.as_bytes());
        let has = |sign: u8| any.is_some_and(|first| memchr(sign, &text.as_bytes()[first..]).is_some());
        Self { ascii: text.is_ascii(), bracket: has(b'['), brace: has(b'{'), tilde: has(b'~') }
    }

    /// Of a text that may have any of them.
    #[cfg(test)]
    pub(super) fn unknown() -> Self {
        Self { ascii: false, bracket: true, brace: true, tilde: true }
    }

    /// Whether the text is known to have no such byte.
    pub(super) fn lack(self, byte: u8) -> bool {
        match byte {
            b'[' => !self.bracket,
            b'{' => !self.brace,
            b'~' => !self.tilde,
            0x80.. => self.ascii,
            _ => false,
        }
    }
}
