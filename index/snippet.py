"""The words searched, marked in a text that is escaped first."""

import re
from collections.abc import Iterable
from html import escape, unescape
from itertools import pairwise

from catalogue.memory import kept
from catalogue.typography import french_spaces
from index.french import tokens
from index.words import Words

MAX_CHARACTERS = 320

# Terms that count where they follow one another; a single word is a sequence of one.
Sequence = tuple[str, ...]
# A marked word: where it starts and ends in the text.
Span = tuple[int, int]


class Marker:
    """Finds and marks the words of some sequences: one regular expression over the words as they are written.

    Analysing ten fiches again at each search would take ten times longer.
    """

    def __init__(self, sequences: Iterable[Sequence], words: Words) -> None:
        sequences = set(sequences)
        self._terms = {_plain(form): term for run in sequences for term in run for form in words.written(term)}
        self._runs = [run for run in sequences if len(run) > 1]
        self._alone = {term for term, *others in sequences if not others}
        forms = map(_pattern, sorted(self._terms, key=len, reverse=True))
        self._words = re.compile(rf"(?:{'|'.join(forms)})(?!\w)") if self._terms else None

    def find(self, text: str) -> list[Span]:
        """The words of an escaped text that belong to one of the sequences, in order."""
        lower = text.replace("İ", "I").lower()  # the only letter that is two characters in lower case
        found = self._words.finditer(lower) if self._words else ()
        spans = [match.span() for match in found if _begins(lower, match.start())]
        if not self._runs or not spans:
            return spans
        terms = [self._terms.get(_plain(unescape(text[start:end])), "") for start, end in spans]
        marked = {at for at, term in enumerate(terms) if term in self._alone}
        for run in self._runs:
            for at in range(len(terms) - len(run) + 1):
                here = slice(at, at + len(run))
                if tuple(terms[here]) == run and _side_by_side(text, spans[here]):
                    marked.update(range(here.start, here.stop))
        return [spans[at] for at in sorted(marked)]

    def mark(self, text: str) -> str:
        """The whole text as HTML, with French spaces and the words of the sequences in <mark>."""
        text = _shown(text)
        return _marked(text, self.find(text), 0, len(text))

    def snippet(self, sentence: str) -> str:
        """One sentence of a plain text as HTML, cut between words around its first marked word when it is long."""
        sentence = _escaped(sentence)
        spans = self.find(sentence)
        if len(sentence) <= MAX_CHARACTERS:
            return _marked(sentence, spans, 0, len(sentence))
        start, end = spans[0] if spans else (0, 0)
        first = max(0, min(start - MAX_CHARACTERS // 3, len(sentence) - MAX_CHARACTERS))
        first = sentence.find(" ", first) + 1 if first else 0
        last = first + MAX_CHARACTERS
        last = len(sentence) if last >= len(sentence) else max(sentence.rfind(" ", first, last), end)
        before, after = "… " if first else "", " …" if last < len(sentence) else ""
        return f"{before}{_marked(sentence, spans, first, last)}{after}"


# The titles and summaries of the fiches come back in one search after another.
@kept(8_192)
def _shown(text: str) -> str:
    return _escaped(french_spaces(text))


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _plain(form: str) -> str:
    """A word without typography: « 12 000 » has a narrow space in a text, « aujourd'hui » a curly apostrophe."""
    return " ".join(form.lower().replace("’", "'").split())


def _pattern(form: str) -> str:
    return re.escape(_escaped(form)).replace(r"\ ", r"\s").replace("'", "['’]")


def _begins(text: str, at: int) -> bool:
    """Whether a word begins there, not the name of an entity: an expression that looks behind is three times slower."""
    before = text[at - 1 : at]
    return not (before.isalnum() or before in ("_", "&"))


def _side_by_side(text: str, run: list[Span]) -> bool:
    """Whether nothing but stop words stands between these words."""
    return all(not any(tokens(unescape(text[before[1] : after[0]]))) for before, after in pairwise(run))


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    pieces, done = list[str](), start
    for first, last in spans:
        if done <= first and last <= end:
            pieces += [text[done:first], "<mark>", text[first:last], "</mark>"]
            done = last
    return "".join([*pieces, text[done:end]])
