//! A rule that panics on purpose, for `tests/test_panics.py`: no text makes a real one do so, and no release has this.

use pyo3::prelude::*;
use rewards_core::batch::{self, guarded};

use crate::enter::{enter, enter_one};
use crate::error::RESPONSE;
use crate::inputs::{self, Input};

/// 1.0 for each response, but for those that say "panic".
#[pyfunction]
pub(crate) fn panic_on_request(py: Python<'_>, response: &Bound<'_, PyAny>) -> PyResult<Vec<f64>> {
    let score = |text: &str| {
        assert!(text != "panic", "as asked for");
        1.0
    };
    match inputs::read(response, RESPONSE)? {
        Input::One(text) => {
            let text = text.as_str();
            Ok(vec![enter_one(py, text, || guarded(|| score(text)))?.unwrap_or(0.0)])
        }
        Input::Many(texts) => {
            let texts = texts.as_slice();
            enter(py, RESPONSE, |watch| batch::score_each(texts, watch, |at| score(texts[at])))
        }
    }
}
