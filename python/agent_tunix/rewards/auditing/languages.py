"""How an answer is stated, denied, asked for and supposed in the twelve languages that the documented rewards read."""

from __future__ import annotations

from configparser import RawConfigParser
from importlib.resources import files
from typing import NamedTuple


class Language(NamedTuple):
    """Sentences of one language, with `{}` in the place of the answer."""

    name: str
    state: str
    deny: str
    ask: str
    suppose: str
    #: A sentence of reasoning without a number in it.
    prose: str


def read_languages() -> tuple[Language, ...]:
    """Return the languages of `languages.ini`."""
    parser = RawConfigParser(delimiters=("=",))
    parser.read_string(files(__package__).joinpath("languages.ini").read_text("utf-8"))
    return tuple(Language(name, **parser[name]) for name in parser.sections())


LANGUAGES = read_languages()
