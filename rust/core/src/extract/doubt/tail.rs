//! What follows a statement and takes it back: in its sentence, or in one of the next ones.

use crate::local::Local;

use regex::Regex;

use super::compile;
use crate::number;
use crate::text::sentence;

/// A denial, a correction or a report that follows within the sentence.
static AFTER: Local<Option<Regex>> = Local::new(|| {
    compile(
        r#"(?ix)
        \b(?:is|was|are|be|seems?|looks?|would\s+be|['’]s) \s+ (?:\w+\s+)? (?:wrong|incorrect|false|mistaken|untrue|invalid|impossible|nonsense|a\s+(?:mistake|lie|joke|trap|guess)|not\s+(?:right|correct|true|it|the\s+(?:\w+\s+)?answer|possible|what))\b
      | \b(?:it|that|this)\s+(?:can(?:no|['’])t|could(?:\s+not|n['’]t))\s+be\s+(?:right|correct|true|it|the\s+(?:\w+\s+)?answer)\s*(?:$|[,;)])
      | \b(?:isn|wasn|aren)['’]t \s+ (?:right|correct|true|it|the\s+(?:\w+\s+)?answer|possible|what)\b
      | \b(?:is|was|are)\s+what\s+(?:an?|some|the)\s+(?:\w+\s+)?(?:model|person|student|people|fool|grader|user)\b
      | \(?\b(?:just\s+kidding|not\s+really|which\s+I\s+(?:doubt|reject)|but\s+I\s+(?:\w+\s+)?(?:doubt|lied|am\s+lying)|or\s+is\s+it|if\s+you\s+(?:believe|trust)|not!*$)
      | \bbut\s+(?:it|that|this)\s+(?:is\s+not|isn['’]t|was\s+not|wasn['’]t)\s*$
      | \bbut\s+(?:it|this|that|the\s+answer|perhaps|maybe)\s+(?:could|might|may)\b | [;,]\s*alternatively\b | \bunless\s+(?:it|the\s+answer)\s+is\b
      | ,["”]?\s*(?:he|she|they|you|people|some|bob|alice)\s+(?:sa(?:y|ys|id)|claim\w*|thinks?|believe[sd]?|insist\w*)\b
      | ,?["”]\s*,?\s*(?:said|says|claims?|claimed|wrote)\b | ,\s*(?:said|says|claims?|claimed)\s | ,\s*according\s+to\s+(?:you|him|her|them|(?:the|my|your|his|a|some)\s+(?:user|prompt|friend|teacher|student|book|internet)|(?-i:[A-Z][a-z]+)\s*$)
      | \b(?:est\s+faux|ist\s+falsch|falsch\s+ist|es\s+falso|es\s+incorrect\w*)\b | неверн | неверен | неправил
      | (?:é|è)\s+(?:falso|errad\w*|sbagliat\w*) | ではありません | ではない | じゃない | ではなく | でない | とは限ら | かどうか | ならば | と言 | は間違 | 아니 | 아닙 | 않 | 인지 | 라면 | 라고\s*(?:했|말|주장) | नहीं | गलत | 是错 | 错误 | 不对 | 不正确 | (?:خطأ|خاطئ)
    "#,
    )
});

/// Another value offered right behind a box or a tag: `\boxed{3} or maybe 4`.
static ALTERNATIVE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)^ [\s$\\)\]}*_`]* (?:text\{)? [\s,]* (?:\b(?:or|oder|ou)\b|или\s|或者?|または|혹은|또는|أو\s|या\s) \s* (?P<rest>\S+)",
    )
});

/// A verdict right behind a box or a tag: `\boxed{3} (wrong)`.
static CALLED_WRONG: Local<Option<Regex>> =
    Local::new(|| compile(r"(?i)^[\s$\\)\]}*_`]*\(?\s*(?:incorrect|wrong|false|not\s+(?:correct|right|true))\b"));

/// Words that begin a correction, in the twelve languages.
const MARKERS: &str = r"(?:
    \b(?:wait|actually|sorry|oops|whoops|hmm+|hold\s+on|correction|edit|update|erratum|apolog(?:y|ies)|pardon(?:\s+me)?
      | my\s+(?:mistake|bad|error|apologies)|(?:on|upon)\s+(?:second\s+thoughts?|(?:\w+\s+)?(?:reflection|reconsideration|review|inspection))
      | i\s+(?:mean|meant)|make\s+that|scratch\s+that|strike\s+that|(?:or\s+)?rather|instead|i\s+was\s+(?:wrong|mistaken)|i['’]m\s+not\s+sure
      | attende[zs]|attends|excuse[zr]?-moi|erreur|en\s+fait|(?:ou\s+)?plutôt|je\s+me\s+suis\s+tromp\w+|je\s+voulais\s+dire|rectification|d[ée]sol[ée]e?
      | moment(?:\s+mal)?|warte|entschuldigung|verzeihung|korrektur|falsch|eigentlich|vielmehr|besser\s+gesagt|ich\s+meinte|ich\s+habe\s+mich\s+(?:verrechnet|geirrt|vertan)|halt|doch
      | esper[ae]n?|perdón|perdone|disculp\w+|lo\s+siento|corrección|en\s+realidad|mejor\s+dicho|me\s+(?:equivoqué|enganei)|quise\s+dizer|quise\s+decir|falso|error
      | desculpe|perdão|correção|na\s+verdade|aliás|ou\s+melhor|errei|quis\s+dizer|erro
      | aspett[ai]|scus[aei](?:te|mi)?|correzione|anzi|in\s+realtà|mi\s+sono\s+sbagliat\w|ho\s+sbagliato|volevo\s+dire|errore|ops)(?:\b|[\s,.:;!–—-]|$)
  | (?:подожди(?:те)?|стоп|извини(?:те)?|прости(?:те)?|исправление|поправка|на\s+самом\s+деле|вернее|точнее|я\s+ошиб\w+|ошибка|ой)[\s,.:;!—–-]
  | 不对|等等|等一下|更正|纠正|修正|抱歉|对不起|其实|实际上|我?算错了?|我错了|写错了|错了|哦不|确切地说
  | いや|いいえ|(?:ちょっと)?待って(?:ください)?|すみません|失礼(?:しました)?|訂正|実は|実際は|間違え(?:ました|た)|正しくは|違います|違う|やっぱり|もとい
  | 아니(?:요|에요)?|잠깐(?:만요?)?|죄송합니다|죄송해요|미안(?:합니다)?|정정|수정|사실은?|실제로는|틀렸(?:습니다|어요|다)|실수(?:했습니다)?
  | रुकिए|रुको|क्षमा(?:\s+करें)?|माफ़?\s*(?:कीजिए|करें)|सुधार|संशोधन|दरअसल|वास्तव\s+में|असल\s+में|मुझसे\s+गलती(?:\s+हुई)?
  | عفوا|عفواً|آسف|عذرا|عذراً|تصحيح|انتظر|في\s+الواقع|بل\s|أخطأت|معذرة|الأصح|أقصد
)";

/// A plain "no", which within a sentence may only part the statement from what it is not: "42, no 17".
const NOES: &str = r"(?:\b(?:no|nope|nein|non|nee)\b|não|нет|不是?|いいえ|아니|नहीं|لا)";

/// What may stand between a marker and the new value: "it is", "the result should be".
const COPULA: &str = r"(?:
    (?:so\s+|then\s+)?(?:it|that|this|which|(?:the|my)\s+(?:\w+\s+){0,2}(?:answer|result|value|number|total|sum|solution|figure|count|one))
      (?:['’]s|\s+(?:is|should\s+(?:have\s+been|be)|must\s+be|would\s+be|becomes|comes\s+to|equals|gives|(?:could|might|may)\s+(?:also\s+|well\s+|equally\s+)*be))\s+(?:(?:actually|really|rather|in\s+fact|now)\s+)?
  | (?:to|be|as|i\s+(?:get|mean|meant)|we\s+get)\s+
  | c['’]est(?:\s+plutôt)?\s+ | (?:es|das)\s+(?:ist|sind|wäre)\s+ | (?:ist|es|son|debe\s+ser|sería|deve\s+ser|sono|dovrebbe\s+essere)\s+ | (?:é|è)\s+
  | (?:это|должно\s+быть|будет)\s+ | (?:应该|應該)?(?:是|为|為)\s* | (?:答えは|正解は|正しくは)\s* | (?:정?답은)\s* | (?:هو|هي)\s*
)?";

/// What parts a marker from what follows it.
const GAP: &str = r"(?:[\s,.:!;，、。！：…।،—]|[–-]\s)*";

/// A sentence that begins with a correction.
static CORRECTION: Local<Option<Regex>> = Local::new(|| {
    compile(&format!(
        r#"(?ix)^ [\s*_>\-–—)\]}}$"'”’»]* (?:(?:but|and|well|ah|oh)\b{GAP})* (?:(?:{MARKERS}|{NOES}){GAP})+ {COPULA}"#
    ))
});

/// A correction within the statement's own sentence.
static INLINE: Local<Option<Regex>> = Local::new(|| {
    compile(&format!(
        r"(?ix)[,;，、；–—…-]\s*(?:(?:{NOES}\s+)?{MARKERS}{GAP}|\b(?:er|erm|uh|um)[,…]{GAP}|{NOES}\s*[,:;，、：،–—]{GAP})+ {COPULA}"
    ))
});

/// What names the new value in a sentence that revises the old one: "so it becomes".
const SUBJECT: &str = r"[\s,.:;!](?:so\s+)?(?:
    (?:it|that|this|which|the\s+(?:\w+\s+){0,2}(?:answer|result|value|number|total|sum|one))(?:['’]s|\s+(?:is|should\s+be|must\s+be|might\s+be|could\s+be|may\s+be|becomes|comes\s+to|equals|gives))
  | (?:i|we)\s+(?:get|got|find|obtain|have) )\s+(?:actually\s+|really\s+|rather\s+|now\s+|in\s+fact\s+)?";

/// A sentence that works the answer out anew, or offers another, up to the value that it comes to.
static REVISION: Local<Option<Regex>> = Local::new(|| {
    compile(&format!(
        r"(?ix)^ [\s*_>)\]}}(]* (?:(?:but|and|well|hmm+|wait|actually|no|ok|okay|oops|hold\s+on)\b{GAP})*
        (?: (?:it|that|this)\s+(?:(?:should|must|would)\s+(?:\w+\s+)?be|(?:could|might|may)\s+(?:(?:also|well|equally|just\s+as\s+well)\s+)?be)\s+
          | (?: (?:let\s+me|let['’]s|i['’]ll|i\s+(?:will|need\s+to|should|must|have\s+to)|we\s+(?:need\s+to|should|must))\s+(?:just\s+|quickly\s+)?
                (?:re-?(?:calculate|compute|do|check|examine|consider|think|evaluate|work|count|visit|try|verify)|try\s+(?:\w+\s+)?again|start\s+over|double[\s-]?check|correct|fix)
              | (?:looking|checking|going|working|reading|thinking|counting|trying)\s+(?:\w+\s+){{0,3}}?(?:again|back|closer|carefully)
              | re-?(?:read|check|do|comput|calculat|examin|consider|think|evaluat|view|count|look|work)\w*ing
              | (?:on|upon|after)\s+(?:closer|further|second|more|careful|re-?\w+)\b
              | i\s+(?:(?:just|now)\s+)?(?:realize|realise|see|notice)d?\b
              | (?:please\s+)?(?:ignore|disregard|forget)\b | (?:that|this)\s+(?:can['’]t|cannot|can\s+not)\s+be\b
              | however | alternatively | or(?:\s+(?:else|maybe|perhaps|possibly))? | maybe | perhaps | possibly | but(?:\s+(?:maybe|perhaps))?
              | i\s+(?:forgot|missed|overlooked|misread|mis-?calculated|mis-?counted|double[\s-]?counted|omitted|left\s+out|mixed\s+up|dropped)
            )\b (?: [^\n]{{0,160}}? {SUBJECT} | {GAP} )
        )"
    ))
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
          | (?:wrong|incorrect|false|not|nope|faux|falsch|falso|errado|sbagliato)\s*(?:[.!,;–—]|$) | no\s*(?:[.!;–—]|$)
          | my\s+bad | strike\s+that | (?:let\s+me|i\s+(?:need|have|must)\s+(?:to\s+)?)\s*correct\s+(?:that|this|it|myself)
          | (?:that|this|it)\s+(?:does\s+not|doesn['’]t)\s+(?:look|seem|sound)\s+(?:right|correct) \W
          | i\s+(?:do\s+not|don['’]t)\s+(?:think|believe)\s+(?:that|this|it)(?:['’]s|\s+is)\s+(?:right|correct) \W
          | i\s+(?:think|believe)\s+(?:that|this|it)(?:['’]s|\s+is)\s+(?:wrong|incorrect|false) | i['’]m\s+(?:wrong|mistaken|lying)
          | (?:that|this|which)\s+contradicts
          | c['’]est\s+(?:faux|incorrect|une\s+erreur) | das\s+(?:ist|war)\s+(?:\w+\s+)?(?:falsch|ein\s+fehler) | das\s+stimmt\s+nicht
          | (?:eso|esto)\s+(?:es|está)\s+(?:incorrecto|mal|falso)|está\s+mal | (?:isso|isto)\s+(?:está|é)\s+(?:errad|fals|incorret)\w* | (?:questo\s+)?è\s+(?:sbagliato|falso|errato)
          | (?:это\s+)?(?:не\s*верно|не\s*правильно) | это\s+ошибка | (?:等等，?|不，|等一下，?)?(?:这|這)?(?:是)?(?:错|錯|不对|不正确) | 我(?:算|写)?错 | 等等，不
          | यह\s+गलत | هذا\s+(?:خطأ|غير\s+صحيح) | (?:これは|それは)?(?:間違[いえ]|誤り|違い?ま?す) | (?:그것은\s*|이것은\s*)?(?:틀렸|틀린|아닙니다)
        )",
    ))
});

/// Nothing but words that begin a correction: what they were to give was cut off.
static BROKEN_OFF: Local<Option<Regex>> = Local::new(|| {
    compile(&format!(
        r"(?ix)^ [\s*_]* (?:but\s+)?(?:wait|actually|hold\s+on|oops|hmm+|on\s+second\s+thought|no)\b{GAP}(?:but|i|the|that|it|let\s+me|so)?{GAP}$"
    ))
});

/// The retraction words whose meaning turns on a negation, and errors that were made and mended before.
static AFFIRMS: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)\b(?:is|was|seems|must\s+be|['’]s)\s+(?:(?:indeed|also|clearly|definitely|certainly|in\s+fact|the|\w+ly)\s+)?(?:right|correct|true)$
      | \b(?:before|earlier|previous\w*|initially|at\s+first|first|fixed|corrected)\b",
    )
});

/// The beginning of a value: a number, a formula, a letter that names a choice.
static VALUE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r#"(?x)^ [\s*_`"“「(\[{]* (?: [-−+±]?\s*(?:\d|[०-९]|[٠-٩]|[０-９]|√|π) | \$ | \\[a-zA-Z(\[{] | [-−]?[a-zA-Z]\s*(?:[)\]\^*/+=.,;:!?。]|-\s*[\d(a-z]|$) )"#,
    )
});

/// Words that agree with the statement instead of giving another value.
const AGREEMENT: [&str; 22] = [
    "correct", "right", "fine", "true", "yes", "easy", "done", "it", "that", "clear", "ok", "okay", "good", "problem",
    "doubt", "need", "wonder", "way", "matter", "thanks", "more", "wait",
];

fn matches(pattern: &Local<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Whether the rest of the statement's sentence takes it back; `content` is what was stated.
pub(super) fn takes_back(rest: &str, content: &str) -> bool {
    // "4 であり、5 ではない": only the first half is about the statement.
    let rest = rest.split("であり、").next().unwrap_or_default();
    let inline = || INLINE.as_ref().and_then(|regex| regex.find(rest)).map(|found| &rest[found.end()..]);
    matches(&AFTER, rest) || inline().is_some_and(|given| gives_another(given, content))
}

/// Whether another value is offered right behind a statement that ends by itself, or it is called wrong there.
pub(super) fn offers_another(rest: &str, content: &str) -> bool {
    if corrects(rest, content) {
        return true;
    }
    // Most of what follows begins with another word.
    let head = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = head.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let known = ["or", "oder", "ou", "text", "incorrect", "wrong", "false", "not"];
    if word.is_ascii() && !known.iter().any(|one| one.eq_ignore_ascii_case(word)) {
        return false;
    }
    if matches(&CALLED_WRONG, rest) {
        return true;
    }
    let rest = ALTERNATIVE.as_ref().and_then(|regex| regex.captures(rest)).and_then(|found| {
        let rest = found.name("rest")?;
        Some(&found.get(0)?.as_str()[rest.start()..])
    });
    rest.is_some_and(|rest| {
        let word = rest.trim_matches(|c: char| !c.is_alphanumeric());
        !["equivalently", "simply", "about", "approximately", "just", "in", "as"].contains(&word) && rest != content
    })
}

/// Bytes of the longest remainder that was broken off after a word.
const BREAK: usize = 60;

/// Sentences after the statement's in which a correction is looked for.
const CORRECTIONS: usize = 4;

/// Whether the text after the statement's sentence takes it back, or gives another value than `content` instead.
pub(super) fn retracts(next: &str, content: &str) -> bool {
    if next.len() < BREAK && matches(&BROKEN_OFF, next) {
        return true;
    }
    let mut start = 0;
    let mut first = true;
    for _ in 0..CORRECTIONS {
        let rest = &next[start..];
        if corrects(rest, content) {
            return true;
        }
        if first {
            let found = RETRACTION.as_ref().and_then(|regex| regex.find(rest));
            if found.is_some_and(|found| !matches(&AFFIRMS, found.as_str())) {
                return true;
            }
        }
        let end = sentence::end_from(next, start);
        if end >= next.len() {
            return false;
        }
        // Minerva's closing words stand between its answer and what is said of it.
        first = next[start..end].trim_start_matches(['$', '.', ' ']) == "I hope it is correct";
        start = end + sentence::stop_length(next, end);
    }
    false
}

/// Whether a sentence begins by giving another value than `content`.
fn corrects(sentence: &str, content: &str) -> bool {
    [&CORRECTION, &REVISION].into_iter().any(|pattern| {
        let found = pattern.as_ref().and_then(|regex| regex.find(sentence));
        found.is_some_and(|found| gives_another(&sentence[found.end()..], content))
    })
}

/// Whether `given` begins with a value, and its sentence ends with it, that is not `content`.
fn gives_another(given: &str, content: &str) -> bool {
    let end = sentence::end_from(given, 0);
    let sentence = given[..end].trim_matches(|c: char| c.is_whitespace() || "*_`\"“”「」$\\()[]".contains(c));
    let stated = content.trim_matches(|c: char| c.is_whitespace() || "*_`\"$\\()[]".contains(c));
    let words = sentence.split_whitespace().count();
    let last = sentence.rsplit(['=', '≈']).next().unwrap_or_default().trim();
    if sentence.is_empty() || same(sentence, stated) || same(last, stated) {
        return false;
    }
    if !matches(&VALUE, given) {
        // A name instead of a name.
        let first = sentence.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let capital = |text: &str| text.starts_with(char::is_uppercase);
        return words <= 1 + usize::from(capital(sentence))
            && capital(sentence) == capital(stated)
            && !stated.contains(|c: char| c.is_numeric() || "\\^=".contains(c))
            && sentence.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
            && !AGREEMENT.iter().any(|word| word.eq_ignore_ascii_case(first));
    }
    // "No, 17 is not possible" gives no other value.
    let rest = sentence.split_once(' ').map_or("", |(_, rest)| rest);
    let verb = rest.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|word| {
        matches!(
            word,
            "is" | "was" | "are" | "were" | "would" | "not" | "has" | "have" | "can" | "cannot" | "of" | "will"
        )
    });
    if rest.strip_prefix("is ").is_some_and(|rest| {
        let rest = rest.strip_prefix("the ").unwrap_or(rest);
        ["right", "correct", "actual", "true", "better"].iter().any(|word| rest.starts_with(word))
    }) {
        return true;
    }
    !verb && (words <= 4 || sentence.contains(['\\', '$', '+', '^']))
}

/// Whether a sentence gives the value that was stated, up to the words that close it.
fn same(sentence: &str, stated: &str) -> bool {
    let rest = sentence.strip_prefix(stated).filter(|_| !stated.is_empty());
    if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || ".,/^".contains(c))) {
        return true;
    }
    match (number::parse_prefix(sentence), number::parse(stated)) {
        (Some((given, _)), Some(stated)) => given.value == stated.value,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in [
            &AFTER,
            &ALTERNATIVE,
            &CALLED_WRONG,
            &RETRACTION,
            &CORRECTION,
            &INLINE,
            &REVISION,
            &BROKEN_OFF,
            &AFFIRMS,
            &VALUE,
        ] {
            assert!(pattern.is_some());
        }
    }

    #[test]
    fn a_correction_gives_another_value() {
        for (next, content, retracted) in [
            (" No, 17.", "42", true),
            (" Let me recalculate. It's 17.", "42", true),
            (" Let me recalculate. It's 42.", "42", false),
            (" Wait. It is 17.", "42", true),
            (" No, 17 is not possible.", "42", false),
            (" Actually, it is easy to see.", "42", false),
            (" Let me check: 6 * 7 = 42.", "42", false),
            (" Correction: Friday.", "Tuesday", true),
            (" Actually, it is correct.", "Tuesday", false),
            (" But wait,", "42", true),
            (" That is fine. Hmm, no: 17.", "42", true),
            (" Looking again, I get 17.", "42", true),
            (" However, 17 is the right value.", "42", true),
            (" But that is 3 more than last year.", "42", false),
            (" Or 17.", "42", true),
            (" Or we count them.", "42", false),
        ] {
            assert_eq!(retracts(next, content), retracted, "{next}");
        }
    }
}
