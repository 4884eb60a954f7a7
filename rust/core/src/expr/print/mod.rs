//! Trees as LaTeX that is read back as the same tree.

mod parts;
mod signs;

use parts::{write_fold, write_logic, write_quantity, write_time};
pub(super) use signs::function;
use signs::{constant_name, numeral, relation_sign};

use super::parser::operator::is_infix;
use super::tree::{Bracket, Constant, FoldKind, Function, Interval, Joint, SetOperator, Tree};
use crate::number::{Form, Number};

/// How closely a node holds together; a node in a place that asks for more gets brackets.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Level {
    List,
    Relation,
    Sets,
    Ratio,
    Integral,
    Sum,
    Product,
    Factor,
    Base,
}

/// A tree as LaTeX.
pub(super) fn latex(tree: &Tree) -> String {
    let mut out = String::new();
    write(tree, Level::List, &mut out);
    out
}

/// The level of a node by itself.
fn level_of(tree: &Tree) -> Level {
    match tree {
        Tree::List(..) | Tree::Logic(..) => Level::List,
        Tree::Relation(..) | Tree::Modulo(..) => Level::Relation,
        Tree::Sets(..) => Level::Sets,
        Tree::Ratio(_) | Tree::Labelled(..) => Level::Ratio,
        Tree::Fold(fold) if fold.kind == FoldKind::Integral => Level::Integral,
        Tree::Sum(_) | Tree::Neg(_) | Tree::PlusMinus(_) | Tree::MinusPlus(_) => Level::Sum,
        Tree::Quantity(value, _) if level_of(value) == Level::Sum => Level::Sum,
        Tree::Product(_)
        | Tree::Quantity(..)
        | Tree::Fold(_)
        | Tree::Call(Function::Mod | Function::Cross | Function::Ordered, _) => Level::Product,
        Tree::Call(Function::Named(name), _) if is_infix(name) || name.ends_with(['_', '^']) => Level::Product,
        Tree::Number(number) if number.value.is_negative() => Level::Sum,
        Tree::Number(number) if number.form == Form::Mixed || !number.value.is_decimal() => Level::Factor,
        Tree::Quotient(..)
        | Tree::Binomial(..)
        | Tree::Percent(_)
        | Tree::Degree(_)
        | Tree::Factorial(..)
        | Tree::Power(..)
        | Tree::Based(..)
        | Tree::Indexed(..)
        | Tree::Time(_)
        | Tree::Text(_) => Level::Factor,
        _ => Level::Base,
    }
}

/// Writes `tree` where `level` is asked for.
fn write(tree: &Tree, level: Level, out: &mut String) {
    if level_of(tree) < level {
        out.push_str("\\left(");
        write(tree, Level::List, out);
        out.push_str("\\right)");
        return;
    }
    match tree {
        Tree::Number(number) => push(out, &numeral(number)),
        Tree::Constant(constant) => push(out, constant_name(*constant)),
        // A capital I alone is a variable, not the imaginary unit.
        Tree::Symbol(name) if name == "I" => out.push_str("\\mathit{I}"),
        // What stands behind a name of several capitals is not that of its last one alone.
        Tree::Symbol(name) if level == Level::Base && is_capitals(name) => put(out, format_args!("{{{name}}}")),
        Tree::Symbol(name) => push(out, name),
        Tree::Text(words) => put(out, format_args!("\\text{{{words}}}")),
        Tree::Sum(terms) => write_sum(terms, out),
        Tree::Product(factors) => write_product(factors, out),
        Tree::Neg(inner) => prefixed("-", inner, out),
        Tree::PlusMinus(inner) => prefixed("\\pm ", inner, out),
        Tree::MinusPlus(inner) => prefixed("\\mp ", inner, out),
        Tree::Quotient(above, below) => command("\\frac", &[above, below], out),
        Tree::Binomial(upper, lower) => command("\\binom", &[upper, lower], out),
        Tree::Power(base, exponent) => {
            write(base, Level::Base, out);
            out.push_str("^{");
            write(exponent, Level::List, out);
            out.push('}');
        }
        Tree::Root(radicand, index) => {
            out.push_str("\\sqrt");
            if let Some(index) = index {
                out.push('[');
                write(index, Level::List, out);
                out.push(']');
            }
            command("", &[radicand], out);
        }
        Tree::Call(function, arguments) => write_call(function, arguments, out),
        Tree::Factorial(base, order) => {
            write(base, Level::Base, out);
            out.extend(std::iter::repeat_n('!', *order as usize));
        }
        Tree::Fold(fold) => write_fold(fold, out),
        Tree::Percent(value) => {
            write(value, Level::Base, out);
            out.push_str("\\%");
        }
        Tree::Degree(value) => {
            write(value, Level::Base, out);
            out.push_str("^{\\circ}");
        }
        Tree::Quantity(value, unit) => write_quantity(value, unit, out),
        Tree::Based(digits, base) => put(out, format_args!("{digits}_{{{base}}}")),
        Tree::Indexed(base, index) => {
            write(base, Level::Base, out);
            out.push_str("_{");
            write(index, Level::List, out);
            out.push('}');
        }
        Tree::Time(time) => write_time(*time, out),
        Tree::Ratio(items) => separated(items, " : ", Level::Sum, out),
        Tree::List(joint, items) => write_list(*joint, items, out),
        Tree::Group(bracket, items) => {
            let (open, close) = match bracket {
                Bracket::Round => ("\\left(", "\\right)"),
                Bracket::Square => ("\\left[", "\\right]"),
                Bracket::Angle => ("\\left\\langle ", "\\right\\rangle "),
            };
            out.push_str(open);
            separated(items, ", ", Level::Relation, out);
            out.push_str(close);
        }
        Tree::Set(items) => {
            out.push_str("\\left\\{");
            separated(items, ", ", Level::List, out);
            out.push_str("\\right\\}");
        }
        Tree::SetBuilder(member, condition) => {
            out.push_str("\\left\\{");
            write(member, Level::List, out);
            out.push_str(" \\mid ");
            write(condition, Level::List, out);
            out.push_str("\\right\\}");
        }
        Tree::Interval(interval) => {
            let Interval { low, high, low_closed, high_closed } = &**interval;
            out.push_str(if *low_closed { "\\left[" } else { "\\left(" });
            write(low, Level::Relation, out);
            out.push_str(", ");
            write(high, Level::Relation, out);
            out.push_str(if *high_closed { "\\right]" } else { "\\right)" });
        }
        Tree::Sets(operator, items) => {
            let sign = match operator {
                SetOperator::Union => " \\cup ",
                SetOperator::Intersection => " \\cap ",
                SetOperator::Difference => " \\setminus ",
                SetOperator::SymmetricDifference => " \\triangle ",
            };
            separated(items, sign, Level::Ratio, out);
        }
        Tree::Matrix(rows) => {
            out.push_str("\\begin{pmatrix} ");
            for (index, row) in rows.iter().enumerate() {
                out.push_str(if index > 0 { " \\\\ " } else { "" });
                separated(row, " & ", Level::List, out);
            }
            out.push_str(" \\end{pmatrix}");
        }
        Tree::Cases(rows) => {
            out.push_str("\\begin{cases} ");
            for (index, (value, condition)) in rows.iter().enumerate() {
                out.push_str(if index > 0 { " \\\\ " } else { "" });
                write(value, Level::List, out);
                if let Some(condition) = condition {
                    out.push_str(" & ");
                    write(condition, Level::List, out);
                }
            }
            out.push_str(" \\end{cases}");
        }
        Tree::Relation(members, operators) => {
            for (index, member) in members.iter().enumerate() {
                if let Some(operator) = index.checked_sub(1).and_then(|before| operators.get(before)) {
                    out.push_str(relation_sign(*operator));
                }
                write(member, Level::Sets, out);
            }
        }
        Tree::Modulo(relation, modulus) => {
            write(relation, Level::Relation, out);
            command(" \\pmod", &[modulus], out);
        }
        Tree::Logic(connective, items) => write_logic(*connective, items, out),
        Tree::Blank => {}
        Tree::Labelled(letter, content) => {
            put(out, format_args!("\\text{{({letter}) }}"));
            write(content, Level::List, out);
        }
    }
}

/// Appends what is formatted.
fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a String can't fail.
    let _ = std::fmt::Write::write_fmt(out, text);
}

/// Appends a piece, with a space where a command would swallow its first letter.
fn push(out: &mut String, piece: &str) {
    if piece.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let letters = out.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        if letters > 0 && out.as_bytes().get(out.len().wrapping_sub(letters + 1)) == Some(&b'\\') {
            out.push(' ');
        }
    }
    out.push_str(piece);
}

/// `name{…}{…}`.
fn command(name: &str, arguments: &[&Tree], out: &mut String) {
    out.push_str(name);
    for argument in arguments {
        out.push('{');
        write(argument, Level::List, out);
        out.push('}');
    }
}

fn separated(items: &[Tree], separator: &str, level: Level, out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index > 0 { separator } else { "" });
        write(item, level, out);
    }
}

/// A sign before a product; what has a sign itself gets brackets.
fn prefixed(sign: &str, inner: &Tree, out: &mut String) {
    out.push_str(sign);
    write(inner, Level::Product, out);
}

/// Whether a name is written in several capitals.
fn is_capitals(name: &str) -> bool {
    name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn write_sum(terms: &[Tree], out: &mut String) {
    for (index, term) in terms.iter().enumerate() {
        if index == 0 {
            // A sum in a sum can't come first without brackets.
            let level = if matches!(term, Tree::Sum(_)) { Level::Product } else { Level::Sum };
            write(term, level, out);
            continue;
        }
        match term {
            Tree::Neg(inner) => prefixed(" - ", inner, out),
            Tree::PlusMinus(inner) => prefixed(" \\pm ", inner, out),
            Tree::MinusPlus(inner) => prefixed(" \\mp ", inner, out),
            other => prefixed(" + ", other, out),
        }
    }
}

fn write_product(factors: &[Tree], out: &mut String) {
    for (index, factor) in factors.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|before| &factors[before]) {
            out.push_str(match (before, factor) {
                (Tree::Number(number), next) if is_juxtaposed(number, next) => "",
                (before, next) if is_letter(before) && is_letter(next) => " ",
                _ => " \\cdot ",
            });
        }
        write(factor, Level::Factor, out);
    }
}

/// Whether a factor may stand right after a numeral.
fn is_juxtaposed(number: &Number, next: &Tree) -> bool {
    matches!(number.form, Form::Integer | Form::Decimal)
        && match next {
            Tree::Root(..) => true,
            Tree::Power(base, _) => is_letter(base),
            Tree::Symbol(name) if name.starts_with("\\mathbf{") => true,
            next => is_letter(next),
        }
}

/// Whether a node is one letter, which may stand beside another.
fn is_letter(tree: &Tree) -> bool {
    match tree {
        Tree::Constant(constant) => matches!(constant, Constant::Pi | Constant::E | Constant::I),
        Tree::Symbol(name) => {
            name.len() == 1 && !matches!(name.as_str(), "U" | "u" | "'")
                || name.starts_with('\\') && !name.contains(['{', ' ', '\''])
        }
        _ => false,
    }
}

fn write_call(called: &Function, arguments: &[Tree], out: &mut String) {
    let (open, close) = match (called, arguments) {
        (Function::Abs, [_]) => ("\\left|", "\\right|"),
        (Function::Norm, [_]) => ("\\|", "\\|"),
        (Function::Floor, [_]) => ("\\lfloor ", " \\rfloor "),
        (Function::Ceil, [_]) => ("\\lceil ", " \\rceil "),
        (Function::Bar, [_]) => ("\\overline{", "}"),
        (Function::Named(name), [_]) if name == "\\langle" => ("\\left\\langle ", "\\right\\rangle "),
        (Function::Mod, [value, modulus]) => {
            write(value, Level::Product, out);
            out.push_str(" \\bmod ");
            write(modulus, Level::Factor, out);
            return;
        }
        (Function::Named(name), _) if is_infix(name) => {
            return separated(arguments, &format!(" {name} "), Level::Factor, out);
        }
        (Function::Named(name), _) if name.starts_with('\\') && name.ends_with(['_', '^']) => {
            let marks = name.len() - name.trim_end_matches(['_', '^']).len();
            out.push_str(name.trim_end_matches(['_', '^']));
            for (at, argument) in arguments.iter().enumerate() {
                if at < marks {
                    out.push_str(&name[name.len() - marks + at..=name.len() - marks + at]);
                    out.push('{');
                    write(argument, Level::List, out);
                    out.push('}');
                } else {
                    out.push(' ');
                    write(argument, Level::Product, out);
                }
            }
            return;
        }
        (Function::Cross | Function::Ordered, _) => {
            let sign = if *called == Function::Cross { " \\times " } else { " " };
            return separated(arguments, sign, Level::Factor, out);
        }
        (Function::Log, [value, base]) => {
            out.push_str("\\log_{");
            write(base, Level::List, out);
            out.push_str("}\\left(");
            write(value, Level::List, out);
            out.push_str("\\right)");
            return;
        }
        _ => {
            push(out, &function(called));
            if arguments.is_empty() {
                return;
            }
            ("\\left(", "\\right)")
        }
    };
    out.push_str(open);
    separated(arguments, ", ", if arguments.len() == 1 { Level::List } else { Level::Relation }, out);
    out.push_str(close);
}

fn write_list(joint: Joint, items: &[Tree], out: &mut String) {
    let word = match joint {
        Joint::Comma => return separated(items, ", ", Level::Relation, out),
        Joint::And => " \\text{ and } ",
        Joint::Or => " \\text{ or } ",
    };
    // "And" binds closer than "or": groups of an "or" need no brackets.
    for (index, item) in items.iter().enumerate() {
        let grouped = joint == Joint::Or && matches!(item, Tree::List(Joint::And, _));
        if index > 0 {
            out.push_str(if index + 1 == items.len() || joint == Joint::Or { word } else { ", " });
        }
        write(item, if grouped { Level::List } else { Level::Relation }, out);
    }
}
