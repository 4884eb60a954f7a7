//! Options as callers give them: texts with or without labels, a map, JSON, a block of lines.

use super::label::{self, Labelled};
use crate::error::Misuse;
use crate::text::escape;

/// The options of a question, as a caller gives them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Given {
    /// One text: a JSON object or list, or lines such as "A. Mars".
    Text(String),
    /// Several: texts with or without labels, or maps with a `label` and a `text`.
    List(Vec<Given>),
    /// Labels with their texts, or the lists `label` and `text`.
    Map(Vec<(String, Given)>),
}

/// A label, empty where there is none, and the option's text.
pub(super) type Pair = (String, String);

impl Given {
    /// Lists and maps inside each other at most: what is deeper is no list of options.
    pub const DEPTH: usize = 3;
}

/// The labels and texts of the options.
pub(super) fn pairs(given: &Given) -> Result<Vec<Pair>, Misuse> {
    match given {
        Given::Text(text) => read_text(text).ok_or(Misuse::UnreadableChoices),
        Given::List(items) => read_list(items).ok_or(Misuse::UnreadableChoices),
        Given::Map(entries) => read_map(entries).ok_or(Misuse::UnreadableChoices),
    }
}

/// Whether a text is a whole block of options.
pub(super) fn is_block(text: &str) -> bool {
    read_text(text).is_some_and(|pairs| pairs.len() > 1)
}

fn read_text(text: &str) -> Option<Vec<Pair>> {
    match read_json(text) {
        Some(Given::List(items)) => read_list(&items),
        Some(Given::Map(entries)) => read_map(&entries),
        _ => read_block(text),
    }
}

fn read_list(items: &[Given]) -> Option<Vec<Pair>> {
    if items.iter().any(|item| matches!(item, Given::Map(_))) {
        return items.iter().map(read_entry).collect();
    }
    let texts: Vec<&str> = items.iter().map(as_text).collect::<Option<_>>()?;
    let labelled: Option<Vec<Labelled<'_>>> = texts.iter().map(|text| label::read(text)).collect();
    Some(match labelled.filter(|labelled| label::in_series(labelled)) {
        Some(labelled) => labelled.iter().map(pair).collect(),
        None => texts.iter().enumerate().map(|(at, text)| (label::default_name(at).into(), (*text).into())).collect(),
    })
}

fn read_map(entries: &[(String, Given)]) -> Option<Vec<Pair>> {
    let field = |name: &str| entries.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    if let (Some(Given::List(labels)), Some(Given::List(texts))) = (field("label"), field("text"))
        && labels.len() == texts.len()
    {
        let both = labels.iter().zip(texts);
        return both.map(|(label, text)| Some((as_text(label)?.into(), as_text(text)?.into()))).collect();
    }
    entries.iter().map(|(label, text)| Some((label.clone(), as_text(text)?.into()))).collect()
}

/// An option as a map with its label and its text.
fn read_entry(item: &Given) -> Option<Pair> {
    let Given::Map(entries) = item else { return None };
    let field = |name: &str| entries.iter().find(|(key, _)| key == name).and_then(|(_, value)| as_text(value));
    Some((field("label")?.into(), field("text")?.into()))
}

fn as_text(given: &Given) -> Option<&str> {
    if let Given::Text(text) = given { Some(text) } else { None }
}

fn pair(labelled: &Labelled<'_>) -> Pair {
    (labelled.name.into(), labelled.rest.trim().into())
}

/// Reads lines that begin with the labels of a series, or labels that follow one another in a line.
fn read_block(text: &str) -> Option<Vec<Pair>> {
    let text = text.trim();
    // "Options:" above them says nothing.
    let (head, below) = text.split_once('\n').unwrap_or(("", text));
    let text = if head.trim_end().ends_with(':') && label::read(head).is_none() { below.trim_start() } else { text };
    let first = label::read(text)?;
    let starts = |text: &'_ str, inline: bool| -> Vec<usize> {
        let mut starts = vec![0];
        loop {
            let names = label::next_names(first.name, starts.len());
            let from = starts[starts.len() - 1];
            let next = text[from..].char_indices().skip(1).filter(|(_, c)| !c.is_whitespace()).map(|(at, _)| from + at);
            let next = next.into_iter().find(|at| {
                let before = &text[..*at];
                let open = if inline { before.ends_with(char::is_whitespace) } else { begins_line(before) };
                let found = || label::read(&text[*at..]);
                open && found().is_some_and(|found| names.contains(&found.name) && found.is_like(&first))
            });
            match next {
                Some(next) => starts.push(next),
                None => return starts,
            }
        }
    };
    let lines = starts(text, false);
    // A line may hold several: "A. 1   B. 2".
    let starts = if lines.len() > 1 && !holds_more(text, &lines, &first) { lines } else { starts(text, true) };
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let blocks: Vec<Labelled<'_>> =
        starts.iter().zip(ends).map(|(start, end)| label::read(&text[*start..end])).collect::<Option<_>>()?;
    (blocks.len() > 1 && label::in_series(&blocks)).then(|| blocks.iter().map(pair).collect())
}

/// Whether labels of the series go on inside the lines behind the last one that begins a line.
fn holds_more(text: &str, lines: &[usize], first: &Labelled<'_>) -> bool {
    let names = label::next_names(first.name, lines.len());
    let rest = &text[lines[lines.len() - 1]..];
    rest.char_indices().skip(1).any(|(at, c)| {
        !c.is_whitespace()
            && rest[..at].ends_with(char::is_whitespace)
            && label::read(&rest[at..]).is_some_and(|found| names.contains(&found.name) && found.is_like(first))
    })
}

/// Whether only blanks stand before a place in its line.
fn begins_line(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// Reads a JSON object or list, or one as Python prints it. Numbers are their text.
fn read_json(text: &str) -> Option<Given> {
    let text = text.trim();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Goes on behind a sign, if it stands next.
    fn eat(&mut self, sign: char) -> bool {
        self.skip();
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len_utf8() } else { 0 };
        found
    }

    fn value(&mut self, depth: usize) -> Option<Given> {
        if depth > Given::DEPTH {
            return None;
        }
        if self.eat('[') {
            let mut items = Vec::new();
            while !self.eat(']') {
                if !items.is_empty() && !self.eat(',') {
                    return None;
                }
                if self.eat(']') {
                    break;
                }
                items.push(self.value(depth + 1)?);
            }
            return Some(Given::List(items));
        }
        if self.eat('{') {
            let mut entries = Vec::new();
            while !self.eat('}') {
                if !entries.is_empty() && !self.eat(',') {
                    return None;
                }
                if self.eat('}') {
                    break;
                }
                let key = self.scalar()?;
                if !self.eat(':') {
                    return None;
                }
                entries.push((key, self.value(depth + 1)?));
            }
            return Some(Given::Map(entries));
        }
        self.scalar().map(Given::Text)
    }

    /// A string, or a number as it is written.
    fn scalar(&mut self) -> Option<String> {
        self.skip();
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            let end = self.rest().find([',', ']', '}', ':', '"', '\'', '[', '{'])?;
            let word = self.rest()[..end].trim().to_owned();
            self.at += end;
            let is_value = word.parse::<f64>().is_ok() || matches!(&*word, "true" | "false" | "True" | "False");
            return is_value.then_some(word);
        };
        self.at += 1;
        let mut out = String::new();
        loop {
            let c = self.rest().chars().next()?;
            self.at += c.len_utf8();
            match c {
                '\\' => {
                    let (character, length) = escape::read(self.rest());
                    out.push(character);
                    self.at += length;
                }
                c if c == quote => return Some(out),
                c => out.push(c),
            }
        }
    }
}
