//! Units of measure and money by any of their names, and nouns that are counted.

use super::tree::Unit;

/// Reads a unit: `cm^2`, `square feet`, `miles per hour`, `inches/second`, `children tickets`. None where the text is no name
/// of one, such as a text with other signs, or none at all.
pub(super) fn parse(text: &str) -> Option<Unit> {
    let mut unit = Unit { parts: Vec::new(), known: true };
    let mut sign = 1;
    let mut power_before = 1;
    let mut words = text.trim().trim_end_matches(['.', ',']).trim_end();
    // Words of an unknown noun that are still to be joined.
    let mut noun: Vec<String> = Vec::new();
    while !words.is_empty() {
        let first = words.chars().next()?;
        if first.is_alphabetic() || first == '°' || first == '\'' {
            let end =
                words.find(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '\'' | '°'))).unwrap_or(words.len());
            let word = &words[..end];
            words = &words[end..];
            match word {
                "of" if unit.parts.is_empty() && noun.is_empty() => return None,
                "per" if unit.parts.is_empty() && noun.is_empty() && words.trim() == "cent" => {
                    unit.parts.push(("%".to_owned(), 1));
                    words = "";
                }
                "per" => {
                    close_noun(&mut unit, &mut noun, sign);
                    sign = -1;
                }
                "a" | "an" if !unit.parts.is_empty() || !noun.is_empty() => {}
                "square" | "sq" => power_before = 2,
                "cubic" | "cu" => power_before = 3,
                "squared" | "cubed" if noun.is_empty() && !unit.parts.is_empty() => {
                    let last = &mut unit.parts.last_mut()?.1;
                    *last = raise(*last, if word == "squared" { 2 } else { 3 });
                }
                "mph" => unit.parts.extend([("mi".to_owned(), sign), ("h".to_owned(), -sign)]),
                "kph" | "kmh" => unit.parts.extend([("km".to_owned(), sign), ("h".to_owned(), -sign)]),
                _ => {
                    if let Some((name, power)) = of_han(word) {
                        unit.parts.push((name.to_owned(), sign * power_before * power));
                        unit.known &= canonical(word).is_some() || power > 1;
                    } else if let Some(name) = canonical(word).filter(|_| noun.is_empty()) {
                        unit.parts.push((name.to_owned(), sign * power_before));
                        power_before = 1;
                    } else {
                        let lower = word.to_lowercase();
                        if is_connective(&lower)
                            || noun.len() == 4
                            || is_function(&lower)
                            || is_variable(word, words, &unit, &noun)
                        {
                            return None;
                        }
                        noun.push(if is_symbol(word) { word.to_owned() } else { lower });
                    }
                }
            }
        } else if let Some((power, rest)) = read_power(words) {
            close_noun(&mut unit, &mut noun, sign);
            let last = &mut unit.parts.last_mut()?.1;
            *last = raise(*last, power);
            words = rest;
        } else {
            match first {
                ' ' | '*' | '.' | '~' | '{' | '}' => {}
                '/' => {
                    close_noun(&mut unit, &mut noun, sign);
                    sign = -1;
                }
                '\\' => {
                    let command =
                        ["\\cdot", "\\times", "\\,", "\\;", "\\ ", "\\"].into_iter().find(|c| words.starts_with(c))?;
                    if command == "\\" {
                        return None;
                    }
                    words = &words[command.len()..];
                    continue;
                }
                '$' | '€' | '£' | '¥' | '₹' | '¢' | '%' => unit.parts.push((first.to_string(), sign)),
                _ => return None,
            }
            words = &words[first.len_utf8()..];
        }
    }
    close_noun(&mut unit, &mut noun, sign * power_before);
    (!unit.parts.is_empty()).then_some(unit)
}

/// Whether a word is the name of a function in some notation of mathematics, and no thing that is counted.
pub(super) fn is_function(word: &str) -> bool {
    let inverse = word.strip_prefix("arc").or_else(|| word.strip_prefix("ar")).unwrap_or(word);
    matches!(
        inverse,
        "sin"
            | "sen"
            | "cos"
            | "tan"
            | "tg"
            | "cot"
            | "ctg"
            | "cotg"
            | "cotan"
            | "sec"
            | "csc"
            | "cosec"
            | "sinh"
            | "senh"
            | "cosh"
            | "tanh"
            | "tgh"
            | "coth"
            | "cth"
            | "sech"
            | "csch"
            | "cosech"
            | "sh"
            | "ch"
            | "th"
    ) && !matches!(word, "sec" | "arch" | "arsen")
        || matches!(
            word,
            "sqrt"
                | "cbrt"
                | "root"
                | "log"
                | "ln"
                | "lg"
                | "lb"
                | "exp"
                | "sgn"
                | "erf"
                | "erfc"
                | "sinc"
                | "versin"
                | "haversin"
                | "cis"
                | "gd"
                | "si"
                | "ci"
                | "ei"
                | "li"
                | "det"
                | "gcd"
                | "lcm"
                | "mcd"
                | "mcm"
                | "ggt"
                | "kgv"
                | "pgcd"
                | "ppcm"
                | "arg"
                | "asin"
                | "acos"
                | "atan"
                | "asinh"
                | "acosh"
                | "atanh"
                | "arsh"
                | "arth"
                | "arcsh"
                | "argsh"
                | "argch"
                | "argth"
        )
}

/// Whether a word is one small letter among others, which stands for a value and not for a thing.
fn is_variable(word: &str, rest: &str, unit: &Unit, noun: &[String]) -> bool {
    let is_alone = noun.is_empty() && unit.parts.is_empty() && !rest.contains(|c: char| c.is_alphabetic());
    matches!(word.as_bytes(), [b'b'..=b'z']) && !is_alone
}

/// Whether letter case is part of what a word says: the symbols of units have small and capital letters in their order, `mAh`,
/// `Cal`. Nouns have none but the first, and that may be either.
fn is_symbol(word: &str) -> bool {
    let inner = word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let all = word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_short = word.len() == 2 && !word.bytes().any(|byte| b"aeiouAEIOU".contains(&byte));
    word.is_ascii()
        && (word.len() <= 5 && inner && !all || is_short && word.starts_with(|c: char| c.is_ascii_uppercase()))
        || word == "Cal"
}

/// Whether a run of letters can be a word: it has a vowel, or is short for something that is counted. Neighbours in the alphabet
/// are variables.
pub(super) fn is_word(word: &str) -> bool {
    if word.len() > 2 && word.as_bytes().windows(2).all(|pair| pair[1] == pair[0].wrapping_add(1)) {
        return false;
    }
    !word.is_ascii()
        || word.bytes().any(|byte| b"aeiouAEIOU".contains(&byte))
        || word.len() > 3 && word.bytes().skip(1).any(|byte| byte == b'y')
        || matches!(
            word,
            "pcs"
                | "pts"
                | "rpm"
                | "bpm"
                | "ppm"
                | "ppb"
                | "tsp"
                | "tbsp"
                | "fps"
                | "wpm"
                | "kph"
                | "mph"
                | "Mbps"
                | "kbps"
                | "Gbps"
                | "dB"
                | "nm"
                | "cwt"
                | "sqft"
                | "lbf"
                | "mmHg"
                | "kcal"
                | "Wh"
                | "kWh"
                | "MWh"
                | "GB"
                | "MB"
                | "KB"
                | "TB"
                | "kB"
                | "Hz"
                | "kHz"
                | "MHz"
                | "GHz"
                | "mV"
                | "kV"
                | "mW"
                | "kN"
                | "MN"
                | "kW"
                | "MW"
                | "GW"
                | "mL"
                | "dL"
                | "cL"
                | "kJ"
                | "MJ"
                | "kg"
                | "km"
                | "cm"
                | "mm"
                | "psi"
                | "fl"
                | "gr"
                | "hr"
                | "hrs"
                | "yr"
                | "yrs"
                | "Gy"
                | "Sv"
                | "Bq"
                | "cd"
                | "lm"
                | "lx"
                | "sr"
                | "bbl"
                | "btu"
                | "BTU"
                | "try"
                | "cry"
                | "sky"
                | "spy"
        )
}

/// The power of a power; no unit has one past a hundred.
pub(super) fn raise(power: i32, by: i32) -> i32 {
    power.saturating_mul(by).clamp(-100, 100)
}

/// Adds the noun read so far as one unknown name.
fn close_noun(unit: &mut Unit, noun: &mut Vec<String>, power: i32) {
    if !noun.is_empty() {
        unit.parts.push((noun.join(" "), power));
        unit.known = false;
        noun.clear();
    }
}

/// Reads `^2`, `^{2}`, `^{-1}`, `**2`, and what follows it.
fn read_power(text: &str) -> Option<(i32, &str)> {
    let rest = text.strip_prefix('^').or_else(|| text.strip_prefix("**"))?.trim_start();
    let (inner, braced) = match rest.strip_prefix('{') {
        Some(inner) => (inner.trim_start(), true),
        None => (rest, false),
    };
    let (digits, negative) = match inner.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (inner, false),
    };
    let power = i32::from(digits.bytes().next().filter(u8::is_ascii_digit)? - b'0');
    let after = &digits[1..];
    let after = if braced { after.trim_start().strip_prefix('}')? } else { after };
    (!after.starts_with(|c: char| c.is_ascii_digit())).then_some((if negative { -power } else { power }, after))
}

/// A unit or a counted thing in Chinese characters, and its power: `平方厘米`, `个苹果`. None for other words, and for those that
/// change the number before them.
fn of_han(word: &str) -> Option<(&str, i32)> {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if !word.starts_with(is_han) {
        return None;
    }
    for (prefix, power) in [("平方", 2), ("立方", 3)] {
        if let Some(name) = word.strip_prefix(prefix).and_then(canonical) {
            return Some((name, power));
        }
    }
    if let Some(name) = canonical(word) {
        return Some((name, 1));
    }
    let changes = "零一二三四五六七八九十百千万亿两半分成折负倍以上下多少不余约左右内外前后到和或是等大小第几";
    let is_noun = word.chars().all(|c| is_han(c) && !changes.contains(c)) && word.chars().count() <= 6;
    is_noun.then_some((word, 1))
}

/// Words that no name of a counted thing has: they make a sentence.
fn is_connective(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "if"
            | "is"
            | "are"
            | "was"
            | "were"
            | "be"
            | "not"
            | "no"
            | "when"
            | "where"
            | "while"
            | "for"
            | "with"
            | "then"
            | "than"
            | "that"
            | "which"
            | "who"
            | "but"
            | "so"
            | "because"
            | "since"
            | "has"
            | "have"
            | "does"
            | "do"
            | "can"
            | "will"
            | "except"
            | "mod"
            | "otherwise"
            | "either"
            | "neither"
            | "nor"
            | "undefined"
            | "from"
            | "to"
            | "by"
            | "only"
            | "base"
            | "times"
            | "plus"
            | "minus"
            | "divided"
            | "equals"
            | "less"
            | "more"
            | "between"
            | "other"
    )
}

/// Whether a word in plain text, next to a number, is read as a unit although its letters could be variables.
pub(super) fn is_known(word: &str) -> bool {
    of_han(word).is_some()
        || word.len() > 1 && canonical(word).is_some()
        || matches!(word, "sq" | "mph" | "kph" | "cubic" | "square")
}

/// The one short name of a unit of measure or money.
fn canonical(word: &str) -> Option<&'static str> {
    let exact = match word {
        "m" => "m",
        "M" => "M",
        "g" => "g",
        "s" => "s",
        "h" => "h",
        "l" | "L" => "L",
        "t" => "t",
        "N" => "N",
        "J" => "J",
        "W" => "W",
        "V" => "V",
        "K" => "K",
        "A" => "A",
        "Hz" => "Hz",
        "Pa" => "Pa",
        "kPa" => "kPa",
        "kJ" => "kJ",
        "kW" => "kW",
        "MW" => "MW",
        "kWh" => "kWh",
        "mL" | "ml" => "mL",
        "cc" => "cc",
        "°" => "degree",
        "°C" => "°C",
        "°F" => "°F",
        "毫米" => "mm",
        "厘米" => "cm",
        "分米" => "dm",
        "米" => "m",
        "千米" | "公里" => "km",
        "克" => "g",
        "千克" | "公斤" => "kg",
        "吨" => "t",
        "升" => "L",
        "毫升" => "mL",
        "秒" | "秒钟" => "s",
        "分钟" => "min",
        "小时" | "个小时" => "h",
        "天" | "日" => "day",
        "周" | "星期" | "个星期" => "week",
        "月" | "个月" => "month",
        "年" => "year",
        "度" => "degree",
        "元" | "块" | "块钱" | "人民币" => "yuan",
        "円" | "日元" => "yen",
        "美元" => "$",
        "欧元" => "€",
        "英镑" => "£",
        "个" | "只" | "本" | "辆" | "棵" | "张" | "支" | "件" | "条" | "次" | "种" | "组" | "页" | "道" | "岁"
        | "枚" => "unit",
        "mol" | "moles" => "mol",
        _ => "",
    };
    if !exact.is_empty() {
        return Some(exact);
    }
    // A capital prefix is another: `Mm` is no millimetre.
    if matches!(word.as_bytes(), [b'M', b'a'..=b'z']) {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    Some(match lower.trim_end_matches('.') {
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => "mm",
        "cm" | "cms" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => "cm",
        "dm" | "decimeter" | "decimeters" | "decimetres" => "dm",
        "meter" | "meters" | "metre" | "metres" => "m",
        "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => "km",
        "in" | "inch" | "inches" => "in",
        "ft" | "foot" | "feet" => "ft",
        "yd" | "yds" | "yard" | "yards" => "yd",
        "mi" | "mile" | "miles" => "mi",
        "mg" | "milligram" | "milligrams" => "mg",
        "gm" | "gms" | "gram" | "grams" => "g",
        "kg" | "kgs" | "kilogram" | "kilograms" => "kg",
        "lb" | "lbs" => "lb",
        // Of weight or of money.
        "pound" | "pounds" => "pound",
        "oz" | "ounce" | "ounces" => "oz",
        "ton" | "tons" | "tonne" | "tonnes" => "t",
        "ms" | "millisecond" | "milliseconds" => "ms",
        "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "min",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "day",
        "week" | "weeks" => "week",
        "month" | "months" => "month",
        "yr" | "yrs" | "year" | "years" => "year",
        "liter" | "liters" | "litre" | "litres" => "L",
        "milliliter" | "milliliters" | "millilitre" | "millilitres" => "mL",
        "gal" | "gallon" | "gallons" => "gal",
        "qt" | "quart" | "quarts" => "qt",
        "pint" | "pints" => "pint",
        "cup" | "cups" => "cup",
        "acre" | "acres" => "acre",
        "hectare" | "hectares" => "ha",
        "newton" | "newtons" => "N",
        "joule" | "joules" => "J",
        "watt" | "watts" => "W",
        "volt" | "volts" => "V",
        "hertz" => "Hz",
        "degree" | "degrees" | "deg" => "degree",
        "celsius" => "°C",
        "fahrenheit" => "°F",
        "rad" | "radian" | "radians" => "rad",
        "percent" | "pct" => "%",
        "dollar" | "dollars" | "usd" | "bucks" => "$",
        "cent" | "cents" => "¢",
        "euro" | "euros" | "eur" => "€",
        "gbp" => "£",
        "yen" | "jpy" => "yen",
        "yuan" | "cny" | "rmb" => "yuan",
        "rupee" | "rupees" | "inr" => "₹",
        "unit" | "units" => "unit",
        _ => return None,
    })
}
