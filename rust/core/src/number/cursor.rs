//! A place in a text from which folded characters are read: any script's digits as ASCII ones, nothing invisible.

use crate::text::fold;

/// Stands for the end of the text; no folded character is NUL.
pub(super) const END: char = '\0';

/// A place in a text. Copying it is how the readers look ahead and go back.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The place `at` of `text`, which is a character boundary.
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// The byte offset: just behind what was read last, before anything invisible.
    pub(super) fn at(self) -> usize {
        self.at
    }

    /// The text as it is written from here on.
    pub(super) fn rest(self) -> &'a str {
        &self.text[self.at..]
    }

    /// The text as it is written from here up to `end`.
    pub(super) fn up_to(self, end: Self) -> &'a str {
        &self.text[self.at..end.at]
    }

    /// The next character, folded, and the place behind it.
    #[inline]
    pub(super) fn next(self) -> (char, Self) {
        match self.text.as_bytes().get(self.at) {
            None => (END, self),
            Some(&byte @ 1..=0x7F) => (char::from(byte), Self { text: self.text, at: self.at + 1 }),
            Some(_) => self.next_folded(),
        }
    }

    /// The next character where it is not plain ASCII.
    fn next_folded(self) -> (char, Self) {
        for (offset, c) in self.rest().char_indices() {
            if fold::is_invisible(c) {
                continue;
            }
            let behind = Self { text: self.text, at: self.at + offset + c.len_utf8() };
            let folded = match c {
                '\0' => char::REPLACEMENT_CHARACTER,
                _ if c.is_ascii() => c,
                _ if fold::is_minus(c) => '-',
                _ if fold::is_plus(c) => '+',
                _ => match fold::digit_value(c) {
                    Some(value) => char::from(b'0' + value),
                    None => fold::fold_width(c),
                },
            };
            return (folded, behind);
        }
        (END, Self { text: self.text, at: self.text.len() })
    }

    /// The next character, folded.
    #[inline]
    pub(super) fn peek(self) -> char {
        self.next().0
    }

    /// Whether a decimal digit comes next.
    #[inline]
    pub(super) fn at_digit(self) -> bool {
        self.peek().is_ascii_digit()
    }

    /// Behind the ASCII digits that come next.
    pub(super) fn skip_digits(self) -> Self {
        Self { text: self.text, at: self.at + count_digits(self.rest().as_bytes()) }
    }

    /// Behind `c`, when it comes next.
    #[inline]
    pub(super) fn skip(self, c: char) -> Option<Self> {
        let (next, behind) = self.next();
        (next == c).then_some(behind)
    }

    /// Behind `expected`, when that is what comes next.
    pub(super) fn skip_str(self, expected: &str) -> Option<Self> {
        expected.chars().try_fold(self, Self::skip)
    }

    /// Behind white space, of which at most a few characters are passed, and no line's end: nobody spaces out one number more than that.
    pub(super) fn skip_spaces(mut self) -> Self {
        for _ in 0..4 {
            let (next, behind) = self.next();
            if !fold::is_space(next) || matches!(next, '\n' | '\r') {
                break;
            }
            self = behind;
        }
        self
    }

    /// Whether nothing but white space and invisible characters follows.
    pub(super) fn at_end(self) -> bool {
        self.rest().chars().all(|c| fold::is_space(c) || fold::is_invisible(c))
    }
}

/// How many ASCII digits stand at the beginning, counted by blocks: some numbers are long.
pub(super) fn count_digits(text: &[u8]) -> usize {
    let is_whole = |block: &&[u8]| block.iter().fold(true, |all, byte| all & byte.is_ascii_digit());
    let whole = 32 * text.chunks_exact(32).take_while(is_whole).count();
    whole + text[whole..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}
