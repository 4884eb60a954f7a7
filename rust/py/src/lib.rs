//! The module `agent_tunix.rewards._core`: borrows Python's strings, grades with the GIL released, returns arrays.
//! No grading is done here.
#![allow(clippy::doc_markdown, reason = "the doc comments of classes are Python's docstrings")]

mod arrow;
mod aspects;
mod auxiliary;
mod choices;
mod columns;
mod counted;
mod enter;
mod error;
mod formats;
mod functions;
mod grading;
mod groups;
mod inputs;
mod numbers;
mod observation;
mod options;
#[cfg(feature = "panics")]
mod panics;
mod presets;
mod read;
mod record;
mod statistics;
mod text;
mod together;
mod trace;
mod truths;
mod verdict;

/// The compiled part of `agent_tunix.rewards`.
#[pyo3::pymodule(gil_used = false)]
mod _core {
    use pyo3::prelude::*;
    use pyo3::types::{PyDict, PyTuple};
    use rewards_core::extract::Source;
    use rewards_core::reward::Reason;

    #[pymodule_export]
    use crate::aspects::{
        PyStep, arithmetic_steps, evaluate_clarity, evaluate_completeness, evaluate_conciseness, evaluate_efficiency,
        evaluate_format, evaluate_relevance, has_hallucination, has_reasoning_steps, has_repetition,
        language_consistency, step_reward,
    };
    #[pymodule_export]
    use crate::auxiliary::{
        auxiliary_cosine_length, auxiliary_length, auxiliary_repetition, auxiliary_soft_overlong, auxiliary_tag_count,
        auxiliary_xml_count,
    };
    #[pymodule_export]
    use crate::columns::grade_columns;
    #[pymodule_export]
    use crate::counted::PyStatistics;
    #[pymodule_export]
    use crate::formats::PyFormat;
    #[pymodule_export]
    use crate::functions::{
        check_answer, check_numbers, combined_reward, explain_answer, extract_answer, get_num_threads,
        match_format_exactly, math_equal, set_num_threads,
    };
    #[pymodule_export]
    use crate::grading::PyPolicy;
    #[pymodule_export]
    use crate::groups::{answer_key, group_answers};
    #[pymodule_export]
    use crate::observation::{PyObservation, PyShown, show, show_batch};
    #[cfg(feature = "panics")]
    #[pymodule_export]
    use crate::panics::panic_on_request;
    #[pymodule_export]
    use crate::presets::open_r1::{
        open_r1_cosine, open_r1_format, open_r1_lengths, open_r1_reasoning_steps, open_r1_repetition, open_r1_tag_count,
    };
    #[pymodule_export]
    use crate::presets::trl::{trl_accuracy, trl_cosine, trl_repetition, trl_soft_overlong, trl_think_format};
    #[pymodule_export]
    use crate::presets::tunix::{
        tunix_check_answer, tunix_check_numbers, tunix_match_format_approximately, tunix_match_format_exactly,
    };
    #[pymodule_export]
    use crate::presets::verl::{
        gsm8k_compute_score, gsm8k_extract_solution, math_compute_score, math_is_equiv, math_last_boxed_only_string,
        math_strip_string,
    };
    #[pymodule_export]
    use crate::read::{read_prompts, read_texts};
    #[pymodule_export]
    use crate::record::{choose_rows, describe_texts, key_texts, read_answers};
    #[pymodule_export]
    use crate::statistics::{PyJoint, PyShape, PySketch};
    #[pymodule_export]
    use crate::together::score_together;
    #[pymodule_export]
    use crate::trace::PyTrace;
    #[pymodule_export]
    use crate::truths::PyAnyOf;
    #[pymodule_export]
    use crate::verdict::{PyAnswer, PyVerdict};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::enter::refuse_subinterpreters(module.py())?;
        crate::enter::guard_forks(module.py())?;
        // The first item looks where this thread's stack ends, for which the C library may read a file: now, not in a call.
        rewards_core::batch::guarded(|| ());
        module.add("ArgumentTypeError", crate::error::TYPE_ERROR.class(module.py())?)?;
        module.add("ArgumentValueError", crate::error::VALUE_ERROR.class(module.py())?)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        let build = PyDict::new(module.py());
        build.set_item("compiler", env!("BUILT_BY"))?;
        build.set_item("target", env!("BUILT_FOR"))?;
        build.set_item("optimization", env!("BUILT_WITH_OPTIMIZATION"))?;
        build.set_item("features", if cfg!(feature = "panics") { "panics" } else { "" })?;
        module.add("BUILD", build)?;
        module.add("MOST_COMPONENTS", crate::counted::MOST_COMPONENTS)?;
        module.add("TOLERANCE", crate::grading::default_tolerance(module.py()))?;
        module.add("PARTIAL_CREDIT", crate::grading::default_partial_credit(module.py()))?;
        module.add("SOURCES", PyTuple::new(module.py(), Source::ALL.map(Source::as_str))?)?;
        module.add("REASONS", PyTuple::new(module.py(), Reason::ALL.map(Reason::as_str))?)
    }
}
