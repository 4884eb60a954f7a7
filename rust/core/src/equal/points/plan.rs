//! The points at which a pair is compared: some in every cell that the critical places of its lines cut out.

use std::collections::BTreeMap;

use crate::limits;
use crate::number::Exact;
use crate::sorting;

use super::super::budget::Budget;
use super::super::field;
use super::super::walk::Stop;
use super::critical::{Critical, Level};
use super::letters::Letter;
use super::line::Line;
use super::pick::{self, Sizes};
use super::place::{self, Place};
use super::roots;

/// Points between which nothing changes its form.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    /// The values of all letters, near ones first.
    pub(super) points: Vec<Vec<Exact>>,
    /// Places at the ends of the cell: values may jump there and nowhere else.
    pub(super) edges: Vec<Vec<Exact>>,
    /// Points next to such places that can't be written as numbers.
    pub(super) near_edges: Vec<Vec<Exact>>,
    /// Whether the cell was looked for, rather than thrown in besides.
    pub(super) is_planned: bool,
}

/// What tells cells apart: the signs of all critical parts, and for those that touch zero where on the line the cell lies.
type Key = (Vec<i8>, Vec<(usize, usize, usize)>);

/// Places, and which critical part each of them comes from.
type Owned = (Vec<Place>, Vec<(usize, f64)>);

/// The sign of a critical part that has no value.
const NO_VALUE: i8 = 9;

/// The planner.
pub(super) struct Planner<'p> {
    /// The letters.
    pub(super) letters: &'p [Letter],
    /// The critical parts.
    pub(super) criticals: &'p [Critical],
    /// What values are drawn from.
    pub(super) seed: u64,
    /// How far out points are put.
    pub(super) sizes: Sizes,
    /// What pays.
    pub(super) budget: &'p Budget,
}

impl Planner<'_> {
    /// A number that the pair, an index and a letter determine.
    fn draw(&self, index: u64, letter: usize) -> u64 {
        field::hash(self.seed, ("value", index, letter))
    }

    /// A point of everyday values.
    pub(super) fn point(&self, index: u64) -> Vec<Exact> {
        let value = |(at, letter): (usize, &Letter)| {
            let draw = self.draw(index, at);
            letter.admit(if letter.is_integer { self.integer(index, draw) } else { pick::draw_real(index, draw) })
        };
        self.letters.iter().enumerate().map(value).collect()
    }

    /// An integer: small ones of either sign, and past every constant.
    fn integer(&self, index: u64, draw: u64) -> Exact {
        let far = self.sizes.integer;
        Exact::from_i64(match index % 8 {
            0 => 2 + (draw % 6) as i64,
            1 => 1 + (draw % 3) as i64,
            2 => -1 - (draw % 4) as i64,
            3 => 4 + (draw % 9) as i64,
            4 => (draw % 2) as i64,
            5 => far + 1 + (draw % 2) as i64,
            6 => far + 2 + (draw % 7) as i64,
            _ => 1 + (draw % 12) as i64,
        })
    }

    /// Points at which letters of exponents are integers of either sign and parity, and most others negative: powers of negative
    /// numbers are defined there.
    fn power_points(&self) -> Vec<Vec<Exact>> {
        const EXPONENTS: [i64; 8] = [3, 2, -1, -2, 5, 1, -3, 4];
        if !self.letters.iter().any(|letter| letter.is_exponent) {
            return Vec::new();
        }
        let value = |index: u64, at: usize, letter: &Letter| {
            if letter.is_exponent || letter.is_integer {
                return letter.admit(Exact::from_i64(EXPONENTS[(index as usize + 3 * at) % EXPONENTS.len()]));
            }
            let value = pick::draw_real(index, self.draw(200 + index, at));
            // All negative first; then each with a sign of its own.
            let is_negative = index < 4 || self.draw(300 + index, at).is_multiple_of(2);
            letter.admit(if is_negative == value.is_negative() { value } else { value.neg() })
        };
        let point = |index: u64| {
            let values = self.letters.iter().enumerate().map(|(at, letter)| value(index, at, letter));
            values.collect()
        };
        (0..EXPONENTS.len() as u64).map(point).collect()
    }

    /// Points at which every letter lies past all constants, in every combination of signs: what begins only where several
    /// letters are large is on no line through everyday points.
    fn far_points(&self) -> Vec<Vec<Exact>> {
        let count = self.letters.len();
        if !(2..=limits::FAR_LETTERS).contains(&count) {
            return Vec::new();
        }
        let value = |mask: u64, at: usize, letter: &Letter| {
            let draw = self.draw(400 + mask, at);
            let size = if letter.is_integer {
                Exact::from_i64(self.sizes.integer + 1 + (draw % 7) as i64)
            } else {
                pick::draw_far(draw, &self.sizes)?
            };
            Some(letter.admit(if mask >> at & 1 == 1 { size.neg() } else { size }))
        };
        (0..1u64 << count)
            .filter_map(|mask| self.letters.iter().enumerate().map(|(at, letter)| value(mask, at, letter)).collect())
            .collect()
    }

    /// All cells that are found.
    pub(super) fn plan(&self) -> Result<Vec<Cell>, Stop> {
        let loose = |is_planned: bool| Cell {
            points: (0..limits::POINTS).map(|index| self.point(index)).collect(),
            edges: Vec::new(),
            near_edges: Vec::new(),
            is_planned,
        };
        let mut powers = loose(false);
        powers.edges = self.power_points();
        if self.criticals.is_empty() && !self.letters.iter().any(|letter| letter.is_integer) {
            powers.is_planned = true;
            return Ok(vec![powers]);
        }
        let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
        let mut bases: Vec<Vec<Exact>> = vec![self.point(0)];
        if self.letters.len() > 1 {
            bases.extend((1..4).map(|index| self.point(index)));
        }
        let mut seen: Vec<Vec<i8>> = Vec::new();
        let mut at = 0;
        while at < bases.len() {
            if at >= limits::PLAN_BASES {
                return Err(Stop::Unknown);
            }
            let base = bases[at].clone();
            at += 1;
            for moving in 0..self.letters.len() {
                self.scan(&base, moving, &mut cells, &mut bases, &mut seen)?;
            }
        }
        let mut cells: Vec<Cell> = cells.into_values().collect();
        let mut others = powers;
        others.points.extend(self.far_points());
        others.points.retain(|point| !self.is_outside(&self.signs(point)));
        cells.push(others);
        Ok(cells)
    }

    /// Walks along one line and puts points into the cells that it crosses.
    fn scan(
        &self,
        base: &[Exact],
        moving: usize,
        cells: &mut BTreeMap<Key, Cell>,
        bases: &mut Vec<Vec<Exact>>,
        seen: &mut Vec<Vec<i8>>,
    ) -> Result<(), Stop> {
        let line = Line { letters: self.letters, values: base, moving, budget: self.budget };
        let (places, own) = self.places(&line)?;
        let is_integer = self.letters[moving].is_integer;
        let is_only = self.letters.len() == 1;
        // The values of the moving letter in each cell, and the signs there.
        let mut crossed = Vec::new();
        for gap in 0..=places.len() {
            let left = gap.checked_sub(1).map(|left| &places[left]);
            let right = places.get(gap);
            let draw = self.draw(100 + gap as u64, moving);
            let mut parts = Vec::new();
            if is_integer {
                if let Some(at) = left.and_then(pick::integer_at) {
                    parts.push(vec![at]);
                }
                parts.push(pick::integers(left, right, draw, &self.sizes));
            } else {
                parts.push(pick::reals(left, right, draw, &self.sizes));
            }
            for values in &mut parts {
                values.retain(|value| self.letters[moving].may_be(value));
            }
            for values in parts.into_iter().filter(|values| !values.is_empty()) {
                let points: Vec<Vec<Exact>> = values
                    .into_iter()
                    .map(|value| {
                        let mut point = base.to_vec();
                        point[moving] = value;
                        point
                    })
                    .collect();
                let signs = self.signs(&points[0]);
                crossed.push((gap, signs, points));
            }
        }
        let touching: Vec<usize> = (0..self.criticals.len())
            .filter(|&at| {
                crossed.windows(2).any(|pair| {
                    pair[0].1[at] == pair[1].1[at]
                        && own.iter().any(|(owner, x)| {
                            *owner == at
                                && pair[0].0 != pair[1].0
                                && places[pair[0].0].low <= *x
                                && *x <= places[pair[0].0].high
                        })
                })
            })
            .collect();
        for (gap, signs, points) in crossed {
            if self.is_outside(&signs) {
                continue;
            }
            let mut extra: Vec<(usize, usize, usize)> = touching
                .iter()
                .map(|&at| {
                    (
                        at,
                        moving,
                        own.iter().filter(|(owner, x)| *owner == at && gap > 0 && *x <= places[gap - 1].high).count(),
                    )
                })
                .collect();
            if is_only {
                extra = vec![(0, 0, gap)];
            }
            let plain: Vec<i8> = signs
                .iter()
                .zip(self.criticals)
                .map(|(sign, critical)| match critical.level {
                    Level::Zero => *sign,
                    // Below zero, in the first step, past it: the steps further out are alike.
                    Level::Integers => {
                        if *sign == NO_VALUE {
                            NO_VALUE
                        } else {
                            (*sign).clamp(-1, 1)
                        }
                    }
                    Level::Quarters => 0,
                })
                .collect();
            if !is_only && !seen.contains(&plain) {
                seen.push(plain);
                bases.push(points[0].clone());
            }
            let cell = cells.entry((signs, extra)).or_default();
            cell.is_planned = true;
            if cell.edges.len() < limits::CELL_POINTS
                && let Some(end) = gap.checked_sub(1).and_then(|left| places[left].exact.clone())
                && self.letters[moving].may_be(&end)
            {
                let mut edge = base.to_vec();
                edge[moving] = end;
                cell.edges.push(edge);
            }
            if let Some(end) = gap.checked_sub(1).map(|left| &places[left])
                && end.exact.is_none()
                && !is_integer
                && cell.near_edges.len() < limits::CELL_POINTS
                && let Some(near) = Exact::from_f64_shortest(end.middle())
            {
                let mut edge = base.to_vec();
                edge[moving] = near;
                cell.near_edges.push(edge);
            }
            if is_only || cell.points.len() < limits::CELL_POINTS {
                cell.points.extend(points);
            }
        }
        Ok(())
    }

    /// Whether the signs say that something has no value there.
    fn is_outside(&self, signs: &[i8]) -> bool {
        self.criticals.iter().zip(signs).any(|(critical, sign)| critical.is_domain && *sign < 0)
    }

    /// The signs of the critical parts at a point; for endless levels between which of those near zero.
    fn signs(&self, point: &[Exact]) -> Vec<i8> {
        let line = Line { letters: self.letters, values: point, moving: 0, budget: self.budget };
        let sign = |critical: &Critical| match (line.double(&critical.tree), critical.level) {
            (Err(_), _) => NO_VALUE,
            (Ok(x), Level::Zero) => i8::from(x > 0.0) - i8::from(x < 0.0),
            (Ok(x), Level::Integers) => x.floor().clamp(-3.0, 3.0) as i8,
            (Ok(x), Level::Quarters) => (x / std::f64::consts::FRAC_PI_2).floor().clamp(-3.0, 3.0) as i8,
        };
        self.criticals.iter().map(sign).collect()
    }

    /// The critical places of a line, and which part each comes from.
    fn places(&self, line: &Line) -> Result<Owned, Stop> {
        let mut places = Vec::new();
        let mut own = Vec::new();
        for pass in [true, false] {
            for (at, critical) in self.criticals.iter().enumerate() {
                if (critical.level == Level::Zero) != pass || !line.moves(&critical.tree) {
                    continue;
                }
                let found = if pass {
                    roots::solve(&critical.tree, &Exact::ZERO, line)?
                } else {
                    self.solve_levels(critical, line, &places)?
                };
                own.extend(found.iter().map(|place| (at, place.middle())));
                places.extend(found);
            }
        }
        let places = place::arrange(places);
        if places.len() > limits::LINE_PLACES { Err(Stop::Unknown) } else { Ok((places, own)) }
    }

    /// The places of endless levels: near zero, round the other places, and far out.
    fn solve_levels(&self, critical: &Critical, line: &Line, places: &[Place]) -> Result<Vec<Place>, Stop> {
        let step = if critical.level == Level::Integers { 1.0 } else { std::f64::consts::FRAC_PI_2 };
        let mut levels: Vec<i64> = (-3..=4).collect();
        let far = if self.letters[line.moving].is_integer { self.sizes.integer as f64 } else { self.sizes.real };
        let looked = places.iter().take(8).map(Place::middle).chain([-1.5 * far, 1.5 * far]);
        for x in looked {
            let Some(value) = Exact::from_f64_shortest(x) else { continue };
            let mut values = line.values.to_vec();
            values[line.moving] = value;
            let there = Line { letters: line.letters, values: &values, moving: line.moving, budget: line.budget };
            if let Ok(x) = there.double(&critical.tree)
                && (x / step).abs() < 1e15
            {
                levels.extend([(x / step).floor() as i64, (x / step).floor() as i64 + 1]);
            }
        }
        sorting::sort(&mut levels);
        levels.dedup();
        let mut found = Vec::new();
        for level in levels {
            let wanted = if critical.level == Level::Integers {
                Some(Exact::from_i64(level))
            } else {
                Exact::from_f64_shortest(level as f64 * step)
            };
            found.extend(roots::solve(&critical.tree, &wanted.ok_or(Stop::Unknown)?, line)?);
        }
        Ok(found)
    }
}
