//! Environments with rows: matrices, cases, aligned equations.

use super::super::Unreadable;
use super::super::lexer::Token;
use super::super::tree::{Function, Joint, Tree};
use super::product::is_condition;
use super::{Context, Parser, Read, list_of};
use crate::lexicon::phrases;

/// What the rows of an environment are.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Matrix,
    Determinant,
    Norm,
    Cases,
    Lines,
}

impl Parser<'_> {
    /// `\begin{name}` up to its end.
    pub(super) fn environment(&mut self) -> Read {
        let name = self.lexer.skip_argument().trim_end_matches('*');
        let kind = match name {
            "pmatrix" | "bmatrix" | "matrix" | "smallmatrix" | "Bmatrix" | "psmallmatrix" | "bsmallmatrix" => {
                Kind::Matrix
            }
            "array" | "tabular" => {
                self.lexer.skip_argument();
                Kind::Matrix
            }
            "vmatrix" => Kind::Determinant,
            "Vmatrix" => Kind::Norm,
            "cases" | "dcases" | "rcases" => Kind::Cases,
            "aligned" | "align" | "alignat" | "gather" | "gathered" | "split" | "equation" | "multline"
            | "eqnarray" | "displaymath" | "math" | "center" | "document" => Kind::Lines,
            _ => return Err(Unreadable::NotMath),
        };
        let rows = self.rows(kind == Kind::Lines, |parser| parser.token == Token::Command("end"))?;
        if self.token == Token::Command("end") {
            self.lexer.skip_argument();
            self.lexer.rows -= 1;
            self.advance();
        } else {
            self.lexer.rows -= 1;
        }
        match kind {
            // Without brackets one entry is itself.
            Kind::Matrix if name == "matrix" && rows.len() == 1 && rows[0].len() == 1 => {
                rows.into_iter().flatten().next().ok_or(Unreadable::NotMath)
            }
            Kind::Matrix => matrix(rows),
            Kind::Determinant => Ok(Tree::Call(Function::Det, vec![matrix(rows)?])),
            Kind::Norm => Ok(Tree::Call(Function::Norm, vec![matrix(rows)?])),
            Kind::Cases if rows.is_empty() => Err(Unreadable::NotMath),
            Kind::Cases => Ok(cases(rows)),
            Kind::Lines => lines(rows),
        }
    }

    /// `\pmatrix{1 & 2 \cr 3 & 4}`.
    pub(super) fn plain_matrix(&mut self) -> Read {
        self.advance();
        if self.token != Token::GroupOpen {
            return Err(Unreadable::NotMath);
        }
        let rows = self.rows(false, |parser| parser.token == Token::GroupClose)?;
        self.lexer.rows -= 1;
        self.expect(Token::GroupClose)?;
        matrix(rows)
    }

    /// Rows of cells, from the current token on. The caller takes the count of open rows down again.
    fn rows(&mut self, aligned: bool, ended: fn(&Self) -> bool) -> Read<Vec<Vec<Tree>>> {
        self.lexer.rows += 1;
        let context = Context { aligned, ..Context::default() };
        self.within(context, |parser| {
            parser.advance();
            let mut rows = vec![Vec::new()];
            let mut open = true;
            loop {
                let row = rows.last_mut().ok_or(Unreadable::NotMath)?;
                if parser.token == Token::Row {
                    parser.advance();
                    if open && !row.is_empty() {
                        row.push(Tree::Blank);
                    }
                    if !row.is_empty() {
                        rows.push(Vec::new());
                    }
                    open = true;
                } else if parser.token == Token::Ampersand {
                    parser.advance();
                    if open {
                        row.push(Tree::Blank);
                    }
                    open = true;
                } else if ended(parser) || matches!(parser.token, Token::End | Token::GroupClose) {
                    break;
                } else if open {
                    row.push(parser.cell()?);
                    open = false;
                } else if parser.token == Token::Stop {
                    parser.advance();
                } else if let Some(condition) = parser.cell_condition()? {
                    row.push(condition);
                } else {
                    return Err(Unreadable::NotMath);
                }
            }
            if rows.last().is_some_and(Vec::is_empty) {
                rows.pop();
            }
            Ok(rows)
        })
    }

    /// One cell; a condition's "if" is passed over.
    fn cell(&mut self) -> Read {
        if let Some(condition) = self.cell_condition()? {
            return Ok(condition);
        }
        self.list()
    }

    /// The condition that begins here, without its "if".
    fn cell_condition(&mut self) -> Read<Option<Tree>> {
        match self.token {
            Token::Word(word) if phrases::CASES_CONDITIONS.contains(&word) => {
                self.advance();
                self.list().map(Some)
            }
            Token::Word(word) if phrases::CASES_OTHERWISE.contains(&word) => {
                self.advance();
                Ok(Some(Tree::Text("otherwise".to_owned())))
            }
            Token::Command(_) => {
                let Some(text) = self.text_ahead().filter(|text| is_condition(text)) else { return Ok(None) };
                let word = text.split(' ').next().unwrap_or("");
                let rest = text[word.len()..].trim();
                self.lexer.skip_argument();
                self.advance();
                if phrases::CASES_OTHERWISE.contains(&word.trim_end_matches('.')) {
                    return Ok(Some(Tree::Text("otherwise".to_owned())));
                }
                if rest.is_empty() {
                    return self.list().map(Some);
                }
                self.nested(rest).map(Some)
            }
            _ => Ok(None),
        }
    }
}

/// A matrix of rows that are equally long.
fn matrix(rows: Vec<Vec<Tree>>) -> Read {
    let width = rows.first().map_or(0, Vec::len);
    let is_blank = rows.iter().flatten().all(|cell| *cell == Tree::Blank);
    if is_blank || rows.iter().any(|row| row.len() != width) {
        return Err(Unreadable::NotMath);
    }
    Ok(Tree::Matrix(rows))
}

/// Values and conditions; what is neither is dropped.
fn cases(rows: Vec<Vec<Tree>>) -> Tree {
    Tree::Cases(
        rows.into_iter()
            .filter_map(|row| {
                let mut cells = row.into_iter();
                cells.next().map(|value| (value, cells.find(|cell| *cell != Tree::Blank)))
            })
            .collect(),
    )
}

/// The rows of `\left\{ \begin{array}…\end{array} \right.` as cases.
pub(super) fn system_of(matrix: Tree) -> Tree {
    match matrix {
        Tree::Matrix(rows) => cases(rows),
        other => other,
    }
}

/// Lines of equations: a line that begins with a relation goes on with the one before.
fn lines(rows: Vec<Vec<Tree>>) -> Read {
    let mut lines: Vec<Tree> = Vec::new();
    for line in rows.into_iter().flatten() {
        match (lines.last_mut(), line) {
            (Some(last), Tree::Relation(members, operators)) if members.first() == Some(&Tree::Blank) => {
                let before = std::mem::replace(last, Tree::Blank);
                let (mut all, mut signs) = match before {
                    Tree::Relation(members, operators) => (members, operators),
                    other => (vec![other], Vec::new()),
                };
                all.extend(members.into_iter().skip(1));
                signs.extend(operators);
                *last = Tree::Relation(all, signs);
            }
            (_, line) => lines.push(line),
        }
    }
    if lines.is_empty() { Err(Unreadable::NotMath) } else { Ok(list_of(lines, Joint::And)) }
}
