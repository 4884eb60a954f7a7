//! Making trees in their one form, and walking them.

use super::tree::Tree;

impl Tree {
    /// The sum of terms: flattened, a single term stays itself.
    pub fn sum(terms: Vec<Tree>) -> Tree {
        flatten(terms, Tree::Sum, |tree| match tree {
            Tree::Sum(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// The product of factors: flattened, a single factor stays itself.
    pub fn product(factors: Vec<Tree>) -> Tree {
        flatten(factors, Tree::Product, |tree| match tree {
            Tree::Product(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// The opposite of a tree.
    pub fn negate(tree: Tree) -> Tree {
        Tree::Neg(Box::new(tree))
    }

    /// `numerator / denominator`, where a quotient divided again gets a product as its denominator. In `dy / dx` no `d` is a factor.
    pub fn quotient(numerator: Tree, denominator: Tree) -> Tree {
        if let (Some(of), Some(by)) = (numerator.differential(), denominator.differential()) {
            return Tree::Quotient(Box::new(Tree::Symbol(of)), Box::new(Tree::Symbol(by)));
        }
        Tree::Quotient(Box::new(numerator), Box::new(denominator))
    }

    /// The name of a variable's differential: `dx`.
    fn differential(&self) -> Option<String> {
        let Tree::Product(factors) = self else { return None };
        match factors.as_slice() {
            [Tree::Symbol(d), Tree::Symbol(name)] if d == "d" => Some(format!("d{name}")),
            _ => None,
        }
    }

    /// `base ^ exponent`.
    pub fn power(base: Tree, exponent: Tree) -> Tree {
        Tree::Power(Box::new(base), Box::new(exponent))
    }

    /// How many nodes lie on the longest way down.
    pub fn height(&self) -> usize {
        let mut highest = 0;
        let mut open = vec![(self, 1)];
        while let Some((tree, depth)) = open.pop() {
            highest = highest.max(depth);
            open.extend(tree.children().into_iter().map(|child| (child, depth + 1)));
        }
        highest
    }

    /// How many nodes there are.
    pub(crate) fn count_nodes(&self) -> usize {
        1 + self.children().into_iter().map(Self::count_nodes).sum::<usize>()
    }

    /// The direct parts of a node, in writing order.
    pub fn children(&self) -> Vec<&Tree> {
        match self {
            Tree::Number(_)
            | Tree::Constant(_)
            | Tree::Symbol(_)
            | Tree::Text(_)
            | Tree::Based(..)
            | Tree::Time(_)
            | Tree::Blank => Vec::new(),
            Tree::Neg(a)
            | Tree::PlusMinus(a)
            | Tree::MinusPlus(a)
            | Tree::Factorial(a, _)
            | Tree::Percent(a)
            | Tree::Degree(a)
            | Tree::Quantity(a, _)
            | Tree::Labelled(_, a) => vec![a],
            Tree::Quotient(a, b)
            | Tree::Power(a, b)
            | Tree::Binomial(a, b)
            | Tree::Indexed(a, b)
            | Tree::SetBuilder(a, b)
            | Tree::Modulo(a, b) => vec![a, b],
            Tree::Root(a, index) => std::iter::once(&**a).chain(index.as_deref()).collect(),
            Tree::Sum(items)
            | Tree::Product(items)
            | Tree::Call(_, items)
            | Tree::Ratio(items)
            | Tree::List(_, items)
            | Tree::Group(_, items)
            | Tree::Set(items)
            | Tree::Sets(_, items)
            | Tree::Logic(_, items)
            | Tree::Relation(items, _) => items.iter().collect(),
            Tree::Fold(fold) => fold.lower.iter().chain(&fold.upper).chain(std::iter::once(&fold.body)).collect(),
            Tree::Interval(interval) => vec![&interval.low, &interval.high],
            Tree::Matrix(rows) => rows.iter().flatten().collect(),
            Tree::Cases(rows) => rows.iter().flat_map(|(value, when)| std::iter::once(value).chain(when)).collect(),
        }
    }

    /// The direct parts of a node, in writing order, to be changed.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut Tree> {
        match self {
            Tree::Number(_)
            | Tree::Constant(_)
            | Tree::Symbol(_)
            | Tree::Text(_)
            | Tree::Based(..)
            | Tree::Time(_)
            | Tree::Blank => Vec::new(),
            Tree::Neg(a)
            | Tree::PlusMinus(a)
            | Tree::MinusPlus(a)
            | Tree::Factorial(a, _)
            | Tree::Percent(a)
            | Tree::Degree(a)
            | Tree::Quantity(a, _)
            | Tree::Labelled(_, a) => vec![a],
            Tree::Quotient(a, b)
            | Tree::Power(a, b)
            | Tree::Binomial(a, b)
            | Tree::Indexed(a, b)
            | Tree::SetBuilder(a, b)
            | Tree::Modulo(a, b) => vec![a, b],
            Tree::Root(a, index) => std::iter::once(&mut **a).chain(index.as_deref_mut()).collect(),
            Tree::Sum(items)
            | Tree::Product(items)
            | Tree::Call(_, items)
            | Tree::Ratio(items)
            | Tree::List(_, items)
            | Tree::Group(_, items)
            | Tree::Set(items)
            | Tree::Sets(_, items)
            | Tree::Logic(_, items)
            | Tree::Relation(items, _) => items.iter_mut().collect(),
            Tree::Fold(fold) => {
                fold.lower.iter_mut().chain(&mut fold.upper).chain(std::iter::once(&mut fold.body)).collect()
            }
            Tree::Interval(interval) => vec![&mut interval.low, &mut interval.high],
            Tree::Matrix(rows) => rows.iter_mut().flatten().collect(),
            Tree::Cases(rows) => rows.iter_mut().flat_map(|(value, when)| std::iter::once(value).chain(when)).collect(),
        }
    }

    /// Changes every node of a tree in place, the parts before the whole.
    pub(crate) fn change(&mut self, with: &mut dyn FnMut(&mut Tree)) {
        for child in self.children_mut() {
            child.change(with);
        }
        with(self);
    }
}

/// Builds an n-ary node of `items`, taking apart those that are such a node already.
fn flatten(items: Vec<Tree>, build: fn(Vec<Tree>) -> Tree, open: fn(Tree) -> Result<Vec<Tree>, Tree>) -> Tree {
    let mut flat = Vec::with_capacity(items.len());
    for item in items {
        match open(item) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    if flat.len() == 1 { flat.swap_remove(0) } else { build(flat) }
}
