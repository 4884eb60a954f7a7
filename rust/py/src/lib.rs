//! The module `agent_tunix.rewards._core`: borrows Python's strings, grades with the GIL released, returns arrays.
//! No grading is done here.
#![allow(clippy::doc_markdown, reason = "the doc comments of classes are Python's docstrings")]

mod arrow;
mod aspects;
mod enter;
mod error;
mod formats;
mod functions;
mod inputs;
mod numbers;
mod options;
mod text;
mod truths;
mod verdict;

/// The compiled part of `agent_tunix.rewards`.
#[pyo3::pymodule(gil_used = false)]
mod _core {
    use pyo3::prelude::*;
    use pyo3::types::PyTuple;
    use rewards_core::reward::Reason;

    #[pymodule_export]
    use crate::aspects::{
        PyStep, arithmetic_steps, evaluate_clarity, evaluate_completeness, evaluate_conciseness, evaluate_efficiency,
        evaluate_format, evaluate_relevance, has_hallucination, has_reasoning_steps, has_repetition,
        language_consistency, step_reward,
    };
    #[pymodule_export]
    use crate::error::{ArgumentTypeError, ArgumentValueError};
    #[pymodule_export]
    use crate::formats::PyFormat;
    #[pymodule_export]
    use crate::functions::{
        check_answer, check_numbers, combined_reward, explain_answer, extract_answer, get_num_threads,
        match_format_exactly, math_equal, set_num_threads,
    };
    #[pymodule_export]
    use crate::truths::PyAnyOf;
    #[pymodule_export]
    use crate::verdict::{PyAnswer, PyVerdict};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::enter::guard_forks(module.py())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("REASONS", PyTuple::new(module.py(), Reason::ALL.map(Reason::as_str))?)
    }
}
