//! The ladder over two readings.

use crate::expr::{self, Tree, Unreadable};
use crate::lexicon::phrases as known;
use crate::limits;
use crate::number::{self, Form, Number};

use super::budget::Budget;
use super::{
    Decision, Options, Relation, Rule, Truth, Units, cases, chains, choice, closed, definitions, groups, letters,
    lists, marks, matrices, names, notation, notations, opaque, parts, phrases, quantities, reals, relations, rows,
    spell, values, written,
};
use super::{families, logic, ordered, parameters, quantifiers};

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
        let bound = || phrases::read_bound(&prepared).map(str::to_owned);
        let said = phrases::read_range(&prepared).or_else(bound).or_else(|| phrases::read_share(&prepared));
        let prepared = said.map_or(prepared, Into::into);
        let value = phrases::read_value(&prepared);
        let row = rows::read_row(text);
        let tree = match value.map_or(Err(Unreadable::NotMath), |value| parse(value.text)) {
            _ if let Some(matrix) = rows::read_rows(text) => Ok(matrix),
            // A row of numerals is read as what it is where nothing else reads it.
            Err(_) if row.is_some() => row.clone().ok_or(Unreadable::NotMath),
            other => other,
        };
        let is_wordy = tree.as_ref().map_or(true, names::is_wordy);
        // Spelling drops signs that negate: a formula of logic is spelled by what is read.
        let formula = tree.as_ref().ok().filter(|tree| logic::is_formula(tree)).map(expr::print);
        let is_formula = formula.is_some();
        Self {
            is_offer: value.is_some_and(|value| value.is_offer),
            spelling: formula.unwrap_or_else(|| spell::normalise(text)),
            words: if is_wordy { spell::words(text) } else { None },
            choice: if is_formula { None } else { choice::read(text) },
            tree,
            row,
            is_marked: letters::may_mark(text),
        }
    }
}

impl Reading {
    /// Whether the text can be read in no other way than as its tree: no candidates, no choice, no row of numerals.
    pub(super) fn has_one_reading(&self) -> bool {
        !self.is_offer && self.choice.is_none() && self.row.is_none() && !self.is_marked
    }

    /// The letter of one choice, where nothing else is said.
    pub(super) fn chosen_letter(&self) -> Option<char> {
        self.choice.filter(|choice| !choice.is_several && !choice.has_content).map(|choice| choice.letter)
    }

    /// The words of a text that is nothing but words.
    pub(super) fn plain_words(&self) -> Option<&str> {
        let is_text = matches!(self.tree, Ok(Tree::Text(_))) && !self.is_offer && self.choice.is_none();
        self.words.as_deref().filter(|_| is_text)
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
pub(super) fn parse(text: &str) -> Result<Tree, Unreadable> {
    if let Some(spelled) = quantifiers::spell(text) {
        let tree = expr::parse(&spelled);
        if tree.as_ref().is_ok_and(|tree| !matches!(tree, Tree::Text(_))) {
            return tree;
        }
    }
    let text = quantifiers::strip_integers(text).unwrap_or(text);
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
    decide_read(answer, None, truth, options)
}

/// [`decide`] of an answer that may have been read already.
pub(super) fn decide_read(answer: &str, read: Option<&Reading>, truth: &Truth, options: &Options) -> Decision {
    if spell::trim(answer) == spell::trim(truth.text()) {
        return Decision::new(Relation::Equal, Rule::Spelling);
    }
    let fresh;
    let own = match read {
        Some(own) => own,
        None => {
            fresh = Reading::new(answer);
            &fresh
        }
    };
    let (theirs, wanted) = (truth.reading(), truth.value());
    if own.spelling == theirs.spelling && !own.spelling.is_empty() {
        return Decision::new(Relation::Equal, Rule::Spelling);
    }
    let mut judge = Judge {
        options,
        budget: Budget::for_bytes(answer.len() + wanted.len()),
        texts: [answer, wanted],
        is_strict: false,
    };
    if let Some(decision) = logic::relate_texts(&mut judge, answer, wanted) {
        return decision;
    }
    if let Some(decision) = relate_parts(&mut judge, (answer, own), (wanted, theirs)) {
        return decision;
    }
    let is_named = own.tree.as_ref().is_ok_and(logic::is_compound);
    if let Some(letter) = theirs.choice.filter(|_| !is_named)
        && let Some(decision) = choice::decide(answer, own.choice, letter)
    {
        return decision;
    }
    if let Some(decision) = written::decide(answer, wanted) {
        return decision;
    }
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
    if let Some(decision) = groups::relate(&mut judge, answer, wanted) {
        return decision;
    }
    if names::is_code(answer) && names::is_code(wanted) && answer.trim() != wanted.trim() {
        return Decision::new(Relation::Different, Rule::Text);
    }
    // A lone capital may be a choice, which a vector's name is not, whichever side it stands on.
    if own.choice.is_some() && theirs.is_marked && matches!((a, t), (Tree::Symbol(_), Tree::Symbol(_))) && a != t {
        return Decision::new(Relation::Different, Rule::Choice);
    }
    let alike = if own.is_marked || theirs.is_marked { letters::mark_alike(a, t) } else { None };
    let (a, t) = alike.as_ref().map_or((a, t), |(a, t)| (a, t));
    let joined = letters::join_differentials(a, t);
    let (a, t) = joined.as_ref().map_or((a, t), |(a, t)| (a, t));
    let mut decision = closed::relate(&mut judge, a, t);
    if decision.relation == Relation::Equal && closed::is_division_left(answer, wanted) {
        decision.relation = Relation::NotEvaluated;
    }
    // "a(b)" is a product beside a text that applies nothing.
    if !decision.relation.is_accepted() {
        let other = match (opaque::multiply_out(a), opaque::multiply_out(t)) {
            (Some(own), None) if !opaque::has_applications(t) => Some(judge.relate(&own, t)),
            (None, Some(theirs)) if !opaque::has_applications(a) => Some(judge.relate(a, &theirs)),
            _ => None,
        };
        decision = other.filter(|other| other.relation.is_accepted()).unwrap_or(decision);
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

/// Relates texts where one is the marked parts of an answer: part by part in their order, beside another text's marks or the
/// members of a list. A choice's letter is not the text of its option alone.
fn relate_parts(judge: &mut Judge, own: (&str, &Reading), theirs: (&str, &Reading)) -> Option<Decision> {
    let (own_parts, their_parts) = (parts::read(own.0), parts::read(theirs.0));
    let different = Some(Decision::new(Relation::Different, Rule::Tuple));
    let (parts, other, is_own) = match (own_parts, their_parts) {
        (None, None) => return None,
        (Some(own), Some(theirs)) => {
            if own.len() != theirs.len() {
                return different;
            }
            let mut all = Decision::new(Relation::Equal, Rule::Tuple);
            for ((_, a), (_, t)) in own.iter().zip(&theirs) {
                let words = spell::words(a);
                if words.is_some() && words == spell::words(t) {
                    continue;
                }
                let (Ok(a), Ok(t)) = (parse(a), parse(t)) else { return different };
                all = all.and(judge.relate(&a, &t), Rule::Tuple);
                if !all.relation.is_accepted() {
                    break;
                }
            }
            return Some(all);
        }
        (Some(_), None) if theirs.1.choice.is_some_and(|choice| !choice.is_several) => return None,
        (None, Some(_)) if own.1.choice.is_some() => return Some(Decision::new(Relation::Different, Rule::Choice)),
        (Some(parts), None) => (parts, theirs.1, true),
        (None, Some(parts)) => (parts, own.1, false),
    };
    let members = match other.tree.as_ref() {
        Ok(Tree::List(_, members) | Tree::Group(expr::Bracket::Round, members)) if members.len() == parts.len() => {
            members
        }
        _ => return different,
    };
    let Ok(parts) = parts.iter().map(|(_, text)| parse(text)).collect::<Result<Vec<Tree>, _>>() else {
        return different;
    };
    let (a, t) = if is_own { (&parts, members) } else { (members, &parts) };
    Some(lists::relate_in_order(judge, a, t))
}

/// Whether one side is a bar over two capitals alone, and the other the capitals without it.
fn names_segment(barred: &Tree, plain: &Tree) -> bool {
    matches!(plain, Tree::Product(_))
        && matches!(barred, Tree::Call(function, arguments) if opaque::segment(function, arguments).is_some())
}

/// One comparison: the options, and the steps that are left.
pub(super) struct Judge<'o> {
    /// What the caller asked for.
    pub(super) options: &'o Options,
    /// The steps that are left.
    pub(super) budget: Budget,
    /// The texts that are compared.
    texts: [&'o str; 2],
    /// Whether parts of one text are compared with each other: no tolerance counts.
    pub(super) is_strict: bool,
}

impl Judge<'_> {
    /// Whether words state a base or a modulus: they are part of what is said, where an index may be left out.
    pub(super) fn is_qualified(&self) -> bool {
        self.texts.iter().any(|text| known::QUALIFIERS_WORDS.iter().any(|word| text.contains(word)))
    }

    /// Whether a modulus stands in one of the texts in words.
    pub(super) fn has_worded_modulus(&self) -> bool {
        self.texts.iter().any(|text| !text.contains('\\') && text.contains(known::QUALIFIERS_MODULUS))
    }

    /// Whether one of the texts says that it is a difference: of two temperatures, not one of them.
    pub(super) fn states_difference(&self) -> bool {
        self.texts.iter().any(|text| text.contains('Δ') || text.contains("\\Delta"))
    }

    /// Whether sets of sets stand in one of the texts.
    pub(super) fn has_nested_sets(&self) -> bool {
        self.texts.iter().any(|text| text.matches("\\{").nth(1).is_some())
    }

    /// Whether one of the texts is a list as programs print it, with a space behind each comma.
    pub(super) fn prints_list(&self) -> bool {
        self.texts.iter().any(|text| text.trim_start().starts_with('[') && text.contains(", "))
    }

    /// Whether the answer's (0) or the truth's text (1) is one value in braces without a backslash, which are decoration.
    pub(super) fn is_decorated(&self, side: usize) -> bool {
        let text = self.texts[side].trim_matches([' ', '$']);
        text.starts_with('{') && !text.contains([',', ';'])
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
        // Capitals alone are a code in its order, unless a sign says that they are multiplied; `A \times B` is a set of pairs.
        if let (Some(own), Some(theirs)) = (names::capitals(a), names::capitals(t))
            && own != theirs
            && !self.texts.iter().any(|text| ["=", "*", "·", "\\cdot"].iter().any(|sign| text.contains(sign)))
        {
            return Decision::new(Relation::Different, Rule::Text);
        }
        if names_segment(a, t) || names_segment(t, a) {
            return Decision::new(Relation::Different, Rule::Structure);
        }
        if names::has_bar(a) != names::has_bar(t) {
            return Decision::new(Relation::Different, Rule::Structure);
        }
        if let Some((own, theirs)) = letters::bind_alike(a, t) {
            return self.relate(&own, &theirs);
        }
        if let Some(decision) = logic::relate(self, a, t) {
            return decision;
        }
        if ordered::turns_product(a, t) {
            return Decision::new(Relation::Different, Rule::Matrix);
        }
        if let Some(decision) = ordered::relate(self, a, t) {
            return decision;
        }
        if let Some(renamed) = definitions::rename(a, t) {
            return self.relate(&renamed, t);
        }
        if let Some(renamed) = definitions::rename(t, a) {
            return self.relate(a, &renamed);
        }
        let (own, theirs) = (definitions::strip_point(a, t), definitions::strip_point(t, a));
        let (a, t) = (&*own, &*theirs);
        match (a, t) {
            (Tree::Modulo(..), _) if let Some(theirs) = relations::read_division(t) => return self.relate(a, &theirs),
            (_, Tree::Modulo(..)) if let Some(own) = relations::read_division(a) => return self.relate(&own, t),
            _ => {}
        }
        if let Some(decision) = families::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = parameters::relate(self, a, t) {
            return decision;
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
        if (self.options.units == Units::Convert || self.options.scales)
            && let Some(decision) = quantities::relate(self, a, t)
        {
            return decision;
        }
        if let Some(decision) = matrices::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = lists::relate(self, a, t) {
            return decision;
        }
        if let Some(decision) = notations::relate(self, a, t) {
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
                    if !letters::is_bound(x) || !letters::is_bound(y) {
                        return false;
                    }
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
            x.clone().count() == y.clone().count() && x.zip(y).all(|(a, t)| self.agree(a, t))
        }
    }

    /// Whether two trees are the same, with no rule on rounding: for members that must agree with each other.
    pub(super) fn agree(&mut self, a: &Tree, b: &Tree) -> bool {
        self.strictly(|judge| judge.relate(a, b)).relation.is_accepted()
    }

    /// Compares as if no tolerance were given.
    pub(super) fn strictly(&mut self, compare: impl FnOnce(&mut Self) -> Decision) -> Decision {
        let was_strict = std::mem::replace(&mut self.is_strict, true);
        let decision = compare(self);
        self.is_strict = was_strict;
        decision
    }
}
