//! Two texts that give one number in two directions: "5% increase" and "5% decrease", "A and B" and "A or B".

use crate::lexicon::opposites::{AXES, Searched};
use crate::lexicon::words::{self, Kind};
use crate::lexicon::{Role, Roles};

/// Bytes of a text at most: a longer one tells more than a value and its direction.
const LONGEST: usize = 200;

/// Whether the words of two texts point in opposite directions, or one joins by "and" what the other joins by "or".
pub(super) fn differ(own: &str, theirs: &str) -> bool {
    let may_tell = |text: &str| text.len() <= LONGEST && has_letters(text);
    if !may_tell(own) || !may_tell(theirs) {
        return false;
    }
    let (a, b) = (Searched::new(own), Searched::new(theirs));
    let opposite = |axis: &[&[&str]; 2]| match a.ends(axis) {
        [true, false] => b.ends(axis) == [false, true],
        [false, true] => b.ends(axis) == [true, false],
        _ => false,
    };
    AXES.iter().any(|axis| opposite(axis)) || joins_otherwise(own, theirs)
}

/// Whether a text has letters beside the names of its commands.
fn has_letters(text: &str) -> bool {
    let mut command = false;
    text.chars().any(|c| {
        command = c == '\\' || command && c.is_ascii_alphabetic();
        !command && c.is_alphabetic()
    })
}

/// Whether letters are joined by "and" in one text and by "or" in the other.
fn joins_otherwise(own: &str, theirs: &str) -> bool {
    let joint = |text: &str| {
        let words = words::read(text, 0, text.len(), None);
        let letter = |word: &words::Word| word.kind == Kind::Word && word.of(text).chars().count() == 1;
        let joins = |role: Role| words.iter().any(|word| word.has(role) && !letter(word));
        let quiet = |word: &words::Word| {
            word.kind != Kind::Word || letter(word) || word.roles.meets(Roles::of(&[Role::And, Role::Or, Role::Option]))
        };
        (words.iter().all(quiet), joins(Role::And), joins(Role::Or))
    };
    matches!(
        (joint(own), joint(theirs)),
        ((true, true, false), (true, false, true)) | ((true, false, true), (true, true, false))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposite_ends_of_an_axis_differ() {
        for (a, b) in [
            ("5% increase", "5% decrease"),
            ("an increase of 5%", "5% drop"),
            ("30° above the horizontal", "30° below the horizontal"),
            ("5 m nach links", "5 m nach rechts"),
            ("增加5%", "减少5%"),
            ("\\text{5\\% increase}", "\\textbf{5\\% decrease}"),
            ("A and B", "A or B"),
        ] {
            assert!(differ(a, b) && differ(b, a), "{a} / {b}");
        }
        for (a, b) in [
            ("5% increase", "5%"),
            ("5% increase", "a 5% rise"),
            ("5 more than before", "5 more"),
            ("up 5 m, then down 3 m", "down 3 m"),
            ("A and B", "A, B"),
            ("uptown", "down"),
            ("\\up", "\\down"),
        ] {
            assert!(!differ(a, b) && !differ(b, a), "{a} / {b}");
        }
    }
}
