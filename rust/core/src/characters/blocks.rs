//! Bytes looked at 64 at a time, without a branch for each: sixteen are told at once.

/// Bytes that are looked at together.
pub(crate) const BLOCK: usize = 64;

/// Which flags are set, one bit each; a flag is 0 or 1.
#[inline]
pub(crate) fn bits(flags: &[u8; BLOCK]) -> u64 {
    let eights = flags.as_chunks::<8>().0.iter().enumerate();
    // The multiplication brings the lowest bits of eight bytes together in the highest byte.
    eights.fold(0, |bits, (at, eight)| {
        bits | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56 << (8 * at)
    })
}

/// The places of the bytes that `tells` anything about, from left to right; `tells` has no branch and says no to a zero.
pub(crate) fn places(bytes: &[u8], tells: impl Fn(u8) -> bool) -> impl Iterator<Item = usize> {
    let mask = move |block: &[u8; BLOCK]| {
        let mut flags = [0; BLOCK];
        for (at, flag) in flags.iter_mut().enumerate() {
            *flag = u8::from(tells(block[at]));
        }
        bits(&flags)
    };
    let (whole, rest) = bytes.as_chunks::<BLOCK>();
    let mut last = [0; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let (mut next, mut start, mut left) = (0, 0, 0_u64);
    std::iter::from_fn(move || {
        while left == 0 {
            left = match whole.get(next) {
                Some(block) => mask(block),
                None if next == whole.len() => mask(&last),
                None => return None,
            };
            start = next * BLOCK;
            next += 1;
        }
        let at = start + left.trailing_zeros() as usize;
        left &= left - 1;
        Some(at)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn blocks_tell_what_a_plain_look_tells(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let tells = |byte: u8| byte % 7 == 3;
            let expected: Vec<usize> = (0..bytes.len()).filter(|at| tells(bytes[*at])).collect();
            prop_assert_eq!(places(&bytes, tells).collect::<Vec<_>>(), expected);
        }
    }
}
