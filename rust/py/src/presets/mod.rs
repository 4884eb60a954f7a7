//! The presets: one function for each original, which reads its columns, grades and returns its kind of result.
