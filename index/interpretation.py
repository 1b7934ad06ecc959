"""What a question means here: its words, what else they are called, what was mistyped."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from catalogue.folding import fold
from index.french import STOP_WORDS, terms_of
from index.postings import Postings
from index.question import Part, read_question
from index.words import Words

# The policy, each figure explained by the example that made it necessary.

# « QVT » finds first the fiches that say QVT, then those that say « qualité de vie au travail ».
EXPANSION_WEIGHT = 0.6
# « acceuil » is surely « accueil », but a fiche that really says « acceuil » would come first.
CORRECTION_WEIGHT = 0.8
# « semaine de 4 jours » is one thing: a fiche that says these words here and there comes after those that say it.
SCATTERED_WEIGHT = 0.4
# Up to three words typed are keywords; more is a sentence: « on n'a plus de docteur dans le village ».
KEYWORDS = 3
# « comment faire participer les habitants » : without « faire » the question stays the same, as « les gens ne viennent
# plus » without « viennent », and « je voudrais » asks for no « vaudrait ». Every fiche is for communes: « mairie zéro
# papier » is about paper.
SOFT_WORDS = """
    avoir avais avait avaient avons avez aurais aurait auraient être suis est sommes êtes étais était étaient serai
    serais serait seraient soit soient été faire fait fais font ferais ferait fasse aller vais va vont venir viens vient
    viennent dire dit disent mettre met mets mettent mette mise place pouvoir peux peut peuvent pouvons pouvez pourrais
    pourrait pourraient puisse puissent vouloir veux veut veulent voulons voulez voulait voudrais voudrait voudraient
    devoir dois doit doivent devons devrais devrait devraient falloir faut fallait faudrait savoir sais sait savent
    aimer aimerais aimerait aimeraient souhaite souhaitent souhaitons souhaiterais souhaiterait cherche chercher
    voir trouver aider aide améliorer besoin bien mieux trop moins peu beaucoup rien personne ça cela quoi lequel quand
    lorsque jamais toujours déjà encore parce vers chez chaque autre autres même gens sortir exemple exemples idée idées
    solution solutions personnes commune communes communal communale communaux communales mairie mairies
""".split()


_WORD = re.compile(r"\w+")
# An expression of the thesaurus as it is written, and its terms.
Expression = tuple[str, tuple[str, ...]]


class Alternative(NamedTuple):
    """One way to answer a clause: every term, side by side or not, for a share of its score."""

    terms: tuple[str, ...]
    weight: float = 1.0
    side_by_side: bool = False


class Clause(NamedTuple):
    """What a fiche must answer, by any alternative; a ``soft`` clause adds to the score and requires nothing.

    ``words`` are those that it stands for, stop words apart: « l'entreprise libérée » is two. A ``quoted`` clause is
    never let go as long as some fiche answers it.
    """

    typed: str
    alternatives: tuple[Alternative, ...]
    words: int = 1
    soft: bool = False
    excluded: bool = False
    quoted: bool = False

    @property
    def sequences(self) -> set[tuple[str, ...]]:
        """What to mark in a text: single terms, and runs of terms that count only side by side."""
        return {
            run
            for alternative in self.alternatives
            for run in ([alternative.terms] if alternative.side_by_side else [(term,) for term in alternative.terms])
        }


class Interpretation(NamedTuple):
    """The clauses of a question, and what the visitor is told: expressions added, words replaced.

    ``phrase`` is the whole question as it was typed, term by term, when it is nothing but words.
    """

    clauses: tuple[Clause, ...]
    phrase: tuple[str, ...] = ()
    sentence: bool = False
    expansions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()


class _Read(NamedTuple):
    """A part of the question, the ways to answer it as it was typed, and the terms to look up for it.

    ``near`` are the known words nearest to one that is unknown.
    """

    part: Part
    own: tuple[Alternative, ...]
    terms: tuple[str, ...]
    soft: bool
    near: tuple[str, ...] = ()


class Interpreter:
    """Reads questions with the words, postings and thesaurus of one generation."""

    def __init__(self, postings: Postings, words: Words, thesaurus: Iterable[tuple[str, ...]]) -> None:
        self._postings = postings
        self._words = words
        self._groups: dict[tuple[str, ...], tuple[Expression, ...]] = {}
        self._found: dict[tuple[str, ...], tuple[tuple[str, Alternative], ...]] = {}
        for group in thesaurus:
            expressions = tuple((expression, terms_of(expression)) for expression in group)
            for expression, terms in expressions:
                joined = terms_of(expression.replace(" ", ""))  # « datawarehouse » typed as one word
                for key in {terms, joined}:
                    others = tuple(other for other in expressions if other[1] and other[1] != key)
                    # Two groups may have the same terms for words that are not the same: both are meant.
                    self._groups[key] = (*self._groups.get(key, ()), *others)
        self._longest = max((len(terms) for terms in self._groups), default=1)
        self._soft = STOP_WORDS | {fold(word) for word in SOFT_WORDS}

    def interpret(self, typed: str, exact: bool = False) -> Interpretation:
        """The clauses of a question as it was typed; ``exact`` neither adds nor replaces a word."""
        parts = read_question(typed)
        read = [self._read(part, parts[at + 1 : at + 2], exact) for at, part in enumerate(parts)]
        clauses: list[Clause] = []
        expansions: list[tuple[str, tuple[str, ...]]] = []
        corrections: list[tuple[str, str]] = []
        at = 0
        while at < len(read):
            run = [] if exact else self._expression(read, at)
            if run:
                words, others = _as_typed(run, typed), self._others(_terms(run))
                if others:
                    expansions.append((words, tuple(text for text, _ in others)))
                clauses.append(self._expanded(words, run, [alternative for _, alternative in others]))
                corrections += [(one.part.typed, one.near[0]) for one in run if one.near]
            else:
                run = read[at : at + 1]
                clauses.append(_single(run[0]))
                corrections += [(run[0].part.typed, near) for near in run[0].near]
            at += len(run)
        if all(clause.soft or clause.excluded for clause in clauses):
            clauses = [clause._replace(soft=False) for clause in clauses]
        phrase = tuple(term for part in parts for term in part.terms) if all(map(_plain, parts)) else ()
        sentence = len(typed.split()) > KEYWORDS
        return Interpretation(tuple(clauses), phrase, sentence, tuple(expansions), tuple(corrections))

    def _read(self, part: Part, following: list[Part], exact: bool) -> _Read:
        soft = (
            not part.phrase and not self._known_whole(part) and self._soft.issuperset(_WORD.findall(fold(part.typed)))
        )
        read = _Read(part, self._own(part, following, exact), part.terms, soft)
        asked = not _plain(part) or exact or soft or bool(self._others(part.terms))
        if asked or any(self._known(alternative.terms) for alternative in read.own):
            return read
        near = tuple(self._words.nearest(part.typed, self._finds))
        return read._replace(near=near, terms=terms_of(near[0])) if near else read

    def _expression(self, read: list[_Read], at: int) -> list[_Read]:
        """The longest expression of the thesaurus that begins at this part, as it was typed or else corrected."""
        for length in range(min(self._longest, len(read) - at), 0, -1):
            run = read[at : at + length]
            if not all(_plain(one.part) for one in run):
                continue
            if tuple(term for one in run for term in one.part.terms) in self._groups:
                return [one._replace(near=(), terms=one.part.terms) for one in run]
            if _terms(run) in self._groups:
                return run
        return []

    def _others(self, terms: tuple[str, ...]) -> tuple[tuple[str, Alternative], ...]:
        """What else the thesaurus calls an expression, as far as fiches say it.

        When no fiche says any of it, its words here and there: « fracture numérique » for « illectronisme ».
        """
        if terms not in self._groups:
            return ()
        if terms not in self._found:
            group = self._groups[terms]
            said = [other for other in group if len(self._postings.side_by_side(other[1]))]
            unsaid = not said and not self._together(terms)
            known = [other for other in group if self._together(other[1])] if unsaid else []
            self._found[terms] = (
                *((text, Alternative(other, EXPANSION_WEIGHT, side_by_side=len(other) > 1)) for text, other in said),
                *((text, Alternative(other, EXPANSION_WEIGHT * SCATTERED_WEIGHT)) for text, other in known),
            )
        return self._found[terms]

    def _together(self, terms: tuple[str, ...]) -> bool:
        """Whether a fiche says all of these terms, wherever they stand."""
        holders = (set((self._postings.get(term)[0] // len(self._postings.fields)).tolist()) for term in terms)
        return bool(set.intersection(*holders)) if terms else False

    def _known(self, terms: tuple[str, ...]) -> bool:
        return bool(terms) and all(term in self._postings for term in terms)

    def _finds(self, word: str) -> bool:
        terms = terms_of(word)
        return self._known(terms) or bool(self._others(terms))

    def _known_whole(self, part: Part) -> bool:
        return part.whole is not None and part.whole in self._postings

    def _expanded(self, typed: str, run: list[_Read], others: list[Alternative]) -> Clause:
        own = [Alternative(_terms(run), side_by_side=True)] if len(run) > 1 else []
        own.append(Alternative(_terms(run), SCATTERED_WEIGHT if own else 1.0))
        weight = CORRECTION_WEIGHT if any(one.near for one in run) else 1.0
        alternatives = (one._replace(weight=weight * one.weight) for one in (*own, *others))
        return Clause(typed, tuple(alternatives), words=len(run), soft=all(one.soft for one in run))

    def _own(self, part: Part, following: list[Part], exact: bool) -> tuple[Alternative, ...]:
        """The ways to answer a part as it was typed, whatever the thesaurus says."""
        if part.prefix:
            # « innovations* » finds « innovation » too, which does not begin so.
            beginning = self._words.beginning_with(part.terms[0])
            return tuple(Alternative((term,)) for term in dict.fromkeys([*beginning, *terms_of(part.terms[0])]))
        alternatives = [Alternative(part.terms, side_by_side=len(part.terms) > 1)]
        if part.whole:
            alternatives.append(Alternative((part.whole,)))
            if len(part.terms) == 1 and self._known_whole(part):  # « bien-être » is not « bien »
                alternatives = alternatives[1:]
        if _plain(part) and following and _plain(following[0]):
            # « co développement » typed as two words.
            joined = "".join(part.terms[-1:]) + "".join(following[0].terms[:1])
            if joined in self._postings:
                alternatives.append(Alternative((joined,)))
        infinitive = _infinitive(part.typed)
        if _plain(part) and not exact and not self._known(part.terms) and self._known(infinitive):
            alternatives.append(Alternative(infinitive))
        return tuple(alternatives)


def _single(read: _Read) -> Clause:
    part = read.part
    near = (Alternative(terms_of(word), CORRECTION_WEIGHT) for word in read.near)
    words = len(part.terms) if part.phrase else 1
    return Clause(part.typed, (*read.own, *near), words, read.soft, part.excluded, quoted=part.phrase)


def _plain(part: Part) -> bool:
    return not (part.phrase or part.prefix or part.excluded)


def _terms(run: list[_Read]) -> tuple[str, ...]:
    return tuple(term for one in run for term in one.terms)


def _as_typed(run: list[_Read], question: str) -> str:
    """The words of an expression as they stand in the question: « accueil des usagers », stop word and all."""
    words = [one.part.typed for one in run]
    start = _place(words[0], question, 0)
    end = _place(words[-1], question, start)
    return question[start : end + len(words[-1])] if 0 <= start <= end else " ".join(words)


def _place(word: str, question: str, start: int) -> int:
    """Where a word stands from there on, whole; -1 when it does not. A pattern would be compiled for each question."""
    at = question.find(word, max(0, start))
    while at >= 0 and (question[max(0, at - 1) : at].isalnum() or question[at + len(word) :][:1].isalnum()):
        at = question.find(word, at + 1)
    return at


def _infinitive(word: str) -> tuple[str, ...]:
    """The terms of the infinitive of a verb in -ent, which the stemmer leaves: « coûtent » is « coûter »."""
    return terms_of(f"{word[:-3]}er") if word.endswith("ent") else ()
