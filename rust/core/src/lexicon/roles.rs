//! The roles that words and phrases have. The build script reads this file too.

macro_rules! roles {
    ($($role:ident $name:literal,)*) => {
        /// What a word or phrase does in its sentence; `rust/core/lexicon/README.md` says what belongs to each.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the table in the lexicon's README has a line for each")]
        pub enum Role { $($role,)* }

        /// Every role with its name in the files.
        pub(super) const ROLES: &[(Role, &str)] = &[$((Role::$role, $name),)*];
    };
}

roles! {
    Answer "answer",
    Result "result",
    Option "option",
    Chooses "chooses",
    Right "right",
    Final "final",
    Other "other",
    Article "article",
    Is "is",
    MayBe "may_be",
    Ends "ends",
    Gets "gets",
    As "as",
    Filler "filler",
    About "about",
    Not "not",
    Suppose "suppose",
    Asks "asks",
    Person "person",
    Says "says",
    According "according",
    Believes "believes",
    Thought "thought",
    Doubts "doubts",
    Maybe "maybe",
    Wrong "wrong",
    No "no",
    Wait "wait",
    Revises "revises",
    Break "break",
    Instead "instead",
    Contrasts "contrasts",
    Because "because",
    Or "or",
    And "and",
    Either "either",
    Restates "restates",
    Fewer "fewer",
    More "more",
    Changes "changes",
    Per "per",
    Side "side",
    Counter "counter",
    Common "common",
    This "this",
    TakesBack "takes_back",
    Agrees "agrees",
    Describes "describes",
    When "when",
    Then "then",
    Would "would",
    Of "of",
    Example "example",
    Writes "writes",
    Mended "mended",
    Subject "subject",
    Clock "clock",
    Verdict "verdict",
    Number "number",
    Scale "scale",
    Part "part",
    Multiple "multiple",
    Unit "unit",
    Month "month",
    Am "am",
    Pm "pm",
    Noon "noon",
    Midnight "midnight",
    Oclock "oclock",
    Question "question",
    User "user",
    Assistant "assistant",
    Step "step",
    Joins "joins",
    Negative "negative",
    Point "point",
    HalfAfter "half_after",
    HalfBefore "half_before",
    AddedBefore "added_before",
    AddedAfter "added_after",
    Precision "precision",
    Over "over",
    Under "under",
    Link "link",
    Restricts "restricts",
    Figure "figure",
    Among "among",
    MinutesBefore "minutes_before",
    MinutesAfter "minutes_after",
    Hour "hour",
}

/// A set of roles.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles(pub(super) u128);

impl Roles {
    /// No role.
    pub const NONE: Self = Self(0);

    /// The set of these roles.
    pub const fn of(roles: &[Role]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < roles.len() {
            bits |= 1 << roles[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    /// Whether the set has this role.
    pub const fn has(self, role: Role) -> bool {
        self.0 >> role as u8 & 1 == 1
    }

    /// Whether the sets share a role.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles that are not in the other set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The roles of either.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::fmt::Debug for Roles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(ROLES.iter().filter(|(role, _)| self.has(*role)).map(|(_, name)| name)).finish()
    }
}

/// What a one is kept as where a word stands for a part of it (`anderthalb`, `sepertiga`): halves to tenths, twelfths, hundredths
/// and thousandths are whole numbers then.
pub const ONE: i64 = 63_000;
