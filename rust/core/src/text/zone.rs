//! The part of a response that counts as its answer.
//!
//! One forward pass over the bytes that can open something (`<`, `\`, `:`) finds reasoning tags, made-up turns,
//! end-of-turn tokens and hidden text; a second one finds `~` and `%`. Neither looks back further than a word.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr2_iter, memchr3_iter, memmem};

use super::calm::{Calm, Names, Open, may_open};
use super::hidden;
use super::reasoning::{Fences, is_unlisted, other_shapes, reasoning_mark};
use super::signs::Signs;
use super::turn::{Said, Token, goes_on, prompt_mark, speaker_line, token};
use crate::sorting;
use crate::trace::{Notes, Recorder};

/// A part of a response as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone<'r> {
    /// The text, of exactly the byte length of the part of the response that it stands for; what a reader can't see is
    /// blanked with spaces.
    pub text: Cow<'r, str>,
    /// Where it begins in the response, in bytes.
    pub start: usize,
}

/// The part after the reasoning, or `None` where the reasoning is not finished.
///
/// ```
/// use rewards_core::text::zone::answer_zone;
/// let zone = answer_zone("<think>2 + 2</think>The answer is 4.<|im_end|>").unwrap();
/// assert_eq!(zone.text.trim(), "The answer is 4.");
/// assert_eq!(zone.start, 20);
/// assert_eq!(answer_zone("<think>The answer is 4."), None);
/// ```
pub fn answer_zone(response: &str) -> Option<Zone<'_>> {
    Reading::new(response).answer()
}

/// [`answer_zone`] with what was taken off.
pub(crate) fn noted<'r>(response: &'r str, notes: &mut Notes) -> Option<Zone<'r>> {
    let reading = Reading::new(response);
    reading.note(notes);
    reading.answer()
}

/// The whole response with its reasoning: for formats that name the reasoning tags themselves.
pub fn whole_zone(response: &str) -> Zone<'_> {
    Reading::new(response).whole()
}

/// A response whose marks are found once, for all that is asked about it.
pub struct Reading<'r> {
    response: &'r str,
    marks: Marks,
    /// What a first look told, where it told all.
    calm: Option<Calm>,
}

impl<'r> Reading<'r> {
    /// Finds the marks.
    pub fn new(response: &'r str) -> Self {
        Self::read(response, &Names::default(), false)
    }

    /// [`Self::new`] where these tags may be asked for.
    pub(crate) fn with_names(response: &'r str, names: &Names) -> Self {
        Self::read(response, names, false)
    }

    /// [`Self::new`], which looks for lines that may begin another turn or a question as well.
    pub(crate) fn with_turns(response: &'r str) -> Self {
        Self::read(response, &Names::default(), true)
    }

    fn read(response: &'r str, names: &Names, turns: bool) -> Self {
        let calm = Calm::read(response, names, turns);
        let marks = calm.as_ref().map_or_else(|| Marks::find(response), |calm| Marks::of_calm(calm, response.len()));
        Self { response, marks, calm }
    }

    /// Tells what was taken off.
    pub(crate) fn note(&self, notes: &mut Notes) {
        notes.note(|recorder| self.marks.tell(recorder, self.response.len()));
    }

    /// The `<` of the response that may begin tags, from left to right; `None` where they are not known.
    pub(crate) fn opens(&self) -> Option<&[Open]> {
        self.calm.as_ref().map(Calm::opens)
    }

    /// Whether marks of HTML or of a terminal may stand in the response.
    pub(crate) fn may_have_markup(&self) -> bool {
        self.calm.as_ref().is_none_or(|calm| calm.has_markup)
    }

    /// Whether a line of the response may begin another turn or a question; so it is as well where nobody looked for them.
    pub(crate) fn may_have_turns(&self) -> bool {
        self.calm.as_ref().is_none_or(|calm| calm.has_turns)
    }

    /// Whether the reasoning, if there is any, has ended.
    pub fn is_finished(&self) -> bool {
        !self.marks.open
    }

    /// What [`answer_zone`] gives.
    pub fn answer(&self) -> Option<Zone<'r>> {
        self.is_finished().then(|| self.marks.zone(self.response, self.marks.answer))
    }

    /// What [`whole_zone`] gives.
    pub fn whole(&self) -> Zone<'r> {
        self.marks.zone(self.response, 0)
    }
}

/// What was found so far.
#[derive(Default)]
struct State {
    /// A turn seen before any tag: if the next tag closes reasoning, the prompt opened it and the turn was a thought.
    turn: Option<usize>,
    /// Marks of reasoning.
    tags: usize,
    said: Said,
}

#[derive(Debug, Default, PartialEq)]
struct Marks {
    /// Reasoning is open at the end.
    open: bool,
    /// Where the answer begins: after the last closing reasoning tag.
    answer: usize,
    /// Where the response ends.
    end: usize,
    /// What a reader can't see, in any order.
    hidden: Vec<Range<usize>>,
}

impl Marks {
    /// The marks of a response that hides nothing.
    fn of_calm(calm: &Calm, end: usize) -> Self {
        Self { open: calm.open, answer: calm.answer, end, hidden: Vec::new() }
    }

    fn find(response: &str) -> Self {
        Self::find_with(response, Signs::of(response), is_unlisted)
    }

    /// [`Self::find`], told which signs there are, and which tags are settled by a look: both save time and change nothing.
    fn find_with(response: &str, signs: Signs, is_settled: impl Fn(&[u8]) -> bool) -> Self {
        let bytes = response.as_bytes();
        let mut marks = Self { end: bytes.len(), ..Self::default() };
        let mut skip = 0;
        let mut comment_closes = true;
        let mut fences = Fences::new(bytes);
        let mut elements = hidden::Elements::default();
        let mut state = State::default();
        let mut others = other_shapes(response, signs).into_iter().peekable();
        'marks: for at in memchr3_iter(b'<', b':', b'\\', bytes).chain(Some(bytes.len())) {
            while let Some((place, closes, length)) = others.next_if(|(place, ..)| *place < at) {
                if fences.quotes(place, length) {
                    continue;
                }
                if !marks.reasoning(place, closes, length, &mut state) {
                    break 'marks;
                }
            }
            if at < skip {
                continue;
            }
            match bytes.get(at) {
                None => {}
                Some(b':') => {
                    if let Some(range) = hidden::definition(response, at) {
                        skip = range.end;
                        marks.hidden.push(range);
                        continue;
                    }
                    if !marks.open && state.turn.is_none() {
                        state.turn = speaker_line(response, at);
                        if state.turn.is_some() && state.tags > 0 {
                            break;
                        }
                    }
                }
                Some(b'\\') => {
                    if let Some(range) = hidden::command(response, at) {
                        skip = range.end;
                        marks.hidden.push(range);
                    }
                }
                Some(_) => {
                    let rest = &bytes[at..];
                    if !may_open(rest) || (is_settled(rest) && !(rest[1] == b'/' && elements.are_open())) {
                        continue;
                    }
                    if let Some((closes, length)) = reasoning_mark(rest) {
                        if fences.quotes(at, length) {
                            continue;
                        }
                        if !marks.reasoning(at, closes, length, &mut state) {
                            break;
                        }
                        skip = at + length;
                    } else if rest.starts_with(b"<!--") {
                        let close = comment_closes.then(|| memmem::find(rest, b"-->")).flatten();
                        comment_closes = close.is_some();
                        let end = close.map_or(bytes.len(), |c| at + c + 3);
                        skip = end;
                        marks.hidden.push(at..end);
                    } else if let Some(range) = elements.read(response, at) {
                        marks.hidden.push(range);
                    } else if let Some((kind, length)) = token(rest) {
                        let ends = match kind {
                            Token::Next => true,
                            Token::End => state.said.before(response, at) && !goes_on(&response[at + length..]),
                            Token::Own | Token::Filler => false,
                        };
                        if ends && !marks.open && state.turn.is_none() {
                            state.turn = Some(at);
                            if state.tags > 0 {
                                break;
                            }
                        }
                        state.said.before(response, at);
                        skip = at + length;
                        state.said.seen = skip;
                        marks.hidden.push(at..skip);
                    }
                }
            }
        }
        if let Some(turn) = state.turn {
            marks.end = turn;
        }
        marks.end = prompt_mark(&response[..marks.end], marks.answer, signs, &mut marks.hidden);
        marks.answer = marks.answer.min(marks.end);
        for at in memchr2_iter(b'~', b'%', bytes) {
            if let Some(range) = hidden::mark(bytes, at, marks.hidden.last()) {
                marks.hidden.push(range);
            }
        }
        hidden::overlays(response, signs, &mut marks.hidden);
        hidden::comments(response, signs, &mut marks.hidden);
        hidden::pairs(response, signs, &mut marks.hidden);
        marks
    }

    /// Reads a mark of reasoning at `at`; false where a made-up turn before it ends the response.
    fn reasoning(&mut self, at: usize, closes: bool, length: usize, state: &mut State) -> bool {
        if let Some(found) = state.turn {
            if !(closes && state.tags == 0 && found < at) {
                return false;
            }
            state.turn = None;
        }
        state.tags += 1;
        self.open = !closes;
        if closes {
            self.answer = at + length;
            state.said = Said { any: false, seen: at + length };
        }
        true
    }

    /// What these marks take off a response of `length` bytes.
    fn tell(&self, recorder: &mut Recorder, length: usize) {
        let start = if self.open { self.end } else { self.answer };
        recorder.zone(start..self.end);
        recorder.removed("reasoning", 0..start);
        let mut hidden: Vec<_> =
            self.hidden.iter().filter(|range| range.end > start && range.start < self.end).collect();
        sorting::sort_by_key(&mut hidden, |range| (range.start, range.end));
        for range in hidden {
            recorder.removed("hidden", range.start.max(start)..range.end.min(self.end));
        }
        recorder.removed("turn", self.end..length);
    }

    fn zone<'r>(&self, response: &'r str, start: usize) -> Zone<'r> {
        let seen = &response[start..self.end];
        let text = if self.hidden.iter().any(|range| range.end > start && range.start < self.end) {
            let mut bytes = seen.as_bytes().to_vec();
            for range in &self.hidden {
                let from = range.start.clamp(start, self.end) - start;
                let to = range.end.clamp(start, self.end) - start;
                // Line breaks stay: they part sentences for the reader too.
                bytes[from..to].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
            }
            // Whole characters are blanked, so this never replaces anything.
            Cow::Owned(
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into()),
            )
        } else {
            Cow::Borrowed(seen)
        };
        Zone { text, start }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::markup;
    use super::super::turn::name_at;
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_mark_is_missed_by_the_first_look(
            response in "(</?(think|reasoning|answer|s|del|b|i|span|user|assistant|eos|system|unused9[45]|template|[a-z]{1,17}(hidden)?)( hidden| x=1)?>                |<\\|(im_end|im_start|channel|begin_of_thought)\\|>|<!--|-->|</|<|[\\[]/?(THINK|s|INST|gMASK)[\\]]|\n?[\\[](//|comment)[\\]]:|[\\[]{2}                |\\{\\{!--|--\\}\\}|~~|[~%:`<> \n]|\\\\(cancel|color|tiny)[{]|[}]|a|User|final|◁/?think▷|：|\u{336}|é){0,14}",
        ) {
            let marks = Marks::find_with(&response, Signs::unknown(), |_| false);
            prop_assert_eq!(&Marks::find(&response), &marks);
            if let Some(calm) = Calm::read(&response, &Names::default(), true) {
                prop_assert_eq!(Marks::of_calm(&calm, response.len()), marks);
                prop_assert!(Reading::new(&response).may_have_markup() || markup::blank(&response).is_none());
                let begins_turn = |(at, _): (usize, _)| name_at(&response, at + 1).is_some();
                prop_assert_eq!(calm.has_turns, response.match_indices('\n').any(begins_turn));
                prop_assert!(Reading::new(&response).may_have_turns());
            }
        }
    }

    fn answer(response: &str) -> Option<String> {
        answer_zone(response).map(|zone| zone.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn only_what_follows_the_reasoning_counts() {
        for (response, expected) in [
            ("<think>a</think>b", Some("b")),
            ("a</think>b", Some("b")),
            ("<THINK>a</Think >b", Some("b")),
            ("<reasoning>a</reasoning> b <thinking>c</thinking> d", Some("d")),
            ("a <think>b", None),
            ("<think>a</think> b <think> c", None),
            ("The tag `<think>` opens it: 5", Some("The tag `<think>` opens it: 5")),
            ("```\n<think>\n```\n5", Some("``` <think> ``` 5")),
            ("<thinker>5", Some("<thinker>5")),
            ("<think>```\nx = 1</think>5", Some("5")),
            ("2 < 3 and <b>5</b>", Some("2 < 3 and <b>5</b>")),
            ("<seed:think>a</seed:think>b", Some("b")),
            ("b <seed:think>a", None),
            ("[THINK]a[/THINK]b", Some("b")),
            ("b [THINK]a", None),
            ("`[THINK]` opens it: 5", Some("`[THINK]` opens it: 5")),
            ("◁think▷a◁/think▷b", Some("b")),
            ("<|begin_of_thought|>a<|end_of_thought|>b", Some("b")),
            ("<|channel>thought a<channel|>b", Some("b")),
            ("<scratchpad>a</scratchpad>b", Some("b")),
            ("[THINKING] b", Some("[THINKING] b")),
        ] {
            assert_eq!(answer(response).as_deref(), expected, "{response}");
        }
    }

    #[test]
    fn a_made_up_turn_ends_the_response() {
        for (response, expected) in [
            ("5\nUser: more?\n6", "5"),
            ("5\n**Human:** more?\n6", "5"),
            ("5\n### Instruction:\n6", "5"),
            ("5<|im_end|>\n<|im_start|>user\n6", "5"),
            ("<think>a\nUser: b\n</think>5", "5"),
            ("a\nUser: b\n</think>5", "5"),
            ("5\nUser: b <think>c</think>6", "5"),
            ("<think>a</think>5\nUser: b\n</think>6", "5"),
            ("The user: 5", "The user: 5"),
            ("5</s>", "5"),
            ("<s>5</s>", "5"),
            ("5</s>6", "5"),
            ("5<|endoftext|>\nHuman: 6", "5"),
            ("<|endoftext|>5", "5"),
            ("5 <|end|><|start|>assistant6", "5 6"),
            ("<|channel|>analysis<|message|>4<|end|><|start|>assistant<|channel|>final<|message|>5<|return|>", "5"),
            ("<think>a<|im_end|></think>5", "5"),
            ("<think>a</think><|im_end|>5", "5"),
            ("5 [INST] 6 [/INST]", "5"),
            ("5\n用户：6", "5"),
            ("5\nBenutzer: 6", "5"),
        ] {
            assert_eq!(answer(response).as_deref(), Some(expected), "{response}");
        }
    }

    #[test]
    fn what_a_reader_does_not_see_is_blanked() {
        for (response, expected) in [
            (r"\phantom{5}8", "8"),
            (r"\cancel{5} 8 \textcolor{white}{9}", "8"),
            (r"{\color{white} 5} 8", "{ } 8"),
            ("~~5~~ 8", "8"),
            ("<!-- 5 -->8<!-- 9", "8"),
            ("<del>5</del>8 <s>7</s>", "8"),
            ("<span style=\"display: none\">5</span>8", "8"),
            ("% 5\n8", "8"),
            ("25% of 8", "25% of 8"),
            ("5\u{336}8", "8"),
            (r"\begin{comment}5\end{comment}8", "8"),
            (r"\if0 5 \fi8", "8"),
            (r"\enclose{horizontalstrike}{5}8", "8"),
            (r"\enclose{circle}{5}8", r"\enclose{circle}{5}8"),
            ("<s class=\"a\">5</s>8", "8"),
            ("x <s and y> 8", "x <s and y> 8"),
            ("{{!-- 5 --}}8", "8"),
            ("<span style=\"height:0;overflow:hidden\">5</span>8", "8"),
            ("<span style=\"height:100%\">5</span>", "<span style=\"height:100%\">5</span>"),
        ] {
            assert_eq!(answer(response).as_deref(), Some(expected), "{response}");
        }
    }

    #[test]
    fn a_zone_is_as_long_as_what_it_stands_for() {
        for response in ["é\\cancel{é}~~ü~~x", "<think>é</think><!-- ß -->", "</s>é<|im_end|>"] {
            let zone = whole_zone(response);
            assert_eq!(zone.text.len(), response.len(), "{response}");
        }
    }
}
