//! A quantity: a number in digits or words, with what multiplies, divides or halves it, and its unit.

use std::ops::Range;

use super::numeral::{self, Numeral, ten_to, touches};
use super::pieces::is_currency;
use crate::lexicon::roles::ONE;
use crate::lexicon::words::{Kind, Word};
use crate::lexicon::{self, Role};
use crate::number::Exact;

/// A quantity in a text.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// The numbers of its pieces.
    pub(crate) pieces: Range<usize>,
    /// Where it stands.
    pub(crate) span: Range<usize>,
    /// In digits, with the unit's symbol.
    pub(crate) spelled: String,
    /// Nothing but the spelling of its unit differs from the text.
    pub(crate) keeps_number: bool,
    /// A word of scale or of a multiple made its value.
    pub(crate) scaled: bool,
}

struct Reader<'t> {
    text: &'t str,
    words: &'t [Word],
    at: usize,
    value: Exact,
    /// The digits as written, where nothing changes them.
    digits: Option<String>,
    scale: Option<u32>,
    negative: bool,
    unit: Option<&'static str>,
    /// The unit in its one spelling, with what it is divided by.
    symbols: String,
    /// Whether a word of scale or of a multiple stands last: what is counted may be linked to it.
    counts: bool,
}

/// Reads the quantity whose first piece is `words[at]`.
pub(crate) fn read(text: &str, words: &[Word], at: usize) -> Option<Quantity> {
    let mut reader = Reader {
        text,
        words,
        at,
        value: Exact::ZERO,
        digits: None,
        scale: None,
        negative: false,
        unit: None,
        symbols: String::new(),
        counts: false,
    };
    reader.lead()?;
    let first = reader.at;
    reader.read_number()?;
    reader.tail()?;
    let written = &text[words[first].start..words[reader.at - 1].end];
    reader.measure();
    let end = words[reader.at - 1].end;
    let number = reader.number();
    Some(Quantity {
        pieces: at..reader.at,
        span: words[at].start..end,
        spelled: reader.spelled(),
        scaled: reader.counts,
        keeps_number: !reader.negative && number == written,
    })
}

impl<'t> Reader<'t> {
    /// The piece at hand, unless something parts it from the one before.
    fn word(&self) -> Option<&'t Word> {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> Option<&'t Word> {
        let at = self.at + count;
        let word = self.words.get(at)?;
        (at == 0 || touches(self.text, self.words, at)).then_some(word)
    }

    fn has(&self, role: Role) -> bool {
        self.word().is_some_and(|word| word.has(role))
    }

    fn datum(&self, role: Role) -> Option<i64> {
        self.word().filter(|word| word.has(role)).and_then(|word| word.datum(role))
    }

    /// What stands before the number: its sign in words, its currency, a word for per cent.
    fn lead(&mut self) -> Option<()> {
        for _ in 0..2 {
            if self.has(Role::Negative) && !self.negative {
                self.negative = true;
            } else if let Some(unit) = self.unit_here()
                && self.unit.is_none()
                && (is_currency(unit) || unit == "percent")
            {
                self.unit(unit);
            } else {
                break;
            }
            self.at += 1;
        }
        self.words.get(self.at).map(|_| ())
    }

    fn read_number(&mut self) -> Option<()> {
        let before = self.at;
        if let Some(count) = self.datum(Role::HalfBefore) {
            self.value = part_of_one(count)?;
            self.at += 1;
            return self.scales();
        }
        if let Some(added) = self.datum(Role::AddedBefore) {
            return self.added_before(part_of_one(added)?);
        }
        if self.word()?.language.properties().part_first
            && let Some(part) = self.datum(Role::Part)
        {
            let above = numeral::read(self.text, self.words, self.at + 1).filter(|_| self.ahead(1).is_some())?;
            self.at = above.end;
            self.value = above.value.div(&Exact::from_i64(part))?;
            return Some(());
        }
        // "เศษสองส่วนสาม": a word that begins a fraction.
        if self.has(Role::Under) {
            self.at += 1;
        }
        if let Some(found) = self.numeral(self.at) {
            self.take(found);
            return Some(());
        }
        // "a dozen", "the half", "une douzaine".
        if self.has(Role::Article) {
            self.at += 1;
        }
        let word = self.word()?;
        if (word.has(Role::Scale) || word.has(Role::HalfBefore))
            && let Some(found) = self.numeral(self.at)
        {
            self.take(found);
            return Some(());
        }
        if let Some(factor) = word.datum(Role::Multiple).filter(|factor| *factor >= 6) {
            self.value = Exact::from_i64(factor);
            self.at += 1;
            self.counts = true;
            return Some(());
        }
        let part = word.datum(Role::Part).filter(|part| *part == 2 || self.at > before)?;
        self.value = Exact::ONE.div(&Exact::from_i64(part))?;
        self.at += 1;
        Some(())
    }

    fn numeral(&self, at: usize) -> Option<Numeral> {
        numeral::read(self.text, self.words, at)
    }

    fn take(&mut self, found: Numeral) {
        self.at = found.end;
        self.value = found.value;
        self.digits = found.digits;
        self.scale = found.scale;
        self.counts = found.scale.is_some_and(|power| power >= 3);
        // A dual is a number with its unit: "ساعتان".
        let last = self.words.get(found.end.wrapping_sub(1)).filter(|word| word.has(Role::Number));
        if let Some(unit) = last.and_then(|word| word.datum(Role::Unit)).map(lexicon::unit) {
            symbol(unit).clone_into(&mut self.symbols);
            self.unit = Some(unit);
        }
    }

    /// Words of scale behind a value with a half: `anderthalb Millionen`, `डेढ़ सौ`.
    fn scales(&mut self) -> Option<()> {
        while let Some(power) = self.scale_here() {
            self.value = self.value.mul(&ten_to(power)?)?;
            self.scale = Some(power);
            self.counts = power >= 3;
            self.at += 1;
        }
        Some(())
    }

    fn scale_here(&self) -> Option<u32> {
        let power = self.datum(Role::Scale).and_then(|power| u32::try_from(power).ok());
        power.or_else(|| match self.datum(Role::Number)? {
            100 => Some(2),
            1000 => Some(3),
            _ => None,
        })
    }

    /// `साढ़े तीन सौ`: three and a half, times a hundred.
    #[allow(clippy::needless_pass_by_value, reason = "the value is the caller's no more")]
    fn added_before(&mut self, added: Exact) -> Option<()> {
        self.at += 1;
        self.word()?;
        let mut whole = Exact::ONE;
        if self.scale_here().is_none() {
            whole = Exact::from_i64(self.datum(Role::Number).filter(|value| (1..100).contains(value))?);
            self.at += 1;
        }
        self.value = whole.add(&added)?;
        self.scales()
    }

    /// What follows the number and makes another one of it. `None` where it can't be told which.
    fn tail(&mut self) -> Option<()> {
        for _ in 0..4 {
            let before = self.at;
            self.decimals()?;
            self.half()?;
            self.fraction()?;
            self.multiple()?;
            if self.at == before {
                break;
            }
            self.digits = None;
        }
        // A word of scale, part or multiple that was not read: the number is not what was read so far.
        let unread = self.word().is_some_and(|word| {
            [
                Role::Number,
                Role::Scale,
                Role::Part,
                Role::Multiple,
                Role::HalfAfter,
                Role::AddedAfter,
                Role::Over,
                Role::Under,
            ]
            .iter()
            .any(|role| word.has(*role) && !word.has(Role::Unit))
        });
        (!unread).then_some(())
    }

    /// "point five", "virgule zéro cinq", "komma fünfundsiebzig".
    fn decimals(&mut self) -> Option<()> {
        if !self.has(Role::Point) || !self.value.is_integer() || self.scale.is_some_and(|power| power > 2) {
            return Some(());
        }
        let mut at = self.at + 1;
        let mut digits = String::new();
        while let Some(word) = self.words.get(at).filter(|_| touches(self.text, self.words, at))
            && let Some(value @ 0..=9) = word.datum(Role::Number)
            && digits.len() < 30
        {
            // The last ones may be a number of their own: "zero twenty-five".
            let own = numeral::read(self.text, self.words, at)
                .filter(|own| own.end > at + 1 && word.language.properties().spaces);
            if own.is_some_and(|own| own.value > Exact::from_i64(9)) {
                break;
            }
            digits.push(char::from(b'0' + u8::try_from(value).ok()?));
            at += 1;
        }
        if self.words.get(at).is_some_and(|word| word.has(Role::Part)) && !digits.is_empty() {
            // "celá pět desetin": the part says which place.
            let part = self.words[at].datum(Role::Part)?;
            let above = crate::number::parse(&digits)?.value;
            self.value = self.value.add(&above.div(&Exact::from_i64(part))?)?;
            self.at = at + 1;
            return Some(());
        }
        if let Some(own) =
            self.numeral(at).filter(|own| own.value.is_integer() && touches(self.text, self.words, at) && own.end > at)
        {
            if let Some(part) = self.words.get(own.end).and_then(|word| word.datum(Role::Part)) {
                self.value = self.value.add(&own.value.div(&Exact::from_i64(part))?)?;
                self.at = own.end + 1;
                return Some(());
            }
            digits.push_str(&own.value.to_string());
            at = own.end;
        }
        if digits.is_empty() {
            return Some(());
        }
        self.value = crate::number::parse(&format!("{}.{digits}", self.value))?.value;
        self.at = at;
        self.scales()
    }

    /// Thirds and quarters, of the number or beside it; numerators and denominators.
    fn fraction(&mut self) -> Option<()> {
        if let Some(part) =
            self.datum(Role::Part).filter(|_| self.scale.is_none_or(|power| power < 3) && self.value.is_integer())
        {
            // A number of units of ten is a count: "5 tenths" too.
            self.value = self.value.div(&Exact::from_i64(part))?;
            self.at += 1;
            return Some(());
        }
        for (role, over) in [(Role::Over, true), (Role::Under, false)] {
            if self.has(role)
                && let Some(other) = self.ahead(1).and_then(|_| self.numeral(self.at + 1))
            {
                let (above, below) = if over { (&self.value, &other.value) } else { (&other.value, &self.value) };
                self.value = above.div(below)?;
                self.at = other.end;
                return Some(());
            }
        }
        if self.has(Role::Joins) && self.word()?.kind == Kind::Word {
            return self.mixed();
        }
        Some(())
    }

    /// "two and two thirds", "3 и 1/2".
    fn mixed(&mut self) -> Option<()> {
        let Some(next) = self.ahead(1) else { return Some(()) };
        if next.kind == Kind::Number {
            let part = crate::number::parse(next.of(self.text)).map(|number| number.value);
            if let Some(part) = part.filter(|part| !part.is_decimal() && *part < Exact::ONE) {
                self.value = self.value.add(&part)?;
                self.at += 2;
            }
            return Some(());
        }
        let above = self.numeral(self.at + 1);
        let (above, at) = match above {
            Some(above) => (above.value, above.end),
            None if next.has(Role::Article) => (Exact::ONE, self.at + 2),
            // "a quarter" is one phrase.
            None if next.has(Role::Part) && next.of(self.text).contains(' ') => (Exact::ONE, self.at + 1),
            None => return Some(()),
        };
        let Some(part) = self.words.get(at).and_then(|word| word.datum(Role::Part)).map(Exact::from_i64) else {
            return Some(());
        };
        if self.scale.is_none() && self.value.is_integer() && above < part {
            self.value = self.value.add(&above.div(&part)?)?;
            self.at = at + 1;
        }
        Some(())
    }

    /// "and a half", "y medio", "ونصف": of the word of scale before it, where it is one of millions.
    fn half(&mut self) -> Option<()> {
        let Some(word) = self.word().filter(|word| word.has(Role::HalfAfter) || word.has(Role::AddedAfter)) else {
            return Some(());
        };
        let added = part_of_one(word.datum(Role::AddedAfter).unwrap_or(ONE / 2))?;
        let added = match self.scale.filter(|_| self.counts) {
            None => added,
            Some(power) if power >= 6 || word.language.properties().short_tail => added.mul(&ten_to(power)?)?,
            // "Two thousand and a half": of what?
            Some(_) => return None,
        };
        let scaled = self.scale.is_some();
        self.value = self.value.add(&added)?;
        self.at += 1;
        if scaled {
            // "مليون ونصف المليون" names the scale again.
            if self.scale_here().is_some() && self.scale_here() == self.scale {
                self.at += 1;
            }
            return Some(());
        }
        self.scales()
    }

    fn multiple(&mut self) -> Option<()> {
        if let Some(factor) = self.datum(Role::Multiple).filter(|_| self.unit.is_none()) {
            self.value = self.value.mul(&Exact::from_i64(factor))?;
            self.counts = true;
            self.at += 1;
        }
        Some(())
    }

    /// The unit, with a half behind it: `ثلاث ساعات ونصف`.
    fn measure(&mut self) {
        if self.unit.is_some() {
            return;
        }
        let before = self.at;
        if self.links() && (self.counts || self.ahead(1).is_some_and(|word| word.has(Role::Unit))) {
            self.at += 1;
        }
        let linked = self.at > before;
        match self.unit_here() {
            Some(unit) => {
                self.unit(unit);
                self.at += 1;
                self.divisor();
                let place = self.at;
                if self.half().is_none() || self.scale.is_some() && self.at > place {
                    self.at = place;
                }
                if self.at > place {
                    self.digits = None;
                }
            }
            None if linked && self.word().is_some_and(|word| word.kind == Kind::Word) => {}
            None => self.at = before,
        }
    }

    /// Takes the unit at hand. One that is its own symbol stays as it is written: letter case makes another one of it.
    fn unit(&mut self, unit: &'static str) {
        let written = self.words[self.at].of(self.text);
        let symbol = symbol(unit);
        self.symbols = if written.eq_ignore_ascii_case(symbol) { written.to_owned() } else { symbol.to_owned() };
        self.unit = Some(unit);
    }

    /// What the unit is divided by: `километров в час`, `km/Stunde`.
    fn divisor(&mut self) {
        let divides =
            self.word().is_some_and(|word| word.has(Role::Per) && !word.has(Role::Unit) || word.of(self.text) == "/");
        let below = self.ahead(1).and_then(|word| word.datum(Role::Unit)).map(lexicon::unit);
        if let Some(below) = below.filter(|_| divides) {
            let (above, plain) = (std::mem::take(&mut self.symbols), self.unit);
            self.at += 1;
            self.unit(below);
            self.symbols = format!("{above}/{}", self.symbols);
            self.unit = plain;
            self.at += 1;
        }
    }

    /// "of", between a word of scale and what is counted: `milioni di euro`, `de lei`, `d'habitants`.
    fn links(&self) -> bool {
        self.word().is_some_and(|word| word.has(Role::Link))
    }

    fn unit_here(&self) -> Option<&'static str> {
        self.datum(Role::Unit).map(lexicon::unit)
    }

    fn number(&self) -> String {
        self.digits.clone().unwrap_or_else(|| {
            let written = self.value.to_string();
            match written.split_once('/') {
                Some((above, below)) => format!("\\frac{{{above}}}{{{below}}}"),
                None => written,
            }
        })
    }

    /// In digits, with the unit's symbol.
    fn spelled(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let gap = if self.symbols.is_empty() || self.symbols == "%" { "" } else { " " };
        format!("{sign}{}{gap}{}", self.number(), self.symbols)
    }
}

/// How equality spells a unit: ids that are no symbols themselves.
pub(crate) fn symbol(id: &'static str) -> &'static str {
    match id {
        "mm2" => "mm^2",
        "cm2" => "cm^2",
        "m2" => "m^2",
        "km2" => "km^2",
        "mm3" => "mm^3",
        "cm3" => "cm^3",
        "m3" => "m^3",
        "mps" => "m/s",
        "kmh" => "km/h",
        "degC" => "°C",
        "degF" => "°F",
        "percent" => "%",
        "permille" => "‰",
        "percentage_point" => "percentage points",
        "USD" => "dollars",
        "EUR" => "euros",
        "cent" => "cents",
        "d" => "days",
        "h" => "hours",
        "s" => "seconds",
        "INR" => "rupees",
        _ => id,
    }
}

/// The value of a word that stands for a part of one, or one and a part.
fn part_of_one(count: i64) -> Option<Exact> {
    Exact::from_i64(count).div(&Exact::from_i64(ONE))
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::*;
    use crate::lexicon::{Language, words};

    fn spelled(code: &str, text: &str) -> Option<String> {
        let words = words::read_in(text, 0, text.len(), Language::of(code).unwrap());
        let pieces = pieces(text, &words);
        read(text, &pieces, 0).filter(|quantity| quantity.span == (0..text.len())).map(|quantity| quantity.spelled)
    }

    #[test]
    fn numbers_go_with_what_multiplies_and_divides_them() {
        for (code, text, wanted) in [
            ("de", "fünf Sechstel", Some("\\frac{5}{6}")),
            ("de", "drei Dutzend", Some("36")),
            ("de", "drei Komma null vier", Some("3.04")),
            ("de", "zweitausend und ein halb", None),
            ("es", "un millón y medio", Some("1500000")),
            ("hi", "डेढ़ सौ", Some("150")),
            ("ru", "две с половиной тысячи рублей", Some("2500 RUB")),
            ("ru", "пять целых три десятых", Some("5.3")),
            ("ru", "42 км/ч", Some("42 km/h")),
            ("zh", "百分之二十五", Some("25%")),
            ("zh", "四分之三", Some("0.75")),
            ("ja", "四分の三", Some("0.75")),
            ("tr", "dörtte üç", Some("0.75")),
            ("ar", "ثلاث ساعات ونصف", Some("3.5 hours")),
            ("it", "meno dodici", Some("-12")),
            ("id", "lima belas ribu", Some("15000")),
            ("vi", "một triệu rưỡi", Some("1500000")),
            ("en", "twenty ten", None),
        ] {
            assert_eq!(spelled(code, text).as_deref(), wanted, "{code} {text}");
        }
    }
}
