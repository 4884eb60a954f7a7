//! Statistics of values that are seen once: bounded in memory, updated by batches, merged across processes.
#![expect(clippy::needless_pass_by_value, reason = "pyo3 passes what it converted by value")]

use numpy::{AllowTypeChange, PyArrayLike1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rewards_core::batch::{self, Joint, Moments, Sketch};

type Any<'py> = Bound<'py, PyAny>;
type Given<'py> = PyArrayLike1<'py, f64, AllowTypeChange>;

fn floats(values: &Given<'_>) -> Vec<f64> {
    values.as_array().iter().copied().collect()
}

/// Counts of values, from which quantiles are read.
///
/// Up to 64 different values are counted one by one, and quantiles are exact: NumPy's ``inverted_cdf``. From then on
/// values fall into bins, each 0.5 % wide on either side, so that a quantile is off by at most 0.5 % of itself (1e-9
/// near 0; beyond 1e15 it is 1e15). There are at most 11,200 bins; a merged sketch is the one of one pass.
///
/// Source: DDSketch of Masson, Rim and Lee (VLDB 2019), with the bins of its logarithmic mapping.
///
/// >>> from agent_tunix.rewards.recording.statistics import Sketch
/// >>> sketch = Sketch()
/// >>> sketch.update([0.0, 0.5, 1.0, 1.0])
/// >>> sketch.quantile(0.5), sketch.quantile(0.75)
/// (0.5, 1.0)
///
/// Attributes:
///     count: how many values were seen.
///     values: the counts of single values; None once there are bins.
///     bins: the counts of bins, by their numbers.
#[pyclass(name = "Sketch", module = "agent_tunix.rewards._core")]
#[derive(Default)]
pub(crate) struct PySketch(Sketch);

#[pymethods]
impl PySketch {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Take in values; those that are not finite are passed over.
    fn update(&mut self, values: Given<'_>) {
        self.0.update(&floats(&values));
    }

    /// Take in what another has seen.
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// Return the least value that a share of all values is not above; NaN of nothing.
    fn quantile(&self, share: f64) -> f64 {
        self.0.quantiles(&[share])[0]
    }

    /// Return several quantiles.
    fn quantiles_at(&self, shares: Vec<f64>) -> Vec<f64> {
        self.0.quantiles(&shares)
    }

    /// Return what `restore` takes, as JSON can hold it.
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        sketch_state(py, &self.0)
    }

    /// Go on from a state.
    fn restore(&mut self, state: &Any<'_>) -> PyResult<()> {
        self.0 = restore_sketch(state)?;
        Ok(())
    }

    #[getter]
    fn count(&self) -> u64 {
        self.0.count()
    }

    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let dict = |values: &[(f64, u64)]| {
            let dict = PyDict::new(py);
            values.iter().try_for_each(|(value, count)| dict.set_item(value, count)).map(|()| dict)
        };
        self.0.values().map(dict).transpose()
    }

    #[getter]
    fn bins<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        self.0.bins().iter().try_for_each(|(number, count)| dict.set_item(number, count)).map(|()| dict)
    }
}

pub(crate) fn sketch_state<'py>(py: Python<'py>, sketch: &Sketch) -> PyResult<Bound<'py, PyDict>> {
    let state = PyDict::new(py);
    state.set_item("exact", sketch.values().is_some())?;
    if let Some(values) = sketch.values() {
        let (keys, counts): (Vec<f64>, Vec<u64>) = values.iter().copied().unzip();
        state.set_item("keys", keys)?;
        state.set_item("counts", counts)?;
    } else {
        let (keys, counts): (Vec<i32>, Vec<u64>) = sketch.bins().iter().unzip();
        state.set_item("keys", keys)?;
        state.set_item("counts", counts)?;
    }
    Ok(state)
}

pub(crate) fn restore_sketch(state: &Any<'_>) -> PyResult<Sketch> {
    let (keys, counts) = (state.get_item("keys")?, state.get_item("counts")?.extract::<Vec<u64>>()?);
    if keys.len()? != counts.len() {
        return Err(PyValueError::new_err("as many counts as keys"));
    }
    Ok(if state.get_item("exact")?.extract()? {
        Sketch::of_values(keys.extract::<Vec<f64>>()?.into_iter().zip(counts).collect())
    } else {
        Sketch::of_bins(keys.extract::<Vec<i32>>()?.into_iter().zip(counts).collect())
    })
}

/// Moments up to the third, with both ends: count, mean, deviation, skewness, least and greatest.
///
/// >>> from agent_tunix.rewards.recording.statistics import Shape
/// >>> shape = Shape()
/// >>> shape.update([0.0, 0.0, 3.0])
/// >>> shape.mean, round(shape.skewness, 3), shape.high
/// (1.0, 0.707, 3.0)
///
/// Source: Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
/// moments (Sandia, SAND2008-6212).
#[pyclass(name = "Shape", module = "agent_tunix.rewards._core")]
pub(crate) struct PyShape(Moments);

#[pymethods]
impl PyShape {
    #[new]
    #[pyo3(signature = (count = 0, mean = 0.0, squares = 0.0, cubes = 0.0, ends = None))]
    fn new(count: u64, mean: f64, squares: f64, cubes: f64, ends: Option<[f64; 2]>) -> Self {
        let [low, high] = ends.unwrap_or([f64::INFINITY, f64::NEG_INFINITY]);
        Self(Moments { count, mean, squares, cubes, low, high })
    }

    /// Take in values; those that are not finite are passed over.
    fn update(&mut self, values: Given<'_>) {
        self.0.merge(&batch::describe_values(&floats(&values)));
    }

    /// Take in what another has seen.
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// Return what makes another like this: `Shape(**state)`.
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        moments_state(py, &self.0)
    }

    #[getter]
    fn count(&self) -> u64 {
        self.0.count
    }

    #[getter]
    fn mean(&self) -> f64 {
        self.0.mean
    }

    #[getter]
    fn low(&self) -> f64 {
        self.0.low
    }

    #[getter]
    fn high(&self) -> f64 {
        self.0.high
    }

    /// The mean squared distance from the mean; 0.0 of nothing.
    #[getter]
    fn variance(&self) -> f64 {
        self.0.variance()
    }

    /// The square root of the variance.
    #[getter]
    fn deviation(&self) -> f64 {
        self.0.deviation()
    }

    /// The third standardised moment, as `scipy.stats.skew` has it.
    ///
    /// NaN where all values are equal, or their cubes are past a float's range.
    #[getter]
    fn skewness(&self) -> f64 {
        self.0.skewness()
    }
}

pub(crate) fn moments_state<'py>(py: Python<'py>, moments: &Moments) -> PyResult<Bound<'py, PyDict>> {
    let state = PyDict::new(py);
    state.set_item("count", moments.count)?;
    state.set_item("mean", moments.mean)?;
    state.set_item("squares", moments.squares)?;
    state.set_item("cubes", moments.cubes)?;
    state.set_item("ends", (moments.count > 0).then_some([moments.low, moments.high]))?;
    Ok(state)
}

pub(crate) fn restore_moments(state: &Any<'_>) -> PyResult<Moments> {
    let number = |name| state.get_item(name)?.extract::<f64>();
    let ends: Option<[f64; 2]> = state.get_item("ends")?.extract()?;
    let count = state.get_item("count")?.extract()?;
    Ok(PyShape::new(count, number("mean")?, number("squares")?, number("cubes")?, ends).0)
}

/// How a component goes along with the reward: covariance, and the reward's variance where both are known.
///
/// Source: Pébay, as for `Shape`.
#[pyclass(name = "Joint", module = "agent_tunix.rewards._core")]
pub(crate) struct PyJoint(Joint);

#[pymethods]
impl PyJoint {
    #[new]
    #[pyo3(signature = (count = 0, means = [0.0, 0.0], products = 0.0, squares = 0.0))]
    fn new(count: u64, means: [f64; 2], products: f64, squares: f64) -> Self {
        Self(Joint { count, means: means.into(), products, squares })
    }

    /// Take in values of both; pairs that are not finite are passed over.
    fn update(&mut self, component: Given<'_>, reward: Given<'_>) {
        self.0.merge(&batch::describe_pairs(&floats(&component), &floats(&reward)));
    }

    /// Take in what another has seen.
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// Return what makes another like this: `Joint(**state)`.
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        joint_state(py, &self.0)
    }

    #[getter]
    fn count(&self) -> u64 {
        self.0.count
    }

    #[getter]
    fn products(&self) -> f64 {
        self.0.products
    }

    /// The covariance over the reward's variance; NaN where the reward does not vary.
    #[getter]
    fn share(&self) -> f64 {
        self.0.share()
    }
}

pub(crate) fn joint_state<'py>(py: Python<'py>, joint: &Joint) -> PyResult<Bound<'py, PyDict>> {
    let state = PyDict::new(py);
    state.set_item("count", joint.count)?;
    state.set_item("means", [joint.means.0, joint.means.1])?;
    state.set_item("products", joint.products)?;
    state.set_item("squares", joint.squares)?;
    Ok(state)
}

pub(crate) fn restore_joint(state: &Any<'_>) -> PyResult<Joint> {
    let number = |name| state.get_item(name)?.extract::<f64>();
    let (count, means) = (state.get_item("count")?.extract()?, state.get_item("means")?.extract()?);
    Ok(PyJoint::new(count, means, number("products")?, number("squares")?).0)
}
