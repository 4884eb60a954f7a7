//! The ladder over two readings.

use crate::expr::{self, Constant, Tree, Unreadable};
use crate::limits;
use crate::number::{self, Form, Number};

use super::budget::Budget;
use super::{
    Decision, Options, Relation, Rule, Truth, cases, chains, choice, exact, letters, lists, marks, matrices, names,
    notation, phrases, reals, relations, rows, spell, values, written,
};

/// How a text was read.
#[derive(Debug)]
pub(super) struct Reading {
    /// The text's spelling, normalised; nothing for a numeral, whose value says all.
    spelling: String,
    /// The text as words, where it is no formula.
    words: Option<String>,
    /// Whether the text offers candidates rather than stating a value.
    is_offer: bool,
    /// The tree, or why there is none.
    pub(super) tree: Result<Tree, Unreadable>,
    /// The choice that it is.
    choice: Option<choice::Choice>,
    /// Numerals with nothing but space between, which is how some lists are written.
    row: Option<Tree>,
    /// Whether letters may be marked as vectors.
    is_marked: bool,
}

impl Reading {
    /// Reads a text.
    pub(super) fn new(text: &str) -> Self {
        let text = spell::trim(text);
        if let Some(tree) = read_numeral(text) {
            return Self {
                spelling: String::new(),
                words: None,
                is_offer: false,
                tree: Ok(tree),
                choice: None,
                row: None,
                is_marked: false,
            };
        }
        if text.len() > limits::FORMULA_BYTES {
            let tree = Err(Unreadable::TooLong);
            return Self {
                spelling: text.to_owned(),
                words: None,
                is_offer: false,
                tree,
                choice: None,
                row: None,
                is_marked: false,
            };
        }
        let prepared = notation::prepare(text);
        let value = phrases::read_value(&prepared);
        let row = rows::read_row(text);
        let tree = match value.map_or(Err(Unreadable::NotMath), |value| parse(value.text)) {
            _ if let Some(matrix) = rows::read_rows(text) => Ok(matrix),
            // A row of numerals is read as what it is where nothing else reads it.
            Err(_) if row.is_some() => row.clone().ok_or(Unreadable::NotMath),
            other => other,
        };
        let is_wordy = tree.as_ref().map_or(true, names::is_wordy);
        Self {
            is_offer: value.is_some_and(|value| value.is_offer),
            spelling: spell::normalise(text),
            words: if is_wordy { spell::words(text) } else { None },
            choice: choice::read(text),
            tree,
            row,
            is_marked: letters::may_mark(text),
        }
    }
}

/// Reads a text that is one numeral and can be nothing else.
fn read_numeral(text: &str) -> Option<Tree> {
    let number = number::parse(text)?;
    if number.ambiguous || number.form == Form::Fraction {
        return None;
    }
    if !number.value.is_negative() {
        return Some(Tree::Number(number));
    }
    let value = number.value.neg();
    Some(Tree::negate(Tree::Number(Number { value, ..number })))
}

/// Reads a formula, after its label where it has one.
fn parse(text: &str) -> Result<Tree, Unreadable> {
    match expr::parse(text) {
        Ok(Tree::Text(words)) => {
            let read = |text: &str| expr::parse(text).ok().filter(|tree| !matches!(tree, Tree::Text(_)));
            if let Some(tree) = phrases::strip_label(text).and_then(read) {
                return Ok(tree);
            }
            match phrases::strip_exception(text).and_then(read) {
                Some(Tree::Relation(sides, signs)) if signs == [expr::Relation::Equal] => {
                    Ok(Tree::Relation(sides, vec![expr::Relation::NotEqual]))
                }
                Some(tree) => Ok(Tree::Relation(vec![Tree::Blank, tree], vec![expr::Relation::NotEqual])),
                None => Ok(Tree::Text(words)),
            }
        }
        other => other,
    }
}

/// Prints how a text is read.
pub(super) fn read(text: &str) -> String {
    let text = spell::trim(text);
    if text.len() > limits::FORMULA_BYTES {
        return text.to_owned();
    }
    let prepared = notation::prepare(text);
    match phrases::read_value(&prepared).map_or(Err(Unreadable::NotMath), |value| parse(value.text)) {
        Ok(tree) => expr::print(&tree),
        Err(_) => text.to_owned(),
    }
}

/// Decides by the whole ladder.
pub(super) fn decide(answer: &str, truth: &Truth, options: &Options) -> Decision {
    if spell::trim(answer) == spell::trim(truth.text()) {
        return Decision::new(Relation::Equal, Rule::Spelling);
    }
    let theirs = truth.reading();
    let own = Reading::new(answer);
    if own.spelling == theirs.spelling && !own.spelling.is_empty() {
        return Decision::new(Relation::Equal, Rule::Spelling);
    }
    if let Some(wanted) = theirs.choice
        && let Some(decision) = choice::decide(answer, own.choice, wanted)
    {
        return decision;
    }
    if let Some(decision) = written::decide(answer, truth.text()) {
        return decision;
    }
    let mut judge =
        Judge { options, budget: Budget::for_bytes(answer.len() + truth.text().len()), texts: [answer, truth.text()] };
    let same_words = own.words.is_some() && own.words == theirs.words;
    let (Ok(a), Ok(t)) = (&own.tree, &theirs.tree) else {
        // What has no tree is text.
        let relation = match (&own.tree, same_words) {
            (_, true) => Relation::Equal,
            (Err(Unreadable::TooDeep | Unreadable::TooLong), _) => Relation::Budget,
            (Err(_), _) => Relation::Unparseable,
            (Ok(_), _) => Relation::Different,
        };
        return Decision::new(relation, Rule::Text);
    };
    if same_words {
        return Decision::new(Relation::Equal, Rule::Text);
    }
    let alike = if own.is_marked || theirs.is_marked { letters::mark_alike(a, t) } else { None };
    let (a, t) = alike.as_ref().map_or((a, t), |(a, t)| (a, t));
    let mut decision = judge.relate(a, t);
    if !decision.relation.is_accepted()
        && let Some(renamed) = letters::rename_constant(a, t)
    {
        decision = judge.relate(&renamed, t);
    }
    if own.is_offer && decision.relation.is_accepted() {
        decision.relation = Relation::TooMany;
    }
    // "3,14" is a list or a decimal with a comma: the truth tells which.
    if !decision.relation.is_accepted()
        && matches!(t, Tree::Number(_))
        && let Some(number) =
            number::parse(spell::trim(answer)).filter(|number| number.ambiguous && !number.value.is_negative())
    {
        let other = judge.relate(&Tree::Number(number), t);
        if other.relation.is_accepted() {
            return other;
        }
    }
    if decision.relation != Relation::Equal
        && let Some(row) = &theirs.row
    {
        let other = judge.relate(own.row.as_ref().unwrap_or(a), row);
        if other.relation.is_accepted() {
            return other;
        }
    }
    decision
}

/// One comparison: the options, and the steps that are left.
pub(super) struct Judge<'o> {
    /// What the caller asked for.
    pub(super) options: &'o Options,
    /// The steps that are left.
    pub(super) budget: Budget,
    /// The texts that are compared.
    texts: [&'o str; 2],
}

impl Judge<'_> {
    /// Whether words state a base or a modulus: they are part of what is said, where an index may be left out.
    pub(super) fn is_qualified(&self) -> bool {
        self.texts.iter().any(|text| text.contains("base") || text.contains("modulo"))
    }

    /// Relates two trees.
    pub(super) fn relate(&mut self, a: &Tree, t: &Tree) -> Decision {
        // Every rung looks at both trees from end to end.
        if self.budget.pay(limits::RELATION_STEPS + a.count_nodes() + t.count_nodes()).is_err() {
            let relation = if a == t { Relation::Equal } else { Relation::Budget };
            return Decision::new(relation, Rule::Structure);
        }
        if a == t {
            return Decision::new(Relation::Equal, Rule::Structure);
        }
        if let Some(decision) = choice::relate(self, a, t) {
            return decision;
        }
        if names::has_bar(a) != names::has_bar(t) {
            return Decision::new(Relation::Different, Rule::Structure);
        }
        if let Some(decision) = cases::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = reals::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = chains::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = relations::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = matrices::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = lists::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = relate_notations(self, a, t) {
            return decision;
        }
        if let Some(decision) = marks::relate(self, a, t) {
            return decision;
        }
        let decision = values::relate(self, a, t);
        if decision.relation == Relation::Different && decision.rule == Rule::Structure && self.relate_parts(a, t) {
            return Decision::new(Relation::Equal, Rule::Structure);
        }
        decision
    }

    /// Whether two trees of one kind, which no arithmetic knows, have equal parts.
    fn relate_parts(&mut self, a: &Tree, t: &Tree) -> bool {
        let same_kind = match (a, t) {
            (Tree::Call(f, x), Tree::Call(g, y)) => f == g && x.len() == y.len(),
            (Tree::Fold(x), Tree::Fold(y)) => {
                if let (Some(one), Some(other)) = (&x.variable, &y.variable)
                    && one != other
                {
                    let Some(renamed) = letters::rename(y, one) else { return false };
                    return self.relate_parts(a, &Tree::Fold(Box::new(renamed)));
                }
                x.kind == y.kind
                    && x.variable == y.variable
                    && x.lower.is_some() == y.lower.is_some()
                    && x.upper.is_some() == y.upper.is_some()
            }
            (Tree::SetBuilder(..), Tree::SetBuilder(..)) => true,
            _ => false,
        };
        same_kind && {
            let (x, y) = (a.children(), t.children());
            x.len() == y.len() && x.into_iter().zip(y).all(|(a, t)| self.agree(a, t))
        }
    }

    /// Whether two trees are the same, with no rule on rounding: for members that must agree with each other.
    pub(super) fn agree(&mut self, a: &Tree, b: &Tree) -> bool {
        self.relate(a, b).relation.is_accepted()
    }
}

/// The hour on a clock of twenty-four: 12 pm is 12, 12 am is 0.
fn hour_of_day(time: expr::Time) -> u8 {
    match time.afternoon {
        Some(true) if time.hour < 12 => time.hour + 12,
        Some(false) if time.hour == 12 => 0,
        _ => time.hour,
    }
}

/// Ratios, times and text, which are equal to their own kind alone.
fn relate_notations(judge: &mut Judge, a: &Tree, t: &Tree) -> Option<Decision> {
    match (a, t) {
        (Tree::Time(x), Tree::Time(y)) => {
            let half = |time: &expr::Time| {
                (u32::from(hour_of_day(*time)) * 60 + u32::from(time.minute)) * 60 + u32::from(time.second.unwrap_or(0))
            };
            let same = if x.afternoon.is_some() == y.afternoon.is_some() {
                half(x) == half(y)
            } else {
                (x.hour, x.minute, x.second.unwrap_or(0)) == (y.hour, y.minute, y.second.unwrap_or(0))
                    || half(x) == half(y)
            };
            Some(Decision::equal_if(same, Rule::Time))
        }
        (Tree::Ratio(x), Tree::Ratio(y)) => {
            if x.len() != y.len() {
                return Some(Decision::new(Relation::Different, Rule::Ratio));
            }
            // Equal as ratios: x_i y_0 = y_i x_0 for every i.
            let mut all = Decision::new(Relation::Equal, Rule::Ratio);
            for i in 1..x.len() {
                let left = Tree::product(vec![x[i].clone(), y[0].clone()]);
                let right = Tree::product(vec![y[i].clone(), x[0].clone()]);
                let mut part = values::relate(judge, &left, &right);
                if part.relation == Relation::NotEvaluated {
                    part.relation = Relation::Equal;
                }
                all = all.and(part, Rule::Ratio);
            }
            Some(all)
        }
        (Tree::Text(x), Tree::Text(y)) => {
            let (x, y) = (spell::words(x), spell::words(y));
            Some(Decision::equal_if(x.is_some() && x == y, Rule::Text))
        }
        (Tree::Text(words), Tree::Constant(Constant::EmptySet))
        | (Tree::Constant(Constant::EmptySet), Tree::Text(words)) => {
            let says_nothing = spell::words(words).is_some_and(|words| phrases::says_nothing(&words));
            Some(Decision::equal_if(says_nothing, Rule::Text))
        }
        (Tree::Time(time), Tree::Ratio(parts)) | (Tree::Ratio(parts), Tree::Time(time)) => {
            let shown: Option<Vec<i64>> = parts
                .iter()
                .map(|part| exact::evaluate(part, &judge.budget).ok().and_then(|value| value.to_i64()))
                .collect();
            // A clock of twenty-four hours, and the one that the time is written on.
            let same = shown.is_some_and(|shown| {
                [time.hour, hour_of_day(*time)].into_iter().any(|hour| {
                    let wanted = [i64::from(hour), i64::from(time.minute), i64::from(time.second.unwrap_or(0))];
                    (2..=3).contains(&shown.len()) && wanted.starts_with(&shown)
                })
            }) && (parts.len() == 3 || time.second.unwrap_or(0) == 0);
            if let (false, 3, None, Some(second)) = (same, parts.len(), time.afternoon, time.second) {
                // Three numbers that only look like a time.
                let part = |value: u8| expr::integer(i64::from(value));
                let ratio = Tree::Ratio(vec![part(time.hour), part(time.minute), part(second)]);
                let (a, t) = if matches!(a, Tree::Time(_)) { (&ratio, t) } else { (a, &ratio) };
                return relate_notations(judge, a, t);
            }
            Some(Decision::equal_if(same, Rule::Time))
        }
        (Tree::Text(words), letters) | (letters, Tree::Text(words)) if names::capitals(letters).is_some() => {
            // "WEST" is read as the name of a figure; beside words it is one.
            let plain = spell::words(words).map(|words| words.replace(' ', ""));
            let capitals = names::capitals(letters).map(phrases::name_missing);
            Some(Decision::equal_if(plain.is_some() && plain == capitals, Rule::Text))
        }
        (Tree::Text(_), _) | (_, Tree::Text(_)) => Some(Decision::new(Relation::Different, Rule::Text)),
        (Tree::Ratio(x), other) | (other, Tree::Ratio(x)) if x.len() == 2 && names::is_number_like(other) => {
            // "3:2" for 3/2 is the same statement; a time or a score is not written as a fraction.
            let quotient = Tree::quotient(x[0].clone(), x[1].clone());
            Some(if matches!(a, Tree::Ratio(_)) {
                judge.relate(&quotient, other)
            } else {
                judge.relate(other, &quotient)
            })
        }
        (Tree::Constant(x), Tree::Constant(y)) if *x != Constant::I && *y != Constant::I => {
            Some(Decision::equal_if(x == y, Rule::Structure))
        }
        _ => None,
    }
}
