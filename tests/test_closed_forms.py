"""Sums, limits, integrals and derivatives with SymPy as the oracle: its value is accepted, another value never is."""

from __future__ import annotations

import importlib
import random
from typing import TYPE_CHECKING, Any

import pytest

from agent_tunix.rewards import math_equal

if TYPE_CHECKING:
    from collections.abc import Callable

# Most of SymPy's functions have no types.
sympy: Any = importlib.import_module("sympy")

X = sympy.Symbol("x", real=True)
N, K = sympy.symbols("n k", integer=True, positive=True)
ROUNDS = 12


def write(expression: Any) -> str:
    """Writes an expression as LaTeX."""
    return str(sympy.latex(expression, ln_notation=True))


def polynomial(rng: random.Random, letter: Any, degree: int) -> Any:
    """A polynomial with small coefficients and lead one."""
    return letter**degree + sum(rng.randint(-4, 4) * letter**power for power in range(degree))


def derivative(rng: random.Random) -> tuple[str, Any]:
    """A derivative of a function of a function."""
    outer = rng.choice([sympy.sin, sympy.exp, sympy.atan, lambda u: sympy.log(u**2 + 1), lambda u: u**3])
    body = outer(rng.randint(1, 4) * X + rng.randint(-3, 3)) * polynomial(rng, X, 2)
    return rf"\frac{{d}}{{dx}}\left({write(body)}\right)", sympy.diff(body, X)


def limit(rng: random.Random) -> tuple[str, Any]:
    """A limit of a quotient that vanishes above and below."""
    a, b = rng.randint(1, 5), rng.randint(1, 5)
    above = rng.choice(
        [sympy.sin(a * X), sympy.tan(a * X), sympy.exp(a * X) - 1, sympy.log(1 + a * X), 1 - sympy.cos(a * X)]
    )
    below = rng.choice([X, sympy.sin(b * X), sympy.exp(b * X) - 1])
    return rf"\lim_{{x\to 0}}\frac{{{write(above)}}}{{{write(below)}}}", sympy.limit(above / below, X, 0)


def integral(rng: random.Random) -> tuple[str, Any]:
    """A definite integral of a polynomial times a function."""
    body = polynomial(rng, X, rng.randint(0, 2)) * rng.choice(
        [sympy.Integer(1), sympy.exp(-X), sympy.sin(2 * X), sympy.cos(X)]
    )
    low = rng.randint(-2, 1)
    high = low + rng.randint(1, 3)
    text = rf"\int_{{{low}}}^{{{high}}}\left({write(body)}\right)\,dx"
    return text, sympy.integrate(body, (X, low, high))


def geometric(rng: random.Random) -> tuple[str, Any]:
    """A polynomial times a geometric series."""
    start = rng.randint(0, 3)
    body = polynomial(rng, N, rng.randint(0, 3)) * sympy.Rational(rng.choice([-2, -1, 1, 2, 3]), rng.randint(4, 7)) ** N
    return rf"\sum_{{n={start}}}^{{\infty}}\left({write(body)}\right)", sympy.summation(body, (N, start, sympy.oo))


def telescoping(rng: random.Random) -> tuple[str, Any]:
    """A rational function with rational poles."""
    start = rng.randint(1, 3)
    body = 1 / ((N + rng.randint(0, 2)) * (N + rng.randint(3, 5)))
    return rf"\sum_{{n={start}}}^{{\infty}}{write(body)}", sympy.summation(body, (N, start, sympy.oo))


def powers(rng: random.Random) -> tuple[str, Any]:
    """A finite sum of powers with a letter as its end."""
    body = polynomial(rng, K, rng.randint(0, 4))
    return rf"\sum_{{k=1}}^{{n}}\left({write(body)}\right)", sympy.summation(body, (K, 1, N))


FAMILIES = [derivative, limit, integral, geometric, telescoping, powers]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_values_are_accepted_and_others_are_not(family: Callable[[random.Random], tuple[str, Any]]) -> None:
    rng = random.Random(20)
    for _ in range(ROUNDS):
        text, value = family(rng)
        assert math_equal(text, write(value)), f"{text} is {value}"
        assert math_equal(write(value), text), f"{value} is {text}"
        for other in (value + 1, value + sympy.Rational(1, 7), 2 * value + 3):
            if sympy.simplify(other - value) != 0:
                assert not math_equal(text, write(other)), f"{text} is not {other}"
