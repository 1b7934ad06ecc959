"""The words searched, marked in a text that is escaped first."""

from collections.abc import Iterable, Iterator
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
    """Finds and marks the words of some sequences, looked for as they are written.

    Analysing ten fiches again at each search would take ten times longer.
    """

    def __init__(self, sequences: Iterable[Sequence], words: Words) -> None:
        sequences = set(sequences)
        self._terms = {_plain(form): term for run in sequences for term in run for form in words.written(term)}
        self._runs = [run for run in sequences if len(run) > 1]
        self._alone = {term for term, *others in sequences if not others}

    def mark(self, texts: Iterable[str], sentences: Iterable[str] = ()) -> tuple[list[str], list[str]]:
        """These texts and sentences as HTML, the words of the sequences in <mark>.

        Texts are whole and get French spaces. Sentences are of plain texts, which have them, and each is cut between
        words around its first marked word when it is long.
        """
        whole, escaped = [_shown(text) for text in texts], [_escaped(sentence) for sentence in sentences]
        found = self._find(whole + escaped)
        marked = [_marked(text, spans, 0, len(text)) for text, spans in zip(whole, found, strict=False)]
        return marked, [_cut(text, spans) for text, spans in zip(escaped, found[len(whole) :], strict=True)]

    def _find(self, texts: list[str]) -> list[list[Span]]:
        """The words of each of these escaped texts that belong to one of the sequences, in order.

        The texts are read as one, which is quicker than one after another, and once for each form of a word, which is
        quicker than an expression that would be compiled for each question.
        """
        joined = _plain(BETWEEN.join(texts))
        places = sorted((at, -len(form)) for form in map(_escaped, self._terms) for at in _places(form, joined))
        found: list[list[Span]] = [[] for _ in texts]
        starts = list(accumulate((len(text) + len(BETWEEN) for text in texts), initial=0))
        rank = done = 0
        for at, length in places:
            if at >= done:  # of two forms that begin there, the longer came first
                done = at - length
                while starts[rank + 1] <= at:
                    rank += 1
                found[rank].append((at - starts[rank], done - starts[rank]))
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


def _plain(text: str) -> str:
    """A text in lower case without typography, sign for sign.

    « 12 000 » may have a narrow space, « aujourd'hui » a curly apostrophe. « İ » is the only letter that would be two.
    """
    text = text.replace("İ", "I").lower().replace("’", "'")
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\n", " ")


def _places(form: str, text: str) -> Iterator[int]:
    """Where a word stands in a text, whole; the name of an entity is no word."""
    at = text.find(form)
    while at >= 0:
        end = at + len(form)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before in ("_", "&") or after.isalnum() or after == "_"):
            yield at
        at = text.find(form, at + 1)


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
