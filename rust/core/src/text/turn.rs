//! Whose turn it is: the tokens and names by which chat templates part the turns of a dialogue.

use std::sync::LazyLock;

use memchr::memmem;

/// Tokens that end a turn: what follows one is the response's only where the assistant goes on.
pub(super) const TURN_ENDS: [&str; 15] = [
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end_of_text|>",
    "<|eom_id|>",
    "<|end|>",
    "<|return|>",
    "<|end_of_turn|>",
    "<|end_of_sentence|>",
    "<|eos|>",
    "<|EOT|>",
    "<end_of_turn>",
    "<eos>",
    "</s>",
    "<｜end▁of▁sentence｜>",
];

/// Tokens that begin the assistant's own turn.
pub(super) const OWN_TURNS: [&str; 6] = [
    "<|im_start|>assistant",
    "<|assistant|>",
    "<|start_header_id|>assistant<|end_header_id|>",
    "<|start|>assistant",
    "<start_of_turn>model",
    "<｜Assistant｜>",
];

/// Tokens that mean nothing to a reader.
pub(super) const FILLERS: [&str; 7] =
    ["<s>", "<bos>", "<pad>", "<|pad|>", "<unk>", "<|begin_of_text|>", "<｜begin▁of▁sentence｜>"];

/// Tokens that begin a turn which is not the model's to write.
pub(super) const NEXT_TURNS: [&str; 21] = [
    "<|im_start|>user",
    "<|im_start|>system",
    "<|im_start|>human",
    "<|im_start|>tool",
    "<|start_header_id|>user",
    "<|start_header_id|>system",
    "<|start_header_id|>ipython",
    "<|start_header_id|>tool",
    "<|start|>user",
    "<|start|>system",
    "<start_of_turn>user",
    "<|user|>",
    "<|system|>",
    "<|human|>",
    "<|tool|>",
    "<|observation|>",
    "<|prompter|>",
    "<<SYS>>",
    "<human>:",
    "<｜User｜>",
    "<｜user｜>",
];

/// Who speaks in a made-up turn, as models write it before a colon.
const SPEAKERS: [&str; 15] = [
    "user",
    "human",
    "instruction",
    "input",
    "用户",
    "用戶",
    "utilisateur",
    "benutzer",
    "usuario",
    "usuário",
    "utente",
    "пользователь",
    "Пользователь",
    "ユーザー",
    "사용자",
];

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
    let known = |tokens: &[&str]| starts_with_any(next, tokens).is_some();
    next.is_empty() || (next[0] == b'<' && (known(&OWN_TURNS) || known(&TURN_ENDS) || known(&FILLERS)))
}

/// How one family of chat templates opens a prompt.
static INSTRUCTION: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"[INST]"));

/// Where a next turn begins that is marked as a prompt, `[INST]` or a speaker before a full-width colon, else the end.
pub(super) fn prompt_mark(response: &str, from: usize) -> usize {
    let from = from.min(response.len());
    let said = |at: &usize| !response[from..*at].trim_start().trim_start_matches("<s>").trim_start().is_empty();
    let instruction = INSTRUCTION.find(&response.as_bytes()[from..]).map(|at| from + at).filter(said);
    let speaker = if response.is_ascii() {
        None
    } else {
        memmem::find_iter(&response.as_bytes()[from..], "：").find_map(|at| speaker_line(response, from + at))
    };
    [instruction, speaker].into_iter().flatten().min().unwrap_or(response.len()).max(from)
}

/// Whether one of the tokens above may begin here: most `<` are settled by one look at what follows.
pub(super) fn may_be_token(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'|' | 0x80..) => true,
        Some(b'/' | b'<') => matches!(rest.get(2), Some(b's' | b'S')),
        Some(letter) => b"behpsu".contains(&letter.to_ascii_lowercase()),
        None => false,
    }
}

pub(super) fn starts_with_any(rest: &[u8], tokens: &[&str]) -> Option<usize> {
    if !may_be_token(rest) {
        return None;
    }
    tokens
        .iter()
        .find(|token| rest.get(..token.len()).is_some_and(|start| start.eq_ignore_ascii_case(token.as_bytes())))
        .map(|token| token.len())
}

/// Where the line begins, if the colon at `at` ends a made-up speaker's name at the start of a line.
pub(super) fn speaker_line(response: &str, at: usize) -> Option<usize> {
    let before = response[..at].trim_end_matches(['*', '_', ']', ' ']);
    // Most colons follow another letter than a speaker's last one.
    if !before.bytes().next_back().is_some_and(|byte| byte >= 0x80 || b"rnteoRNTEO".contains(&byte)) {
        return None;
    }
    let speaker = SPEAKERS.iter().find(|name| {
        let split = before.len().checked_sub(name.len());
        split.is_some_and(|split| {
            before.is_char_boundary(split) && before.as_bytes()[split..].eq_ignore_ascii_case(name.as_bytes())
        })
    })?;
    let lead = &before[..before.len() - speaker.len()];
    let bare = lead.trim_end_matches(['*', '_', '[', '#', ' ', '\t', '\r']);
    // "Instruction:" and "Input:" are turns only as headings; as plain words they are prose.
    if matches!(*speaker, "instruction" | "input") && !lead[bare.len()..].contains('#') {
        return None;
    }
    (bare.is_empty() || bare.ends_with('\n')).then_some(bare.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_is_missed_by_the_first_look() {
        for token in TURN_ENDS.iter().chain(&OWN_TURNS).chain(&FILLERS).chain(&NEXT_TURNS) {
            assert!(may_be_token(token.as_bytes()), "{token}");
        }
    }
}
