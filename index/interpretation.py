"""What a question means here: its words, what else they are called, what was mistyped."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.french import terms_of
from index.postings import Postings
from index.question import Part, read_question
from index.words import Words

# The policy, each figure explained by the example that made it necessary.

# « QVT » finds first the fiches that say QVT, then those that say « qualité de vie au travail ».
EXPANSION_WEIGHT = 0.6
# « acceuil » is surely « accueil », but a fiche that really says « acceuil » would come first.
CORRECTION_WEIGHT = 0.8
# Up to three words typed are keywords, all wanted; more is a sentence: « on n'a plus de docteur dans le village ».
KEYWORDS = 3
# « comment faire participer les habitants » : without « faire » the question stays the same, as « les gens ne viennent
# plus » without « viennent », and « je voudrais » asks for no « vaudrait ».
SOFT_WORDS = """
    avoir avais avait avaient avons avez aurais aurait auraient être suis est sommes êtes étais était étaient serai
    serais serait seraient soit soient été faire fait fais font ferais ferait fasse aller vais va vont venir viens vient
    viennent dire dit disent mettre met mets mettent mette mise place pouvoir peux peut peuvent pouvons pouvez pourrais
    pourrait pourraient puisse puissent vouloir veux veut veulent voulons voulez voulait voudrais voudrait voudraient
    devoir dois doit doivent devons devrais devrait devraient falloir faut fallait faudrait savoir sais sait savent
    aimer aimerais aimerait aimeraient souhaite souhaitent souhaitons souhaiterais souhaiterait cherche chercher
    voir trouver aider aide améliorer besoin bien mieux trop moins peu beaucoup rien personne ça cela quoi lequel quand
    lorsque jamais toujours déjà encore parce vers chez chaque autre autres même gens sortir exemple exemples idée idées
    solution solutions
""".split()


@dataclass(frozen=True)
class Alternative:
    """One way to answer a clause: every term, side by side or not, for a share of its score."""

    terms: tuple[str, ...]
    weight: float = 1.0
    side_by_side: bool = False


@dataclass(frozen=True)
class Clause:
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


@dataclass(frozen=True)
class Interpretation:
    """The clauses of a question, and what the visitor is told: expressions added, words replaced.

    ``phrase`` is the whole question as it was typed, term by term, when it has several and no more than that.
    """

    clauses: tuple[Clause, ...]
    phrase: tuple[str, ...] = ()
    sentence: bool = False
    expansions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()


class Interpreter:
    """Reads questions with the words, postings and thesaurus of one generation."""

    def __init__(self, postings: Postings, words: Words, thesaurus: Iterable[tuple[str, ...]]) -> None:
        self._postings = postings
        self._words = words
        self._groups: dict[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]] = {}
        for group in thesaurus:
            expressions = tuple((expression, terms_of(expression)) for expression in group)
            for _, terms in expressions:
                others = tuple(other for other in expressions if other[1] and other[1] != terms)
                self._groups.setdefault(terms, others)
        self._longest = max((len(terms) for terms in self._groups), default=1)
        self._soft = {term for word in SOFT_WORDS for term in terms_of(word)}

    def interpret(self, typed: str, exact: bool = False) -> Interpretation:
        """The clauses of a question as it was typed; ``exact`` neither adds nor replaces a word."""
        parts = read_question(typed)
        clauses: list[Clause] = []
        expansions: list[tuple[str, tuple[str, ...]]] = []
        corrections: list[tuple[str, str]] = []
        at = 0
        while at < len(parts):
            part = parts[at]
            length, others = (1, ()) if exact else self._expression(parts, at)
            if others:
                run = parts[at : at + length]
                words = _as_typed(run, typed)
                known = [(text, terms) for text, terms in others if self._known(terms)]
                if known:
                    expansions.append((words, tuple(text for text, _ in known)))
                clauses.append(self._expanded(words, run, [terms for _, terms in known]))
            else:
                clause, correction = self._single(part, parts[at + 1 : at + 2], exact)
                clauses.append(clause)
                corrections += correction
            at += length
        if all(clause.soft or clause.excluded for clause in clauses):
            clauses = [replace(clause, soft=False) for clause in clauses]
        plain = all(not part.phrase and not part.prefix and not part.excluded for part in parts)
        phrase = tuple(term for part in parts for term in part.terms) if plain else ()
        sentence = len(typed.split()) > KEYWORDS
        return Interpretation(tuple(clauses), phrase, sentence, tuple(expansions), tuple(corrections))

    def _expression(self, parts: list[Part], at: int) -> tuple[int, tuple[tuple[str, tuple[str, ...]], ...]]:
        """The longest expression of the thesaurus that begins at this part: how many parts, what else it is called."""
        for length in range(min(self._longest, len(parts) - at), 0, -1):
            run = parts[at : at + length]
            if any(part.phrase or part.prefix or part.excluded for part in run):
                continue
            others = self._groups.get(tuple(term for part in run for term in part.terms))
            if others:
                return length, others
        return 1, ()

    def _known(self, terms: tuple[str, ...]) -> bool:
        return bool(terms) and all(term in self._postings for term in terms)

    def _expanded(self, typed: str, run: list[Part], others: list[tuple[str, ...]]) -> Clause:
        own = Alternative(tuple(term for part in run for term in part.terms))
        added = [Alternative(terms, EXPANSION_WEIGHT, side_by_side=len(terms) > 1) for terms in others]
        return Clause(typed, (own, *added), words=len(run))

    def _single(self, part: Part, following: list[Part], exact: bool) -> tuple[Clause, list[tuple[str, str]]]:
        if part.prefix:
            # « innovations* » finds « innovation » too, which does not begin so.
            terms = dict.fromkeys([*self._words.beginning_with(part.terms[0]), *terms_of(part.terms[0])])
            return Clause(part.typed, tuple(Alternative((term,)) for term in terms), excluded=part.excluded), []
        alternatives = [Alternative(part.terms, side_by_side=len(part.terms) > 1)]
        if part.whole:
            alternatives.append(Alternative((part.whole,)))
        if not part.phrase and following and not following[0].phrase:
            # « co développement » typed as two words.
            joined = "".join(part.terms[-1:]) + "".join(following[0].terms[:1])
            if joined in self._postings:
                alternatives.append(Alternative((joined,)))
        soft = part.terms[0] in self._soft and not part.phrase
        corrections: list[tuple[str, str]] = []
        unknown = not part.phrase and not any(self._known(alternative.terms) for alternative in alternatives)
        if unknown and self._known(infinitive := _infinitive(part.typed)):
            alternatives.append(Alternative(infinitive))
        elif unknown and not soft and not exact and not part.excluded:
            for near in self._words.nearest(part.typed):
                corrections.append((part.typed, near))
                alternatives.append(Alternative(terms_of(near), CORRECTION_WEIGHT))
        words = len(part.terms) if part.phrase else 1
        clause = Clause(part.typed, tuple(alternatives), words, soft, part.excluded, quoted=part.phrase)
        return clause, corrections


def _as_typed(run: list[Part], question: str) -> str:
    """The words of an expression as they stand in the question: « accueil des usagers », stop word and all."""
    start = question.find(run[0].typed)
    end = question.find(run[-1].typed, start)
    return question[start : end + len(run[-1].typed)] if 0 <= start <= end else " ".join(part.typed for part in run)


def _infinitive(word: str) -> tuple[str, ...]:
    """The terms of the infinitive of a verb in -ent, which the stemmer leaves: « coûtent » is « coûter »."""
    return terms_of(f"{word[:-3]}er") if word.endswith("ent") else ()
