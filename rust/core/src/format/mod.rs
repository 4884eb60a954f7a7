//! Formats: text with placeholders that a response should end with.

mod answer;
mod exact;
mod fillers;
mod loose;
mod narrow;
mod parse;
mod pattern;
mod units;

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use memchr::memmem::Finder;
use regex::Regex;

use self::exact::{Exact, narrow_ends};
use self::loose::Loose;
use self::parse::{Hole, Piece};
use self::pattern::{compile, pattern};
use crate::error::Misuse;
use crate::extract::Wanted;
use crate::limits::{FORMAT_BYTES, FORMAT_CLASSES, FORMAT_REGEX_BYTES};
use crate::text::calm::{Names, Open};
use crate::text::sentence::last_sentence;
use crate::text::zone::Reading;

/// A tag that holds reasoning.
static REASONING: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)</?(?:think|thinking|reasoning)\s*>").expect("a pattern of ours compiles"));

/// One that opens it.
static OPENS_REASONING: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)<(?:think|thinking|reasoning)\s*>").expect("a pattern of ours compiles"));

/// How far a response keeps to a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// The format, to the letter, is the response's final statement.
    Exact,
    /// The placeholders are filled but something else differs, or the format does not stand at the end.
    Partial,
    /// Neither.
    None,
}

/// Whether short cuts are taken. No result depends on it: the tests compare the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speed {
    Fast,
    Slow,
}

/// A format that is ready to be matched: cheap to clone, and shared between threads.
///
/// Placeholders are `[NUM]`, `[INT]`, `[WORD]`, `[EXPR]` and `[TEXT]`; everything else is literal, and `\[` is a literal
/// bracket. White space matches any run of it.
///
/// ```
/// use rewards_core::format::{Format, Match};
/// let format = Format::new("The answer is [NUM].")?;
/// assert_eq!(format.match_exactly("2 + 2 = 4. The answer is 4."), Match::Exact);
/// assert_eq!(format.match_exactly("2 plus 2 equals 4."), Match::Partial);
/// assert_eq!(format.match_exactly("I don't know."), Match::None);
/// # Ok::<(), rewards_core::error::Misuse>(())
/// ```
#[derive(Clone)]
pub struct Format(Arc<Inner>);

struct Inner {
    text: String,
    plan: Plan,
    /// The format names a reasoning tag itself: the reasoning is a part of what it describes.
    holds_reasoning: bool,
    /// A tag that the prompt opened and that the response has to close first.
    closing: Option<Regex>,
}

enum Plan {
    Pieces(Box<Pieces>),
    Pattern { last: Regex, anywhere: Regex },
}

/// A format with placeholders.
struct Pieces {
    exact: Exact,
    loose: Loose,
    /// For formats of one sentence.
    anywhere: Option<Anywhere>,
    /// What counts as the answer, made when it is first asked for.
    wanted: OnceLock<Option<Wanted>>,
    parts: Vec<Piece>,
}

/// A format of one sentence, wherever it stands.
struct Anywhere {
    /// The longest literal, which must be there at all.
    literal: Finder<'static>,
    pattern: Regex,
}

impl Format {
    /// Reads a format.
    ///
    /// # Errors
    ///
    /// [`Misuse::BlankFormat`], [`Misuse::UnknownPlaceholder`] for capitals in brackets that name none,
    /// [`Misuse::AdjacentPlaceholders`] where nothing stands between two, [`Misuse::FormatTooLarge`].
    pub fn new(text: &str) -> Result<Self, Misuse> {
        Self::from_text(text, None)
    }

    /// The common format of tags, `<first>[TEXT]</first>` and so on, one after the other, with or without white space
    /// between them. `prefilled` names a tag that the prompt has opened already (`think` or `<think>`): the response
    /// may begin inside it, and must close it.
    ///
    /// ```
    /// use rewards_core::format::{Format, Match};
    /// let format = Format::tags(&["think", "answer"], Some("<think>"))?;
    /// assert_eq!(format.match_exactly("2 + 2</think>\n<answer>4</answer>"), Match::Exact);
    /// # Ok::<(), rewards_core::error::Misuse>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Misuse::BlankFormat`] where no tags are given or a name is blank, [`Misuse::FormatTooLarge`].
    pub fn tags(tags: &[&str], prefilled: Option<&str>) -> Result<Self, Misuse> {
        let names: Vec<&str> = tags.iter().map(|tag| tag_name(tag)).collect();
        if names.is_empty() || names.contains(&"") {
            return Err(Misuse::BlankFormat);
        }
        let prefilled = prefilled.map(tag_name).filter(|name| !name.is_empty());
        // Names that do not fit are not copied before they are refused.
        let (value, limit) = (names.iter().chain(&prefilled).map(|name| 2 * name.len()).sum(), FORMAT_BYTES);
        if value > limit {
            return Err(Misuse::FormatTooLarge { what: "bytes of tags", value, limit });
        }
        let text: Vec<String> = names.iter().map(|name| format!("<{name}>[TEXT]</{name}>")).collect();
        Self::from_text(&text.join("\n"), prefilled)
    }

    /// A format given as a regular expression in the syntax of the `regex` crate.
    ///
    /// ```
    /// use rewards_core::format::{Format, Match};
    /// let format = Format::regex(r"(?i)answer: \d+")?;
    /// assert_eq!(format.match_exactly("So.\nAnswer: 42"), Match::Exact);
    /// assert_eq!(format.match_exactly("Answer: 42, I think"), Match::Partial);
    /// # Ok::<(), rewards_core::error::Misuse>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Misuse::BlankFormat`] for a blank pattern, [`Misuse::FormatTooLarge`] for a long one, [`Misuse::BadPattern`] for
    /// one that does not compile, or not within the engine's limit.
    pub fn regex(pattern: &str) -> Result<Self, Misuse> {
        if pattern.trim().is_empty() {
            return Err(Misuse::BlankFormat);
        }
        let classes = count_classes(pattern);
        for (what, value, limit) in
            [("bytes", pattern.len(), FORMAT_REGEX_BYTES), ("character classes", classes, FORMAT_CLASSES)]
        {
            if value > limit {
                return Err(Misuse::FormatTooLarge { what, value, limit });
            }
        }
        let anywhere = compile(pattern)?;
        // In verbose mode a comment may end the pattern; the line break ends it, and means nothing there.
        let last = compile(&format!(r"(?:{pattern})\s*\z")).or_else(|_| compile(&format!("(?:{pattern}\n)\\s*\\z")))?;
        Ok(Self(Arc::new(Inner {
            text: pattern.to_owned(),
            holds_reasoning: REASONING.is_match(pattern),
            plan: Plan::Pattern { last, anywhere },
            closing: None,
        })))
    }

    fn from_text(text: &str, prefilled: Option<&str>) -> Result<Self, Misuse> {
        let pieces = parse::parse(text)?;
        let tagged = pieces.iter().any(|piece| matches!(piece, Piece::Tag(_)));
        let broken = text.trim().contains(['\n', '\r']);
        Ok(Self(Arc::new(Inner {
            text: text.to_owned(),
            holds_reasoning: pieces.iter().any(|piece| matches!(piece, Piece::Tag(tag) if REASONING.is_match(tag))),
            closing: prefilled.map(|name| compile(&format!(r"(?i)</{}\s*>", regex::escape(name)))).transpose()?,
            plan: Plan::Pieces(Box::new(Pieces {
                exact: Exact::new(&pieces, prefilled.map(|name| format!("<{name}>")).as_deref())?,
                loose: Loose::new(&pieces)?,
                anywhere: (!tagged && !broken).then(|| Anywhere::new(&pieces)).transpose()?,
                wanted: OnceLock::new(),
                parts: pieces,
            })),
        })))
    }

    /// The format as it was given; for [`Format::tags`], the text that they stand for.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// What counts as the answer of a response that keeps to the format to the letter: what fills its last placeholder.
    /// `None` where that is read in any response, because the format states it ("The answer is [NUM]."), where nothing stands
    /// before the placeholder, and for regular expressions.
    pub fn wanted(&self) -> Option<&Wanted> {
        let Plan::Pieces(pieces) = &self.0.plan else { return None };
        pieces.wanted.get_or_init(|| answer::wanted(&pieces.parts)).as_ref()
    }

    /// How far `response` keeps to the format. Linear in the response.
    pub fn match_exactly(&self, response: &str) -> Match {
        self.0.grade(response, Speed::Fast)
    }

    /// [`Self::match_exactly`] without any short cut, for comparison.
    #[doc(hidden)]
    pub fn match_slowly(&self, response: &str) -> Match {
        self.0.grade(response, Speed::Slow)
    }
}

impl Inner {
    fn grade(&self, response: &str, speed: Speed) -> Match {
        // Most responses of an untrained policy have no tag at all.
        if speed == Speed::Fast && self.plan.is_out_of_reach(response) {
            return Match::None;
        }
        if self.closing.as_ref().is_some_and(|closing| !closing.is_match(response)) {
            return Match::None;
        }
        let reading = self.plan.read(response);
        let opens = if speed == Speed::Fast { reading.opens() } else { None };
        if self.holds_reasoning {
            let zone = reading.whole();
            let text = zone.text.trim_end();
            return if self.plan.ends(text, opens, speed) {
                Match::Exact
            } else if reading.is_finished() && self.plan.stands_in(text, opens, speed) {
                Match::Partial
            } else {
                Match::None
            };
        }
        let Some(zone) = reading.answer() else { return Match::None };
        let text = zone.text.trim_end();
        let text = match &self.closing {
            // The prompt opened a tag that is not the format's: what counts begins after it is closed.
            Some(closing) if !self.plan.is_prefilled() => {
                &text[closing.find_iter(text).last().map_or(0, |found| found.end())..]
            }
            _ => text,
        };
        let opens = opens.filter(|_| text.as_ptr() == response.as_ptr());
        if self.plan.ends(text, opens, speed) {
            Match::Exact
        } else if self.plan.stands_in(text, opens, speed)
            || (text.is_empty() && self.closes_wrongly(&reading.whole().text, speed))
        {
            Match::Partial
        } else {
            Match::None
        }
    }

    /// Whether the format's own last tag is closed by a reasoning tag that nothing opened (`<answer>4</think>`): that
    /// is a slip in the format, not reasoning.
    fn closes_wrongly(&self, text: &str, speed: Speed) -> bool {
        let Plan::Pieces(pieces) = &self.plan else { return false };
        !OPENS_REASONING.is_match(text) && pieces.exact.is_open(text) && pieces.loose.fills(text, None, speed)
    }
}

impl Plan {
    /// Whether `text` ends with the format, to the letter; `opens` has the places where tags may begin, if they are known.
    fn ends(&self, text: &str, opens: Option<&[Open]>, speed: Speed) -> bool {
        match self {
            Self::Pieces(pieces) => pieces.exact.ends(text, opens, speed),
            Self::Pattern { last, .. } => narrow_ends(text.trim_start(), last, ""),
        }
    }

    /// Whether `text` fills the placeholders, or the format stands anywhere in it.
    fn stands_in(&self, text: &str, opens: Option<&[Open]>, speed: Speed) -> bool {
        match self {
            Self::Pieces(pieces) => match &pieces.anywhere {
                None => pieces.loose.fills(text, opens, speed),
                Some(anywhere) => {
                    pieces.loose.fills(&text[last_sentence(text)], None, speed) || anywhere.stands_in(text)
                }
            },
            Self::Pattern { anywhere, .. } => anywhere.is_match(text),
        }
    }

    /// Whether no part of `response` can be the format, as a look at its bytes says.
    fn is_out_of_reach(&self, response: &str) -> bool {
        let Self::Pieces(pieces) = self else { return false };
        !pieces.exact.is_closed(response) && pieces.loose.is_out_of_reach(response, pieces.exact.is_prefilled())
    }

    /// Reads which part of a response counts, and its tags that are the format's.
    fn read<'r>(&self, response: &'r str) -> Reading<'r> {
        match self {
            Self::Pieces(pieces) => Reading::with_names(response, pieces.exact.names()),
            Self::Pattern { .. } => Reading::with_names(response, &Names::default()),
        }
    }

    fn is_prefilled(&self) -> bool {
        matches!(self, Self::Pieces(pieces) if pieces.exact.is_prefilled())
    }
}

impl Anywhere {
    fn new(pieces: &[Piece]) -> Result<Self, Misuse> {
        let literals =
            pieces.iter().filter_map(|piece| if let Piece::Literal(text) = piece { Some(text) } else { None });
        let literal = literals.max_by_key(|text| text.len()).map_or("", String::as_str);
        // A placeholder at an edge is filled by whole words and numbers, not by parts of them.
        let open = |piece: Option<&Piece>| matches!(piece, Some(Piece::Hole(hole)) if *hole != Hole::Text);
        let before = if open(pieces.first()) { r"(?:\A|[^\p{L}\p{N}_.,/]|(?:\A|\P{N})[.,/])" } else { "" };
        let after = if open(pieces.last()) { r"(?:\z|[^\p{L}\p{N}_.,/]|[.,/](?:\z|\P{N}))" } else { "" };
        Ok(Self {
            literal: Finder::new(literal).into_owned(),
            pattern: compile(&format!("{before}(?:{}){after}", pattern(pieces, false, false)))?,
        })
    }

    fn stands_in(&self, text: &str) -> bool {
        self.literal.find(text.as_bytes()).is_some() && self.pattern.is_match(text)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Format").field(&self.0.text).finish()
    }
}

/// The character classes of a regular expression: brackets, `\pL`, `\w` and their kin.
fn count_classes(pattern: &str) -> usize {
    let mut bytes = pattern.bytes();
    let mut count = 0;
    while let Some(byte) = bytes.next() {
        count += usize::from(match byte {
            b'\\' => bytes.next().is_some_and(|name| b"pPwWdDsS".contains(&name)),
            _ => byte == b'[',
        });
    }
    count
}

/// A tag's name, given bare or in its brackets.
fn tag_name(tag: &str) -> &str {
    tag.trim().trim_start_matches('<').trim_end_matches('>').trim()
}
