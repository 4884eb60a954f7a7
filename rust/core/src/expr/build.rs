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
            open.extend(tree.children().map(|child| (child, depth + 1)));
        }
        highest
    }

    /// How many nodes there are.
    pub(crate) fn count_nodes(&self) -> usize {
        1 + self.children().map(Self::count_nodes).sum::<usize>()
    }

    /// The direct parts of a node, in writing order.
    pub fn children(&self) -> Children<'_> {
        let few = |first, second, third| Children(Parts::Few([first, second, third].into_iter()));
        match self {
            Tree::Number(_)
            | Tree::Constant(_)
            | Tree::Symbol(_)
            | Tree::Text(_)
            | Tree::Based(..)
            | Tree::Time(_)
            | Tree::Blank => few(None, None, None),
            Tree::Neg(a)
            | Tree::PlusMinus(a)
            | Tree::MinusPlus(a)
            | Tree::Factorial(a, _)
            | Tree::Percent(a)
            | Tree::Degree(a)
            | Tree::Quantity(a, _)
            | Tree::Labelled(_, a) => few(Some(a), None, None),
            Tree::Quotient(a, b)
            | Tree::Power(a, b)
            | Tree::Binomial(a, b)
            | Tree::Indexed(a, b)
            | Tree::SetBuilder(a, b)
            | Tree::Modulo(a, b) => few(Some(a), Some(b), None),
            Tree::Root(a, index) => few(Some(a), index.as_deref(), None),
            Tree::Sum(items)
            | Tree::Product(items)
            | Tree::Call(_, items)
            | Tree::Ratio(items)
            | Tree::List(_, items)
            | Tree::Group(_, items)
            | Tree::Set(items)
            | Tree::Sets(_, items)
            | Tree::Logic(_, items)
            | Tree::Relation(items, _) => Children(Parts::Many(items.iter())),
            Tree::Fold(fold) => few(fold.lower.as_ref(), fold.upper.as_ref(), Some(&fold.body)),
            Tree::Interval(interval) => few(Some(&interval.low), Some(&interval.high), None),
            Tree::Matrix(rows) => Children(Parts::Listed(rows.iter().flatten().collect::<Vec<_>>().into_iter())),
            Tree::Cases(rows) => {
                let parts = rows.iter().flat_map(|(value, when)| std::iter::once(value).chain(when));
                Children(Parts::Listed(parts.collect::<Vec<_>>().into_iter()))
            }
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

/// The direct parts of a node, from [`Tree::children`].
#[derive(Clone, Debug)]
pub struct Children<'t>(Parts<'t>);

/// How the parts of a node are stored. Only tables are listed anew.
#[derive(Clone, Debug)]
enum Parts<'t> {
    Few(std::array::IntoIter<Option<&'t Tree>, 3>),
    Many(std::slice::Iter<'t, Tree>),
    Listed(std::vec::IntoIter<&'t Tree>),
}

impl<'t> Iterator for Children<'t> {
    type Item = &'t Tree;

    #[inline]
    fn next(&mut self) -> Option<&'t Tree> {
        match &mut self.0 {
            Parts::Few(parts) => parts.find_map(|part| part),
            Parts::Many(parts) => parts.next(),
            Parts::Listed(parts) => parts.next(),
        }
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
