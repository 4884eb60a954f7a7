"""Pairs of one to ten kilobytes of many costly parts: sets, lists, matrices, chains and unions of sums and integrals.

Each kind of part is written in two ways, `own` and `other`, that mean the same for the same number; a pair is the parts
in order beside the parts in another spelling and another order, once the same and once with one part changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Bytes of both texts together, about: just under a kilobyte, where the bound is tighter, and two larger sizes.
SIZES = (900, 3_000, 10_000)


@dataclass(frozen=True)
class Part:
    """A kind of part: what it is, how it is written for a number, and how it is written otherwise."""

    name: str
    own: Callable[[int], str]
    other: Callable[[int], str]


PARTS = (
    Part(
        "sums of 1,500 quotients",
        lambda k: rf"\sum_{{j=1}}^{{1500}}\frac{{1}}{{j^2+{k}}}",
        lambda k: rf"\sum_{{m=0}}^{{1499}}\frac{{1}}{{(m+1)^2+{k}}}",
    ),
    Part(
        "sums of 900 roots of a letter",
        lambda k: rf"\sum_{{j=1}}^{{900}}\sqrt{{j+{k}x^2}}",
        lambda k: rf"\sum_{{m=1}}^{{900}}\sqrt{{{k}x^2+m}}",
    ),
    Part(
        "sums of 700 logarithms",
        lambda k: rf"\sum_{{j=1}}^{{700}}\ln(jx^2+{k})",
        lambda k: rf"\sum_{{j=2}}^{{701}}\ln({k}+(j-1)x^2)",
    ),
    Part(
        "sums of 2,000 floors",
        lambda k: rf"\sum_{{j=1}}^{{2000}}\left\lfloor\frac{{j}}{{{k + 2}}}\right\rfloor",
        lambda k: rf"\sum_{{m=1}}^{{2000}}\left\lfloor\frac{{3m}}{{{3 * k + 6}}}\right\rfloor",
    ),
    Part(
        "sums of sums",
        lambda k: rf"\sum_{{a=1}}^{{40}}\sum_{{b=1}}^{{40}}\sin(ab+{k})",
        lambda k: rf"\sum_{{b=1}}^{{40}}\sum_{{a=1}}^{{40}}\sin({k}+ab)",
    ),
    Part(
        "products of 1,200 factors",
        lambda k: rf"\prod_{{j=1}}^{{1200}}\left(1+\frac{{{k}x}}{{j^2}}\right)",
        lambda k: rf"\prod_{{m=1}}^{{1200}}\left(\frac{{{k}x}}{{m^2}}+1\right)",
    ),
    Part(
        "infinite sums",
        lambda k: rf"\sum_{{n=1}}^{{\infty}}\frac{{1}}{{n(n+{k})}}",
        lambda k: rf"\sum_{{m=1}}^{{\infty}}\frac{{1}}{{m^2+{k}m}}",
    ),
    Part(
        "logarithms that begin at different places",
        lambda k: rf"\ln(x+{k})+\ln(x-{k})",
        lambda k: rf"\ln\left((x-{k})(x+{k})\right)",
    ),
    Part(
        "logarithms to different bases",
        lambda k: rf"\log_{{{k + 2}}}{k + 3}",
        lambda k: rf"\frac{{\ln {k + 3}}}{{\ln {k + 2}}}",
    ),
    Part(
        "radicals and their conjugates",
        lambda k: rf"\sqrt{{{k + 1}}}-\sqrt{{{k}}}",
        lambda k: rf"\frac{{1}}{{\sqrt{{{k + 1}}}+\sqrt{{{k}}}}}",
    ),
    Part(
        "nested radicals",
        lambda k: rf"\sqrt{{{2 * k + 3}+2\sqrt{{{(k + 1) * (k + 2)}}}}}",
        lambda k: rf"\sqrt{{{k + 1}}}+\sqrt{{{k + 2}}}",
    ),
    Part(
        "radicals inside radicals, eight deep",
        lambda k: r"\sqrt{2+" * 8 + rf"\sqrt{{{k}}}" + "}" * 8,
        lambda k: r"\sqrt{2+" * 8 + f"{k}^{{1/2}}" + "}" * 8,
    ),
    Part(
        "differences that vanish nearly",
        lambda k: rf"\sqrt{{10^{{{2 * k + 40}}}+1}}-10^{{{k + 20}}}",
        lambda k: rf"\frac{{1}}{{\sqrt{{10^{{{2 * k + 40}}}+1}}+10^{{{k + 20}}}}}",
    ),
    Part(
        "large powers", lambda k: f"{k + 2}^{{{4000 + k}}}", lambda k: rf"{k + 2}^{{2000}}\cdot {k + 2}^{{{2000 + k}}}"
    ),
    Part("powers of a sum", lambda k: f"(x+{k})^{{60}}", lambda k: f"({k}+x)^{{20}}(x+{k})^{{40}}"),
    Part("powers of a sum of four", lambda k: f"(a+b+c+{k}x)^{{9}}", lambda k: f"({k}x+c+a+b)^{{4}}(c+b+a+{k}x)^5"),
    Part("powers of complex numbers", lambda k: f"(1+{k}i)^{{300}}", lambda k: f"({k}i+1)^{{100}}(1+{k}i)^{{200}}"),
    Part("towers of powers", lambda k: f"3^{{3^{{3^{{{k + 3}}}}}}}", lambda k: f"3^{{3^{{3^{{{k + 1}+2}}}}}}"),
    Part(
        "remainders of large powers",
        lambda k: rf"(7^{{{10**9 + k}}} \bmod {1000 + k})",
        lambda k: rf"(7 \cdot 7^{{{10**9 + k - 1}}} \bmod {1000 + k})",
    ),
    Part(
        "common divisors of large numbers",
        lambda k: rf"\gcd(3^{{{900 + k}}}-1,3^{{{600 + k}}}-1)",
        lambda k: rf"\gcd(3^{{{600 + k}}}-1,3^{{{900 + k}}}-1)",
    ),
    Part("floors of multiples", lambda k: rf"\lfloor {k}x\rfloor", lambda k: rf"-\lceil -{k}x\rceil"),
    Part("absolute values", lambda k: f"|x-{k}|+|x+{k}|", lambda k: rf"\max(|2x|,{2 * k})"),
    Part(
        "the largest of five",
        lambda k: rf"\max(x,{k},{k}x,x^2,-{k})",
        lambda k: rf"\max(\max(x^2,{k}x),\max({k},-{k},x))",
    ),
    Part(
        "factorials of a letter",
        lambda k: rf"\frac{{(n+{k % 30 + 2})!}}{{n!}}",
        lambda k: rf"\frac{{({k % 30 + 2}+n)!}}{{n!}}",
    ),
    Part(
        "large binomials", lambda k: rf"\binom{{{2000 + k}}}{{{900 + k}}}", lambda k: rf"\binom{{{2000 + k}}}{{1100}}"
    ),
    Part("large factorials", lambda k: f"{2000 + k}!", lambda k: rf"{2000 + k}\cdot {1999 + k}!"),
    Part(
        "integrals",
        lambda k: rf"\int_0^1 x^{{{k}}}e^{{-x}}\,dx",
        lambda k: rf"\int_0^1 e^{{-t}}t^{{{k}}}\,dt",
    ),
    Part(
        "integrals of powers of a sum",
        lambda k: rf"\int_0^{{{k}}}(x+1)^{{40}}\,dx",
        lambda k: rf"\frac{{{k + 1}^{{41}}-1}}{{41}}",
    ),
    Part(
        "limits",
        lambda k: rf"\lim_{{x\to {k}}}\frac{{x^{{20}}-{k}^{{20}}}}{{x-{k}}}",
        lambda k: rf"20\cdot {k}^{{19}}",
    ),
    Part(
        "derivatives",
        lambda k: rf"\frac{{d}}{{dx}}\left(x^{{{k}}}\sin({k}x)\right)",
        lambda k: rf"{k}x^{{{k - 1}}}\sin({k}x)+{k}x^{{{k}}}\cos({k}x)",
    ),
    Part(
        "sines of fractions of pi",
        lambda k: rf"\sin\frac{{{k}\pi}}{{997}}",
        lambda k: rf"\cos\left(\frac{{\pi}}{{2}}-\frac{{{k}\pi}}{{997}}\right)",
    ),
    Part("sines of sines", lambda k: r"\sin(" * 6 + f"x+{k}" + ")" * 6, lambda k: r"\sin(" * 6 + f"{k}+x" + ")" * 6),
    Part(
        "continued fractions",
        lambda k: r"\frac{1}{2+" * 8 + str(k) + "}" * 8,
        lambda k: r"\frac{1}{2+" * 7 + rf"\frac{{2}}{{4+{2 * k}}}" + "}" * 7,
    ),
    Part(
        "determinants",
        lambda k: rf"\begin{{vmatrix}}x&1&{k}\\2&x&3\\{k}&4&x\end{{vmatrix}}",
        lambda k: rf"\begin{{vmatrix}}x&2&{k}\\1&x&4\\{k}&3&x\end{{vmatrix}}",
    ),
    Part(
        "Boolean formulas of eight letters",
        lambda k: rf"(p\land q\land r)\lor(s\land t\land u)\lor(v\land w)\lor a_{{{k}}}",
        lambda k: (
            rf"a_{{{k}}}\lor\lnot(\lnot(v\land w)\land(\lnot p\lor\lnot q\lor\lnot r)\land\lnot(s\land t\land u))"
        ),
    ),
    Part("unknown functions", lambda k: f"f({k})+g(x,{k})", lambda k: f"g(x,{k})+f({k})"),
    Part(
        "families",
        lambda k: rf"x\equiv {k}\pmod{{{1000 + k}}}",
        lambda k: rf"x\equiv {1000 + 2 * k}\pmod{{{1000 + k}}}",
    ),
    Part(
        "rational functions",
        lambda k: rf"\frac{{1}}{{x-{k}}}-\frac{{1}}{{x+{k}}}",
        lambda k: rf"\frac{{{2 * k}}}{{x^2-{k * k}}}",
    ),
)


def rows(parts: list[str]) -> str:
    """Writes parts as a matrix with four columns."""
    parts = parts[: len(parts) // 4 * 4] or parts
    lines = ["&".join(parts[at : at + 4]) for at in range(0, len(parts), 4)]
    return r"\begin{pmatrix}" + r"\\".join(lines) + r"\end{pmatrix}"


def union(parts: list[str]) -> str:
    """Writes parts as ends of intervals."""
    return r"\cup".join(f"[{one},{two}]" for one, two in zip(parts[::2], parts[1::2], strict=False))


#: How parts are put together, and whether their order is free.
WHOLES: dict[str, tuple[Callable[[list[str]], str], bool]] = {
    "a set": (lambda parts: r"\{" + ", ".join(parts) + r"\}", True),
    "a list": (", ".join, True),
    "a tuple": (lambda parts: "(" + ", ".join(parts) + ")", False),
    "a matrix": (rows, False),
    "a chain": ("=".join, False),
    "named values": (lambda parts: ", ".join(f"y_{{{at}}}={part}" for at, part in enumerate(parts)), False),
    "a union of intervals": (union, False),
    "a sum": (lambda parts: "+".join(f"({part})" for part in parts), True),
    "a product": (lambda parts: "".join(f"({part})" for part in parts), True),
    "alternatives": (r" \text{ or } ".join, True),
}


def pairs(salt: int) -> Iterator[tuple[str, str, str]]:
    """Yields a name and two texts; a salt makes them new."""
    for part in PARTS:
        for whole, (join, is_free) in WHOLES.items():
            for size in SIZES:
                one = len(part.own(50)) + len(part.other(50)) + 6
                # Names and signs around the parts take bytes, too.
                count = max(
                    1, min((size - 80) // (one + (12 if whole in ("named values", "alternatives") else 0)), 400)
                )
                numbers = [salt + at for at in range(1, count + 1)]
                turned = numbers[::-1] if is_free else numbers
                for verdict in ("the same", "one changed"):
                    others = list(turned)
                    if verdict == "one changed":
                        others[count // 2] += count + 7
                    a = join([part.own(k) for k in numbers])
                    b = join([part.other(k) for k in others])
                    yield f"{whole} of {part.name}, {len(a) + len(b):,} bytes, {verdict}", a, b
