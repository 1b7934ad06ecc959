"""French typography: the spaces that must not break, put in when text is shown."""

import re

NARROW = "\u202f"  # before ; ! ? and inside numbers
WIDE = "\u00a0"  # before : and inside « »

_NUMBERS = "0123456789"
# Each rule: it is tried only where one of these signs stands, for most of a page has none of them.
_RULES = (
    # First: « :» becomes « : », whose colon then has a space after it.
    ("«", re.compile(r"«[ \u00a0\u202f]?(?!\s)"), f"«{WIDE}"),
    ("»", re.compile(r"(?<!\s)[ \u00a0\u202f]?»"), f"{WIDE}»"),
    # (?<!\s.) and (?!\s): a text cut by bold or by a link may begin or end at the sign.
    (";!?", re.compile(r"[ \u00a0\u202f](?<!\s.)(?=[;!?]+(?:\s|$|[»)\]]))"), NARROW),
    (":", re.compile(r"[ \u00a0\u202f](?<!\s.)(?=:(?:\s|$))"), WIDE),
    # « 12 000 », but not « en 2014 350 »: three digits follow one to three digits that begin a number.
    (_NUMBERS, re.compile(r"(?<!\d)(\d{1,3})[ \u00a0](?=\d{3}(?!\d))"), f"\\1{NARROW}"),
    (NARROW, re.compile(r"(?<=\u202f)(\d{3})[ \u00a0](?=\d{3}(?!\d))"), f"\\1{NARROW}"),
    (
        _NUMBERS,
        re.compile(r"(?<=\d)[ \u00a0](?=[%€]|(?:km|m²|kg|ha|h|Md€|M€|k€|Kio|Mo|ans?|mois|jours?|heures?)\b)"),
        WIDE,
    ),
    (_NUMBERS, re.compile(r"\b(n°|articles?|p\.|M\.|Mme|R\.|L\.|D\.)[ \u00a0](?=[\dLRD])"), f"\\1{WIDE}"),
    # The sign first: a rule that begins by looking behind it is tried at every letter.
    ("'", re.compile(r"'(?<=\w')(?=\w|$)"), "’"),
)


def french_spaces(text: str) -> str:
    """The text with unbreakable spaces and curly apostrophes; its words do not change."""
    held = set(text)
    for signs, pattern, replacement in _RULES:
        if not held.isdisjoint(signs):
            text = pattern.sub(replacement, text)
    return text
