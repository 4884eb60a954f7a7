//! Columns of text that other libraries export through the Arrow PyCapsule interface, read where they lie.
//!
//! The structs are those of the Arrow C data and stream interfaces. Text is `utf8`, `large_utf8` or `utf8_view`, plain
//! or behind a dictionary. What an exporter promises is checked where the interface lets us: kinds, counts, signs.
#![expect(clippy::cast_sign_loss, reason = "each sign is checked before")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::NonNull;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use rewards_core::error::Code;

use crate::error::{Place, bad_value};

#[repr(C)]
struct Schema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut Schema,
    dictionary: *mut Schema,
    release: Option<unsafe extern "C" fn(*mut Schema)>,
    private_data: *mut c_void,
}

#[repr(C)]
struct Array {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *const *const c_void,
    children: *mut *mut Array,
    dictionary: *mut Array,
    release: Option<unsafe extern "C" fn(*mut Array)>,
    private_data: *mut c_void,
}

#[repr(C)]
struct Stream {
    get_schema: Option<unsafe extern "C" fn(*mut Stream, *mut Schema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut Stream, *mut Array) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut Stream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut Stream)>,
    private_data: *mut c_void,
}

/// A struct of the interface that we own: it is released when we let go of it.
struct Owned<T: Release>(T);

/// What the three structs have in common.
trait Release: Sized {
    /// An empty struct, for an exporter to fill.
    fn empty() -> Self;
    /// Takes its release callback, which marks it as released.
    fn take_release(&mut self) -> Option<unsafe extern "C" fn(*mut Self)>;
    /// Puts the callback back for the call: callbacks look at it.
    fn put_release(&mut self, release: unsafe extern "C" fn(*mut Self));
}

macro_rules! release {
    ($name:ident { $($field:ident: $value:expr),* $(,)? }) => {
        impl Release for $name {
            fn empty() -> Self {
                Self { $($field: $value,)* release: None, private_data: std::ptr::null_mut() }
            }

            fn take_release(&mut self) -> Option<unsafe extern "C" fn(*mut Self)> {
                self.release.take()
            }

            fn put_release(&mut self, release: unsafe extern "C" fn(*mut Self)) {
                self.release = Some(release);
            }
        }
    };
}

release!(Schema {
    format: std::ptr::null(),
    name: std::ptr::null(),
    metadata: std::ptr::null(),
    flags: 0,
    n_children: 0,
    children: std::ptr::null_mut(),
    dictionary: std::ptr::null_mut(),
});
release!(Array {
    length: 0,
    null_count: 0,
    offset: 0,
    n_buffers: 0,
    n_children: 0,
    buffers: std::ptr::null(),
    children: std::ptr::null_mut(),
    dictionary: std::ptr::null_mut(),
});
release!(Stream { get_schema: None, get_next: None, get_last_error: None });

impl<T: Release> Owned<T> {
    /// Moves a struct out of its capsule, which then has nothing to release.
    #[expect(unsafe_code, reason = "a capsule of this name holds this struct: that is the PyCapsule interface")]
    fn from_capsule(capsule: &Bound<'_, PyAny>, name: &CStr, place: Place) -> PyResult<Self> {
        let pointer: NonNull<T> = capsule.cast::<PyCapsule>()?.pointer_checked(Some(name))?.cast();
        // SAFETY: the name was checked, we hold the capsule, and no one else reads it while we do.
        let mut owned = unsafe { Self(pointer.read()) };
        // SAFETY: as above; the original is left marked as released, as a move demands.
        let release = unsafe { (*pointer.as_ptr()).take_release() };
        let Some(release) = release else {
            let message = format!("{place}: the Arrow capsule was consumed before: export the column anew");
            return Err(bad_value(Code::BadData, place, message));
        };
        owned.0.put_release(release);
        Ok(owned)
    }
}

impl<T: Release> Drop for Owned<T> {
    #[expect(unsafe_code, reason = "an exporter's struct is released by its own callback")]
    fn drop(&mut self) {
        if let Some(release) = self.0.take_release() {
            self.0.put_release(release);
            // SAFETY: we own the struct, and it was not released.
            unsafe { release(&raw mut self.0) };
        }
    }
}

/// How the texts of a column lie in memory.
#[derive(Clone, Copy)]
enum Layout {
    Small,
    Large,
    View,
}

/// The integers that point into a dictionary.
#[derive(Clone, Copy)]
enum Index {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
}

#[derive(Clone, Copy)]
struct Kind {
    layout: Layout,
    index: Option<Index>,
}

/// One chunk of a column of text.
pub(crate) struct Column {
    array: Owned<Array>,
    kind: Kind,
}

impl Kind {
    /// The kind of a column, if it is one of text.
    fn of(schema: &Schema) -> Option<Self> {
        let index = match (schema.dictionary.is_null(), format(schema)?) {
            (true, _) => None,
            (false, b"c") => Some(Index::I8),
            (false, b"C") => Some(Index::U8),
            (false, b"s") => Some(Index::I16),
            (false, b"S") => Some(Index::U16),
            (false, b"i") => Some(Index::I32),
            (false, b"I") => Some(Index::U32),
            (false, b"l") => Some(Index::I64),
            (false, b"L") => Some(Index::U64),
            _ => return None,
        };
        let values = if index.is_some() { dictionary(schema)? } else { schema };
        let layout = match format(values)? {
            b"u" => Layout::Small,
            b"U" => Layout::Large,
            b"vu" => Layout::View,
            _ => return None,
        };
        Some(Self { layout, index })
    }
}

#[expect(unsafe_code, reason = "the format of a schema is a C string")]
fn format(schema: &Schema) -> Option<&[u8]> {
    // SAFETY: the schema was filled by its exporter and is not released while it is borrowed.
    (!schema.format.is_null()).then(|| unsafe { CStr::from_ptr(schema.format) }.to_bytes())
}

#[expect(unsafe_code, reason = "a dictionary is reached through a pointer")]
fn dictionary(schema: &Schema) -> Option<&Schema> {
    // SAFETY: null or a schema that its parent keeps.
    unsafe { schema.dictionary.as_ref() }
}

impl Column {
    /// Takes an array that its exporter says is of this kind; `None` if its parts can't be.
    #[expect(unsafe_code, reason = "a dictionary is reached through a pointer")]
    fn new(array: Owned<Array>, kind: Kind) -> Option<Self> {
        let sound = |array: &Array, buffers: i64| {
            array.length >= 0 && array.offset >= 0 && array.n_buffers >= buffers && !array.buffers.is_null()
        };
        let texts = match kind.index {
            None => &array.0,
            // SAFETY: null or an array that its parent keeps.
            Some(_) => unsafe { array.0.dictionary.as_ref() }?,
        };
        let right = sound(texts, 3) && (kind.index.is_none() || sound(&array.0, 2));
        right.then_some(Self { array, kind })
    }

    pub(crate) fn len(&self) -> usize {
        self.array.0.length as usize
    }

    /// The text at a place below [`Column::len`]; `None` if it is null.
    #[expect(unsafe_code, reason = "the buffers of a column are reached through pointers")]
    pub(crate) fn get(&self, at: usize) -> Option<&[u8]> {
        assert!(at < self.len(), "a place within the column");
        // SAFETY: `at` is below the length that the exporter gave, the buffers are of the kind that it gave, and
        // they live until `self.array` is released.
        unsafe {
            let Some(index) = self.kind.index else { return text(&self.array.0, self.kind.layout, at) };
            let row = slot(&self.array.0, at)?;
            let keys = buffer(&self.array.0, 1);
            let key = match index {
                Index::I8 => i64::from(item::<i8>(keys, row)),
                Index::U8 => i64::from(item::<u8>(keys, row)),
                Index::I16 => i64::from(item::<i16>(keys, row)),
                Index::U16 => i64::from(item::<u16>(keys, row)),
                Index::I32 => i64::from(item::<i32>(keys, row)),
                Index::U32 => i64::from(item::<u32>(keys, row)),
                Index::I64 => item::<i64>(keys, row),
                Index::U64 => i64::try_from(item::<u64>(keys, row)).ok()?,
            };
            let values = self.array.0.dictionary.as_ref()?;
            if (0..values.length).contains(&key) { text(values, self.kind.layout, key as usize) } else { None }
        }
    }
}

/// The row of an item in the buffers; `None` if the item is null.
///
/// # Safety
/// `at` is below the array's length.
#[expect(unsafe_code, reason = "the validity bits are reached through a pointer")]
unsafe fn slot(array: &Array, at: usize) -> Option<usize> {
    let row = array.offset as usize + at;
    // SAFETY: the first buffer is null or holds a bit for each row.
    unsafe {
        let valid = buffer(array, 0);
        (valid.is_null() || item::<u8>(valid, row / 8) & (1 << (row % 8)) != 0).then_some(row)
    }
}

/// A text; `None` if it is null.
///
/// # Safety
/// The array is of this layout, and `at` is below its length.
#[expect(unsafe_code, reason = "the buffers of a column are reached through pointers")]
unsafe fn text(array: &Array, layout: Layout, at: usize) -> Option<&[u8]> {
    // SAFETY: the exporter's promise; a null pointer and a negative length are never followed.
    unsafe {
        let row = slot(array, at)?;
        let (data, start, length) = match layout {
            Layout::Small => {
                let offsets = buffer(array, 1);
                let (start, end) = (item::<i32>(offsets, row), item::<i32>(offsets, row + 1));
                (buffer(array, 2), i64::from(start), i64::from(end) - i64::from(start))
            }
            Layout::Large => {
                let offsets = buffer(array, 1);
                let (start, end) = (item::<i64>(offsets, row), item::<i64>(offsets, row + 1));
                (buffer(array, 2), start, end - start)
            }
            Layout::View => {
                let view = buffer(array, 1).byte_add(row * 16);
                let length = item::<i32>(view, 0);
                if length <= 12 {
                    (view, 4, i64::from(length))
                } else {
                    let (number, start) = (item::<i32>(view, 2), item::<i32>(view, 3));
                    // After validity and views come the data; the last buffer has their sizes.
                    let known = number >= 0 && i64::from(number) < array.n_buffers - 3;
                    (
                        if known { buffer(array, 2 + number as usize) } else { std::ptr::null() },
                        i64::from(start),
                        i64::from(length),
                    )
                }
            }
        };
        if length <= 0 || start < 0 || data.is_null() {
            return Some(&[]);
        }
        Some(std::slice::from_raw_parts(data.cast::<u8>().add(start as usize), length as usize))
    }
}

/// # Safety
/// The array has more than `number` buffers.
#[expect(unsafe_code, reason = "buffers are a C array of pointers")]
unsafe fn buffer(array: &Array, number: usize) -> *const c_void {
    // SAFETY: the caller's promise.
    unsafe { *array.buffers.add(number) }
}

/// # Safety
/// The buffer has more than `at` items of this type.
#[expect(unsafe_code, reason = "buffers are C arrays, aligned or not")]
unsafe fn item<T: Copy>(buffer: *const c_void, at: usize) -> T {
    // SAFETY: the caller's promise.
    unsafe { buffer.cast::<T>().add(at).read_unaligned() }
}

/// The chunks of text that an object exports; `None` if it exports none, or something else than text.
pub(crate) fn columns(value: &Bound<'_, PyAny>, place: Place) -> PyResult<Option<Vec<Column>>> {
    if let Some(export) = value.getattr_opt("__arrow_c_stream__")? {
        let Some(capsule) = unless_refused(export.call0(), value.py())? else { return Ok(None) };
        return drain(Owned::from_capsule(&capsule, c"arrow_array_stream", place)?, place);
    }
    if let Some(export) = value.getattr_opt("__arrow_c_array__")? {
        let Some(capsules) = unless_refused(export.call0(), value.py())? else { return Ok(None) };
        let (schema, array): (Bound<'_, PyAny>, Bound<'_, PyAny>) = capsules.extract()?;
        let schema: Owned<Schema> = Owned::from_capsule(&schema, c"arrow_schema", place)?;
        let array = Owned::from_capsule(&array, c"arrow_array", place)?;
        return match Kind::of(&schema.0) {
            None => Ok(None),
            Some(kind) => Column::new(array, kind).map(|column| Some(vec![column])).ok_or_else(|| malformed(place)),
        };
    }
    Ok(None)
}

/// An exporter that can't (a pandas column of mixed objects, say) is read in another way; Ctrl-C is no refusal.
fn unless_refused<T>(exported: PyResult<T>, py: Python<'_>) -> PyResult<Option<T>> {
    match exported {
        Err(error) if error.is_instance_of::<PyException>(py) => Ok(None),
        exported => exported.map(Some),
    }
}

#[expect(unsafe_code, reason = "a stream is read through its callbacks")]
fn drain(mut stream: Owned<Stream>, place: Place) -> PyResult<Option<Vec<Column>>> {
    let (Some(get_schema), Some(get_next)) = (stream.0.get_schema, stream.0.get_next) else {
        return Err(malformed(place));
    };
    let mut schema = Owned(Schema::empty());
    // SAFETY: the stream is ours and not released; the schema is empty and ours.
    let code = unsafe { get_schema(&raw mut stream.0, &raw mut schema.0) };
    if code != 0 {
        return Err(refused(&mut stream, place));
    }
    let Some(kind) = Kind::of(&schema.0) else { return Ok(None) };
    let mut columns = Vec::new();
    loop {
        let mut array = Owned(Array::empty());
        // SAFETY: as above; an array that stays empty is the end of the stream.
        let code = unsafe { get_next(&raw mut stream.0, &raw mut array.0) };
        if code != 0 {
            return Err(refused(&mut stream, place));
        }
        if array.0.release.is_none() {
            return Ok(Some(columns));
        }
        if array.0.length > 0 {
            columns.push(Column::new(array, kind).ok_or_else(|| malformed(place))?);
        }
    }
}

#[expect(unsafe_code, reason = "a stream tells its error as a C string")]
fn refused(stream: &mut Owned<Stream>, place: Place) -> PyErr {
    let words = stream.0.get_last_error.and_then(|get| {
        // SAFETY: the stream is not released, and the text is read before the next call.
        unsafe {
            let words = get(&raw mut stream.0);
            (!words.is_null()).then(|| CStr::from_ptr(words).to_string_lossy().into_owned())
        }
    });
    let words = words.as_deref().unwrap_or("no reason given");
    bad_value(Code::BadData, place, format!("{place}: the Arrow stream failed: {words}"))
}

fn malformed(place: Place) -> PyErr {
    bad_value(Code::BadData, place, format!("{place}: the Arrow data is not what its schema says"))
}
