//! What stands before a statement in its sentence and takes it away: denials, suppositions, reports.

use crate::local::Local;

use regex::Regex;

use super::compile;

/// Bytes before a statement in which a word of doubt still governs it.
const REACH: usize = 80;

/// Words after which a new thought begins: what was denied or supposed before them is over.
static BREAK: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)[;；:：]|\b(?:but|so|then|therefore|hence|thus|however|consequently|instead|doubtless|(?:no|without\s+(?:an?y?\s+)?|beyond\s+(?:an?y?\s+)?)\s*doubt|mais|donc|alors|aber|also|daher|sondern|dann|kein\s+zweifel|pero|entonces|no\s+hay\s+duda|mas|então|ma|quindi|allora|pas\s+de\s+doute)\b|\s(?:но|поэтому|то)\s|但是?|所以|因此|那么|し?かし|したがって|따라서|그러나|लेकिन|لكن",
    )
});

/// Words that may stand between a doubt and the word for "answer" without changing what is doubted.
const TAIL: [&str; 40] = [
    "that",
    "the",
    "our",
    "my",
    "your",
    "its",
    "this",
    "final",
    "correct",
    "right",
    "actual",
    "true",
    "real",
    "exact",
    "an",
    "a",
    "la",
    "le",
    "les",
    "l",
    "die",
    "der",
    "das",
    "el",
    "o",
    "os",
    "que",
    "dass",
    "che",
    "bonne",
    "richtige",
    "endgültige",
    "correcta",
    "что",
    "правильный",
    "न",
    "कि",
    "إن",
    "أن",
    "بأن",
];

/// A supposition, a denial or a doubt in the last clause.
static CLAUSE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)
        \b(?:if|whether|suppos\w*|assum\w*|unless|imagin\w*|pretend\w*|hypothetical\w*|in\s+case|let['’]?s\s+(?:say|check|test|verify|see)|lest|doubt\w*|den(?:y|ies|ied)|false|untrue|incorrect|wrong|mistak\w*|refut\w*|reject\w*|rule[sd]?\s+out|contrary|disagree\w*|impossible|lie|myth|misconception|fallacy|tempt(?:ing|ation|ed)|unlikely|unclear|uncertain|unsure|wonder\w*|refus\w*|declin\w*|no\s+(?:way|evidence|proof|indication|guarantee)|hop(?:e|es|ing)|wish(?:es|ing)?|at\s+first,?\s+(?:(?:it|this)\s+)?(?:glance|sight|look|seem|appear)s?)\b
      | \b(?:might|may|would|could)\s+(?:seem|look|appear)\b
      | \b[a-z]{3,}\s+(?:would|might|could|may)\s+(?:\w+\s+)?(?:think|believe|say|expect|guess|assume|suspect|claim|argue|conclude|answer)\b
      | \bi\s+(?:could|might|may|almost|nearly)\s+(?:\w+\s+)?sa(?:y|id)\b | \bi\s+was\s+(?:about|going)\s+to\s+(?:say|answer|write)\b
      | \b(?:i|we)\s+(?:\w+\s+)?(?:thought|guessed|assumed|believed|expected|supposed|figured|used\s+to\s+think)\b
      | \b(?:you|one|people|some|someone|somebody|many|they)(?:['’]d|\s+(?:would|might|could|may))\s+(?:\w+\s+)?(?:think|believe|say|expect|guess|assume|suspect)\b
      | \b(?:si|se)\b | \b(?:wenn|falls|ob|angenommen|gesetzt)\b | если\s | сомнева\w* | (?:предположим|допустим)
      | \b(?:supposons|admettons|imaginons|je\s+doute|croire\s+que|ne\s+(?:\w+\s+)?(?:pense|crois|dis|sais)|n['’]est\s+pas\s+(?:vrai|certain|sûr)|prétend\w*|faux\s+que)\b
      | \b(?:nicht|kein\w*|behaupt\w*|falsch|bezweifle|angeblich)\b
      | \b(?:supong\w*|supón|duda|dudo|imagin\w+|immagin\w+|asum\w+|assum\w+|no\s+(?:\w+\s+)?(?:creo|pienso|digo|sé|es\s+(?:cierto|verdad))|falso\s+(?:que|che)|suponha\w*|duvid\w*|supponi\w*|dubito|não\s+(?:\w+\s+)?(?:acho|creio|penso|é\s+verdade)|non\s+(?:\w+\s+)?(?:credo|penso|è\s+vero))\b
      | (?:не\s+(?:думаю|считаю|верно|правда)|неверно)
      | (?:^|[,，。；\s])(?:设|令)$ | (?:如果|要是|若是|假设|假如|若|倘若|是否|不认为|不觉得|不相信|并非|不能说|不是说)
      | (?:もし|仮に|만약|अगर|यदि|मान\s*(?:लीजिए|लो|लें)|नहीं\s*लगता|सच\s+नहीं|कल्पना\s+(?:कीजिए|करें|करो)|إذا|إن\s+كان|هل|لو\s|لنفترض|افترض|نفترض|بفرض|تخيل|ربما|من\s+الخطأ|لا\s+(?:أعتقد|أظن|يمكن)|أشك)
    ",
    )
});

/// A denial of knowing, saying or believing: "not … think".
static ATTITUDE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)(?:\b(?:not|never|cannot|can't|hardly|nobody|no\s+one|neither|no\s+longer)\b.*|n['’]t\b.*|\bno\s+(?:\w+\s+){0,2})
        \b(?:think|thought|believ\w*|say|says|said|saying|claim\w*|true|sure|certain|mean|agree\w*|accept\w*|the\s+case|possible|correct|right|conclud\w*|follows?|know|suggest\w*|imply|implies|convinced|confident|suppose|buy|reason|confirm|guarantee|prove|show|verify|promise|write|output|answer)\b",
    )
});

/// Right before the statement, its article aside: a supposition or a denial.
static DIRECT: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)
        \b(?:not|never|neither|nor|isn['’]t|wasn['’]t|aren['’]t|by\s+no\s+means|under\s+no\s+circumstances) (?:\s+(?:is|are|was))? $
      | \b(?:when|whenever|once|provided|providing|until|should|were|was|had|given|as\s+though|no\s+matter) $
      | \b(?:of|than|twice|half|double|before|after|times|plus|minus|can(?:no|['’])?t\s+be) $
      | ^\W* say $ | (?:^\W*|\bto\s+)(?:show|prove|verify|demonstrate|check|confirm) $
      | \b(?:bounds?|digits?|letters?|approximations?|estimates?|guess(?:es)?|hints?|candidates?|clues?)\s+(?:\w+\s+)?(?:in|for|to|on|of) $
    ",
    )
});

/// A supposition that a comma may part from its statement.
static SUPPOSED: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)(?:angenommen|nehmen\s+wir(?:\s+an)?|gesetzt(?:\s+den\s+fall)?|предположим|допустим|пусть|представим|якобы|скажем
          | \b(?:hypothetically|supposedly|allegedly|reportedly|angeblich|vermeintlich|soi-disant|supuestamente|supostamente|presumibilmente)
          | \b(?:for\s+(?:example|instance)|e\.g\.?|par\s+exemple|zum\s+beispiel|por\s+ejemplo|por\s+exemplo|per\s+esempio)|例如|比如|たとえば|例えば|예를\s*들어|например|उदाहरण\s+के\s+लिए|مثلا
          | \b(?:in|to|for|on)\s+(?:an?other|a\s+(?:different|similar|previous)|the\s+(?:previous|other|example))\s*(?:question|problem|exercise|task|example|version|variant|case|part)?(?:\s+above)?)$",
    )
});

/// An adjective right before the word that says it is another answer.
static ADJECTIVE: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)
        \b(?:wrong|incorrect|false|reference|gold|golden|ground[\s-]truth|target|expected|naive|naïve|trap|erroneous|mistaken|bogus|fake|previous|earlier|tempting|intuitive|joke|placeholder|dummy|example|sample|old|rejected|candidate|his|her|their|(?:user|student|opponent|teacher|friend|grader|author|book|solver)['’]s|(?-i:[A-Z][a-z]+)['’]s|invalid|bad|mauvaise|fausse|falsche|falschen|incorrecta|errada|sbagliata)[\s*_-]*$
      | (?:错误|錯誤|错|不正确|不对)的?$ | (?:間違った|間違いの|誤った|誤りの)$ | (?:틀린|잘못된)\s*$ | (?:неправильн|неверн|ошибочн)\w*\s*$ | गलत\s*$",
    )
});

/// Somebody else who says it, at most three words before the statement.
static REPORT: Local<Option<Regex>> = Local::new(|| {
    let persons = r"you|he|she|they|some|many|most|others?|someone|somebody|anyone|everyone|everybody|people|users?|another|problem|question|book|textbook|teachers?|students?|classmates?|friends?|hint|prompt|task|exercise|statement|author|assistant|critics?|experts?|one\s+might|solver|model|reader|(?P<name>(?-i:[A-Z][A-Za-z]+))";
    let verbs = r"sa(?:y|ys|id)|claim(?:s|ed)?|asks?|asked|t(?:ell|ells|old)|mention(?:s|ed)?|stat(?:e|es|ed)|suggest(?:s|ed)?|wrote|writes?|think|thinks|thought|believe[sd]?|guess(?:es|ed)?|insist(?:s|ed)?|argue[sd]?|wants?|wanted|hope[sd]?|expect(?:s|ed)?|wonder(?:s|ed)?|pretend(?:s|ed)?";
    compile(&format!(
        r"(?ix)
        \b(?:{persons}) \s+ (?:\w+\s+){{0,3}}? (?:{verbs}) (?P<more>(?:\s+[\w'’]+){{0,3}}) $
      | \b(?:told|ordered|instructed|asked|forced|supposed|tempted)\s+ (?:\w+\s+)? to\s+ (?:say|write|answer|output|believe|reply) (?:\s+[\w'’]+){{0,2}} $
      | \baccording\s+to\s+(?:you|him|her|them|(?:the|my|your|his|her|a|some|our)\s+(?:user|prompt|friend|teacher|student|book|textbook|author|hint|internet|rumou?r)s?) $
      | \b(?:tu|il|elle|on|vous|ils|elles|amie?s?|certains|professeur|élève)\s+ (?:\w+\s+)? (?:dis|dit|disent|dites|disait|pens\w*|croi\w*|prétend\w*|affirm\w*) $ | \b(?:a|as|avez|ont)\s+dit $
      | \b(?:du|er|sie|ihr|man|freund\w*|lehrer\w*|jemand|manche|einige)\s+ (?:\w+\s+)? (?:sag\w*|behaupt\w*|glaub\w*|mein\w*|denk\w*) $ | \bsagt\w* $
      | \b(?:benutzer\w*|nutzer\w*|anwender\w*|schüler\w*|student\w*|aufgabe\w*|buch|prompt|text)\s+ (?:\w+\s+)? (?:sagt?|behauptet|glaubt|meint|denkt|schreibt|besagt) $
      | \blaut\s+(?:\w+\s+)?(?:benutzer|nutzer|user|anwender|aufgabe|buch|prompt|freund|lehrer)\w*(?:\s+ist)? $
      | (?:^|[\s'’])(?:utilisat\w+|énoncé|problème|texte|consigne|livre|manuel|étudiante?s?|élèves?|indice|prompt)\s+ (?:\w+\s+)? (?:dit|disent|affirme\w*|prétend\w*|pense\w*|croi\w*|déclare\w*|indique\w*|demande\w*) $
      | \b(?:selon|d['’]après)\s+(?:toi|vous|lui|elle|eux|certains|l['’]\S+|(?:le|la|les|mon|ma|mes|un|une|son|sa)\s+\w+) $ | \bil\s+para[iî]t $
      | \b(?:usu[aá]ri[oa]s?|utent[ei]|enunciado|problema|texto|testo|libro|livro|estudiantes?|estudantes?|studenti?|pregunta|pergunta|domanda|prompt)\s+ (?:\w+\s+)? (?:dic\w+|diz\w*|afirm\w+|afferm\w+|cree\w*|acha\w*|crede|pensa|piensa|sostien\w+|pretend\w*) $
      | \b(?:según|segundo|secondo)\s+(?:ti|él|ella|você|ele|ela|te|lui|lei|(?:el|la|los|mi|o|a|os|meu|minha|il|un|una|um|uma|mio|mia)\s+\w+|l['’]\w+) $ | \b(?:me|nos|mi|ci)\s+(?:dijeron|disseram|hanno\s+detto|contaron)$ | \bsi\s+dice $
      | \b(?:i|we)\s+(?:was|were|am|are|have\s+been|had\s+been)\s+(?:told|ordered|instructed|asked|informed)(?:\s+\w+)? $ | \bit\s+(?:is|was)\s+(?:rumou?red|alleged|said|claimed|believed|reported|thought)$
      | \b(?:previously|formerly|once|yesterday)$
      | \b(?:amig[oa]s?|él|ella|ele|ela|lui|lei|algunos|alguns|profesora?|amico)\s+ (?:\w+\s+)? (?:cree\w*|dic\w+|piens\w+|afirm\w+|acha\w*|diz\w*|crede|pensa) $ | \b(?:dijiste|dices|dicen?|dijo|disse|diz|dizem|dicono|ha\s+detto|hai\s+detto) $
      | (?:сказал\w*|сказано|говор(?:ит|ят|ишь|ите)|утвержда\w*|считает|думает|полагает) $ | (?:по\s+словам|согласно)\s+\S+ $
      | (?:你|他|她|有人|题目|问题|用户|小.|老师|同学|朋友|别人|书上)[^，。；]{{0,6}}(?:说过?|认为|问|声称|声明)$ | (?:据说|听说|传闻|据传|所谓)$
      | (?:कहा|कहते|कहता|कहती|बोला|मानते|मानता)(?:\s+(?:है|हैं|था|गया|गया\s+है))?(?:\s+कि)?$ | के\s+अनुसार$ | に?(?:よると|よれば)、?$
      | (?:قال|قالت|قلت|يقول|تقول|يقولون|قالوا|قيل|يزعم|زعم|يدعي|ادعى|يظن|يعتقد)(?:\s+\S+)?$ | (?:وفقا|وفقًا|حسب|بحسب)\s*\S+$
    "
    ))
});

/// A report before an opening quotation mark.
static QUOTED: Local<Option<Regex>> = Local::new(|| {
    compile(
        r#"(?ix)\b(?:output|print|type|write|wrote|writes?|said|says?|claim\w*|asked|reads?|state[sd]?|told|mention\w*|printed|quotes?|quoted|sentence|phrase|words)\b [^.;"“«]{0,30} ["“«„「‘'] \s* (?:the\s+)? (?:\w+\s+)? $"#,
    )
});

fn matches(pattern: &Local<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Whether the words before a statement, from its sentence's start on, take it away.
pub(super) fn takes_away(lead: &str) -> bool {
    let quotes = lead.contains(['"', '“', '«', '„', '「', '‘', '\'']);
    let labels = lead.contains([':', '：', '❌', '✗', '✘', '🚫']);
    if matches(&ADJECTIVE, lead)
        || matches(&DICTATED, lead)
        || (quotes && matches(&QUOTED, lead))
        || (labels && matches(&SPEAKER, lead))
    {
        return true;
    }
    let bare = strip_tail(lead);
    let thought = last_thought(bare);
    let comma = lead[bare.len()..].contains(',');
    if (!comma && matches(&DIRECT, thought)) || matches(&SUPPOSED, thought) || reports(thought, comma) {
        return true;
    }
    let clause = last_clause(last_thought(lead));
    matches(&CLAUSE, clause) || matches(&ATTITUDE, clause.rsplit(" and ").next().unwrap_or_default())
}

/// Whether somebody else says the statement after `thought`; a comma between them parts all but the verb from it.
fn reports(thought: &str, comma: bool) -> bool {
    const NO_NAMES: [&str; 20] = [
        "The", "This", "That", "These", "Our", "My", "Your", "Its", "So", "Thus", "Hence", "And", "It", "We", "As",
        "Since", "Then", "Now", "Here", "Which",
    ];
    let mut thought = thought;
    while let Some(found) = REPORT.as_ref().and_then(|regex| regex.captures(thought)) {
        match found.name("name").filter(|name| NO_NAMES.contains(&name.as_str())) {
            Some(name) => thought = &thought[name.end()..],
            None => return !(comma && found.name("more").is_some_and(|more| !more.is_empty())),
        }
    }
    false
}

/// What is to be written, and not said: "Repeat after me: …".
static DICTATED: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?ix)\b(?:repeat\s+after\s+me|(?:respond|reply|answer|end|finish)\s+with|(?:the\s+)?(?:required\s+|expected\s+)?(?:format|template|sentence|phrase)\s+is|e\.g\.|for\s+(?:example|instance))\s*[:：,]?[\s\x22“”‘’'*_`]*(?:the\s+)?(?:final\s+)?$",
    )
});

/// A line that another speaker says, or that is marked as wrong.
static SPEAKER: Local<Option<Regex>> = Local::new(|| {
    compile(
        r"(?i)^[\s*_#>\[(<|-]*(?:system|tool|observation|(?:(?:note|message)\s+)?(?:to\s+)?(?:the\s+)?(?:grader|judge|evaluator|verifier|checker)|instructions?|input|prompt|example|template|sample|format|question|problem|q|user|human|student|teacher|wrong|incorrect|false|lie|myth|fiction|not\s+true)[\s*_\]>|]*[:：]|^\s*[❌✗✘🚫]",
    )
});

/// What follows the last word after which a new thought begins.
fn last_thought(lead: &str) -> &str {
    let cut = BREAK.as_ref().and_then(|regex| regex.find_iter(lead).last()).map_or(0, |found| found.end());
    &lead[cut..]
}

/// The lead without articles, conjunctions and marks at its end.
fn strip_tail(lead: &str) -> &str {
    let mut lead = lead;
    loop {
        let bare = lead.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ';');
        let word = bare.rfind(|c: char| !c.is_alphanumeric()).map_or(bare, |at| {
            let next = at + bare[at..].chars().next().map_or(1, char::len_utf8);
            &bare[next..]
        });
        if word.is_empty() || !TAIL.iter().any(|tail| tail.eq_ignore_ascii_case(word)) {
            return bare;
        }
        lead = &bare[..bare.len() - word.len()];
    }
}

/// What follows the last comma that parts two clauses, near enough to the statement.
fn last_clause(thought: &str) -> &str {
    const CONJUNCTIONS: [&str; 7] = ["dass", "daß", "ob ", "что", "que ", "che ", "as if"];
    let mut end = thought.len();
    let start = loop {
        let Some(at) = thought[..end].rfind([',', '，', '、', '،']) else { break 0 };
        let next = at + thought[at..].chars().next().map_or(1, char::len_utf8);
        if !CONJUNCTIONS.iter().any(|word| thought[next..].trim_start().starts_with(word)) {
            break next;
        }
        end = at;
    };
    let floor = thought.floor_char_boundary(thought.len().saturating_sub(REACH)).max(start);
    &thought[floor..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in
            [&BREAK, &CLAUSE, &ATTITUDE, &DIRECT, &SUPPOSED, &ADJECTIVE, &REPORT, &QUOTED, &SPEAKER, &DICTATED]
        {
            assert!(pattern.is_some());
        }
    }

    #[test]
    fn a_clause_reaches_over_a_conjunction() {
        for (thought, clause) in
            [("a, b", " b"), ("Ich glaube nicht, dass die", "Ich glaube nicht, dass die"), ("x，如果", "如果")]
        {
            assert_eq!(last_clause(thought), clause);
        }
    }
}
