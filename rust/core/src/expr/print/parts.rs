//! Folds, quantities and times as LaTeX.

use super::super::tree::{Connective, Fold, FoldKind, Time, Tree, Unit};
use super::signs::numeral;
use super::{Level, put, write};
use crate::lexicon::phrases;

pub(super) fn write_fold(fold: &Fold, out: &mut String) {
    if fold.kind == FoldKind::Derivative {
        return write_derivative(fold, out);
    }
    out.push_str(match fold.kind {
        FoldKind::Sum => "\\sum",
        FoldKind::Product => "\\prod",
        FoldKind::Integral => "\\int",
        FoldKind::Limit => "\\lim",
        FoldKind::Derivative => "",
    });
    let bound = if fold.kind == FoldKind::Integral { None } else { fold.variable.as_deref() };
    if fold.lower.is_some() || bound.is_some() {
        out.push_str("_{");
        if let Some(name) = bound {
            out.push_str(name);
            out.push_str(if fold.kind == FoldKind::Limit { " \\to " } else { " = " });
        }
        if let Some(lower) = &fold.lower {
            write(lower, if bound.is_some() { Level::Sets } else { Level::List }, out);
        }
        if let (FoldKind::Limit, Some(Tree::Symbol(side))) = (fold.kind, &fold.upper) {
            put(out, format_args!("^{{{side}}}"));
        }
        out.push('}');
    }
    if let (Some(upper), true) = (&fold.upper, fold.kind != FoldKind::Limit) {
        out.push_str("^{");
        write(upper, Level::List, out);
        out.push('}');
    }
    out.push(' ');
    let integral = fold.kind == FoldKind::Integral;
    write(&fold.body, if integral && fold.variable.is_some() { Level::Factor } else { Level::Product }, out);
    if let (true, Some(name)) = (integral, &fold.variable) {
        out.push_str(" \\, d ");
        out.push_str(name);
    }
}

/// `\frac{d^{2}}{d x^{2}} \left(…\right)`, with its point where it has one.
fn write_derivative(fold: &Fold, out: &mut String) {
    let letter = fold.variable.as_deref().unwrap_or_default();
    if fold.lower.is_some() {
        out.push_str("\\left.");
    }
    out.push_str("\\frac{d");
    let mut order = String::new();
    if let Some(upper) = &fold.upper {
        order.push_str("^{");
        write(upper, Level::List, &mut order);
        order.push('}');
    }
    put(out, format_args!("{order}}}{{d {letter}{order}}}\\left("));
    write(&fold.body, Level::List, out);
    out.push_str("\\right)");
    if let Some(point) = &fold.lower {
        put(out, format_args!("\\right|_{{{letter} = "));
        write(point, Level::Sets, out);
        out.push('}');
    }
}

pub(super) fn write_quantity(value: &Tree, unit: &Unit, out: &mut String) {
    if let Tree::Neg(inner) = value {
        out.push('-');
        return write_quantity(inner, unit, out);
    }
    if let ([(sign, 1)], Tree::Number(number)) = (unit.parts.as_slice(), value)
        && phrases::is_money_sign(sign)
    {
        out.push_str(if sign == "$" { "\\$" } else { sign });
        out.push_str(&numeral(number));
        return;
    }
    if let [(scale, 1)] = unit.parts.as_slice()
        && let Some(letter) = scale.strip_prefix('°')
    {
        write(value, Level::Base, out);
        put(out, format_args!("^{{\\circ}}\\text{{{letter}}}"));
        return;
    }
    // A unit behind a fold would be taken for its body's.
    write(value, if matches!(value, Tree::Product(_)) { Level::Product } else { Level::Factor }, out);
    out.push_str("\\text{");
    for (name, power) in &unit.parts {
        if *power == 0 {
            let is_direction = crate::lexicon::units::is_direction(name) || name == "more";
            put(out, format_args!(" {}{name}", if is_direction { "" } else { "of " }));
            continue;
        }
        out.push(' ');
        out.push_str(match name.as_str() {
            "$" => "dollars",
            "¢" => "cents",
            name => name,
        });
        if *power != 1 {
            put(out, format_args!("^{power}"));
        }
    }
    out.push('}');
}

pub(super) fn write_time(time: Time, out: &mut String) {
    put(out, format_args!("{}:{:02}", time.hour, time.minute));
    if let Some(second) = time.second {
        put(out, format_args!(":{second:02}"));
    }
    match time.afternoon {
        Some(true) => out.push_str("\\text{ pm}"),
        Some(false) => out.push_str("\\text{ am}"),
        None => {}
    }
}

/// A formula of logic; what is no letter stands in brackets.
pub(super) fn write_logic(connective: Connective, items: &[Tree], out: &mut String) {
    let sign = match connective {
        Connective::True => return out.push_str("\\top "),
        Connective::False => return out.push_str("\\bot "),
        Connective::Not => "\\lnot ",
        Connective::And => " \\land ",
        Connective::Or => " \\lor ",
        Connective::Xor => " \\veebar ",
        Connective::Implies => " \\to ",
        Connective::Iff => " \\leftrightarrow ",
        Connective::Nand => " \\uparrow ",
        Connective::Nor => " \\downarrow ",
        Connective::ForAll => "\\forall ",
        Connective::Exists => "\\exists ",
        Connective::ExistsOne => "\\exists! ",
    };
    if matches!(connective, Connective::ForAll | Connective::Exists | Connective::ExistsOne) {
        out.push_str(sign);
        let (Some(letter), Some(body)) = (items.first(), items.last()) else { return };
        write(if items.len() > 2 { &items[1] } else { letter }, Level::Relation, out);
        out.push_str(" : ");
        return write_statement(body, out);
    }
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index > 0 || connective == Connective::Not { sign } else { "" });
        write_statement(item, out);
    }
}

/// A statement as an operand.
fn write_statement(tree: &Tree, out: &mut String) {
    let closed = matches!(tree, Tree::Symbol(_) | Tree::Call(..))
        || matches!(tree, Tree::Logic(connective, _) if matches!(connective, Connective::Not | Connective::True | Connective::False));
    if closed {
        return write(tree, Level::List, out);
    }
    out.push_str("\\left(");
    write(tree, Level::List, out);
    out.push_str("\\right)");
}
