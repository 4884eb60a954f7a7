//! The one way into the core for calls that may take long: GIL, pool, Ctrl-C.

use std::ffi::CString;
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyImportError, PyRuntimeWarning};
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict};
use rewards_core::batch::{Failure, Fallen, Watch, gate, take_fallen};

use crate::error::{self, Name};

/// How often a long call looks whether Ctrl-C was pressed.
const PATIENCE: Duration = Duration::from_millis(50);

/// A text from this length on is graded with the GIL released: below it, releasing costs more than it gives.
const LONG: usize = 16 * 1024;

/// Grades a batch with the GIL released, looking for signals now and then; `name` is the argument that a failure is about.
pub(crate) fn enter<R: Send>(
    py: Python<'_>,
    name: Name,
    work: impl FnOnce(Watch<'_>) -> Result<R, Failure> + Send,
) -> PyResult<R> {
    let mut interrupt = None;
    let mut asked = Instant::now();
    let mut watch = || {
        if asked.elapsed() < PATIENCE {
            return true;
        }
        asked = Instant::now();
        // On any thread but the main one Python has no signals to handle, and this does nothing.
        interrupt = Python::attach(|py| py.check_signals().err());
        interrupt.is_none()
    };
    let result = py.detach(|| work(&mut watch));
    warn_of_fallen(py)?;
    result.map_err(|failure| error::failure(name, &failure, interrupt))
}

/// Grades one text, with the GIL released if it is long or has to wait.
pub(crate) fn enter_one<R: Send>(py: Python<'_>, text: &str, work: impl FnOnce() -> R + Send) -> PyResult<R> {
    // A short text keeps the GIL, unless a fork waits: what forks may need the GIL before it lets anybody go on.
    let at_once = if text.len() < LONG { gate::pass_at_once() } else { None };
    let result = match at_once {
        Some(_pass) => work(),
        None => py.detach(|| {
            let _pass = gate::pass();
            work()
        }),
    };
    warn_of_fallen(py)?;
    Ok(result)
}

/// Tells of the items that the grader failed on, which is a fault of ours: once a call, with the first one's place.
fn warn_of_fallen(py: Python<'_>) -> PyResult<()> {
    let Some(Fallen { count, first, message }) = take_fallen() else { return Ok(()) };
    let frame = py.import("sys")?.call_method0("_getframe")?;
    let function = frame.getattr("f_code")?.getattr("co_name")?;
    let times = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
    let words = format!(
        "{function}: internal error in response {first}{times}, graded as internal_error or 0: {message}; please report it"
    );
    let category = py.get_type::<PyRuntimeWarning>();
    PyErr::warn(py, &category, &CString::new(words.replace('\0', " "))?, 2)
}

/// Refuses any interpreter but the main one: types and modules that are looked up once are shared by the whole process.
#[expect(unsafe_code, reason = "which interpreter this is, only C's interface says")]
pub(crate) fn refuse_subinterpreters(_py: Python<'_>) -> PyResult<()> {
    // SAFETY: a thread that is attached has an interpreter.
    let number = unsafe { pyo3::ffi::PyInterpreterState_GetID(pyo3::ffi::PyInterpreterState_Get()) };
    if number == 0 {
        return Ok(());
    }
    Err(PyImportError::new_err(
        "agent_tunix.rewards does not support sub-interpreters: import it in the main one, and use threads or processes",
    ))
}

/// Makes a fork wait until nothing is being graded.
pub(crate) fn guard_forks(py: Python<'_>) -> PyResult<()> {
    let os = py.import("os")?;
    // Where there is no fork there is nothing to guard.
    let Some(register) = os.getattr_opt("register_at_fork")? else { return Ok(()) };
    let hook = |run: fn()| PyCFunction::new_closure(py, None, None, move |_, _| run());
    let hooks = PyDict::new(py);
    hooks.set_item("before", hook(gate::before_fork)?)?;
    hooks.set_item("after_in_parent", hook(gate::after_fork_in_parent)?)?;
    hooks.set_item("after_in_child", hook(gate::after_fork_in_child)?)?;
    register.call((), Some(&hooks)).map(drop)
}
