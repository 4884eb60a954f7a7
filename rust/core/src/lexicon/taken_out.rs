//! What tests need to take an entry of the lexicon out in memory. Outside of tests nothing is known of it: a [`Path`] has no size, and
//! [`set`] gives back what it was given.

/// Where a walk through the phrases stands, as far as tests want to know.
#[cfg(not(test))]
#[derive(Clone, Copy)]
pub(super) struct Path;

#[cfg(not(test))]
impl Path {
    pub(super) const START: Self = Self;

    #[inline]
    pub(super) fn then(self, _: u8) -> Self {
        self
    }
}

/// The set of meanings of the phrase that a walk found.
#[cfg(not(test))]
#[inline]
pub(super) fn set(set: u16, _: Path) -> u16 {
    set
}

#[cfg(test)]
pub(crate) use with_tests::*;

#[cfg(test)]
mod with_tests {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeSet;

    use super::super::{DATA, Language, MEANINGS, Meaning, ROLE_SETS, Role, Roles, SET_STARTS};

    /// The labels from the first one on, as a hash: each phrase has its own.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub(crate) struct Path(u64);

    impl Path {
        pub(crate) const START: Self = Self(0xcbf2_9ce4_8422_2325);

        pub(crate) fn then(self, label: u8) -> Self {
            Self((self.0 ^ u64::from(label)).wrapping_mul(0x0100_0000_01b3).rotate_left(7))
        }
    }

    /// Sets from this number on stand for what is left of one without the entry that is out.
    const CHANGED: u16 = 60_000;

    /// A phrase that is out, and its meanings without it.
    struct Out {
        path: Path,
        meanings: &'static [Meaning],
    }

    thread_local! {
        static OUT: RefCell<Vec<Out>> = const { RefCell::new(Vec::new()) };
        static ROLES: RefCell<Vec<Roles>> = const { RefCell::new(Vec::new()) };
        static IS_ANY: Cell<bool> = const { Cell::new(false) };
        static FOUND: RefCell<Option<BTreeSet<Path>>> = const { RefCell::new(None) };
    }

    /// What `read` gives while a language lacks a role of some phrases, each with the number of its set.
    pub(crate) fn without<T>(phrases: &[(Path, u16)], language: Language, role: Role, read: impl FnOnce() -> T) -> T {
        ROLES.with_borrow_mut(Vec::clear);
        OUT.with_borrow_mut(|out| {
            out.clear();
            out.extend(phrases.iter().map(|(path, set)| Out { path: *path, meanings: less(*set, language, role) }));
        });
        IS_ANY.set(true);
        let given = read();
        IS_ANY.set(false);
        OUT.with_borrow_mut(Vec::clear);
        given
    }

    /// The meanings of a set without a role of a language. They are kept for as long as the tests run.
    fn less(set: u16, language: Language, role: Role) -> &'static [Meaning] {
        let set = usize::from(set);
        let meanings = &MEANINGS[usize::from(SET_STARTS[set - 1])..usize::from(SET_STARTS[set])];
        let left: Vec<Meaning> = meanings
            .iter()
            .filter_map(|meaning| {
                if meaning.language != language {
                    return Some(*meaning);
                }
                let roles = ROLE_SETS[usize::from(meaning.roles)].without(Roles::of(&[role]));
                (!roles.is_empty()).then(|| {
                    let data = &DATA[usize::from(meaning.data)..][..usize::from(meaning.numbers)];
                    let only = data.iter().all(|(kind, _)| *kind == role as u8);
                    let number = ROLES.with_borrow_mut(|list| {
                        list.push(roles);
                        list.len() - 1
                    });
                    let numbers = if only { 0 } else { meaning.numbers };
                    Meaning { roles: CHANGED + number as u16, numbers, ..*meaning }
                })
            })
            .collect();
        Vec::leak(left)
    }

    /// The set of meanings of the phrase that a walk found.
    pub(crate) fn set(set: u16, path: Path) -> u16 {
        FOUND.with_borrow_mut(|found| found.as_mut().map(|found| found.insert(path)));
        if !IS_ANY.get() {
            return set;
        }
        OUT.with_borrow(|out| match out.iter().position(|out| out.path == path) {
            None => set,
            Some(at) if out[at].meanings.is_empty() => 0,
            Some(at) => CHANGED + at as u16,
        })
    }

    /// The meanings of a set that lacks an entry.
    pub(crate) fn meanings(set: u16) -> Option<&'static [Meaning]> {
        (set >= CHANGED).then(|| OUT.with_borrow(|out| out[usize::from(set - CHANGED)].meanings))
    }

    /// The roles of a meaning that lacks one.
    pub(crate) fn roles(roles: u16) -> Option<Roles> {
        (roles >= CHANGED).then(|| ROLES.with_borrow(|list| list[usize::from(roles - CHANGED)]))
    }

    /// The phrases that `read` finds.
    pub(crate) fn found(read: impl FnOnce()) -> BTreeSet<Path> {
        FOUND.set(Some(BTreeSet::new()));
        read();
        FOUND.take().unwrap_or_default()
    }
}
