"""Plain text of a fiche: what is indexed and quoted in results, without Markdown or source markers."""

import re

from catalogue.body import SOURCE_MARKER

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LINE_START = re.compile(r"^\s*(?:[-*+>]|\d+\.|#{1,6})\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*{1,3}|`|(?<!\w)_|_(?!\w))")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[«“A-ZÀ-ÖØ-Þ0-9])|\n+")


def plain_text(markdown: str) -> str:
    """The words of a Markdown text; each list item and each paragraph is a line."""
    text = re.sub(rf"\s*{SOURCE_MARKER.pattern}", "", _LINK.sub(r"\1", markdown))
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)", text)
    lines = (" ".join(_EMPHASIS.sub("", _LINE_START.sub("", block)).split()) for block in blocks)
    return "\n".join(line for line in lines if line)
