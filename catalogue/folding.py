"""Texts without case or accents: for comparing names, for addresses, for search."""

import re
import unicodedata

_SPELLED_OUT = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE", "’": "'", "\u00ad": None})


def fold(text: str) -> str:
    """The text without case, accents or ligatures: « Cœur d'Été » gives « coeur d'ete »."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELLED_OUT).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def slugify(text: str) -> str:
    """The text as a piece of an address: « Relation usagers » gives « relation-usagers »."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
