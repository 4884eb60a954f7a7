//! Brings a text to one spelling before it is read: Unicode signs become the LaTeX commands they stand for, digits of any
//! script and full-width forms become ASCII, what can't be seen goes, doubled backslashes are halved.

use std::borrow::Cow;
use std::fmt::Write;

use crate::lexicon::units;
use crate::text::fold;

/// The text in ASCII LaTeX, letters of other scripts aside. Plain ASCII without doubled backslashes or control
/// characters is borrowed as it is.
pub(super) fn normalize(text: &str) -> Cow<'_, str> {
    let text = name_entities(halve_backslashes(text));
    if text.bytes().all(|byte| byte.is_ascii() && (byte >= b' ' || byte == b'\n')) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if let Some((fraction, length)) = superscript(c).and_then(|_| small_fraction(&text[at..])) {
            out.push_str(&fraction);
            while chars.next_if(|&(next, _)| next < at + length).is_some() {}
        } else if let Some(script) = superscript(c).filter(|_| c != '⁄') {
            push_script(&mut out, '^', script, &mut chars, superscript);
        } else if let Some(script) = subscript(c) {
            push_script(&mut out, '_', script, &mut chars, subscript);
        } else if let Some(letter) = lost_escape(c, &text[at + c.len_utf8()..]) {
            out.push('\\');
            out.push(letter);
        } else {
            push_char(&mut out, c);
        }
    }
    Cow::Owned(out)
}

/// The double stroke of inches and seconds, `5'6"`, as two strokes.
pub(super) fn name_strokes(text: Cow<'_, str>) -> Cow<'_, str> {
    // `5'6`, whose last stroke was taken for a quotation mark.
    if let Some((feet, inches)) = text.split_once('\'')
        && [feet, inches.trim_start()]
            .iter()
            .all(|part| (1..4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Cow::Owned(format!("{text}''"));
    }
    let has_strokes = text.contains('"') && (text.contains('\'') || text.contains("^\\circ"));
    let is_double = |at: usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
    if has_strokes && text.matches('"').count() == 1 && text.find('"').is_some_and(is_double) {
        return Cow::Owned(text.replace('"', "''"));
    }
    text
}

/// The letter that stands for a sign of multiplication before a power of ten, `3 x 10^8`, where it is no variable of the text.
pub(super) fn name_crosses(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_cross = |at: usize| {
        let behind = text[at + 1..].trim_start_matches(' ');
        behind.starts_with("10^") && text[..at].trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit())
    };
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at)).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'\\')
    };
    if !text.contains("10^") {
        return text;
    }
    let mut out = String::new();
    let mut kept = 0;
    for at in memchr::memchr2_iter(b'x', b'X', text.as_bytes()) {
        if is_cross(at) {
            out.push_str(&text[kept..at]);
            out.push_str("\\times ");
            kept = at + 1;
        } else if !is_letter(at.checked_sub(1)) && !is_letter(Some(at + 1)) {
            return text;
        }
    }
    if kept == 0 {
        return text;
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

/// Signs that HTML writes as entities.
fn name_entities(text: Cow<'_, str>) -> Cow<'_, str> {
    const ENTITIES: [(&str, &str); 8] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&le;", "≤"),
        ("&ge;", "≥"),
        ("&ne;", "≠"),
        ("&times;", "×"),
        ("&minus;", "-"),
        ("&pi;", "π"),
    ];
    if !(text.contains('&') && text.contains(';')) {
        return text;
    }
    ENTITIES.iter().fold(
        text,
        |text, (entity, sign)| {
            if text.contains(entity) { Cow::Owned(text.replace(entity, sign)) } else { text }
        },
    )
}

/// A fraction of small digits, `¹⁄₂`, in LaTeX, and its length.
fn small_fraction(text: &str) -> Option<(String, usize)> {
    let run = |text: &str, of: fn(char) -> Option<char>| -> (String, usize) {
        let digits: Vec<char> =
            text.chars().take(8).take_while(|&c| c != '⁄' && of(c).is_some_and(|d| d.is_ascii_digit())).collect();
        (digits.iter().filter_map(|&c| of(c)).collect(), digits.iter().map(|c| c.len_utf8()).sum())
    };
    let (above, length) = run(text, superscript);
    let rest = text[length..].strip_prefix(['⁄', '/', '∕']).filter(|_| length > 0)?;
    let (below, below_length) = run(rest, subscript);
    let end = text.len() - rest.len() + below_length;
    (below_length > 0).then(|| (format!("\\frac{{{above}}}{{{below}}}"), end))
}

/// Appends `c` by its one spelling.
fn push_char(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(if c.is_ascii_control() && c != '\n' { ' ' } else { c });
    } else if let Some(spelling) = command_of(c) {
        out.push_str(spelling);
    } else if let Some(digit) = fold::digit_value(c) {
        out.push(char::from(b'0' + digit));
    } else if let Some((numerator, denominator)) = fold::vulgar_fraction(c) {
        // Writing into a String can't fail.
        let _ = write!(out, "\\frac{{{numerator}}}{{{denominator}}}");
    } else if fold::is_invisible(c) {
    } else if fold::is_space(c) {
        out.push(' ');
    } else if fold::is_minus(c) {
        out.push('-');
    } else if fold::is_plus(c) {
        out.push('+');
    } else if let Some(written) = units::character(c) {
        out.push_str(written);
    } else if let Some(letter) = mathematical_letter(c) {
        out.push(letter);
    } else {
        out.push(fold::fold_width(c));
    }
}

/// The letter of a mathematical alphabet's (`𝑥`, `𝐀`), which are the same letters in other faces.
fn mathematical_letter(c: char) -> Option<char> {
    let index = match c {
        '\u{1D400}'..='\u{1D6A3}' => (c as u32 - 0x1D400) % 52,
        '\u{210E}' => 33,
        _ => return None,
    };
    Some(char::from(if index < 26 { b'A' + index as u8 } else { b'a' + (index - 26) as u8 }))
}

/// Appends a run of superscripts or subscripts as one `^{…}` or `_{…}`.
fn push_script(
    out: &mut String,
    mark: char,
    first: char,
    rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>,
    of: fn(char) -> Option<char>,
) {
    out.push(mark);
    out.push('{');
    out.push(first);
    while let Some(next) = rest.peek().and_then(|&(_, c)| of(c)) {
        out.push(next);
        rest.next();
    }
    out.push('}');
}

/// Halves the backslashes of a text whose every backslash is doubled, as JSON leaves it. A text with one single backslash
/// before a letter keeps its `\\`, which then separate rows.
fn halve_backslashes(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut commands = false;
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'\\', &bytes[at..]) {
        let start = at + offset;
        let run = bytes[start..].iter().take_while(|&&byte| byte == b'\\').count();
        at = start + run;
        if run % 2 == 1 {
            return Cow::Borrowed(text);
        }
        // `\\{`, `\\%`, `\\$` only stand for themselves; before a letter it may still be the end of a row.
        let after = bytes.get(at).copied().unwrap_or(b' ');
        commands |=
            run == 2 && (after.is_ascii_alphabetic() || matches!(after, b'{' | b'%' | b'$' | b'(' | b'!' | b','));
    }
    if commands { Cow::Owned(text.replace("\\\\", "\\")) } else { Cow::Borrowed(text) }
}

/// The letter that a control character stood for before `\f`, `\b`, `\t` or `\r` was unescaped: form feed and `rac` was
/// `\frac`.
fn lost_escape(c: char, rest: &str) -> Option<char> {
    let (letter, commands): (char, &[&str]) = match c {
        '\u{c}' => ('f', &["rac", "box", "lat"]),
        '\u{8}' => ('b', &["oxed", "inom", "egin", "eta", "ar", "mod", "ig", "ullet", "ot", "f{"]),
        '\t' => ('t', &["imes", "ext", "heta", "an ", "an(", "frac", "o ", "au", "riangle", "anh"]),
        '\r' => ('r', &["ight", "ho", "floor", "ceil", "vert", "angle", "brace"]),
        _ => return None,
    };
    commands.iter().any(|command| rest.starts_with(command)).then_some(letter)
}

/// What a superscript character raises.
fn superscript(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from(b'4' + (c as u32 - '⁴' as u32) as u8),
        '⁺' => '+',
        '⁻' => '-',
        '⁽' => '(',
        '⁾' => ')',
        '⁄' => '/',
        'ⁿ' => 'n',
        'ˣ' => 'x',
        'ᵏ' => 'k',
        'ᵐ' => 'm',
        'ᵃ' => 'a',
        'ᵇ' => 'b',
        'ⁱ' => 'i',
        _ => return None,
    })
}

/// What a subscript character lowers.
fn subscript(c: char) -> Option<char> {
    Some(match c {
        '₀'..='₉' => char::from(b'0' + (c as u32 - '₀' as u32) as u8),
        '₊' => '+',
        '₋' => '-',
        '₍' => '(',
        '₎' => ')',
        'ₙ' => 'n',
        'ₓ' => 'x',
        'ₖ' => 'k',
        'ₘ' => 'm',
        'ₐ' => 'a',
        'ᵢ' => 'i',
        'ⱼ' => 'j',
        _ => return None,
    })
}

/// The LaTeX spelling of a sign.
fn command_of(c: char) -> Option<&'static str> {
    Some(match c {
        '×' | '✕' | '✖' | '⨯' => "\\times ",
        '·' | '⋅' | '∙' | '•' | '・' => "\\cdot ",
        '∗' | '＊' => "*",
        '÷' => "\\div ",
        '∕' | '⁄' | '／' => "/",
        '±' => "\\pm ",
        '∓' => "\\mp ",
        '≤' | '⩽' | '≦' => "\\le ",
        '≥' | '⩾' | '≧' => "\\ge ",
        '≠' => "\\ne ",
        '≈' | '≃' => "\\approx ",
        '∼' => "\\sim ",
        '≡' | '≅' => "\\equiv ",
        '∝' => "\\propto ",
        '∞' => "\\infty ",
        '∪' | '⋃' => "\\cup ",
        '∩' | '⋂' => "\\cap ",
        '∖' | '⧵' => "\\setminus ",
        '∅' | '⌀' | 'Ø' => "\\emptyset ",
        '∈' => "\\in ",
        '∉' => "\\notin ",
        '⊂' | '⊊' => "\\subset ",
        '⊆' => "\\subseteq ",
        '⊃' | '⊋' => "\\supset ",
        '⊇' => "\\supseteq ",
        '⇐' | '⟸' => "\\Leftarrow ",
        '→' | '⟶' | '↦' => "\\to ",
        '⇒' | '⟹' => "\\Rightarrow ",
        '∣' => "\\mid ",
        '∥' | '‖' => "\\parallel ",
        '⊥' => "\\perp ",
        '∧' => "\\land ",
        '∨' => "\\lor ",
        '¬' | '￢' => "\\lnot ",
        '↔' | '⇔' | '⟷' | '⟺' => "\\leftrightarrow ",
        '⊕' => "\\oplus ",
        '⊗' => "\\otimes ",
        '⊙' => "\\odot ",
        '⊻' => "\\veebar ",
        '↑' => "\\uparrow ",
        '↓' => "\\downarrow ",
        '∘' => "\\circ ",
        '⊤' => "\\top ",
        '∀' => "\\forall ",
        '∃' => "\\exists ",
        '∄' => "\\nexists ",
        '∁' => "\\complement ",
        '∇' => "\\nabla ",
        '∂' => "\\partial ",
        '†' => "\\dagger ",
        '⋆' => "\\star ",
        '∑' => "\\sum ",
        'Σ' => "\\Sigma ",
        '∏' => "\\prod ",
        '∫' => "\\int ",
        '√' => "\\sqrt ",
        '∛' => "\\sqrt[3]",
        '∜' => "\\sqrt[4]",
        '°' | 'º' | '˚' => "^\\circ ",
        '′' | '’' | '‘' => "'",
        '″' => "''",
        '…' | '⋯' => "\\dots ",
        '⌊' => "\\lfloor ",
        '⌋' => "\\rfloor ",
        '⌈' => "\\lceil ",
        '⌉' => "\\rceil ",
        '⟨' | '〈' => "\\langle ",
        '⟩' | '〉' => "\\rangle ",
        '【' => "[",
        '】' => "]",
        '“' | '”' | '„' => "\"",
        '、' => ",",
        '。' => ".",
        'ℝ' => "\\mathbb{R}",
        'ℤ' => "\\mathbb{Z}",
        'ℕ' => "\\mathbb{N}",
        'ℚ' => "\\mathbb{Q}",
        'ℂ' => "\\mathbb{C}",
        'ℯ' => "e",
        'ⅈ' => "i",
        '∶' | '：' => ":",
        '℃' => "^\\circ C",
        '℉' => "^\\circ F",
        '٪' | '﹪' => "%",
        '∠' => "\\angle ",
        '△' => "\\triangle ",
        'α' => "\\alpha ",
        'β' => "\\beta ",
        'γ' => "\\gamma ",
        'δ' => "\\delta ",
        'ε' | 'ϵ' => "\\epsilon ",
        'ζ' => "\\zeta ",
        'η' => "\\eta ",
        'θ' | 'ϑ' => "\\theta ",
        'ι' => "\\iota ",
        'κ' => "\\kappa ",
        'λ' => "\\lambda ",
        'μ' | 'µ' => "\\mu ",
        'ν' => "\\nu ",
        'ξ' => "\\xi ",
        'π' | '𝜋' | '𝛑' => "\\pi ",
        'ρ' => "\\rho ",
        'σ' | 'ς' => "\\sigma ",
        'τ' => "\\tau ",
        'υ' => "\\upsilon ",
        'φ' | 'ϕ' => "\\phi ",
        'χ' => "\\chi ",
        'ψ' => "\\psi ",
        'ω' => "\\omega ",
        'Γ' => "\\Gamma ",
        'Δ' | '∆' => "\\Delta ",
        'Θ' => "\\Theta ",
        'Λ' => "\\Lambda ",
        'Ξ' => "\\Xi ",
        'Π' => "\\Pi ",
        'Φ' => "\\Phi ",
        'Ψ' => "\\Psi ",
        'Ω' => "\\Omega ",
        _ => return None,
    })
}
