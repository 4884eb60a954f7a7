//! An answer given as a whole clause: "Sarah will have $10 left over".

use crate::local::Local;
use std::ops::Range;

use regex::Regex;

use super::doubt::compile;
use super::inferred::widen;
use crate::number;

/// A verb that makes a clause of the words around a value.
static VERB: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)\b(?:will|would|can|must|should|has|have|had|is|are|was|were|needs?|makes?|made|gets?|got|earns?|earned|receives?|received|spends?|spent|costs?|pays?|paid|saves?|saved|sells?|sold|buys?|bought|takes?|took|eats?|ate|weighs?|owes?|there\s+(?:are|were|is|was))\b",
    )
});

/// Words that make a bound, a choice, a doubt or a comparison of a value.
static BOUND: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)\b(?:not|never|no|none|neither|least|most|under|above|below|between|within|or|nor|about|nearly|almost|up\s+to|if|than|whether|unless|except|but|could|(?-i:may)|might|maybe|perhaps|either|any|wrong|incorrect|false)\b|n['’]t\b|[<>≤≥≠?]",
    )
});

/// A measure word after a number in Chinese, Japanese or Korean, with the noun that is counted.
static MEASURE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"^\s*[（(]?(?:个|個|只|本|张|条|块|人|名|位|岁|歳|元|円|圆|つ|枚|冊|匹|台|回|次|天|日|小时|時間|分钟|分|秒|年|厘米|米|千米|公里|克|千克|公斤|개|원|명|권|마리|살|시간|분|일|번|장|대)[）)]?(?P<noun>[\p{Han}]{0,4})$",
    )
});

/// What makes a bound, a choice or a doubt of the number in such a sentence.
const CJK_BOUNDS: [&str; 18] = [
    "不", "没", "或", "超过", "大于", "小于", "多于", "少于", "至少", "最多", "以上", "以下", "可能", "如果", "第",
    "非", "否", "안",
];

/// Where the value of an answer stands that is given as a clause or with words that only count it; `None` where the
/// words are something else, or do not assert the value.
pub(super) fn value(content: &str) -> Option<Range<usize>> {
    if content.is_ascii() { english(content) } else { english(content).or_else(|| counted(content)) }
}

/// "一共有42个苹果", "42개", "42 Äpfel".
fn counted(content: &str) -> Option<Range<usize>> {
    let mut numbers =
        number::scan(content).filter(|(range, _)| content[range.clone()].contains(|c: char| c.is_numeric()));
    let (range, _) = numbers.next().filter(|_| numbers.next().is_none())?;
    let (lead, rest) = (&content[..range.start], &content[range.end..]);
    if CJK_BOUNDS.iter().any(|bound| content.contains(bound)) {
        return None;
    }
    let plain = lead.chars().all(|c| c.is_alphabetic() && !c.is_ascii());
    let measured = plain && MEASURE.as_ref()?.is_match(rest);
    (measured || (lead.is_empty() && noun(rest))).then_some(range)
}

/// One word after a number, in letters that are not only ASCII's, that counts and neither scales nor compares.
fn noun(rest: &str) -> bool {
    const OTHERS: [&str; 26] = [
        "тыс",
        "милли",
        "млн",
        "млрд",
        "сот",
        "сотен",
        "процент",
        "или",
        "не",
        "боль",
        "мень",
        "раз",
        "более",
        "менее",
        "größer",
        "más",
        "mas",
        "हज",
        "लाख",
        "करोड़",
        "सौ",
        "या",
        "से",
        "नहीं",
        "है",
        "मिलियन",
    ];
    let Some(word) = rest.strip_prefix(' ') else { return false };
    let european = word.chars().all(|c| c.is_alphabetic() && (c.is_ascii() || ('\u{C0}'..'\u{530}').contains(&c)));
    european
        && !word.is_ascii()
        && word.chars().count() >= 3
        && !OTHERS.iter().any(|other| word.to_lowercase().starts_with(other))
}

/// "Sarah will have $10 left over".
fn english(content: &str) -> Option<Range<usize>> {
    if !content.starts_with(char::is_alphabetic)
        || content.split_whitespace().take(4).count() < 4
        || content.contains(['\\', '{', '='])
    {
        return None;
    }
    let mut numbers =
        number::scan(content).filter(|(range, _)| content[range.clone()].contains(|c: char| c.is_numeric()));
    let (range, _) = numbers.next()?;
    let asserted = VERB.as_ref()?.is_match(&content[..range.start]) && !BOUND.as_ref()?.is_match(content);
    (numbers.next().is_none() && asserted).then(|| widen(content, range))
}
