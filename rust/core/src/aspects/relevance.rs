//! Whether a response is about its prompt: the words that the two share.

use std::sync::{LazyLock, OnceLock};

use super::reading::{Reading, Words};
use super::set::Set;
use super::words::{Kind, Word, hash_text, mix};

/// Words that stand in any text, whatever it is about: English ones, and the commonest of six other languages.
const FUNCTION_WORDS: &str = "
    a about after again all also am an and any are as at be because been before being both but by can could did do does doing down
    during each either else ever every few for from further get gets given go goes had has have having he her here hers him his how
    however i if in into is it its itself just let like made make many may me might more most much must my no nor not now of off on
    once one only onto or other our out over own per please same shall she should so some such than that the their them then there
    these they this those through to too under until up upon us very was we were what when where whether which while who whom whose
    why will with within without would yet you your
    der die das den dem des ein eine einen einem einer und oder aber nicht ist sind war wird werden hat haben sich mit von zu zum zur
    auf aus bei nach für als wie wenn was wer sie er es wir ihr man nur noch auch
    le la les un une des du de et ou mais ne pas est sont était a ont il elle ils elles nous vous on se ce cette ces son sa ses qui que
    quoi dont où dans sur pour par avec sans plus comme si au aux combien
    el los las unos unas y o pero no es son era fue ha han se su sus lo al del en con por para sin más como si cuando que quien
    cuántos cuántas cuánto
    um uma e é são foi tem os as ao aos do da dos das no na nos nas em com por para sem mais como se que quanto quantos
    il lo gli di è sono ha hanno nel nella con per non più come se che quanti quante
    и в во не на я он она оно мы вы они что как к ко с со по за из от до у о об же бы ли если то это так но а или для сколько";

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let words = FUNCTION_WORDS.split_whitespace().map(|word| Words::read(word).hashes[0]);
    Common::new(&words.collect::<Vec<_>>())
});

/// Numbers of a row.
const ROW: usize = 4;

/// The numbers of the function words, in rows by some of their bits: whether a number is among them is told without a guess.
struct Common {
    rows: Vec<[u64; ROW]>,
    /// From which bit on the row is told.
    shift: u32,
}

impl Common {
    fn new(words: &[u64]) -> Self {
        // The fewest rows in which all find a place, so that they stay at hand.
        (6..16)
            .flat_map(|size| (0..48).map(move |shift| (1 << size, shift)))
            .find_map(|(rows, shift)| {
                let mut common = Self { rows: vec![[0; ROW]; rows], shift };
                let fits = words.iter().all(|&word| {
                    let at = common.row(word);
                    let free = common.rows[at].iter_mut().find(|place| **place == 0 || **place == word);
                    free.map(|place| *place = word).is_some()
                });
                fits.then_some(common)
            })
            .unwrap_or(Self { rows: vec![[0; ROW]], shift: 0 })
    }

    #[inline]
    fn row(&self, word: u64) -> usize {
        (word >> self.shift) as usize & (self.rows.len() - 1)
    }

    #[inline]
    fn contains(&self, word: u64) -> bool {
        self.rows[self.row(word)].iter().map(|&place| u8::from(place == word)).sum::<u8>() > 0
    }
}

/// The content words of a text, as they come: no function words, plurals as singulars, pairs of letters in scripts without spaces.
fn content(words: &Words<'_>) -> Vec<u64> {
    let (common, text) = (&*COMMON, words.text);
    let mut terms = Vec::with_capacity(words.list.len());
    // The last letter of a script without spaces, and where it ends.
    let mut last = (0, usize::MAX);
    for (&word, &hash) in words.list.iter().zip(&words.hashes) {
        if word.kind == Kind::Character {
            let (before, touches) = std::mem::replace(&mut last, (hash, word.end));
            if touches == word.start {
                terms.push(mix(before, hash));
            }
            continue;
        }
        // Few words end like a plural.
        let term = if is_plural(word, text) { word.hash_prefix(text, word.len() - 1) } else { hash };
        // Which words are content words can't be guessed: each is written down, and what is none is written over.
        let single = (word.kind == Kind::Letters) & (word.len() == 1);
        let kept = terms.len() + usize::from(!(single | common.contains(hash)));
        terms.push(term);
        terms.truncate(kept);
    }
    terms
}

/// Whether a word of ASCII ends with the plural's "s", which is left off (the S stemmer of Harman, 1991, its last rule).
#[inline]
fn is_plural(word: Word, text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes[word.end - 1] | 0x20 == b's'
        && word.plain
        && word.len() >= 4
        && !matches!(bytes[word.end - 2] | 0x20, b's' | b'u' | b'i' | b'\'')
}

/// A prompt, prepared once for all of its responses.
pub struct Prompt {
    /// Its distinct content words.
    terms: Box<[u64]>,
}

/// The prompts of a batch, each distinct one prepared when it is first needed.
pub struct Prompts<'t> {
    texts: &'t [&'t str],
    /// For each response the first one with the same prompt, in whose place the prompt is kept.
    places: Vec<usize>,
    ready: Vec<OnceLock<Prompt>>,
}

impl<'t> Prompts<'t> {
    /// The prompts as they stand, one for each response.
    pub fn new(texts: &'t [&'t str]) -> Self {
        // Sorted by a number of the text (its high bits), then by place (the low bits under the mask), equal prompts stand together.
        let mask = u64::MAX >> (texts.len() as u64).leading_zeros().min(63);
        let key = |(at, text): (usize, &&str)| hash_text(text) & !mask | at as u64;
        let mut keys: Vec<u64> = texts.iter().enumerate().map(key).collect();
        keys.sort_unstable();
        let mut places = vec![0; texts.len()];
        let mut first = 0;
        for (number, at) in keys.into_iter().map(|key| (key & mask) as usize).enumerate() {
            if number == 0 || texts[at] != texts[first] {
                first = at;
            }
            places[at] = first;
        }
        Self { texts, places, ready: texts.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The prompt of a response.
    pub fn at(&self, at: usize) -> &Prompt {
        let place = self.places[at];
        self.ready[place].get_or_init(|| Prompt::new(self.texts[place]))
    }
}

/// The share of a prompt's content words that is enough: an answer need not repeat the question.
const ENOUGH: f64 = 0.3;
/// The share of a response's content words that must be the prompt's, and the share that must be its own.
const FOCUS: f64 = 0.2;
const OWN: f64 = 0.2;

impl Prompt {
    /// Prepares a prompt.
    pub fn new(text: &str) -> Self {
        let mut terms = content(&Words::read(text));
        let mut seen = Set::for_about(terms.len());
        terms.retain(|&term| seen.insert(term));
        Self { terms: terms.into_boxed_slice() }
    }

    /// How much of the prompt's content words a response takes up, and how many are its own.
    fn share(&self, words: &Words<'_>) -> Shares {
        if self.terms.is_empty() {
            return Shares { common: 0, terms: 0, prompt: 0 };
        }
        let terms = content(words);
        let mut said = Set::for_about(terms.len());
        for term in terms {
            said.insert(term);
        }
        let common = self.terms.iter().filter(|&&term| said.contains(term)).count();
        Shares { common, terms: said.len(), prompt: self.terms.len() }
    }

    /// How much a response is about the prompt: the least of three shares of distinct content words, each of which can be reached
    /// in full.
    ///
    /// - `|R ∩ P| / |P|` over 0.3: what the response takes up of the prompt;
    /// - `|R ∩ P| / |R|` over 0.2: what of the response is about it;
    /// - `|R \ P| / |R|` over 0.2: what the response says of its own.
    ///
    /// The first two are the overlap of the two sets, seen from either side (their harmonic mean is Dice's coefficient). A word
    /// counts once however often it stands, so that repeating the prompt's words gains nothing; a response that is nothing but
    /// the prompt has 0, as has one that shares no word with it, and every response to a prompt without content words.
    ///
    /// ```
    /// use rewards_core::aspects::Prompt;
    /// let prompt = Prompt::new("How many eggs does Janet sell at the market?");
    /// assert_eq!(prompt.relevance("Janet sells 16 - 3 = 13 eggs."), 1.0);
    /// assert_eq!(prompt.relevance("The weather is fine."), 0.0);
    /// assert_eq!(prompt.relevance("How many eggs does Janet sell at the market?"), 0.0);
    /// ```
    pub fn relevance(&self, response: &str) -> f64 {
        Reading::new(response).relevance(self)
    }
}

impl Reading<'_> {
    /// [`Prompt::relevance`].
    pub fn relevance(&self, prompt: &Prompt) -> f64 {
        let shares = prompt.share(self.words());
        if shares.common == 0 {
            return 0.0;
        }
        let (common, all) = (shares.common as f64, shares.terms as f64);
        let taken = common / shares.prompt as f64 / ENOUGH;
        taken.min(common / all / FOCUS).min((all - common) / all / OWN).min(1.0)
    }

    /// How much of the prompt a response takes up: `|R ∩ P| / |P|` over 0.3, but no more than its own share allows.
    pub(super) fn coverage(&self, prompt: &Prompt) -> f64 {
        let shares = prompt.share(self.words());
        if shares.prompt == 0 {
            return 1.0;
        }
        if shares.common == 0 {
            return 0.0;
        }
        let (common, all) = (shares.common as f64, shares.terms as f64);
        (common / shares.prompt as f64 / ENOUGH).min((all - common) / all / OWN).min(1.0)
    }
}

/// Counts of distinct content words.
struct Shares {
    common: usize,
    terms: usize,
    prompt: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_known_and_others_are_not() {
        for word in FUNCTION_WORDS.split_whitespace() {
            for word in [word.to_owned(), word.to_uppercase()] {
                assert!(COMMON.contains(Words::read(&word).hashes[0]), "{word}");
            }
        }
        for word in ["eggs", "market", "42", "theorem", "x", "答"] {
            assert!(!COMMON.contains(Words::read(word).hashes[0]), "{word}");
        }
    }
}
