//! Whether a statement is denied, asked, supposed or quoted: then it states nothing.
//!
//! Each check reads at most a sentence on either side of the statement, within a window.

use std::ops::Range;

use regex::Regex;

use crate::limits::SENTENCE_WINDOW;
use crate::local::Local;
use crate::text::sentence;

/// What is wrong with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing.
    None,
    /// It is denied, supposed or quoted.
    Denied,
    /// It is a question.
    Asked,
}

/// A pattern whose word boundaries and word characters are ASCII's: Unicode's would take the fast engines away.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    // Patterns are constants and compile: a test builds them all. Without one, nothing is doubted.
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)").replace(r"\w", r"[0-9A-Za-z_\u{C0}-\u{24F}\u{400}-\u{4FF}]")).ok()
}

/// Words after which a new thought begins: what was denied or supposed before them is over.
static BREAK: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)[;；:：]|\b(?:but|so|then|therefore|hence|thus|however|consequently|instead|mais|donc|alors|aber|also|daher|sondern|dann|pero|entonces|mas|então|ma|quindi|allora)\b|\s(?:но|поэтому|то)\s|但是?|所以|因此|那么|し?かし|したがって|따라서|그러나|लेकिन|لكن",
    )
});

/// A denial, a supposition or a report that governs the words right after it, up to the end.
static BEFORE: Local<Option<Regex>> = Local::new(|| {
    let attitude = r"think|thought|believ\w*|say|says|said|claim\w*|true|sure|certain|mean|agree\w*|accept\w*|the\s+case|possible|correct|right|conclud\w*|follows?|know|suggest\w*|imply|implies|convinced|confident|suppose|buy|reason";
    compile(&format!(
        r#"(?ix)
        \b(?:not|never|cannot|can't|hardly|nobody|no\s+one|neither|no\s+longer|no) \b [^;]{{0,60}} \b(?:{attitude})\b [^;]{{0,60}}$
      | n['’]t \b [^;]{{0,60}} \b(?:{attitude})\b [^;]{{0,60}}$
      | \b(?:doubt\w*|den(?:y|ies|ied)|false|untrue|incorrect|wrong|mistaken\w*|refut\w*|reject\w*|rule[sd]?\s+out|contrary|disagree\w*|impossible|lie|myth|unlikely)\b [^,;]{{0,60}}$
      | \b(?:not|never|neither|nor|isn['’]t|wasn['’]t|aren['’]t) \s+ (?:that\s+)? (?:the\s+)? (?:\w+\s+)? [$\\(\[{{*_`]* $
      | \b(?:if|whether|suppos\w*|assum\w*|unless|imagin\w*|pretend\w*|hypothetical\w*|in\s+case|let['’]?s\s+say|were|had|lest|what\s+if|check|test|verify|see)\b [^,;]{{0,60}}$
      | \b(?:you|he|she|they|some|someone|somebody|anyone|people|users?|others?|another|problem|question|book|textbook|teacher|student|friend|hint|prompt|task|exercise|statement|author|assistant|critics?|one\s+might)\b \s+ (?:\w+\s+){{0,3}}
        (?:sa(?:y|ys|id)|claim(?:s|ed)?|asks?|asked|t(?:ell|ells|old)|mention(?:s|ed)?|stat(?:e|es|ed)|suggest(?:s|ed)?|wrote|writes|think|thinks|thought|believe[sd]?|guess(?:es|ed)?|insist(?:s|ed)?|argue[sd]?|wants?|wanted|hope[sd]?|expect(?:s|ed)?|wonder(?:s|ed)?|pretend(?:s|ed)?)\b [^;]{{0,60}}$
      | \b(?:told|ordered|instructed|asked|forced|supposed|tempted)\s+ (?:\w+\s+)? (?:to\s+)? (?:say|write|answer|output|believe|reply)?\b [^,;]{{0,40}}$
      | \bsi\b [^,;]{{0,60}}$ | \bse\b [^,;]{{0,60}}$ | \b(?:wenn|falls|ob|angenommen|gesetzt)\b [^,;]{{0,60}}$ | если\s [^,;]{{0,60}}$
      | \b(?:ne\s+(?:\w+\s+)?(?:pense|crois|dis|sais)|n['’]est\s+pas\s+(?:vrai|certain|sûr)|a\s+dit|dit\s+que|prétend\w*|faux\s+que)\b [^;]{{0,60}}$
      | \b(?:nicht|kein\w*|sagt\w*|behaupt\w*|falsch|bezweifle)\b [^;]{{0,60}}$
      | \b(?:no\s+(?:\w+\s+)?(?:creo|pienso|digo|es\s+(?:cierto|verdad))|não\s+(?:\w+\s+)?(?:acho|creio|penso|é\s+verdade)|non\s+(?:\w+\s+)?(?:credo|penso|è\s+vero)|dic(?:e|en|es|ono)|dijo|disse|diz|ha\s+detto|falso\s+que)\b [^;]{{0,60}}$
      | (?:не\s+(?:думаю|считаю|верно|правда)|неверно|сказал\w*|говорят|утвержда\w*) [^;]{{0,60}}$
      | (?:如果|假设|假如|若|倘若|是否|不认为|不觉得|不相信|并非|不能说|不是说) [^，,；;]{{0,30}}$
      | (?:你|他|她|有人|题目|问题|用户) [^，。；]{{0,6}} (?:说|认为|问|声称) [^；]{{0,30}}$
      | (?:もし|仮に|만약|अगर|यदि|إذا|هل|لو\s) [^,،、]{{0,60}}$
      | \b(?:wrote|said|says|claim\w*|asked|reads?|state[sd]?|told|mention\w*|printed|quotes?|quoted)\b [^.;"“«]{{0,30}} ["“«„「‘] \s* (?:the\s+)? (?:\w+\s+)? $
    "#
    ))
});

/// A denial that follows within the sentence.
static AFTER: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)
        \b(?:is|was|are|be|seems?|looks?|would\s+be|['’]s) \s+ (?:\w+\s+)? (?:wrong|incorrect|false|mistaken|untrue|invalid|impossible|nonsense|a\s+(?:mistake|lie|joke|trap|guess)|not\s+(?:right|correct|true|it|the\s+(?:\w+\s+)?answer|possible|what))\b
      | \b(?:isn|wasn|aren)['’]t \s+ (?:right|correct|true|it|the\s+(?:\w+\s+)?answer|possible|what)\b
      | \(?\b(?:just\s+kidding|not\s+really|which\s+I\s+(?:doubt|reject)|or\s+is\s+it|if\s+you\s+believe)\b
      | \b(?:est\s+faux|ist\s+falsch|es\s+falso|es\s+incorrect\w*)\b | неверно | неправильно
      | (?:é|è)\s+(?:falso|errad\w*|sbagliat\w*) | ではありません | ではない | じゃない | ではなく | でない | とは限ら | かどうか | ならば | と言 | は間違 | 아니 | 아닙 | 않 | 인지 | 라면 | 라고\s*(?:했|말|주장) | नहीं | 是错 | 错误 | 不对 | 不正确 | (?:خطأ|خاطئ)
    ",
    )
});

/// A next sentence that takes the statement back.
static RETRACTION: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)^ [\s*_>\-–—)\]}$]*
        (?:(?:wait|no|actually|hmm+|sorry|oops|but|hold\s+on|well|ah|oh|nope|or\s+rather)\b [\s,.!…–—-]*)*
        (?:
            (?:that|this|it|which|the\s+above|my\s+answer|that\s+answer|this\s+answer|the\s+answer) (?:\s+(?:statement|answer|result|value|claim|number))?
              (?:\s+ (?:is|was|seems|must\s+be|can(?:no|['’])t\s+be|isn['’]t|wasn['’]t) | ['’]s) \s+ (?:\w+\s+)?
              (?:wrong|incorrect|false|mistaken|untrue|right|correct|true|a\s+(?:mistake|lie|joke)|not\s+(?:right|correct|true|it|the\s+answer))
          | just\s+kidding | i\s+(?:lied|was\s+wrong|am\s+wrong|made\s+(?:that|it)\s+up|take\s+(?:that|it)\s+back)
          | (?:wrong|incorrect|false|not|no|nope)\s*(?:[.!,;–—]|$)
        )",
    )
});

/// The retraction words whose meaning turns on a negation.
static AFFIRMS: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)\b(?:is|was|seems|must\s+be|['’]s)\s+(?:(?:indeed|also|clearly|definitely|certainly|in\s+fact|the|\w+ly)\s+)?(?:right|correct|true)$",
    )
});

fn matches(pattern: &Local<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// The doubt about a statement in words that begins at `at`, judged by what stands before it in its sentence.
pub(super) fn before(text: &str, at: usize) -> Doubt {
    let start = sentence::start_before(text, at);
    if at - start < 3 {
        return Doubt::None;
    }
    let all = &text[start..at];
    // Most statements open their sentence: only longer leads can hold a doubt.
    if all.len() <= 8 && all.is_ascii() && !all.trim_end().contains(' ') {
        return Doubt::None;
    }
    let lead = last_thought(all);
    if matches(&BEFORE, lead) || (lead.len() < all.len() && quoted(all)) { Doubt::Denied } else { Doubt::None }
}

/// What follows the last word after which a new thought begins.
fn last_thought(lead: &str) -> &str {
    let cut = BREAK.as_ref().and_then(|regex| regex.find_iter(lead).last()).map_or(0, |found| found.end());
    &lead[cut..]
}

/// Whether a report and an opening quotation mark stand right before the end.
fn quoted(lead: &str) -> bool {
    let bare = lead.trim_end_matches(|c: char| c.is_alphanumeric() || c == ' ');
    bare.ends_with(['"', '“', '«', '„', '「', '‘']) && lead.len() - bare.len() < 24 && matches(&BEFORE, lead)
}

/// The doubt about a statement, judged by what follows `end`: the rest of its sentence, and the next one.
pub(super) fn after(text: &str, end: usize) -> Doubt {
    let seen = &text[..text.floor_char_boundary((end + SENTENCE_WINDOW).min(text.len()))];
    let window = &seen[end..];
    if window.trim().len() < 3 && !window.contains(['?', '？', '؟']) {
        return Doubt::None;
    }
    let stop = sentence::end_from(seen, end) - end;
    let mark = &window[stop..];
    if mark.starts_with(['?', '？', '؟']) {
        return Doubt::Asked;
    }
    if matches(&AFTER, &window[..stop]) {
        return Doubt::Denied;
    }
    let length = if mark.is_empty() { 0 } else { sentence::stop_length(seen, end + stop) };
    let next = mark.get(length..).unwrap_or_default();
    let taken_back = RETRACTION.as_ref().and_then(|regex| regex.find(next));
    match taken_back {
        Some(found) if !matches(&AFFIRMS, found.as_str()) => Doubt::Denied,
        _ => Doubt::None,
    }
}

/// The doubt about a box: its sentence must deny or suppose the box itself, not something that leads to it.
pub(super) fn around(text: &str, at: usize, span: Range<usize>) -> Doubt {
    static DIRECT: Local<Option<Regex>> = Local::new(|| {
        compile(
            r"(?ix)
            (?:\b(?:not|never|neither|nor|cannot\s+be|n['’]t\s+be|nicht|pas|não|non)\b|\sне\s|n['’]t\b|\\neq?\b|≠|不是|并非) \s* (?:(?:equal|to|be|simply|just|the|answer|is|it|that)\s+){0,4} [\s$\\(\[{*_`]* $
          | \b(?:if|whether|suppose|assume|assuming|supposing|unless)\s+ (?:that\s+)? (?:the\s+)? (?:final\s+|correct\s+)? (?:answer|result|value|it|\$?[a-z]\$?)? \s* (?:is|was|were|be|equals?|=)? [\s$\\(\[{*_`]* $
          | (?:anything|everything|other)\s+(?:but|than|except) [\s$\\(\[{*_`]* $
        ",
        )
    });
    let start = sentence::start_before(text, at);
    let lead = &text[start..at];
    if lead.len() >= 3 && matches(&DIRECT, lead) {
        return Doubt::Denied;
    }
    after(text, span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in [&BREAK, &BEFORE, &AFTER, &RETRACTION, &AFFIRMS] {
            assert!(pattern.is_some());
        }
    }
}
