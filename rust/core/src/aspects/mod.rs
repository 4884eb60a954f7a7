//! Aspects of a response: how it is said and whether it holds together, each from 0 to 1, in one pass over the text.
//!
//! | aspect | what moves it |
//! |---|---|
//! | [`is_well_formed`] | something is left open: reasoning, a fence, a box, a formula |
//! | [`completeness`] | the end, the answer, the prompt's words |
//! | [`Prompt::relevance`] | distinct content words that response and prompt share |
//! | [`clarity`] | long sentences and words, repetition, noise |
//! | [`conciseness`] | length, repetition |
//! | [`efficiency`] | sentences said twice, words behind the answer |
//! | [`repetition`] | n-grams that stand earlier already |
//! | [`script_share`] | words in another script |
//! | [`step_share`] | arithmetic that does not hold |
//!
//! A blank response has 0 in each of them. No aspect knows whether the answer is right: that is [`crate::reward`]'s.

mod arithmetic;
mod blocks;
mod completeness;
mod hallucination;
mod masks;
mod reading;
mod reasoning;
mod relevance;
mod repetition;
mod script;
mod set;
mod shape;
mod words;

pub use crate::limits::GRAM_WORDS;
pub use arithmetic::{Step, arithmetic_steps, step_share};
pub use completeness::{completeness, is_well_formed};
pub use hallucination::has_hallucination;
pub use reading::Reading;
pub use reasoning::has_reasoning_steps;
pub use relevance::{Prompt, Prompts};
pub use repetition::repetition;
pub use script::{Target, script_share};
pub use shape::{clarity, conciseness, efficiency};
