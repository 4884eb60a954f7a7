//! Whose turn it is: the tokens and names by which chat templates part the turns of a dialogue.

use memchr::{memchr_iter, memrchr};

use super::signs::Signs;
use crate::lexicon::{self, Role};

/// What a token of a chat template does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// It ends a turn: what follows is the response's only where the assistant goes on.
    End,
    /// It begins the assistant's own turn.
    Own,
    /// It begins a turn which is not the model's to write.
    Next,
    /// It means nothing to a reader.
    Filler,
}

#[allow(dead_code, reason = "every list is written in several ways")]
mod table {
    include!(concat!(env!("OUT_DIR"), "/turns.rs"));
}

/// The lengths of the names of tokens that are spelled like elements, by their first letters, as bits.
pub(super) const TOKEN_NAMES: [u32; 26] = table::TOKENS_RUNS;

/// Tokens that are spelled like elements; those between `<|` and `|>` tell by their names what they do.
const PLAIN: [(&[&str], Token); 4] = [
    (&table::TOKENS_END, Token::End),
    (&table::TOKENS_OWN, Token::Own),
    (&table::TOKENS_NEXT, Token::Next),
    (&table::TOKENS_FILLER, Token::Filler),
];

/// Tokens in square brackets.
const BRACKETED: [(&[&str], Token); 4] = [
    (&table::BRACKETED_END, Token::End),
    (&table::BRACKETED_OWN, Token::Own),
    (&table::BRACKETED_NEXT, Token::Next),
    (&table::BRACKETED_FILLER, Token::Filler),
];

/// Bytes of the longest name between `<|` and `|>`.
const NAME: usize = 40;

/// Bytes of the longest link that shows nothing.
const LINK: usize = 256;

/// The token at the `<` that `rest` begins with, and its length with the role that follows it.
pub(super) fn token(rest: &[u8]) -> Option<(Token, usize)> {
    if !may_be_token(rest) {
        return None;
    }
    if rest[1] == b'|' || rest[1] >= 0x80 {
        return piped(rest, true);
    }
    starts_with(rest, &PLAIN)
}

fn starts_with(rest: &[u8], tokens: &[(&[&str], Token)]) -> Option<(Token, usize)> {
    tokens.iter().find_map(|(tokens, kind)| {
        let begins = |token: &&&str| {
            let token = token.as_bytes();
            // Most tokens are settled by their second byte.
            rest[1].eq_ignore_ascii_case(&token[1])
                && rest.get(..token.len()).is_some_and(|start| start.eq_ignore_ascii_case(token))
        };
        tokens.iter().find(begins).map(|token| (*kind, token.len()))
    })
}

/// Whether a token may begin here: most `<` are settled by one look at what follows.
#[inline]
pub(super) fn may_be_token(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'|') => true,
        // ｜
        Some(0xEF) => rest.get(2) == Some(&0xBD) && rest.get(3) == Some(&0x9C),
        Some(b'0'..=b'9' | b' ' | b'=') => false,
        Some(b'/') => matches!(rest.get(2), Some(b's' | b'S' | b'a' | b'A')),
        Some(b'<') => matches!(rest.get(2), Some(b's' | b'S')),
        Some(letter) => {
            let place = usize::from(letter.to_ascii_lowercase().wrapping_sub(b'a'));
            table::TOKENS_HEADS.get(place).is_some_and(|lengths| *lengths != 0)
        }
        None => false,
    }
}

/// `<|name|>`, in ASCII or full width, and the role after one that begins a turn.
fn piped(rest: &[u8], roles: bool) -> Option<(Token, usize)> {
    let open = if rest[1] == b'|' { 2 } else { 4 };
    let name = rest[open..]
        .iter()
        .take(NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'-' | 0xE2 | 0x96 | 0x81));
    let close = open + name.count();
    let after = &rest[close..];
    let length = ["|>", "｜>"].iter().find(|mark| after.starts_with(mark.as_bytes())).map(|mark| close + mark.len());
    // `<|turn>user` has one bar.
    let length = length.or_else(|| (after.first() == Some(&b'>')).then_some(close + 1))?;
    let name = String::from_utf8_lossy(&rest[open..close]).to_ascii_lowercase().replace('▁', "_");
    if name.len() < 3 {
        return None;
    }
    if table::NAMES_OPENERS.contains(&name.as_str()) {
        return Some(if roles { role(rest, length) } else { (Token::Filler, length) });
    }
    let has = |names: &[&str]| names.iter().any(|one| name.contains(one));
    let ends = (name.starts_with("end") || name.starts_with("eo") || name.starts_with('/') || name.ends_with("_end"))
        && !table::NAMES_SEPARATORS.contains(&name.as_str())
        && !name.starts_with("tool");
    let kind = if ends || name == "return" {
        Token::End
    } else if name.contains("tool_") || name.contains("begin_of_text") {
        Token::Filler
    } else if has(&table::NAMES_OWN) {
        Token::Own
    } else if has(&table::NAMES_OTHERS) && !table::NAMES_SEPARATORS.contains(&name.as_str()) {
        Token::Next
    } else {
        Token::Filler
    };
    Some((kind, length))
}

/// What a token of `length` that begins a turn does, by the role that follows it.
fn role(rest: &[u8], length: usize) -> (Token, usize) {
    let after = &rest[length..];
    if after.starts_with(b"<") && may_be_token(after) && !after[1].is_ascii_alphabetic() && after[1] != b'/' {
        return piped(after, false).map_or((Token::Filler, length), |(kind, more)| (kind, length + more));
    }
    let space = after.iter().take_while(|byte| matches!(byte, b' ' | b'\n')).count();
    let word = after[space..].iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = &after[space..space + word];
    let is = |names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes()));
    match word.len() {
        _ if is(&table::NAMES_OTHERS) => (Token::Next, length),
        _ if is(&table::NAMES_OWN) => (Token::Own, length + space + word.len()),
        _ => (Token::Filler, length),
    }
}

/// Whether anything was said in the turn so far, read once from left to right.
#[derive(Default)]
pub(super) struct Said {
    pub(super) any: bool,
    pub(super) seen: usize,
}

impl Said {
    pub(super) fn before(&mut self, response: &str, at: usize) -> bool {
        self.any |= response.get(self.seen..at).is_some_and(|text| !text.trim_start().is_empty());
        self.any
    }
}

/// Whether nothing follows an end-of-turn token, or another token that decides.
pub(super) fn goes_on(after: &str) -> bool {
    let next = after.trim_start().as_bytes();
    next.is_empty() || (next[0] == b'<' && token(next).is_some_and(|(kind, _)| kind != Token::Next))
}

/// Where a next turn begins that is marked as a prompt, `[INST]` or a speaker before a full-width colon, else the end;
/// other tokens in square brackets are added to what is hidden.
pub(super) fn prompt_mark(
    response: &str,
    from: usize,
    signs: Signs,
    hidden: &mut Vec<std::ops::Range<usize>>,
) -> usize {
    let bytes = response.as_bytes();
    let from = from.min(bytes.len());
    let said = |at: usize| !response[from..at].trim_start().trim_start_matches("<s>").trim_start().is_empty();
    let mut end = bytes.len();
    let bracketed = if signs.lack(b'[') { &[] } else { &bytes[from..] };
    for at in memchr_iter(b'[', bracketed).map(|at| from + at) {
        if !may_be_bracketed(&bytes[at..]) {
            continue;
        }
        if bytes[at + 1] == b']' {
            // A link without a text shows nothing.
            let link = &bytes[at + 2..bytes.len().min(at + LINK)];
            let close = memchr::memchr(b')', link).filter(|_| link[0] == b'(');
            hidden.extend(close.map(|close| at..at + 3 + close));
            continue;
        }
        match starts_with(&bytes[at..], &BRACKETED) {
            Some((Token::Next | Token::End, _)) if said(at) => {
                end = at;
                break;
            }
            Some((_, length)) => hidden.push(at..at + length),
            None => {}
        }
    }
    if signs.lack(0x80) {
        return end;
    }
    let speaker = memchr::memmem::find_iter(&bytes[from..end], "：").find_map(|at| speaker_line(response, from + at));
    speaker.map_or(end, |at| at.clamp(from, end))
}

/// Whether a token in square brackets, or a link without a text, may begin here.
pub(super) fn may_be_bracketed(rest: &[u8]) -> bool {
    matches!(rest.get(1), Some(b'I' | b'/' | b'|' | b'E' | b'g' | b'S' | b'A' | b'u' | b']'))
}

/// Bytes of the longest head of a line that names a turn or a question, with the marks before it.
pub(crate) const HEAD: usize = 120;
/// Stands before a name in scripts that are written from right to left.
const RIGHT_TO_LEFT: char = '\u{200f}';

/// What the first byte of a line may begin.
#[derive(Clone, Copy)]
enum Beginning {
    Letter,
    Mark,
    /// No name, and no mark before one.
    Nothing,
}

static BEGINNINGS: [Beginning; 256] = {
    let (mut beginnings, mut byte) = ([Beginning::Mark; 256], 0_u8);
    while byte < 128 {
        if byte.is_ascii_alphabetic() {
            beginnings[byte as usize] = Beginning::Letter;
        } else if !is_mark(byte) {
            beginnings[byte as usize] = Beginning::Nothing;
        }
        byte += 1;
    }
    beginnings
};

/// Whether a byte is a mark that may stand before a name.
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'*' | b'_' | b'#' | b' ' | b'[' | b'(' | b'=' | b'<' | b'>' | b'\t')
}

/// Where a word begins, behind the marks that the line at `start` begins with, that may name a turn or a question.
#[inline]
pub(crate) fn name_at(text: &str, start: usize) -> Option<usize> {
    let at = match BEGINNINGS[usize::from(*text.as_bytes().get(start)?)] {
        Beginning::Nothing => return None,
        Beginning::Letter => start,
        Beginning::Mark => text.len() - without_marks(&text[start..]).len(),
    };
    (at < start + HEAD && text[at..].starts_with(char::is_alphabetic) && lexicon::may_turn(text, at)).then_some(at)
}

/// A line without the marks that it begins with.
fn without_marks(line: &str) -> &str {
    let rest = &line[line.bytes().take_while(|byte| is_mark(*byte)).count()..];
    let is_char = |c: char| c == RIGHT_TO_LEFT || u8::try_from(c).is_ok_and(is_mark);
    if rest.starts_with(RIGHT_TO_LEFT) { rest.trim_start_matches(is_char) } else { rest }
}

/// Bytes of the longest line head that names a speaker.
const SPEAKER: usize = 60;

/// Where the line begins, if the colon at `at` ends a made-up speaker's name at the start of a line.
pub(super) fn speaker_line(response: &str, at: usize) -> Option<usize> {
    let floor = at.saturating_sub(SPEAKER);
    let start = match memrchr(b'\n', &response.as_bytes()[floor..at]) {
        Some(line) => floor + line + 1,
        None if floor == 0 => 0,
        None => return None,
    };
    let head = &response[start..at];
    let lead = head.bytes().position(|byte| !matches!(byte, b'*' | b'_' | b'[' | b'#' | b' ' | b'\t' | b'\r'))?;
    let is_heading = head[..lead].contains('#');
    // Most colons are settled by how their line begins.
    let may_turn = lexicon::may_turn(response, start + lead);
    if !is_heading && !may_turn {
        return None;
    }
    let name = head[lead..].trim_end_matches(['*', '_', ']', ' ']);
    if name.is_empty() {
        return None;
    }
    // "Instruction:" and "Input:" are turns only as headings; as plain words they are prose.
    let prompts = is_heading && table::NAMES_PROMPTS.iter().any(|prompt| prompt.eq_ignore_ascii_case(name));
    let end = start + lead + name.len();
    if !prompts && !may_turn {
        return None;
    }
    let found = lexicon::look_up(response, start + lead);
    let is_user = |set: u16| lexicon::meanings(set).iter().any(|meaning| meaning.roles().has(Role::User));
    (prompts || found.iter().any(|(to, set)| *to as usize == end && is_user(*set))).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_is_missed_by_the_first_look() {
        for token in PLAIN.iter().flat_map(|(tokens, _)| *tokens) {
            assert!(may_be_token(token.as_bytes()), "{token}");
            let name = token.trim_start_matches(['<', '/']);
            assert!(name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_'), "{token}: its name has no end");
        }
    }

    #[test]
    fn tokens_of_many_templates_are_known() {
        for (text, kind, length) in [
            ("<|im_start|>user\n", Token::Next, 12),
            ("<|im_start|>assistant\n", Token::Own, 21),
            ("<|im_end|>", Token::End, 10),
            ("<|start_header_id|>ipython<|end_header_id|>", Token::Next, 19),
            ("<|end_header_id|>", Token::Filler, 17),
            ("<|START_OF_TURN_TOKEN|><|USER_TOKEN|>", Token::Next, 37),
            ("<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>", Token::Own, 40),
            ("<|END_OF_TURN_TOKEN|>", Token::End, 21),
            ("<|turn>user\n", Token::Next, 7),
            ("<｜User｜>4", Token::Next, 12),
            ("<｜Assistant｜>4", Token::Own, 17),
            ("<｜end▁of▁sentence｜>", Token::End, 27),
            ("<｜begin▁of▁sentence｜>", Token::Filler, 29),
            ("<|start_of_role|>user<|end_of_role|>", Token::Next, 17),
            ("<|assistant_end|>", Token::End, 17),
            ("<|some_new_token|>", Token::Filler, 18),
        ] {
            assert_eq!(token(text.as_bytes()), Some((kind, length)), "{text}");
        }
        for text in ["<|x|>", "<b>", "<|x| + 1", "<<48/2=24>>24", "<｜", "<|", "<"] {
            assert_eq!(token(text.as_bytes()), None, "{text}");
        }
    }
}
