"""Pairs of an answer and a truth, with what a mathematician says: how graders differ, at a glance."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """One question of equality; `equal` is `None` where the notation leaves it to a convention."""

    answer: str
    truth: str
    equal: bool | None


YES, NO, EITHER = True, False, None

#: By kind, in the order of the table.
PAIRS: dict[str, tuple[Pair, ...]] = {
    "numbers": (
        Pair(r"0.5", r"\frac{1}{2}", YES),
        Pair(r"\frac{2}{4}", r"\frac{1}{2}", YES),
        Pair(r"2\frac{1}{2}", r"\frac{5}{2}", YES),
        Pair(r"0.33", r"\frac{1}{3}", NO),
        Pair(r"0.3333333", r"\frac{1}{3}", NO),
        Pair(r"0.\overline{3}", r"\frac{1}{3}", YES),
        Pair(r"1,234", r"1234", YES),
        Pair(r"1{,}234", r"1234", YES),
        Pair(r"1,2", r"12", NO),
        Pair(r"100001", r"100000", NO),
        Pair(r"12345678901234567890", r"12345678901234567891", NO),
        Pair(r"6.02\times 10^{23}", r"602000000000000000000000", YES),
        Pair(r"0.00000001", r"0", NO),
        Pair(r"0.0000002", r"0.0000001", NO),
        Pair(r"3^{-80}", r"3^{-81}", NO),
        Pair(r"3.1416", r"\pi", NO),
        Pair(r"2.7", r"2.718", NO),
        Pair(r"-7", r"7", NO),
        Pair(r"\text{four}", r"4", YES),
        Pair(r"101_2", r"5", YES),
        Pair(r"2+3i", r"3i+2", YES),
    ),
    "percent, money, units": (
        Pair(r"50\%", r"0.5", YES),
        Pair(r"50\%", r"50", EITHER),
        Pair(r"50", r"0.5", NO),
        Pair(r"\$18.50", r"18.5", YES),
        Pair(r"5\text{ cm}", r"5", YES),
        Pair(r"5\text{ cm}", r"5\text{ m}", NO),
        Pair(r"2\text{ hours}", r"120\text{ minutes}", YES),
        Pair(r"90^\circ", r"90", YES),
        Pair(r"30^\circ", r"\frac{\pi}{6}", YES),
        Pair(r"4:30", r"6:30", NO),
        Pair(r"3:2", r"6:4", YES),
    ),
    "expressions": (
        Pair(r"\sqrt{12}", r"2\sqrt{3}", YES),
        Pair(r"\frac{1}{1-\sqrt{2}}", r"-1-\sqrt{2}", YES),
        Pair(r"\sqrt{2+\sqrt{3}}", r"\frac{\sqrt{6}+\sqrt{2}}{2}", YES),
        Pair(r"\sqrt{x^2}", r"x", NO),
        Pair(r"(x+1)^2", r"x^2+2x+1", YES),
        Pair(r"(x-1)^2", r"x^2+2x+1", NO),
        Pair(r"\frac{x^2-1}{x-1}", r"x+1", YES),
        Pair(r"2x+3", r"2y+3", NO),
        Pair(r"\sin^2 x+\cos^2 x", r"1", YES),
        Pair(r"\sin(x+\frac{\pi}{2})", r"\cos x", YES),
        Pair(r"\ln 8", r"3\ln 2", YES),
        Pair(r"\log_2 8", r"3", YES),
        Pair(r"\arctan 1", r"\frac{\pi}{4}", YES),
        Pair(r"e^{\pi\sqrt{163}}", r"262537412640768744", NO),
        Pair(r"2-e^{-1}", r"2+e^{-1}", NO),
        Pair(r"\binom{10}{3}", r"120", YES),
        Pair(r"\sum_{k=1}^{10} k", r"55", YES),
        Pair(r"\sum_{n=1}^{\infty} \frac{1}{n^2}", r"\frac{\pi^2}{6}", YES),
        Pair(r"\int_0^1 x\,dx", r"\frac{1}{2}", YES),
        Pair(r"\lim_{x\to 0}\frac{\sin x}{x}", r"1", YES),
        Pair(r"6\cdot 7", r"42", YES),
        Pair(r"6\cdot 7=43", r"43", NO),
    ),
    "equations, inequalities": (
        Pair(r"x=5", r"5", YES),
        Pair(r"y=5", r"x=5", NO),
        Pair(r"y=2x+1", r"2x-y+1=0", YES),
        Pair(r"2x-y+1=0", r"2x-y+2=0", NO),
        Pair(r"x>3", r"x\ge 3", NO),
        Pair(r"x\le 3", r"(-\infty,3]", YES),
        Pair(r"(-\infty,3]", r"x\le 3", YES),
        Pair(r"x=1, y=2", r"(1,2)", YES),
    ),
    "structures": (
        Pair(r"(0,1]", r"[0,1)", NO),
        Pair(r"[0,1]", r"(0,1)", NO),
        Pair(r"[1,2)\cup[2,3]", r"[1,3]", YES),
        Pair(r"(-\infty,\infty)", r"\mathbb{R}", YES),
        Pair(r"(1,2)", r"(2,1)", NO),
        Pair(r"\{1,2\}", r"\{2,1\}", YES),
        Pair(r"1,2", r"2,1", YES),
        Pair(r"1,2,3", r"1,2", NO),
        Pair(r"(1,2)", r"\{1,2\}", NO),
        Pair(r"\pm 3", r"3,-3", YES),
        Pair(r"\pm 3", r"3", NO),
        Pair(
            r"\begin{pmatrix}1\\2\end{pmatrix}",
            r"\begin{bmatrix}1\\2\end{bmatrix}",
            YES,
        ),
        Pair(
            r"\begin{pmatrix}0.5\\1\end{pmatrix}",
            r"\begin{pmatrix}\frac{1}{2}\\1\end{pmatrix}",
            YES,
        ),
        Pair(
            r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
            r"\begin{pmatrix}1&3\\2&4\end{pmatrix}",
            NO,
        ),
    ),
    "choices and words": (
        Pair(r"\text{(B)}", r"B", YES),
        Pair(r"A, B", r"B", NO),
        Pair(r"\text{even}", r"\text{odd}", NO),
    ),
    "large": (
        Pair(r"10^{400}", r"10^{500}", NO),
        Pair(r"2^{1000000}", r"2^{1000000}+1", NO),
        Pair(r"(10^6)!", r"1", NO),
        Pair(r"9^{9^{9^9}}", r"9", NO),
    ),
}
