//! Chinese numerals: `四十二`, `一百二十三`, `两万`, `三点五`, `三分之二`, `二〇二四`.

use super::cursor::Cursor;
use super::exact::Exact;
use super::{Form, Number};

/// Longest run of numeral characters: a number with every place up to the hundred millions' hundred millions has fewer.
const LONGEST: usize = 36;

/// The value of a digit's character.
fn digit(c: char) -> Option<i128> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '兩' | '贰' | '貳' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten of a unit's character.
fn unit(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        '万' | '萬' => 4,
        '亿' | '億' => 8,
        _ => return None,
    })
}

/// Whether a numeral may begin with `c`, its sign included.
pub(super) fn begins(c: char) -> bool {
    digit(c).is_some() || matches!(c, '十' | '拾' | '负' | '負')
}

/// Whether `c` is a digit or a unit.
pub(super) fn is_part(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some()
}

/// Reads a numeral at the cursor.
pub(super) fn read(start: Cursor<'_>, negative: bool) -> Option<(Number, Cursor<'_>)> {
    let (c, behind) = start.next();
    let (negative, start) = if matches!(c, '负' | '負') { (!negative, behind) } else { (negative, start) };
    let (whole, mut end) = read_integer(start)?;
    let mut value = Exact::from_decimal(whole, 0);
    let mut places = 0;
    match end.next() {
        ('点' | '點', behind) => {
            let (mut decimals, mut cursor) = (0i128, behind);
            while let (c, behind) = cursor.next()
                && let Some(value) = digit(c)
                && places < 30
            {
                decimals = decimals * 10 + value;
                places += 1;
                cursor = behind;
            }
            if places > 0 {
                value = value.add(&Exact::from_decimal(decimals, -i64::from(places)))?;
                end = cursor;
            }
        }
        ('分', behind) => {
            if let Some((above, behind)) = behind.skip('之').and_then(read_integer) {
                value = Exact::from_decimal(above, 0).div(&value)?;
                end = behind;
            }
        }
        _ => {}
    }
    let significant = value.digit_count();
    let value = if negative { value.neg() } else { value };
    Some((Number { value, form: Form::Words, places, significant, ambiguous: false }, end))
}

/// A whole number: digits side by side, or digits with their units.
fn read_integer(start: Cursor<'_>) -> Option<(i128, Cursor<'_>)> {
    let mut run = [' '; LONGEST];
    let (mut length, mut units) = (0, false);
    let mut end = start;
    while let (c, behind) = end.next()
        && is_part(c)
    {
        *run.get_mut(length)? = c;
        units |= unit(c).is_some();
        length += 1;
        end = behind;
    }
    let run = &run[..length];
    let value = if units { read_units(run)? } else { run.iter().filter_map(|&c| digit(c)).fold(0, |n, d| n * 10 + d) };
    (length > 0).then_some((value, end))
}

/// The value of digits with units. Units fall within a section; `万` and `亿` close sections.
fn read_units(run: &[char]) -> Option<i128> {
    let (mut total, mut section) = (0i128, 0i128);
    let mut pending: Option<i128> = None;
    let (mut last, mut last_close) = (4, 13);
    let mut zero = false;
    for (index, &c) in run.iter().enumerate() {
        if let Some(value) = digit(c) {
            if pending.is_some_and(|digit| digit != 0) {
                return None;
            }
            zero = value == 0;
            pending = Some(value);
            if index + 1 == run.len() && value != 0 && index > 0 {
                // A last digit right behind a unit counts the next lower one: `一百二` is 120.
                let before = unit(run[index - 1]);
                section += value * before.map_or(1, |power| 10i128.pow(power - 1));
                pending = None;
            }
            continue;
        }
        let power = unit(c)?;
        let value = pending.take().filter(|&digit| digit != 0);
        if power < 4 {
            // Only ten may stand without its digit, where nothing or a zero is before it.
            let value = match value {
                Some(value) => value,
                None if power == 1 && (index == 0 || zero) => 1,
                None => return None,
            };
            if power >= last {
                return None;
            }
            last = power;
            section += value * 10i128.pow(power);
        } else {
            section += value.unwrap_or(0);
            if power >= last_close && power != 8 || section == 0 && total == 0 {
                return None;
            }
            if power == 8 {
                total = (total + section).checked_mul(100_000_000).filter(|total| *total < 10i128.pow(30))?;
            } else {
                total += section * 10_000;
            }
            (last_close, last, section) = (power, 4, 0);
        }
        zero = false;
    }
    Some(total + section + pending.unwrap_or(0))
}

/// The units right behind digits: `3万`, `5百万`, `1.5亿`.
pub(super) fn read_factor(start: Cursor<'_>) -> Option<(Exact, Cursor<'_>)> {
    let (mut power, mut end) = (0, start);
    for _ in 0..3 {
        let (c, behind) = end.next();
        let Some(more @ 2..) = unit(c) else { break };
        power += more;
        end = behind;
    }
    (power > 0).then(|| (Exact::from_decimal(1, i64::from(power)), end))
}
