//! Sorting of short and rarely long lists, compiled once.
//!
//! The standard library compiles its sort anew for every type of item and every order, 5 to 10 kB each. Here only the few
//! instructions that compare and swap two items are made anew: a long list's places are sorted in place of its items, by one
//! function for all. Equal items keep their order. Whole batches, and marks of which a response can have thousands, are
//! sorted by the standard library.

use std::cmp::Ordering;

/// Lists up to this length are sorted by insertion, without memory of their own.
const SHORT: usize = 20;

/// Sorts items by their own order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts items by the order of their keys. A key is made for each comparison.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Sorts items by an order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if items.len() <= SHORT {
        for end in 1..items.len() {
            let mut at = end;
            while at > 0 && compare(&items[at - 1], &items[at]).is_gt() {
                items.swap(at - 1, at);
                at -= 1;
            }
        }
        return;
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut order, &|one, other| compare(&items[one], &items[other]));
    // `order[at]` is the place of the item that belongs at `at`: each round of places is walked once, item after item.
    for start in 0..order.len() {
        let mut at = start;
        while order[at] != start {
            let next = order[at];
            items.swap(at, next);
            order[at] = at;
            at = next;
        }
        order[at] = at;
    }
}

/// The one sort of long lists.
#[inline(never)]
fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_every_length_are_sorted_and_equal_items_keep_their_order() {
        for length in 0..200 {
            let items: Vec<(usize, usize)> = (0..length).map(|at| (at * 7919 % 31 / 2, at)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            let mut sorted = items.clone();
            sort_by_key(&mut sorted, |item| item.0);
            assert_eq!(sorted, expected, "{length}");
            let mut backwards = items.clone();
            sort_by(&mut backwards, |one, other| other.cmp(one));
            assert!(backwards.is_sorted_by(|one, other| one > other), "{length}");
            sort(&mut backwards);
            assert!(backwards.is_sorted(), "{length}");
        }
    }

    #[test]
    fn lists_on_both_sides_of_the_length_of_a_short_one_are_sorted() {
        for length in [SHORT, SHORT + 1] {
            let mut items: Vec<String> = (0..length).rev().map(|at| format!("{at:02}")).collect();
            sort(&mut items);
            assert!(items.is_sorted(), "{length}");
        }
    }
}
