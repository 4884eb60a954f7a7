//! What the bytes of an ASCII text are, 64 at a time, one bit a byte.

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// Which bytes of a block are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    pub(super) letter: u64,
    pub(super) digit: u64,
    /// `.` and `,`, which a number may hold.
    pub(super) point: u64,
    pub(super) apostrophe: u64,
    pub(super) stop: u64,
    pub(super) line: u64,
    /// White space within a line.
    pub(super) space: u64,
    pub(super) control: u64,
}

impl Masks {
    /// The masks of the block that begins at `at`, spaces behind the text's end.
    pub(super) fn at(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.is_empty() {
            return Self { space: !0, ..Self::default() };
        }
        if let Some(block) = rest.first_chunk() {
            return Self::of(block);
        }
        let mut block = [b' '; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        Self::of(&block)
    }

    /// Anything but letters, digits and white space.
    pub(super) fn sign(&self) -> u64 {
        !(self.letter | self.digit | self.line | self.space)
    }

    fn of(block: &[u8; BLOCK]) -> Self {
        let mut classes = [0; BLOCK];
        for (kind, &byte) in classes.iter_mut().zip(block) {
            *kind = class(byte);
        }
        let mut rows = [0; 8];
        for (row, classes) in rows.iter_mut().zip(classes.as_chunks::<8>().0) {
            *row = u64::from_le_bytes(*classes);
        }
        let [letter, digit, point, apostrophe, stop, line, space, control] = transpose(rows);
        Self { letter, digit, point, apostrophe, stop, line, space, control }
    }
}

/// What one ASCII byte is, a bit for each mask in their order, without a branch or a table: so that a block's bytes are told sixteen
/// at a time.
#[inline]
#[allow(
    clippy::needless_bitwise_bool,
    reason = "a branch would keep the loop over a block from running on sixteen bytes at once"
)]
fn class(byte: u8) -> u8 {
    let is = |yes: bool, place: u32| if yes { 1 << place } else { 0 };
    let line = byte == b'\n';
    let space = (byte == b' ') | (byte == b'\t') | (byte == b'\r');
    let control = ((byte < b' ') | (byte == 0x7F)) & !space & !line;
    is((byte | 0x20).wrapping_sub(b'a') < 26, 0)
        | is(byte.wrapping_sub(b'0') < 10, 1)
        | is((byte == b'.') | (byte == b','), 2)
        | is(byte == b'\'', 3)
        | is((byte == b'.') | (byte == b'!') | (byte == b'?'), 4)
        | is(line, 5)
        | is(space, 6)
        | is(control, 7)
}

/// Of eight bits for each of 64 bytes, 64 bits for each of the eight: first within each eight bytes, then across them, by swapping
/// ever smaller blocks (Warren, Hacker's Delight, 7-3).
#[inline]
fn transpose(mut rows: [u64; 8]) -> [u64; 8] {
    for row in &mut rows {
        for (by, mask) in [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)] {
            let swapped = (*row ^ *row >> by) & mask;
            *row ^= swapped ^ swapped << by;
        }
    }
    for (by, mask) in [(4, 0x0000_0000_FFFF_FFFF), (2, 0x0000_FFFF_0000_FFFF), (1, 0x00FF_00FF_00FF_00FF)] {
        for row in (0..8).filter(|row| row & by == 0) {
            let swapped = (rows[row] >> (8 * by) ^ rows[row + by]) & mask;
            rows[row] ^= swapped << (8 * by);
            rows[row + by] ^= swapped;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_bit_stands_where_its_byte_does(block in proptest::array::uniform32(0u8..128)) {
            let mut twice = [0; BLOCK];
            twice[..32].copy_from_slice(&block);
            twice[32..].copy_from_slice(&block);
            let masks = Masks::of(&twice);
            let is = |kind: fn(u8) -> bool| twice.iter().rev().fold(0, |mask, &byte| mask << 1 | u64::from(kind(byte)));
            let expected = Masks {
                letter: is(|byte| byte.is_ascii_alphabetic()),
                digit: is(|byte| byte.is_ascii_digit()),
                point: is(|byte| b".,".contains(&byte)),
                apostrophe: is(|byte| byte == b'\''),
                stop: is(|byte| b".!?".contains(&byte)),
                line: is(|byte| byte == b'\n'),
                space: is(|byte| b" \t\r".contains(&byte)),
                control: is(|byte| byte.is_ascii_control() && !b"\n\t\r".contains(&byte)),
            };
            proptest::prop_assert_eq!(masks, expected);
        }
    }
}
