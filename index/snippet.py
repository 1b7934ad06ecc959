"""The words searched, marked in a text that is escaped first."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from itertools import pairwise

from catalogue.typography import french_spaces
from index.french import tokens
from index.words import Words

MAX_CHARACTERS = 320

# Terms that count where they follow one another; a single word is a sequence of one.
Sequence = tuple[str, ...]
# A marked word: where it starts and ends in the text, and the sequence that it belongs to.
Span = tuple[int, int, Sequence]


class Marker:
    """Finds and marks the words of some sequences: one regular expression over the words as they are written.

    Analysing ten fiches again at each search would take ten times longer.
    """

    def __init__(self, sequences: Iterable[Sequence], words: Words) -> None:
        self._sequences = sorted(set(sequences), key=len, reverse=True)
        self._terms = {
            _plain(form): term for sequence in self._sequences for term in sequence for form in words.written(term)
        }
        forms = map(_pattern, sorted(self._terms, key=len, reverse=True))
        self._words = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE) if self._terms else None

    def find(self, text: str) -> list[Span]:
        """The words of a text that belong to one of the sequences, in order."""
        found = [
            (match.start(), match.end(), self._terms.get(_plain(match[0]), ""))
            for match in (self._words.finditer(text) if self._words else ())
        ]
        spans: dict[int, Span] = {}
        for sequence in self._sequences:
            for at in range(len(found) - len(sequence) + 1):
                run = found[at : at + len(sequence)]
                if tuple(term for *_, term in run) == sequence and _side_by_side(text, run):
                    for start, end, _ in run:
                        spans.setdefault(start, (start, end, sequence))
        return [spans[start] for start in sorted(spans)]

    def mark(self, text: str) -> str:
        """The whole text as HTML, with French spaces and the words of the sequences in <mark>."""
        text = _typed(text)
        return _marked(text, self.find(text), 0, len(text))

    def snippet(self, sentence: str) -> str:
        """One sentence of a plain text as HTML, cut between words around its first marked word when it is long."""
        spans = self.find(sentence)
        if len(sentence) <= MAX_CHARACTERS:
            return _marked(sentence, spans, 0, len(sentence))
        start, end = (spans[0][0], spans[0][1]) if spans else (0, 0)
        first = max(0, min(start - MAX_CHARACTERS // 3, len(sentence) - MAX_CHARACTERS))
        first = sentence.find(" ", first) + 1 if first else 0
        last = first + MAX_CHARACTERS
        last = len(sentence) if last >= len(sentence) else max(sentence.rfind(" ", first, last), end)
        before, after = "… " if first else "", " …" if last < len(sentence) else ""
        return f"{before}{_marked(sentence, spans, first, last)}{after}"


# The titles and summaries of the fiches come back in one search after another.
_typed = lru_cache(maxsize=8_192)(french_spaces)


def _plain(form: str) -> str:
    """A word without typography: « 12 000 » has a narrow space in a text, « aujourd'hui » a curly apostrophe."""
    return " ".join(form.lower().replace("’", "'").split())


def _pattern(form: str) -> str:
    return re.escape(form).replace(r"\ ", r"\s").replace("'", "['’]")


def _side_by_side(text: str, run: list[tuple[int, int, str]]) -> bool:
    """Whether nothing but stop words stands between these words."""
    return all(not any(tokens(text[before[1] : after[0]])) for before, after in pairwise(run))


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    pieces, done = list[str](), start
    for first, last, _ in spans:
        if done <= first and last <= end:
            pieces += [_escaped(text[done:first]), "<mark>", _escaped(text[first:last]), "</mark>"]
            done = last
    return "".join([*pieces, _escaped(text[done:end])])


def _escaped(text: str) -> str:
    return escape(text, quote=False)
