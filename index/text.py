"""Plain text of a fiche: what is indexed and quoted in results, without Markdown or source markers."""

import re
from html import unescape

from catalogue.body import SOURCE_MARKER
from catalogue.typography import french_spaces

_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_HEADING = re.compile(r"^#{1,6}\s.*$", re.MULTILINE)
_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)")
_LINE_START = re.compile(r"^\s*(?:[-*+>]|\d+\.|#{1,6})\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"[*`]|_(?:(?<!\w_)|(?!\w))")
# Not after « L. » in « article L. 114-2 », nor after « p. » or « art. ».
SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<!\bp\.)(?<!\bart\.)\s+(?=[«“A-ZÀ-ÖØ-Þ0-9])|\n+")


def plain_text(markdown: str) -> str:
    """The words of a Markdown text, with French spaces; each list item, heading and paragraph is a line."""
    text = re.sub(rf"\s*{SOURCE_MARKER.pattern}", "", _LINK.sub(r"\1", markdown))
    blocks = _BLOCK_END.split(_HEADING.sub(r"\n\g<0>\n", text))
    lines = (" ".join(_EMPHASIS.sub("", _LINE_START.sub("", block)).split()) for block in blocks)
    return french_spaces(unescape("\n".join(line for line in lines if line)))
