"""Texts without case or accents: for comparing names, for addresses, for search."""

import re
import unicodedata

from catalogue.memory import kept

_SPELLED_OUT = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE", "’": "'", "\u00ad": None})


class _Unmarked(dict[int, int | None]):
    """What ``str.translate`` makes of each character: nothing of a combining mark. Filled as characters come."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_UNMARKED = _Unmarked()


def fold(text: str) -> str:
    """The text without case, accents or ligatures: « Cœur d'Été » gives « coeur d'ete »."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.translate(_SPELLED_OUT).casefold()).translate(_UNMARKED)


@kept(1 << 16)  # the étiquettes of ten thousand fiches are the same few thousand
def slugify(text: str) -> str:
    """The text as a piece of an address: « Relation usagers » gives « relation-usagers »."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
