"""The table of units against Pint: the dimension and the factor of each unit that Pint knows."""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pint
import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PATH = Path(__file__).parents[1] / "rust" / "core" / "lexicon" / "units.toml"
with PATH.open("rb") as file:
    TABLE: dict[str, Any] = tomllib.load(file)
UNITS: dict[str, dict[str, Any]] = TABLE["units"]
PREFIXES: dict[str, dict[str, Any]] = TABLE["prefixes"]
SYMBOLS = {symbol: key for key, unit in UNITS.items() for symbol in [*unit.get("symbols", []), key]}

# What Pint calls the units whose id or first name it does not know, or gives another meaning.
NAMES = {
    "ton": "short_ton",
    "tonne": "metric_ton",
    "t": "metric_ton",
    "quad": "quadrillion_Btu",
    "revolution": "turn",
    "rotation": "turn",
    "cycle": "turn",
    "btu": "Btu",
    "cal": "calorie",
    "Cal": "kilocalorie",
    "hertz": "1 / second",
    "becquerel": "1 / second",
    "barrel": "oil_barrel",
    "ton_of_tnt": "ton_TNT",
    "gauss": "1e-4 tesla",
    "maxwell": "1e-8 weber",
    "stokes": "1e-4 meter**2 / second",
    "atomic_mass_unit": "dalton",
    "katal": "mole / second",
    "rad_dose": "rads",
    "gradian": "grade",
    "hundredweight": "US_hundredweight",
    "foot_candle": "lumen / foot**2",
    "square_degree": "degree**2",
    "nit": "candela / meter**2",
    "lambert": "1e4 / pi * candela / meter**2",
    "decade": "10 * year",
    "poise": "0.1 pascal * second",
    "var": "watt",
    "stilb": "1e4 candela / meter**2",
    "micron": "1e-6 meter",
    "kayser": "1 / centimeter",
    "diopter": "1 / meter",
    "prime": "foot",
    "double_prime": "inch",
    "pound": "pound",
    "basis_point": "1e-4",
    "ppb": "1e-9",
    "ppt": "1e-12",
    "permyriad": "1e-4",
    "foot_pound_energy": "foot * poundal",
    "fermi": "1e-15 meter",
}
# Where Pint has a rounded or another definition.
APART = {
    "acre",
    "acre_foot",
    "kiloton",
    "megaton",
    "inHg",
    "degF",
    "degC",
    "rankine",
    "reaumur",
    "celsius_step",
    "chain",
    "furlong",
    "rod",
    "link",
    "league",
    "fathom",
    "dram",
    "grain",
    "normal",
    "section_of_land",
    "ton_of_refrigeration",
    "gal_acceleration",
    "are",
    # There they are of another system of units.
    "franklin",
    "statcoulomb",
}


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry[Any]:
    return pint.UnitRegistry()


def number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except ValueError:
        return None


def resolve(symbol: str) -> tuple[Fraction, int, dict[str, int]]:
    """The factor, the power of pi and the bases of a symbol of the table, with its prefix."""
    if symbol in SYMBOLS:
        return worth(SYMBOLS[symbol])
    for prefix in sorted(PREFIXES, key=len, reverse=True):
        rest = symbol.removeprefix(prefix)
        if rest != symbol and rest in SYMBOLS:
            entry = PREFIXES[prefix]
            factor, pi, bases = worth(SYMBOLS[rest])
            scale = Fraction(10) ** entry["power"] if "power" in entry else Fraction(2) ** entry["binary"]
            return factor * scale, pi, bases
    raise LookupError(symbol)


def worth(key: str) -> tuple[Fraction, int, dict[str, int]]:
    """How many of its bases a unit is: a factor, a power of pi, and the bases with their powers."""
    text = UNITS[key].get("is")
    if text is None:
        return Fraction(1), 0, {key: 1}
    factor, pi = Fraction(1), 0
    bases: dict[str, int] = {}
    for place, product in enumerate(text.split("/")):
        for at, word in enumerate(product.split()):
            base, _, power = word.partition("^")
            exponent = int(power or 1) * (-1 if place and not at else 1)
            value = number(base)
            if value is not None:
                factor *= value**exponent
            elif base == "pi":
                pi += exponent
            else:
                of_base, of_pi, dimension = resolve(base)
                factor *= of_base**exponent
                pi += of_pi * exponent
                for name, count in dimension.items():
                    bases[name] = bases.get(name, 0) + count * exponent
    return factor, pi, {name: count for name, count in bases.items() if count}


BASES = {
    "m": "meter",
    "g": "gram",
    "s": "second",
    "A": "ampere",
    "K": "kelvin",
    "mol": "mole",
    "cd": "candela",
    "radian": "radian",
    "bit": "bit",
}
CHECKED = sorted(
    key for key, unit in UNITS.items() if "is" in unit and key not in APART and set(worth(key)[2]) <= set(BASES)
)


def known_to_pint(registry: pint.UnitRegistry[Any], key: str) -> Any:
    name = UNITS[key].get("names", [""])[:1] or [""]
    for candidate in (NAMES.get(key), key, name[0].split("|")[0].replace(" ", "_")):
        if candidate:
            try:
                return registry.Quantity(1, candidate) if candidate.isidentifier() else registry.Quantity(candidate)
            except (pint.errors.PintError, ValueError):
                continue
    return None


def test_units_are_what_pint_says(registry: pint.UnitRegistry[Any]) -> None:
    unknown, wrong = [], []
    for key in CHECKED:
        quantity = known_to_pint(registry, key)
        if quantity is None:
            unknown.append(key)
            continue
        factor, pi, bases = worth(key)
        target = registry.Quantity(1, "dimensionless")
        for base, power in bases.items():
            target = target * registry.Quantity(1, BASES[base]) ** power
        try:
            theirs = float((quantity / target).to("dimensionless").magnitude)
        except pint.errors.PintError as error:
            wrong.append((key, str(error)))
            continue
        ours = float(factor) * math.pi**pi
        if not math.isclose(ours, theirs, rel_tol=1e-6):
            wrong.append((key, f"{ours!r} is not {theirs!r}"))
    assert not wrong, wrong
    # Pint has nearly all of them: the test would be idle otherwise.
    assert len(unknown) < len(CHECKED) // 4, unknown


@pytest.mark.parametrize("symbol", sorted(PREFIXES))
def test_prefixes_are_what_pint_says(registry: pint.UnitRegistry[Any], symbol: str) -> None:
    entry = PREFIXES[symbol]
    binary = "binary" in entry
    ratio = (
        registry.Quantity(1, f"{entry['name']}{'byte' if binary else 'meter'}")
        .to("byte" if binary else "meter")
        .magnitude
    )
    ours = 2.0 ** entry["binary"] if binary else 10.0 ** entry["power"]
    assert math.isclose(ratio, ours, rel_tol=1e-12)


@pytest.mark.parametrize(("name", "kelvin"), [("degC", 293.15), ("degF", 266.4833333333333)])
def test_temperatures_are_affine(registry: pint.UnitRegistry[Any], name: str, kelvin: float) -> None:
    unit = UNITS[name]
    factor = number(unit["is"].split()[0]) or Fraction(1)
    ours = float((20 + Fraction(unit["offset"])) * factor)
    assert math.isclose(ours, kelvin, rel_tol=1e-12)
    assert math.isclose(registry.Quantity(20, name).to("kelvin").magnitude, ours, rel_tol=1e-9)


def test_there_are_enough_units() -> None:
    assert len(SYMBOLS) + len(TABLE["spellings"]) >= 400
    assert all(part in UNITS for unit in UNITS.values() for part in unit.get("either", []))
