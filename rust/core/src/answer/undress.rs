//! Formulas whose words stand in `\text{…}`, as plain text.

/// Commands whose argument is words.
const TEXTS: [&str; 8] = ["text", "textbf", "textit", "textrm", "mathrm", "mathbf", "mbox", "textsf"];
/// Commands that are spaces.
const SPACES: [&str; 4] = ["quad", "qquad", "enspace", "hspace"];
/// Commands that are arrows.
const ARROWS: [&str; 8] =
    ["to", "rightarrow", "Rightarrow", "longrightarrow", "Longrightarrow", "implies", "therefore", "mapsto"];

/// The content without the commands that only say how its words look; `None` where there is none.
pub(crate) fn undress(content: &str) -> Option<String> {
    if !content.contains('\\') {
        return None;
    }
    let mut plain = String::with_capacity(content.len());
    let mut changed = false;
    // For each open brace, whether it belongs to such a command.
    let mut open: Vec<bool> = Vec::new();
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\\' => {
                let name = rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
                let (command, after) = (&rest[1..=name], &rest[1 + name..]);
                if TEXTS.contains(&command) && after.starts_with('{') {
                    open.push(true);
                    length = name + 2;
                } else if SPACES.contains(&command) {
                    plain.push(' ');
                    length = name + 1;
                } else if ARROWS.contains(&command) {
                    plain.push('→');
                    length = name + 1;
                } else if name == 0 && after.starts_with([' ', ',', ';', ':', '!', '%', '$', '#', '&']) {
                    let sign = &after[..1];
                    plain.push_str(if matches!(sign, "%" | "$" | "#" | "&") { sign } else { " " });
                    length = 2;
                } else {
                    length = 1 + if name > 0 { name } else { after.chars().next().map_or(0, char::len_utf8) };
                    plain.push_str(&rest[..length]);
                    rest = &rest[length..];
                    continue;
                }
                changed = true;
            }
            '{' => {
                open.push(false);
                plain.push(c);
            }
            '}' if open.pop() == Some(true) => {}
            '~' => plain.push(' '),
            _ => plain.push(c),
        }
        rest = &rest[length..];
    }
    changed.then_some(plain)
}
