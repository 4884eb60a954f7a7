//! The LaTeX of single signs: numerals, constants, functions, relations.

use super::super::tree::{Constant, Function, Relation};
use crate::number::{Form, Number};

/// A function's command.
pub(in crate::expr) fn function(function: &Function) -> String {
    let name = match function {
        Function::Sin => "\\sin",
        Function::Cos => "\\cos",
        Function::Tan => "\\tan",
        Function::Cot => "\\cot",
        Function::Sec => "\\sec",
        Function::Csc => "\\csc",
        Function::Arcsin => "\\arcsin",
        Function::Arccos => "\\arccos",
        Function::Arctan => "\\arctan",
        Function::Arccot => "\\operatorname{arccot}",
        Function::Arcsec => "\\operatorname{arcsec}",
        Function::Arccsc => "\\operatorname{arccsc}",
        Function::Sinh => "\\sinh",
        Function::Cosh => "\\cosh",
        Function::Tanh => "\\tanh",
        Function::Coth => "\\coth",
        Function::Arsinh => "\\operatorname{arsinh}",
        Function::Arcosh => "\\operatorname{arcosh}",
        Function::Artanh => "\\operatorname{artanh}",
        Function::Log => "\\log",
        Function::Ln => "\\ln",
        Function::Exp => "\\exp",
        Function::Gcd => "\\gcd",
        Function::Lcm => "\\operatorname{lcm}",
        Function::Max => "\\max",
        Function::Min => "\\min",
        Function::Sign => "\\operatorname{sgn}",
        Function::Re => "\\operatorname{Re}",
        Function::Im => "\\operatorname{Im}",
        Function::Arg => "\\arg",
        Function::Det => "\\det",
        Function::Cross => "\\times",
        Function::Ordered => "\\cdot",
        Function::Abs => "\\operatorname{abs}",
        Function::Norm => "\\operatorname{norm}",
        Function::Floor => "\\operatorname{floor}",
        Function::Ceil => "\\operatorname{ceil}",
        Function::Mod => "\\operatorname{mod}",
        Function::Bar => "\\overline",
        Function::Named(name) => {
            let applies =
                name.starts_with(['f', 'g', 'h', '\\']) && !name.starts_with("\\mathbb") || name.contains('\'');
            return if applies { name.clone() } else { format!("\\operatorname{{{name}}}") };
        }
    };
    name.to_owned()
}

/// A numeral's digits, with the decimals that were written; what has no finite decimals as a fraction.
pub(super) fn numeral(number: &Number) -> String {
    // Zeros are written out as far as anyone would.
    let mut text = number.value.to_integer_text(1000).unwrap_or_else(|| number.value.to_string());
    if number.form == Form::Mixed
        && let Some((numerator, denominator)) = text_ratio(number)
        && let (Ok(numerator), Ok(denominator)) = (numerator.parse::<u128>(), denominator.parse::<u128>())
    {
        return format!("{}\\frac{{{}}}{{{denominator}}}", numerator / denominator, numerator % denominator);
    }
    if let Some((above, below)) = text.split_once('/') {
        return format!("\\frac{{{above}}}{{{below}}}");
    }
    if number.form == Form::Scientific && !text.contains('e') {
        return scientific(&text, number.significant as usize);
    }
    if number.form == Form::Decimal && !text.contains('e') {
        let written = text.find('.').map_or(0, |point| text.len() - point - 1);
        let places = number.places as usize;
        if written == 0 && places > 0 {
            text.push('.');
        }
        text.extend(std::iter::repeat_n('0', places.saturating_sub(written)));
    }
    text
}

/// Plain digits as a mantissa of `significant` digits and a power of ten.
fn scientific(text: &str, significant: usize) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut digits = text.replace('.', "");
    let zeros = digits.bytes().take_while(|&byte| byte == b'0').count().min(digits.len() - 1);
    digits.drain(..zeros);
    let kept = digits.trim_end_matches('0').len().max(significant).max(1);
    digits.extend(std::iter::repeat_n('0', kept.saturating_sub(digits.len())));
    digits.truncate(kept);
    if kept > 1 {
        digits.insert(1, '.');
    }
    let first = zeros + 1;
    if whole >= first { format!("{digits}e{}", whole - first) } else { format!("{digits}e-{}", first - whole) }
}

/// Numerator and denominator of a mixed number.
fn text_ratio(number: &Number) -> Option<(String, String)> {
    let (numerator, denominator) = number.value.to_rbig(100)?.into_parts();
    Some((numerator.to_string(), denominator.to_string()))
}

pub(super) fn constant_name(constant: Constant) -> &'static str {
    match constant {
        Constant::Pi => "\\pi",
        Constant::E => "e",
        Constant::I => "i",
        Constant::Infinity => "\\infty",
        Constant::EmptySet => "\\emptyset",
        Constant::Naturals => "\\mathbb{N}",
        Constant::Integers => "\\mathbb{Z}",
        Constant::Rationals => "\\mathbb{Q}",
        Constant::Reals => "\\mathbb{R}",
        Constant::Complexes => "\\mathbb{C}",
        Constant::Dots => "\\dots",
    }
}

pub(super) fn relation_sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => " = ",
        Relation::NotEqual => " \\ne ",
        Relation::Less => " < ",
        Relation::LessEqual => " \\le ",
        Relation::Greater => " > ",
        Relation::GreaterEqual => " \\ge ",
        Relation::Approx => " \\approx ",
        Relation::Equivalent => " \\equiv ",
        Relation::In => " \\in ",
        Relation::NotIn => " \\notin ",
        Relation::Subset => " \\subset ",
        Relation::SubsetEqual => " \\subseteq ",
        Relation::Superset => " \\supset ",
        Relation::SupersetEqual => " \\supseteq ",
        Relation::From => " \\Leftarrow ",
        Relation::Proportional => " \\propto ",
        Relation::To => " \\to ",
        Relation::Parallel => " \\parallel ",
        Relation::Perpendicular => " \\perp ",
        Relation::Divides => " \\mid ",
    }
}
