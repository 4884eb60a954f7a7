//! Text from bytes, as they stand or coded: after the byte 255, each byte is a word of a list. So a fuzzer that knows
//! nothing of words puts whole ones together.

use std::borrow::Cow;
use std::sync::LazyLock;

/// What parts the texts of one input.
pub const SEPARATOR: char = '\u{1F}';

/// The first byte of a coded input: no text in UTF-8 begins with it.
const CODED: u8 = 0xFF;

type Words = LazyLock<Vec<String>>;

pub static PROSE: Words = LazyLock::new(|| read(include_str!("../../../fuzz/words/prose.dict")));
pub static LATEX: Words = LazyLock::new(|| read(include_str!("../../../fuzz/words/latex.dict")));
pub static PLAIN: Words = LazyLock::new(|| read(include_str!("../../../fuzz/words/plain.dict")));
pub static FORMAT: Words = LazyLock::new(|| read(include_str!("../../../fuzz/words/format.dict")));
pub static UNITS: Words = LazyLock::new(|| read(include_str!("../../../fuzz/words/units.dict")));

/// The input as one text.
pub fn whole<'d>(data: &'d [u8], words: &[String]) -> Cow<'d, str> {
    match data.split_first() {
        Some((&CODED, codes)) => codes.iter().map(|code| words[usize::from(*code) % words.len()].as_str()).collect(),
        _ => String::from_utf8_lossy(data),
    }
}

/// The input as two texts, the second empty where nothing parts them.
pub fn two(data: &[u8], words: &[String]) -> (String, String) {
    let text = whole(data, words);
    let (first, second) = text.split_once(SEPARATOR).unwrap_or((&text, ""));
    (first.to_owned(), second.to_owned())
}

fn read(dictionary: &str) -> Vec<String> {
    entries(dictionary).into_iter().map(|word| String::from_utf8(word).unwrap()).collect()
}

/// The entries of a file in the syntax of libFuzzer's dictionaries: one in quotes a line, with `\\`, `\"` and `\xHH` for
/// bytes that can't stand there. Other lines say why the next ones are there.
pub fn entries(file: &str) -> Vec<Vec<u8>> {
    file.split('\n').filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).map(unescape).collect()
}

fn unescape(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'\\' {
            bytes.push(byte);
        } else if let [b'x', high, low, behind @ ..] = rest {
            let digits = [*high, *low];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            rest = behind;
        } else {
            bytes.push(rest[0]);
            rest = &rest[1..];
        }
    }
    bytes
}
