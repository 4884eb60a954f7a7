//! The hash of the lexicon's tables, which the build script lays out and the crate looks up.

/// A hash of a short text (FNV-1a, its high half folded in).
pub(crate) const fn hash(text: &[u8]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < text.len() {
        hash = (hash ^ text[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    (hash ^ (hash >> 32)) as u32
}

/// The place of five letters, five bits each, in a table of 131,072 bits.
pub(crate) const fn letters(five: u32) -> usize {
    (five.wrapping_mul(0x9E37_79B1) >> 15) as usize
}
