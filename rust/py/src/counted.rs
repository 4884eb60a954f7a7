//! Everything that a log counts of a batch, of an interval, or of a run.

use std::borrow::Cow;

use numpy::{Element, PyArray1, PyArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rewards_core::batch::{self, Groups, Joint, Moments, Sketch};
use rewards_core::extract::Source;
use rewards_core::reward::Reason;

use crate::statistics::{joint_state, moments_state, restore_joint, restore_moments, restore_sketch, sketch_state};

type Any<'py> = Bound<'py, PyAny>;
type Numbers<'py, T> = Bound<'py, PyArray1<T>>;

/// Of how many components statistics are kept; a reward may name its parts by its data.
pub(crate) const MOST_COMPONENTS: usize = 128;

const SHARES: [(&str, f64); 5] = [("q05", 0.05), ("q25", 0.25), ("q50", 0.5), ("q75", 0.75), ("q95", 0.95)];

/// The moments of numbers with their quantiles.
#[derive(Clone, Default)]
struct Column {
    moments: Moments,
    sketch: Sketch,
}

impl Column {
    fn of(values: &[f64]) -> Self {
        let mut sketch = Sketch::default();
        sketch.update(values);
        Self { moments: batch::describe_values(values), sketch }
    }

    fn merge(&mut self, other: &Self) {
        self.moments.merge(&other.moments);
        self.sketch.merge(&other.sketch);
    }
}

/// A reward inside another.
#[derive(Clone)]
struct Component {
    name: String,
    moments: Moments,
    joint: Joint,
}

/// Statistics of rewards: of one batch, of an interval, of a run; `merge` adds one to another.
///
/// Without a state it is one of nothing, else what a `state()` tells.
///
/// Attributes:
///     samples: how many responses were counted.
///     batches: how many batches.
#[pyclass(name = "Statistics", module = "agent_tunix.rewards._core")]
#[derive(Clone, Default)]
pub(crate) struct PyStatistics {
    #[pyo3(get)]
    samples: u64,
    #[pyo3(get)]
    batches: u64,
    repeated: u64,
    groups: Groups,
    reward: Column,
    length: Column,
    components: Vec<Component>,
    weights: Vec<(String, f64)>,
    /// How often each of `Reason::ALL` and `Source::ALL` was there.
    reasons: Vec<u64>,
    sources: Vec<u64>,
}

#[pymethods]
impl PyStatistics {
    #[new]
    #[pyo3(signature = (state = None, /))]
    fn new(state: Option<&Any<'_>>) -> PyResult<Self> {
        state.map_or_else(|| Ok(Self::default()), restore)
    }

    /// Count a batch: its rewards, the components and their weights by name, and what is known of lengths, hashes, groups,
    /// reasons and sources.
    #[staticmethod]
    #[expect(clippy::too_many_arguments, reason = "the columns of a batch")]
    fn of(
        rewards: &Numbers<'_, f64>,
        components: &Bound<'_, PyDict>,
        weights: Vec<(String, f64)>,
        lengths: Option<&Numbers<'_, u32>>,
        hashes: Option<&Numbers<'_, u64>>,
        groups: Option<&Numbers<'_, u64>>,
        reasons: Option<&Numbers<'_, u8>>,
        sources: Option<&Numbers<'_, u8>>,
    ) -> PyResult<Self> {
        let count_codes = |codes: Option<&Numbers<'_, u8>>, most: usize| {
            codes.map_or_else(Vec::new, |codes| slice(codes, |codes| batch::count_codes(codes, most)))
        };
        slice(rewards, |rewards| {
            let mut made = Self { samples: rewards.len() as u64, batches: 1, weights, ..Self::default() };
            made.reward = Column::of(rewards);
            for (name, values) in components.iter().take(MOST_COMPONENTS) {
                let values = values.cast::<PyArray1<f64>>()?;
                let (moments, joint) =
                    slice(values, |values| (batch::describe_values(values), batch::describe_pairs(values, rewards)));
                made.components.push(Component { name: name.extract()?, moments, joint });
            }
            if let Some(lengths) = lengths {
                let lengths: Vec<f64> = slice(lengths, |lengths| lengths.iter().copied().map(f64::from).collect());
                made.length = Column::of(&lengths);
            }
            if let Some(hashes) = hashes {
                made.repeated = slice(hashes, |hashes| (hashes.len() - batch::count_distinct(hashes)) as u64);
            }
            if let Some(keys) = groups {
                made.groups = slice(keys, |keys| batch::describe_groups(rewards, keys, made.reward.moments.mean));
            }
            made.reasons = count_codes(reasons, Reason::ALL.len());
            made.sources = count_codes(sources, Source::ALL.len());
            Ok(made)
        })
    }

    /// Take in what another has counted; it is not changed.
    fn merge(&mut self, other: &Self) {
        self.samples += other.samples;
        self.batches += other.batches;
        self.repeated += other.repeated;
        self.groups.count += other.groups.count;
        self.groups.flat += other.groups.flat;
        self.groups.spread += other.groups.spread;
        self.reward.merge(&other.reward);
        self.length.merge(&other.length);
        for component in &other.components {
            if let Some(known) = self.components.iter_mut().find(|known| known.name == component.name) {
                known.moments.merge(&component.moments);
                known.joint.merge(&component.joint);
            } else if self.components.len() < MOST_COMPONENTS {
                self.components.push(component.clone());
            }
        }
        for (name, weight) in &other.weights {
            match self.weights.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => *known = *weight,
                None => self.weights.push((name.clone(), *weight)),
            }
        }
        add(&mut self.reasons, &other.reasons);
        add(&mut self.sources, &other.sources);
    }

    /// Return the numbers by name, as `RewardLog` lists them; those that do not exist are left out.
    fn metrics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let found = PyDict::new(py);
        // NaN is no number that a logger should be given.
        let tell = |name: &str, value: f64| if value.is_nan() { Ok(()) } else { found.set_item(name, value) };
        tell("samples", self.samples as f64)?;
        tell("not_judged", (self.samples - self.reward.moments.count) as f64)?;
        tell_column("reward", &self.reward, &tell)?;
        tell("reward/skewness", self.reward.moments.skewness())?;
        for Component { name, moments, joint } in &self.components {
            if moments.count > 0 {
                tell(&format!("component/{name}/mean"), moments.mean)?;
                tell(&format!("component/{name}/std"), moments.deviation())?;
            }
            let weight = self.weights.iter().find(|(known, _)| known == name).map_or(1.0, |(_, weight)| *weight);
            tell(&format!("component/{name}/variance_share"), joint.share() * weight)?;
        }
        for (kind, counts) in [("reason", self.named_reasons()), ("source", self.named_sources())] {
            let total: u64 = counts.iter().map(|(_, count)| count).sum();
            for (name, count) in counts {
                tell(&format!("{kind}/{name}"), count as f64 / total as f64)?;
            }
        }
        if self.length.moments.count > 0 {
            tell_column("length", &self.length, &tell)?;
            tell("duplicates", self.repeated as f64 / self.length.moments.count as f64)?;
        }
        if self.groups.count > 0 {
            let groups = self.groups.count as f64;
            tell("groups", groups)?;
            tell("zero_variance_groups", self.groups.flat as f64 / groups)?;
            tell("group/std", self.groups.spread / groups)?;
        }
        Ok(found)
    }

    /// Return what makes another like this, as JSON can hold it: `Statistics(state)`.
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (state, components) = (PyDict::new(py), PyDict::new(py));
        for (name, count) in [
            ("samples", self.samples),
            ("repeated", self.repeated),
            ("groups", self.groups.count),
            ("flat_groups", self.groups.flat),
            ("batches", self.batches),
        ] {
            state.set_item(name, count)?;
        }
        state.set_item("spread", self.groups.spread)?;
        state.set_item("reward", moments_state(py, &self.reward.moments)?)?;
        state.set_item("quantiles", sketch_state(py, &self.reward.sketch)?)?;
        state.set_item("length", moments_state(py, &self.length.moments)?)?;
        state.set_item("length_quantiles", sketch_state(py, &self.length.sketch)?)?;
        for Component { name, moments, joint } in &self.components {
            components.set_item(name, (moments_state(py, moments)?, joint_state(py, joint)?))?;
        }
        state.set_item("components", components)?;
        for (name, counts) in [("reasons", self.named_reasons()), ("sources", self.named_sources())] {
            let dict = PyDict::new(py);
            counts.into_iter().try_for_each(|(name, count)| dict.set_item(name, count))?;
            state.set_item(name, dict)?;
        }
        let weights = PyDict::new(py);
        self.weights.iter().try_for_each(|(name, weight)| weights.set_item(name, weight))?;
        state.set_item("weights", weights)?;
        Ok(state)
    }

    /// Pickle the state.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Any<'py>, (Bound<'py, PyDict>,))> {
        Ok((slf.get_type().into_any(), (slf.borrow().state(slf.py())?,)))
    }
}

impl PyStatistics {
    fn named_reasons(&self) -> Vec<(&'static str, u64)> {
        named(Reason::ALL.map(Reason::as_str), &self.reasons)
    }

    fn named_sources(&self) -> Vec<(&'static str, u64)> {
        named(Source::ALL.map(Source::as_str), &self.sources)
    }
}

fn restore(state: &Any<'_>) -> PyResult<PyStatistics> {
    let count = |name| state.get_item(name)?.extract::<u64>();
    let column = |moments, sketch| -> PyResult<Column> {
        Ok(Column {
            moments: restore_moments(&state.get_item(moments)?)?,
            sketch: restore_sketch(&state.get_item(sketch)?)?,
        })
    };
    let dict = |name| -> PyResult<Bound<'_, PyDict>> { Ok(state.get_item(name)?.cast_into::<PyDict>()?) };
    let component = |(name, states): (Any<'_>, Any<'_>)| -> PyResult<Component> {
        let (moments, joint) = (restore_moments(&states.get_item(0)?)?, restore_joint(&states.get_item(1)?)?);
        Ok(Component { name: name.extract()?, moments, joint })
    };
    let weight = |(name, weight): (Any<'_>, Any<'_>)| Ok((name.extract()?, weight.extract()?));
    Ok(PyStatistics {
        samples: count("samples")?,
        batches: count("batches")?,
        repeated: count("repeated")?,
        groups: Groups {
            count: count("groups")?,
            flat: count("flat_groups")?,
            spread: state.get_item("spread")?.extract()?,
        },
        reward: column("reward", "quantiles")?,
        length: column("length", "length_quantiles")?,
        components: dict("components")?.iter().map(component).collect::<PyResult<_>>()?,
        weights: dict("weights")?.iter().map(weight).collect::<PyResult<_>>()?,
        reasons: restore_counts(&dict("reasons")?, Reason::ALL.map(Reason::as_str))?,
        sources: restore_counts(&dict("sources")?, Source::ALL.map(Source::as_str))?,
    })
}

fn restore_counts<const N: usize>(counts: &Bound<'_, PyDict>, names: [&str; N]) -> PyResult<Vec<u64>> {
    let mut found = vec![0; N];
    for (name, count) in counts {
        let name: String = name.extract()?;
        let place = names.iter().position(|known| *known == name);
        let place = place.ok_or_else(|| PyValueError::new_err(format!("there is no {name:?}")))?;
        found[place] = count.extract()?;
    }
    Ok(found)
}

fn tell_column(name: &str, column: &Column, tell: &impl Fn(&str, f64) -> PyResult<()>) -> PyResult<()> {
    let moments = &column.moments;
    if moments.count == 0 {
        return Ok(());
    }
    tell(&format!("{name}/mean"), moments.mean)?;
    tell(&format!("{name}/std"), moments.deviation())?;
    tell(&format!("{name}/min"), moments.low)?;
    tell(&format!("{name}/max"), moments.high)?;
    let quantiles = column.sketch.quantiles(&SHARES.map(|(_, share)| share));
    SHARES.iter().zip(quantiles).try_for_each(|((label, _), value)| tell(&format!("{name}/{label}"), value))
}

/// The names of what was there with how often it was.
fn named<const N: usize>(names: [&'static str; N], counts: &[u64]) -> Vec<(&'static str, u64)> {
    names.into_iter().zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect()
}

fn add(counts: &mut Vec<u64>, others: &[u64]) {
    if counts.is_empty() {
        counts.extend(others);
        return;
    }
    counts.iter_mut().zip(others).for_each(|(count, other)| *count += other);
}

/// Lends the numbers of an array, copied where they do not lie side by side.
fn slice<T: Element + Copy, R>(array: &Numbers<'_, T>, work: impl FnOnce(&[T]) -> R) -> R {
    let array = array.readonly();
    let values = array.as_slice().map_or_else(|_| array.as_array().iter().copied().collect(), Cow::Borrowed);
    work(&values)
}
