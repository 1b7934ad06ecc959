"""The words searched, marked in a text that is escaped first."""

import re
from collections.abc import Iterable
from html import escape, unescape
from itertools import accumulate, pairwise

from catalogue.memory import kept
from catalogue.typography import french_spaces
from index.french import tokens
from index.words import Words

MAX_CHARACTERS = 320
# What no word holds, between two texts.
BETWEEN = "\0"

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

    def mark(self, texts: Iterable[str]) -> list[str]:
        """Whole texts as HTML, with French spaces and the words of the sequences in <mark>."""
        shown = [_shown(text) for text in texts]
        return [_marked(text, spans, 0, len(text)) for text, spans in zip(shown, self._find(shown), strict=True)]

    def snippets(self, sentences: Iterable[str]) -> list[str]:
        """Sentences of plain texts as HTML, each cut between words around its first marked word when it is long."""
        escaped = [_escaped(sentence) for sentence in sentences]
        return [_cut(sentence, spans) for sentence, spans in zip(escaped, self._find(escaped), strict=True)]

    def _find(self, texts: list[str]) -> list[list[Span]]:
        """The words of each of these escaped texts that belong to one of the sequences, in order.

        The texts are read as one, which is quicker than one after another.
        """
        found: list[list[Span]] = [[] for _ in texts]
        lower = BETWEEN.join(texts).replace("İ", "I").lower()  # the only letter that is two characters in lower case
        starts = list(accumulate((len(text) + len(BETWEEN) for text in texts), initial=0))
        rank = 0
        for match in self._words.finditer(lower) if self._words else ():
            if _begins(lower, match.start()):
                while starts[rank + 1] <= match.start():
                    rank += 1
                found[rank].append((match.start() - starts[rank], match.end() - starts[rank]))
        return [self._of_runs(text, spans) for text, spans in zip(texts, found, strict=True)] if self._runs else found

    def _of_runs(self, text: str, spans: list[Span]) -> list[Span]:
        """Those of these words that count alone, or stand in one of the longer sequences."""
        terms = [self._terms.get(_plain(unescape(text[start:end])), "") for start, end in spans]
        marked = {at for at, term in enumerate(terms) if term in self._alone}
        for run in self._runs:
            for at in range(len(terms) - len(run) + 1):
                here = slice(at, at + len(run))
                if tuple(terms[here]) == run and _side_by_side(text, spans[here]):
                    marked.update(range(here.start, here.stop))
        return [spans[at] for at in sorted(marked)]


# The titles and summaries of the fiches come back in one search after another.
@kept(2_048)
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


def _cut(sentence: str, spans: list[Span]) -> str:
    """A sentence with these words marked, shortened around the first."""
    if len(sentence) <= MAX_CHARACTERS:
        return _marked(sentence, spans, 0, len(sentence))
    start, end = spans[0] if spans else (0, 0)
    first = max(0, min(start - MAX_CHARACTERS // 3, len(sentence) - MAX_CHARACTERS))
    first = sentence.find(" ", first) + 1 if first else 0
    last = first + MAX_CHARACTERS
    last = len(sentence) if last >= len(sentence) else max(sentence.rfind(" ", first, last), end)
    before, after = "… " if first else "", " …" if last < len(sentence) else ""
    return f"{before}{_marked(sentence, spans, first, last)}{after}"


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    pieces, done = list[str](), start
    for first, last in spans:
        if done <= first and last <= end:
            pieces += [text[done:first], "<mark>", text[first:last], "</mark>"]
            done = last
    return "".join([*pieces, text[done:end]])
