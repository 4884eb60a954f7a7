//! One run of digits with its grouping and its decimals.

use super::cursor::Cursor;
use super::digits::Digits;
use crate::text::fold;

/// Groups that are looked at before a run is taken as grouped: no number that a person groups has more.
const GROUPS_AHEAD: usize = 16;

/// What a reader may take a run of digits for.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "four permissions that do not depend on each other")]
pub(super) struct Style {
    /// Digits may be grouped at all.
    pub(super) grouping: bool,
    /// A plain space may group digits (`1 234`), and spaces and words may join the parts of a number.
    pub(super) spaces: bool,
    /// A comma that can't group may be the decimal point.
    pub(super) comma: bool,
    /// A slash makes a fraction.
    pub(super) fraction: bool,
}

/// A run of digits as it was read.
pub(super) struct Decimal {
    pub(super) digits: Digits,
    /// Digits behind the decimal point.
    pub(super) places: usize,
    /// A decimal comma that could as well stand between two numbers.
    pub(super) ambiguous: bool,
}

/// What stands between two runs of digits.
#[derive(Clone, Copy, PartialEq)]
enum Separator {
    Comma,
    /// `{,}`: a comma that can't stand between two numbers.
    TightComma,
    Dot,
    Apostrophe,
    Space,
    /// A space or mark that only ever groups.
    Thin,
    /// The Arabic decimal separator.
    Point,
}

/// LaTeX spellings of separators, the longer before those that they begin with.
const LATEX: [(&str, Separator); 8] = [
    (r"{,}", Separator::TightComma),
    (r"{\,}", Separator::Thin),
    (r"\!,\!", Separator::Thin),
    (r"\!,", Separator::Thin),
    (r"\,", Separator::Thin),
    (r"\;", Separator::Thin),
    (r"\:", Separator::Thin),
    (r"\ ", Separator::Thin),
];

/// The separator at the cursor, when a digit follows it.
#[inline]
fn separator(cursor: Cursor<'_>) -> Option<(Separator, Cursor<'_>)> {
    let (c, behind) = cursor.next();
    let (kind, behind) = match c {
        ',' => match behind.skip_str(r"\!") {
            Some(behind) => (Separator::Thin, behind.skip(' ').unwrap_or(behind)),
            None => (Separator::Comma, behind),
        },
        '.' => (Separator::Dot, behind),
        ' ' => (Separator::Space, behind),
        '\'' | '’' => (Separator::Apostrophe, behind),
        '{' | '\\' => {
            let (spelling, kind) = LATEX.iter().find(|(spelling, _)| cursor.rest().starts_with(spelling))?;
            (*kind, cursor.skip_str(spelling)?)
        }
        '~' | '٬' => (Separator::Thin, behind),
        '٫' => (Separator::Point, behind),
        _ if fold::is_thin_space(c) => (Separator::Thin, behind),
        _ => return None,
    };
    behind.at_digit().then_some((kind, behind))
}

/// The runs of digits behind a first one, all set off by the same separator, as far as is worth looking.
struct Groups {
    count: usize,
    threes: bool,
    indian: bool,
    /// Some run begins with a zero, as members of lists don't.
    zero: bool,
    /// What follows the last run.
    end: char,
    /// The separator and the digit behind the last run, if any: a decimal comma of a number with grouping dots.
    next: Option<Separator>,
}

fn look_ahead(mut cursor: Cursor<'_>, kind: Separator, most: usize) -> Groups {
    let mut groups = Groups { count: 0, threes: true, indian: false, zero: false, end: '\0', next: None };
    let mut twos = true;
    loop {
        match separator(cursor) {
            Some((next, behind)) if next == kind && groups.count < most => cursor = behind,
            other => {
                groups.next = other.map(|(next, _)| next);
                groups.end = cursor.peek();
                return groups;
            }
        }
        groups.count += 1;
        groups.zero |= cursor.peek() == '0';
        let mut length = 0;
        while length < 4 {
            let (c, behind) = cursor.next();
            if !c.is_ascii_digit() {
                break;
            }
            cursor = behind;
            length += 1;
        }
        groups.indian = twos && groups.count > 1 && length == 3;
        twos &= length == 2;
        groups.threes &= length == 3;
        if !groups.threes && !twos && !groups.indian {
            // Malformed whatever follows; but one run more tells a list from a decimal comma.
            let (_, end) = Digits::default().read(cursor);
            groups.count += usize::from(separator(end).is_some_and(|(next, _)| next == kind));
            return groups;
        }
    }
}

/// Reads digits with their grouping and decimals. `None` where there are none, and for dotted runs that are no number (`1.2.3`).
pub(super) fn read(start: Cursor<'_>, style: Style) -> Option<(Decimal, Cursor<'_>)> {
    let mut number = Decimal { digits: Digits::default(), places: 0, ambiguous: false };
    let (first, mut cursor) = number.digits.read(start);
    if first == 0 {
        let behind = start.skip('.').filter(|behind| behind.at_digit())?;
        cursor = number.read_places(behind);
        return Some((number, cursor));
    }
    let Some((kind, behind)) = separator(cursor) else { return Some((number, cursor)) };
    if kind == Separator::Point {
        cursor = number.read_places(behind);
        return Some((number, cursor));
    }
    // Two runs already tell a list from a decimal comma.
    let groups = look_ahead(cursor, kind, if style.grouping { GROUPS_AHEAD } else { 2 });
    let grouped = style.grouping
        && first <= 3
        && start.peek() != '0'
        && match kind {
            Separator::Comma | Separator::TightComma => groups.threes || groups.indian,
            Separator::Dot => {
                groups.threes
                    && (groups.count > 1
                        || style.comma && matches!(groups.next, Some(Separator::Comma | Separator::TightComma)))
            }
            Separator::Space => {
                style.spaces && groups.threes && groups.end != '/' && (first < 3 || groups.count == 1 || groups.zero)
            }
            Separator::Thin | Separator::Apostrophe => groups.threes,
            Separator::Point => false,
        };
    if grouped && !(groups.indian && first == 3) {
        let mut left = if groups.count == GROUPS_AHEAD { usize::MAX } else { groups.count };
        while left > 0 {
            let Some((next, behind)) = separator(cursor) else { break };
            if next != kind || groups.threes && digits_ahead(behind) != 3 {
                break;
            }
            cursor = number.digits.read(behind).1;
            left -= 1;
        }
        if let Some((next, behind)) = separator(cursor) {
            let decimals = match next {
                Separator::Dot => kind != Separator::Dot,
                Separator::Comma | Separator::TightComma => !matches!(kind, Separator::Comma | Separator::TightComma),
                Separator::Point => true,
                _ => false,
            };
            if decimals {
                cursor = number.read_places(behind);
            }
        }
        return Some((number, cursor));
    }
    match kind {
        Separator::Dot if groups.count > 1 => return None,
        Separator::Dot => cursor = number.read_places(behind),
        Separator::TightComma if groups.count == 1 => cursor = number.read_places(behind),
        Separator::Comma if style.comma && groups.count == 1 => {
            number.ambiguous = true;
            cursor = number.read_places(behind);
        }
        _ => {}
    }
    Some((number, cursor))
}

/// Digits at the cursor, counted up to four.
fn digits_ahead(mut cursor: Cursor<'_>) -> usize {
    for count in 0..4 {
        let (c, behind) = cursor.next();
        if !c.is_ascii_digit() {
            return count;
        }
        cursor = behind;
    }
    4
}

impl Decimal {
    /// Reads the digits behind a decimal point, which thin spaces may set off in threes.
    fn read_places<'a>(&mut self, cursor: Cursor<'a>) -> Cursor<'a> {
        let (mut run, mut cursor) = self.digits.read(cursor);
        self.places += run;
        while run == 3
            && let Some((Separator::Thin, behind)) = separator(cursor)
        {
            (run, cursor) = self.digits.read(behind);
            self.places += run;
        }
        cursor
    }
}
