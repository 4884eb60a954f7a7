//! What follows a statement and takes it back: in its sentence, or in the next one.

use crate::local::Local;

use regex::Regex;

use super::compile;

/// A denial, a correction or a report that follows within the sentence.
static AFTER: Local<Option<Regex>> = Local::new(|| {
    compile(
        r#"(?ix)
        \b(?:is|was|are|be|seems?|looks?|would\s+be|['’]s) \s+ (?:\w+\s+)? (?:wrong|incorrect|false|mistaken|untrue|invalid|impossible|nonsense|a\s+(?:mistake|lie|joke|trap|guess)|not\s+(?:right|correct|true|it|the\s+(?:\w+\s+)?answer|possible|what))\b
      | \b(?:isn|wasn|aren)['’]t \s+ (?:right|correct|true|it|the\s+(?:\w+\s+)?answer|possible|what)\b
      | \(?\b(?:just\s+kidding|not\s+really|which\s+I\s+(?:doubt|reject)|but\s+I\s+(?:\w+\s+)?(?:doubt|lied|am\s+lying)|or\s+is\s+it|if\s+you\s+(?:believe|trust)|not!*$)
      | \bbut\s+(?:it|that|this)\s+(?:is\s+not|isn['’]t|was\s+not|wasn['’]t)\s*$
      | [,–—.-]\s*(?:(?:wait|sorry|oops|actually|rather|nope|or\s+rather|i\s+mean(?:t)?|make\s+that|scratch\s+that|correction|no,|wait,?\s+no)[\s,:]*)+ [$\\(\[{*]*[-−]?\d
      | ,["”]?\s*(?:he|she|they|you|people|some|bob|alice)\s+(?:sa(?:y|ys|id)|claim\w*|thinks?|believe[sd]?|insist\w*)\b
      | ,?["”]\s*,?\s*(?:said|says|claims?|claimed|wrote)\b | ,\s*(?:said|says|claims?|claimed)\s | ,\s*according\s+to\s+(?:you|him|her|them|(?:the|my|your|his|a|some)\s+(?:user|prompt|friend|teacher|student|book|internet)|(?-i:[A-Z][a-z]+)\s*$)
      | \b(?:est\s+faux|ist\s+falsch|falsch\s+ist|es\s+falso|es\s+incorrect\w*)\b | неверно | неправильно
      | (?:é|è)\s+(?:falso|errad\w*|sbagliat\w*) | ではありません | ではない | じゃない | ではなく | でない | とは限ら | かどうか | ならば | と言 | は間違 | 아니 | 아닙 | 않 | 인지 | 라면 | 라고\s*(?:했|말|주장) | नहीं | 是错 | 错误 | 不对 | 不正确 | (?:خطأ|خاطئ)
    "#,
    )
});

/// Words and marks before a retraction: "Hmm, wait, actually".
const LEAD: &str = r#"^ [\s*_>\-–—)\]}$"'”’»]*
    (?:(?:wait|no|actually|hmm+|sorry|oops|but|however|hold\s+on|well|ah|oh|nope|or\s+rather|edit|update|correction|on\s+(?:second\s+thoughts?|(?:further\s+)?reflection|reconsideration)|attendez|attends|moment|warte|nein|espera|espere|aspetta|non)\b [\s,.!:…–—-]*)*"#;

/// A next sentence that takes the statement back.
static RETRACTION: Local<Option<Regex>> = Local::new(|| {
    compile(&format!(
        r"(?ix) {LEAD}
        (?:
            (?:that|this|it|which|the\s+above|my\s+answer|that\s+answer|this\s+answer|the\s+answer) (?:\s+(?:above\s+)?(?:statement|answer|result|value|claim|number))?
              (?:\s+ (?:is|was|seems|must\s+be|can(?:no|['’])t\s+be|isn['’]t|wasn['’]t) | ['’]s) \s+ (?:\w+\s+)?
              (?:wrong|incorrect|false|mistaken|untrue|right|correct|true|a\s+(?:mistake|lie|joke)|not\s+(?:right|correct|true|it|the\s+answer))
          | (?:is|was)\s+(?:\w+\s+)?(?:wrong|incorrect|false|untrue|a\s+lie|not\s+(?:true|correct|right))\b
          | just\s+kidding | scratch\s+that | never\s*mind | (?:ignore|disregard|forget)\s+(?:that|this|it|the\s+above|(?:this|that|my)\s+(?:answer|statement))\b
          | i\s+(?:lied|am\s+lying|(?:was|am)\s+(?:wrong|mistaken)|made\s+(?:that|it)\s+up|(?:take|took)\s+(?:that|it|this)\s+back|retract\b|(?:have\s+)?ma[dk]e\s+(?:a|an|some)\s+(?:\w+\s+)?(?:mistake|error)|miscalculated|miscounted) [^.]*
          | (?:wrong|incorrect|false|not|nope)\s*(?:[.!,;–—]|$) | no\s*(?:[.!;–—]|$)
          | my\s+bad | strike\s+that | (?:let\s+me|i\s+(?:need|have|must)\s+(?:to\s+)?)\s*correct\s+(?:that|this|it|myself)
          | (?:that|this|it)\s+(?:does\s+not|doesn['’]t)\s+(?:look|seem|sound)\s+(?:right|correct) \W
          | i\s+(?:do\s+not|don['’]t)\s+(?:think|believe)\s+(?:that|this|it)(?:['’]s|\s+is)\s+(?:right|correct) \W
          | i\s+(?:think|believe)\s+(?:that|this|it)(?:['’]s|\s+is)\s+(?:wrong|incorrect|false) | i['’]m\s+(?:wrong|mistaken|lying)
          | (?:that|this|which)\s+contradicts
          | c['’]est\s+(?:faux|incorrect|une\s+erreur) | das\s+(?:ist|war)\s+(?:\w+\s+)?(?:falsch|ein\s+fehler) | das\s+stimmt\s+nicht
          | (?:eso|esto)\s+(?:es|está)\s+(?:incorrecto|mal|falso)|está\s+mal | (?:isso|isto)\s+(?:está|é)\s+(?:errad|fals|incorret)\w* | (?:questo\s+)?è\s+(?:sbagliato|falso|errato)
          | это\s+(?:не\s*верно|не\s*правильно|ошибка) | (?:等等，?|不，|等一下，?)?(?:这|這)?(?:是)?(?:错|錯|不对|不正确) | 我(?:算|写)?错 | 等等，不
          | यह\s+गलत | هذا\s+(?:خطأ|غير\s+صحيح) | (?:これは|それは)?間違[いえ] | (?:그것은\s*|이것은\s*)?틀렸
        )",
    ))
});

/// A next sentence that gives another value instead.
static CORRECTION: Local<Option<Regex>> = Local::new(|| {
    compile(
        r#"(?ix)^ [\s*_>\-–—)\]}$"'”’»]*
        (?:
            (?:(?:wait|actually|sorry|oops|nope|or\s+rather|rather|edit|update|correction|make\s+that|i\s+meant?|(?:no|non|nein|нет)\s*[,:;–—]|いや|いえ|不，|아니)[\s,.!:，、…–—-]*)+
            (?:(?:it|that|this|the\s+answer)(?:['’]s|\s+(?:is|should\s+be|must\s+be))\s+ | c['’]est\s+ | (?:es|é|è|ist)\s+ | (?:to|be)\s+)?
          | (?:it|that|this)\s+(?:should|must|would)\s+(?:\w+\s+)?be\s+
        )
        [$\\(\[{*]*[-−]?\d"#,
    )
});

/// The retraction words whose meaning turns on a negation, and errors that were made and mended before.
static AFFIRMS: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)\b(?:is|was|seems|must\s+be|['’]s)\s+(?:(?:indeed|also|clearly|definitely|certainly|in\s+fact|the|\w+ly)\s+)?(?:right|correct|true)$
      | \b(?:before|earlier|previous\w*|initially|at\s+first|first|fixed|corrected)\b",
    )
});

fn matches(pattern: &Local<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Whether the rest of the statement's sentence takes it back.
pub(super) fn takes_back(rest: &str) -> bool {
    matches(&AFTER, rest)
}

/// Whether the text after the statement's sentence begins by taking it back.
pub(super) fn retracts(next: &str) -> bool {
    if matches(&CORRECTION, next) {
        return true;
    }
    let found = RETRACTION.as_ref().and_then(|regex| regex.find(next));
    found.is_some_and(|found| !matches(&AFFIRMS, found.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in [&AFTER, &RETRACTION, &CORRECTION, &AFFIRMS] {
            assert!(pattern.is_some());
        }
    }
}
