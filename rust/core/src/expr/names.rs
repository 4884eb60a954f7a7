//! The names that mathematics knows, with a backslash and without.

use super::lexer::{Side, Token};
use super::tree::{Constant, FoldKind, Function, Relation, SetOperator};

/// What a single letter stands for where it is not a variable.
pub(super) fn letter<'t>(letter: &str) -> Option<Token<'t>> {
    match letter {
        "e" => Some(Token::Constant(Constant::E)),
        "i" => Some(Token::Constant(Constant::I)),
        _ => None,
    }
}

/// What a word without a backslash stands for; `rest` follows it.
pub(super) fn word<'t>(word: &'t str, rest: &str) -> Option<Token<'t>> {
    let takes_group = rest.starts_with('{');
    Some(match word {
        "and" | "AND" => Token::Joint(false),
        "or" | "OR" => Token::Joint(true),
        "pi" | "Pi" | "PI" => Token::Constant(Constant::Pi),
        "oo" | "inf" | "Inf" | "infinity" | "Infinity" | "infty" => Token::Constant(Constant::Infinity),
        "EmptySet" | "emptyset" | "varnothing" => Token::Constant(Constant::EmptySet),
        "Reals" => Token::Constant(Constant::Reals),
        "asin" => Token::Function("arcsin"),
        "acos" => Token::Function("arccos"),
        "atan" => Token::Function("arctan"),
        "acot" => Token::Function("arccot"),
        "asec" => Token::Function("arcsec"),
        "acsc" => Token::Function("arccsc"),
        "asinh" => Token::Function("arsinh"),
        "acosh" => Token::Function("arcosh"),
        "atanh" => Token::Function("artanh"),
        "sin" | "cos" | "tan" | "cot" | "sec" | "csc" | "arcsin" | "arccos" | "arctan" | "arccot" | "arcsec"
        | "arccsc" | "sinh" | "cosh" | "tanh" | "coth" | "arsinh" | "arcosh" | "artanh" | "log" | "ln" | "lg"
        | "exp" | "cis" => Token::Function(function_name(word)?),
        "gcd" | "lcm" | "max" | "min" | "det" | "sgn" if rest.starts_with('(') => Token::Function(function_name(word)?),
        "LCM" if rest.starts_with('(') => Token::Function("lcm"),
        "GCD" | "HCF" | "GCF" if rest.starts_with('(') => Token::Function("gcd"),
        "alpha" | "beta" | "gamma" | "delta" | "epsilon" | "theta" | "lambda" | "mu" | "sigma" | "omega" | "phi"
        | "psi" | "rho" | "tau" => Token::Symbol(greek(word)?),
        "sqrt" => Token::Command(word),
        "union" | "Union" if rest.trim_start().starts_with(['(', '[', '{', ']']) && rest.starts_with(' ') => {
            Token::Sets(SetOperator::Union)
        }
        // LaTeX that has lost its backslash.
        "frac" | "dfrac" | "tfrac" | "cfrac" | "text" | "mbox" | "textbf" | "mathrm" | "mathbf" | "binom"
        | "dbinom" | "overline" | "begin" | "boxed" | "operatorname" | "mathbb"
            if takes_group =>
        {
            command(word).unwrap_or(Token::Command(word))
        }
        // `3n^2pm` has two letters more; an operation has something behind it.
        "pm" | "cap" | "cup" | "div" if !begins_operand(rest) => return None,
        "cdot" | "times" | "cup" | "cap" | "pm" | "leq" | "geq" | "neq" | "div" | "circ" | "setminus" => command(word)?,
        _ => return None,
    })
}

/// Whether an operand may begin a text.
fn begins_operand(text: &str) -> bool {
    text.trim_start().starts_with(|c: char| c.is_ascii_alphanumeric() || "\\([{.]|-".contains(c))
}

/// What a command means that has no syntax of its own.
pub(super) fn command<'t>(name: &str) -> Option<Token<'t>> {
    use Relation as R;
    Some(match name {
        "cdot" | "times" | "bullet" | "centerdot" => Token::Times,
        "ast" => Token::Operator("\\ast"),
        "star" => Token::Operator("\\star"),
        "otimes" => Token::Operator("\\otimes"),
        "oplus" => Token::Operator("\\oplus"),
        "odot" => Token::Operator("\\odot"),
        "oslash" => Token::Operator("\\oslash"),
        "boxtimes" => Token::Operator("\\boxtimes"),
        "boxplus" => Token::Operator("\\boxplus"),
        "rtimes" => Token::Operator("\\rtimes"),
        "ltimes" => Token::Operator("\\ltimes"),
        "bowtie" => Token::Operator("\\bowtie"),
        "diamond" => Token::Operator("\\diamond"),
        "amalg" => Token::Operator("\\amalg"),
        "wr" => Token::Operator("\\wr"),
        "sqcap" => Token::Operator("\\sqcap"),
        "sqcup" => Token::Operator("\\sqcup"),
        "uplus" => Token::Operator("\\uplus"),
        "circledast" => Token::Operator("\\circledast"),
        "div" => Token::Slash,
        "pm" => Token::PlusMinus,
        "mp" => Token::MinusPlus,
        "pi" => Token::Constant(Constant::Pi),
        "infty" | "infin" => Token::Constant(Constant::Infinity),
        "emptyset" | "varnothing" | "O" => Token::Constant(Constant::EmptySet),
        "R" | "reals" | "Reals" => Token::Constant(Constant::Reals),
        "Z" => Token::Constant(Constant::Integers),
        "N" => Token::Constant(Constant::Naturals),
        "Q" => Token::Constant(Constant::Rationals),
        "dots" | "ldots" | "cdots" | "dotsc" | "dotsb" | "vdots" | "ddots" => Token::Constant(Constant::Dots),
        "imath" => Token::Constant(Constant::I),
        "Pr" => Token::Symbol("\\Pr"),
        "jmath" => Token::Symbol("j"),
        "degree" | "circ" | "textdegree" => Token::Degree,
        "prime" => Token::Prime,
        "percent" => Token::Percent,
        "le" | "leq" | "leqslant" | "leqq" => Token::Relation(R::LessEqual),
        "ge" | "geq" | "geqslant" | "geqq" => Token::Relation(R::GreaterEqual),
        "lt" => Token::Relation(R::Less),
        "gt" => Token::Relation(R::Greater),
        "ne" | "neq" => Token::Relation(R::NotEqual),
        "eq" => Token::Relation(R::Equal),
        "approx" | "simeq" | "sim" | "thickapprox" | "approxeq" => Token::Relation(R::Approx),
        "equiv" | "cong" => Token::Relation(R::Equivalent),
        "in" => Token::Relation(R::In),
        "notin" => Token::Relation(R::NotIn),
        "subset" | "subsetneq" | "subsetneqq" | "varsubsetneq" => Token::Relation(R::Subset),
        "subseteq" => Token::Relation(R::SubsetEqual),
        "supset" | "supsetneq" | "supsetneqq" | "varsupsetneq" => Token::Relation(R::Superset),
        "supseteq" => Token::Relation(R::SupersetEqual),
        "Leftarrow" | "Longleftarrow" | "impliedby" => Token::Relation(R::From),
        "propto" => Token::Relation(R::Proportional),
        "to" | "rightarrow" | "longrightarrow" | "mapsto" | "Rightarrow" | "implies" | "longmapsto" => {
            Token::Relation(R::To)
        }
        "parallel" => Token::Relation(R::Parallel),
        "perp" => Token::Relation(R::Perpendicular),
        "mid" | "divides" => Token::Relation(R::Divides),
        "not" => Token::Not,
        "cup" | "bigcup" => Token::Sets(SetOperator::Union),
        "cap" | "bigcap" => Token::Sets(SetOperator::Intersection),
        "setminus" | "backslash" | "smallsetminus" => Token::Sets(SetOperator::Difference),
        "land" | "wedge" => Token::Joint(false),
        "lor" | "vee" => Token::Joint(true),
        "sum" => Token::Fold(FoldKind::Sum),
        "prod" => Token::Fold(FoldKind::Product),
        "int" => Token::Fold(FoldKind::Integral),
        "lim" => Token::Fold(FoldKind::Limit),
        "langle" => Token::Open('<'),
        "rangle" => Token::Close('>'),
        "lbrace" => Token::Open('{'),
        "rbrace" => Token::Close('}'),
        "lbrack" => Token::Open('['),
        "rbrack" => Token::Close(']'),
        "lparen" => Token::Open('('),
        "rparen" => Token::Close(')'),
        "lfloor" => Token::Open('f'),
        "rfloor" => Token::Close('f'),
        "lceil" => Token::Open('c'),
        "rceil" => Token::Close('c'),
        "lvert" => Token::Bar(Side::Left),
        "rvert" => Token::Bar(Side::Right),
        "vert" | "middle" => Token::Bar(Side::Either),
        "Vert" | "lVert" | "rVert" => Token::DoubleBar,
        "colon" => Token::Colon,
        "over" => Token::Over,
        "choose" => Token::Choose,
        "cr" | "newline" => Token::Row,
        "pounds" | "textsterling" => Token::Currency("£"),
        "euro" | "texteuro" => Token::Currency("€"),
        "yen" | "textyen" => Token::Currency("¥"),
        "dollar" | "textdollar" => Token::Currency("$"),
        "Re" | "Im" => Token::Function(function_name(name)?),
        _ => {
            if let Some(function) = function_name(name) {
                return Some(Token::Function(function));
            }
            return greek(name).map(Token::Symbol);
        }
    })
}

/// Whether a command only styles what follows, sizes it, or spaces it.
pub(super) fn is_style(name: &str) -> bool {
    matches!(
        name,
        "quad"
            | "qquad"
            | "displaystyle"
            | "textstyle"
            | "scriptstyle"
            | "scriptscriptstyle"
            | "limits"
            | "nolimits"
            | "boxed"
            | "fbox"
            | "framebox"
            | "big"
            | "Big"
            | "bigg"
            | "Bigg"
            | "bigm"
            | "rm"
            | "bf"
            | "it"
            | "tt"
            | "sf"
            | "cal"
            | "mathbf"
            | "boldsymbol"
            | "bm"
            | "bold"
            | "mathit"
            | "mathcal"
            | "mathsf"
            | "mathtt"
            | "mathnormal"
            | "mathscr"
            | "mathfrak"
            | "ensuremath"
            | "underline"
            | "hline"
            | "hfill"
            | "notag"
            | "nonumber"
            | "mathstrut"
            | "strut"
            | "small"
            | "large"
            | "Large"
            | "normalsize"
            | "thinspace"
            | "medspace"
            | "thickspace"
            | "negthinspace"
            | "enspace"
            | "space"
            | "nobreakspace"
            | "noindent"
            | "centering"
            | "par"
            | "smash"
            | "mathopen"
            | "mathclose"
            | "mathrel"
            | "mathbin"
            | "mathord"
            | "mathop"
            | "allowbreak"
            | "relax"
            | "unit"
    )
}

/// A function's one name, by any of its names.
pub(super) fn function_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "sin" | "sen" => "sin",
        "cos" => "cos",
        "sech" => "sech",
        "csch" | "cosech" => "csch",
        "tan" | "tg" => "tan",
        "cot" | "ctg" | "cotg" => "cot",
        "sec" => "sec",
        "csc" | "cosec" => "csc",
        "arcsin" | "asin" => "arcsin",
        "arccos" | "acos" => "arccos",
        "arctan" | "atan" | "arctg" => "arctan",
        "arccot" | "acot" | "arcctg" => "arccot",
        "arcsec" | "asec" => "arcsec",
        "arccsc" | "acsc" => "arccsc",
        "sinh" | "senh" => "sinh",
        "cosh" => "cosh",
        "tanh" => "tanh",
        "coth" => "coth",
        "arsinh" | "arcsinh" | "asinh" => "arsinh",
        "arcosh" | "arccosh" | "acosh" => "arcosh",
        "artanh" | "arctanh" | "atanh" => "artanh",
        "log" => "log",
        "ln" => "ln",
        "lg" => "lg",
        "exp" => "exp",
        "gcd" => "gcd",
        "lcm" => "lcm",
        "max" => "max",
        "min" => "min",
        "sgn" | "sign" | "signum" => "sgn",
        "Re" | "re" => "Re",
        "Im" | "im" => "Im",
        "arg" => "arg",
        "det" => "det",
        "cis" => "cis",
        _ => return None,
    })
}

/// The function of a name that [`function_name`] gives.
pub(super) fn function_of(name: &str) -> Function {
    match name {
        "sin" => Function::Sin,
        "cos" => Function::Cos,
        "tan" => Function::Tan,
        "cot" => Function::Cot,
        "sec" => Function::Sec,
        "csc" => Function::Csc,
        "arcsin" => Function::Arcsin,
        "arccos" => Function::Arccos,
        "arctan" => Function::Arctan,
        "arccot" => Function::Arccot,
        "arcsec" => Function::Arcsec,
        "arccsc" => Function::Arccsc,
        "sinh" => Function::Sinh,
        "cosh" => Function::Cosh,
        "tanh" => Function::Tanh,
        "coth" => Function::Coth,
        "arsinh" => Function::Arsinh,
        "arcosh" => Function::Arcosh,
        "artanh" => Function::Artanh,
        "log" | "lg" => Function::Log,
        "ln" => Function::Ln,
        "exp" => Function::Exp,
        "gcd" => Function::Gcd,
        "lcm" => Function::Lcm,
        "max" => Function::Max,
        "min" => Function::Min,
        "sgn" => Function::Sign,
        "Re" => Function::Re,
        "Im" => Function::Im,
        "arg" => Function::Arg,
        "det" => Function::Det,
        _ => Function::Named(name.to_owned()),
    }
}

/// What `f^{-1}` is called where it has a name.
pub(super) fn inverse_of(function: &Function) -> Option<Function> {
    Some(match function {
        Function::Sin => Function::Arcsin,
        Function::Cos => Function::Arccos,
        Function::Tan => Function::Arctan,
        Function::Cot => Function::Arccot,
        Function::Sec => Function::Arcsec,
        Function::Csc => Function::Arccsc,
        Function::Sinh => Function::Arsinh,
        Function::Cosh => Function::Arcosh,
        Function::Tanh => Function::Artanh,
        _ => return None,
    })
}

/// The canonical spelling of a letter that has a command.
pub(super) fn greek(name: &str) -> Option<&'static str> {
    Some(match name {
        "alpha" => "\\alpha",
        "beta" => "\\beta",
        "gamma" => "\\gamma",
        "delta" => "\\delta",
        "epsilon" | "varepsilon" => "\\epsilon",
        "zeta" => "\\zeta",
        "eta" => "\\eta",
        "theta" | "vartheta" => "\\theta",
        "iota" => "\\iota",
        "kappa" => "\\kappa",
        "lambda" => "\\lambda",
        "mu" => "\\mu",
        "nu" => "\\nu",
        "xi" => "\\xi",
        "rho" | "varrho" => "\\rho",
        "sigma" | "varsigma" => "\\sigma",
        "tau" => "\\tau",
        "upsilon" => "\\upsilon",
        "phi" | "varphi" => "\\phi",
        "chi" => "\\chi",
        "psi" => "\\psi",
        "omega" => "\\omega",
        "Gamma" => "\\Gamma",
        "Delta" => "\\Delta",
        "Theta" => "\\Theta",
        "Lambda" => "\\Lambda",
        "Xi" => "\\Xi",
        "Pi" => "\\Pi",
        "Sigma" => "\\Sigma",
        "Phi" => "\\Phi",
        "Psi" => "\\Psi",
        "Omega" => "\\Omega",
        "ell" => "\\ell",
        "hbar" => "\\hbar",
        "partial" => "\\partial",
        "aleph" => "\\aleph",
        _ => return None,
    })
}

/// The number sets of `\mathbb`.
pub(super) fn blackboard(letter: &str) -> Option<Constant> {
    Some(match letter.trim() {
        "R" => Constant::Reals,
        "Z" => Constant::Integers,
        "Q" => Constant::Rationals,
        "N" => Constant::Naturals,
        "C" => Constant::Complexes,
        _ => return None,
    })
}
