//! Chemical formulas and codes: letters and digits in an order that means something, and no product.

/// Bytes of a text that may be one.
const BYTES: usize = 80;

/// The symbols of the elements, one or two letters each.
const ELEMENTS: &str = " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr \
    Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au \
    Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og ";

/// Reads a whole text as a chemical formula or a code, in its one spelling: `H_2O`, `H2O`, `\text{H}_2\text{O}` and `\ce{H2O}` are
/// `H2O`.
pub(super) fn read(text: &str) -> Option<String> {
    if text.len() > BYTES || text.len() < 2 {
        return None;
    }
    // `FF_{16}` is a numeral in base sixteen.
    let digits = text.strip_suffix("_{16}").or_else(|| text.strip_suffix("_16")).unwrap_or("");
    if digits.len() > 1 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')) {
        return None;
    }
    let inner = text.strip_prefix("\\ce{").and_then(|rest| rest.strip_suffix('}'));
    let plain = undress(inner.unwrap_or(text))?;
    if !plain.starts_with(|c: char| c.is_ascii_uppercase() || matches!(c, '(' | '[')) {
        return None;
    }
    let mut formula = Formula::default();
    if let Some(rest) = formula.read_units(&plain, 0)
        && let Some(charge) = read_charge(rest).or_else(|| read_bare_charge(rest).filter(|_| inner.is_some()))
    {
        let charged = !charge.is_empty();
        formula.name.push_str(&charge);
        if charged || formula.is_chemical() || inner.is_some() {
            return Some(formula.name);
        }
    }
    // `AB12` is a code; `C1` is a letter with its index, `R1R2` a product of two.
    let bytes = plain.as_bytes();
    let is_indexed =
        (0..bytes.len()).all(|at| !bytes[at].is_ascii_uppercase() || bytes.get(at + 1).is_some_and(u8::is_ascii_digit));
    let is_code = !is_indexed
        && plain.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && plain.bytes().filter(u8::is_ascii_uppercase).count() > 1
        && plain.bytes().any(|byte| byte.is_ascii_digit())
        && plain.len() == text.len();
    is_code.then_some(plain)
}

/// A text without the commands that only set letters upright, and without spaces between. None where other commands stand in it.
fn undress(text: &str) -> Option<String> {
    const WRAPPERS: [&str; 5] = ["\\text{", "\\mathrm{", "\\textrm{", "\\operatorname{", "\\rm{"];
    let mut plain = String::with_capacity(text.len());
    // Whether each open brace is kept.
    let mut braces = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(inner) = WRAPPERS.iter().find_map(|wrapper| rest.strip_prefix(wrapper)) {
            braces.push(false);
            rest = inner;
            continue;
        }
        if let Some(inner) = ["\\,", "\\!", "\\rm "].iter().find_map(|space| rest.strip_prefix(space)) {
            rest = inner;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '{' => {
                // Braces that only hold letters together, `{H}_2`, go.
                let keep = plain.ends_with(['_', '^']);
                braces.push(keep);
                if keep {
                    plain.push(c);
                }
            }
            '}' => {
                if braces.pop()? {
                    plain.push(c);
                }
            }
            c if c.is_ascii_alphanumeric() || "()[]_^+-".contains(c) => plain.push(c),
            _ => return None,
        }
    }
    braces.is_empty().then_some(plain)
}

/// What is read of a formula.
#[derive(Default)]
struct Formula {
    /// The one spelling of it.
    name: String,
    /// How many elements and groups there are.
    units: usize,
    /// Whether one of them has two letters.
    has_pairs: bool,
    /// The counts behind them.
    counts: Vec<u32>,
}

impl Formula {
    /// Reads elements and groups with their counts; gives what is left. None where there are none.
    fn read_units<'t>(&mut self, text: &'t str, depth: usize) -> Option<&'t str> {
        let mut rest = text;
        let before = self.units;
        loop {
            if let Some(inner) = rest.strip_prefix(['(', '[']) {
                let (open, close) = if rest.starts_with('(') { ('(', ')') } else { ('[', ']') };
                if depth > 2 {
                    return None;
                }
                self.name.push(open);
                rest = self.read_units(inner, depth + 1)?.strip_prefix(close)?;
                self.name.push(close);
            } else if let Some(length) = element(rest) {
                self.name.push_str(&rest[..length]);
                self.has_pairs |= length == 2;
                rest = &rest[length..];
                self.units += 1;
            } else {
                break;
            }
            rest = self.read_count(rest)?;
        }
        (self.units > before).then_some(rest)
    }

    /// Reads the count behind an element: `2`, `_2`, `_{12}`, nothing. None where there is something else, such as a letter.
    fn read_count<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (digits, rest) = match text.strip_prefix('_') {
            Some(index) => match index.strip_prefix('{') {
                Some(inner) => inner.split_once('}')?,
                None => index.split_at(usize::from(index.starts_with(|c: char| c.is_ascii_digit()))),
            },
            None => text.split_at(text.bytes().take_while(u8::is_ascii_digit).count()),
        };
        if digits.is_empty() {
            return (!text.starts_with('_')).then_some(rest);
        }
        let count: u32 = digits.parse().ok().filter(|&count| (2..=999).contains(&count))?;
        if digits.starts_with('0') {
            return None;
        }
        self.counts.push(count);
        self.name.push_str(digits);
        Some(rest)
    }

    /// Whether elements stand side by side as only chemistry has them: counted, or of two letters. `P_2V_2` with one index at all
    /// of its letters is a product.
    fn is_chemical(&self) -> bool {
        let is_indexed = self.counts.len() == self.units && self.counts.windows(2).all(|pair| pair[0] == pair[1]);
        self.units > 1 && (self.has_pairs || !self.counts.is_empty() && !is_indexed)
    }
}

/// The length of the element's symbol that a text begins with.
fn element(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if !bytes.first()?.is_ascii_uppercase() {
        return None;
    }
    let is_known = |symbol: &str| ELEMENTS.contains(&format!(" {symbol} "));
    if bytes.get(1).is_some_and(u8::is_ascii_lowercase) {
        return is_known(&text[..2]).then_some(2);
    }
    is_known(&text[..1]).then_some(1)
}

/// A single charge as `\\ce` writes it: `\\ce{NH4+}`.
fn read_bare_charge(text: &str) -> Option<String> {
    matches!(text, "+" | "-").then(|| format!("^{{{text}}}"))
}

/// The charge that ends a formula, in its one spelling; empty where nothing is left.
fn read_charge(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some(String::new());
    }
    let charge = text.strip_prefix('^')?;
    let charge = charge.strip_prefix('{').map_or(Some(charge), |inner| inner.strip_suffix('}'))?;
    let (digits, sign) = charge.split_at(charge.bytes().take_while(u8::is_ascii_digit).count());
    let (digits, sign) = match sign {
        "+" | "-" => (digits, sign),
        // `^{-2}` is how some write it, where no power can be meant: that is a power.
        _ => return None,
    };
    (digits.len() < 2).then(|| format!("^{{{}{sign}}}", if digits == "1" { "" } else { digits }))
}
