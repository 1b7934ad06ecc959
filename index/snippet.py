"""Whole sentences of a fiche that hold the words searched: escaped first, then marked."""

import re
from collections.abc import Iterable
from html import escape
from itertools import pairwise

from catalogue.typography import french_spaces
from index.french import tokens
from index.text import SENTENCE_END
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
        text = french_spaces(text)
        return _marked(text, self.find(text), 0, len(text))

    def snippets(self, text: str, limit: int = 2) -> tuple[str, ...]:
        """The ``limit`` sentences of a plain text that hold most sequences, as HTML, in the order of the text."""
        by_sentence: dict[tuple[int, int], list[Span]] = {}
        ends = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
        rank = 0
        for span in self.find(text):
            while ends[rank + 1] <= span[0]:
                rank += 1
            by_sentence.setdefault((ends[rank], ends[rank + 1]), []).append(span)
        told = sorted(by_sentence, key=lambda bounds: -len({sequence for *_, sequence in by_sentence[bounds]}))
        return tuple(_snippet(text, by_sentence[bounds], *bounds) for bounds in sorted(told[:limit]))


def _plain(form: str) -> str:
    """A word without typography: « 12 000 » has a narrow space in a text, « aujourd'hui » a curly apostrophe."""
    return " ".join(form.lower().replace("’", "'").split())


def _pattern(form: str) -> str:
    return re.escape(form).replace(r"\ ", r"\s").replace("'", "['’]")


def _side_by_side(text: str, run: list[tuple[int, int, str]]) -> bool:
    """Whether nothing but stop words stands between these words."""
    return all(not any(tokens(text[before[1] : after[0]])) for before, after in pairwise(run))


def _snippet(text: str, spans: list[Span], start: int, end: int) -> str:
    """One sentence, cut between words around its first marked word when it is long."""
    sentence = text[start:end].rstrip()
    end = start + len(sentence)
    if len(sentence) <= MAX_CHARACTERS:
        return _marked(text, spans, start, end)
    first = max(start, min(spans[0][0] - MAX_CHARACTERS // 3, end - MAX_CHARACTERS))
    first = text.rfind(" ", start, first + 1) + 1 if first > start else start
    last = first + MAX_CHARACTERS
    last = end if last >= end else max(text.rfind(" ", first, last), spans[0][1])
    before, after = "… " if first > start else "", " …" if last < end else ""
    return f"{before}{_marked(text, spans, first, last)}{after}"


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    pieces, done = list[str](), start
    for first, last, _ in spans:
        if done <= first and last <= end:
            pieces += [_escaped(text[done:first]), "<mark>", _escaped(text[first:last]), "</mark>"]
            done = last
    return "".join([*pieces, _escaped(text[done:end])])


def _escaped(text: str) -> str:
    return escape(text, quote=False)
