"""French analysis: from a text to the terms that are searched. No accent, capital or plural may matter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer
from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer

from catalogue.folding import fold

# Small on purpose: a stop word can no longer be searched. « ete » (summer), « est » (east) and « sommes » stay.
STOP_WORDS = frozenset(
    """a ai au aux avec c ce ces cet cette comment d dans de des du elle elles en et eux il ils j je l la le les leur
    leurs lui m ma mais me mes meme moi mon n ne nos notre nous on ont ou par pas pour qu que quel quelle quelles
    quels qui s sa se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y ainsi afin aussi comme dont
    donc entre etre plus sans sous tout tous toute toutes tres""".split()
)
ELISIONS = frozenset("c d j l m n s t qu jusqu lorsqu puisqu quoiqu presqu quelqu".split())
# Words with an apostrophe inside that are one word.
WHOLE = {"aujourd'hui": "aujourdhui", "presqu'ile": "presquile", "quelqu'un": "quelqu", "prud'homme": "prudhomme"}

# Snowball keeps « loi » and « lois », « élu » and « élus » apart, so plurals are undone first. These have none to undo.
INVARIABLE = frozenset(
    """mois bois pays repas fois temps corps acces succes proces progres avis permis concours parcours secours recours
    discours cours campus bonus processus virus consensus paris calais ardennes vosges landes bras bus tiers sens
    univers divers travers revers vers hors gaz compas cas pas bas gras relais palais marais frais biais dais refus
    abus engrais souris tapis puis depuis jamais toujours alors hormis moins propos repos clos enclos colis devis
    croquis remis mis pris appris compris depens prix voix choix croix faux taux doux roux paix noix deux heureux
    surplus apres aupres pres exces deces congres dis sdis sis ars cias ccas""".split()
)
# Plurals in -x that lose only their x, and those that change more.
PLURALS_IN_EUX = frozenset(
    ["enjeux", "jeux", "lieux", "voeux", "feux", "milieux", "neveux", "cheveux", "adieux", "aveux"]
)
IRREGULAR_PLURALS = {
    "travaux": "travail",
    "baux": "bail",
    "vitraux": "vitrail",
    "emaux": "email",
    "noyaux": "noyau",
    "tuyaux": "tuyau",
    "yeux": "oeil",
}
# Words that Snowball would merge with an unrelated one (« organisme » and « organe ») or keep from a related one.
EXCEPTIONS = {
    "action": "action",
    "appel": "appel",
    "communal": "commune",
    "communale": "commune",
    "commune": "commune",
    "conseil": "conseil",
    "conseiller": "conseiller",
    "conseillere": "conseiller",
    "departement": "departement",
    "departemental": "departement",
    "departementale": "departement",
    "directrice": "directeur",
    "donnee": "donnee",
    "formation": "formation",
    "logement": "logement",
    "maire": "maire",
    "mairie": "mairie",
    "marche": "marche",
    "matiere": "matiere",
    "numerique": "numerique",
    "numeriser": "numerique",
    "numerisation": "numerique",
    "organisation": "organisation",
    "organisme": "organisme",
    "police": "police",
    "repas": "repas",
    "territoire": "territoire",
    "territorial": "territoire",
    "territoriale": "territoire",
    "universitaire": "universite",
    "universite": "universite",
    "usager": "usager",
    "usagere": "usager",
}
MAX_TERM = 40

_WORD = re.compile(
    r"(?:[^\W\d_]{1,2}['’])?(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)"  # C.N.F.P.T., l'A.R.S.
    r"|[^\W\d_]{1,3}&[^\W\d_]{1,3}\b"  # R&D
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"  # 12 000
    r"|[^\W_]+(?:['’\u2011\u00ad][^\W_]+)*(?:[·•](?:[^\W_]|[·•])+)?"  # jusqu'aux, élu·e·s
)
_STEM = snowballstemmer.stemmer("french").stemWord


@dataclass(frozen=True)
class Token:
    """One term with the word it comes from and the place of that word in the text, in characters."""

    term: str
    word: str
    start: int
    end: int
    position: int


def tokens(text: str, stop_words: bool = False) -> Iterator[Token]:
    """The tokens of a text in order; stop words are left out unless asked for.

    A hyphenated word gives its parts and, in the place of the first, the whole without hyphens, so that
    « co-développement », « codéveloppement » and « co développement » meet.
    """
    position = 0
    capitals = len(text) > 12 and text.isupper()  # a title all in capitals says nothing of acronyms
    for match in _WORD.finditer(text):
        word = match[0].lower() if capitals else match[0]
        if text[match.start() - 1 : match.start()] == "-" and match.start() > 1 and text[match.start() - 2].isalnum():
            whole = ""
        else:
            whole = _hyphenated(text, match)
        if whole:
            yield Token(whole, match[0], match.start(), match.end(), position)
        for term in terms_of(word, stop_words):
            yield Token(term, match[0], match.start(), match.end(), position)
            position += 1


def _hyphenated(text: str, first: re.Match[str]) -> str:
    """The term of the whole hyphenated word that begins with this one, or nothing when no hyphen follows."""
    compound = re.compile(r"[^\W_]+(?:-[^\W_]+)+").match(text, first.start())
    return stem(fold(compound[0].replace("-", ""))[:MAX_TERM]) if compound else ""


@lru_cache(maxsize=200_000)
def terms_of(word: str, stop_words: bool = False) -> tuple[str, ...]:
    """The terms of one word as it stands in a text: none for a stop word, several for « jusqu'aux maires »."""
    if "." in word or "&" in word:
        return (re.sub(r"[.&]", "", fold(re.split("['’]", word)[-1])),)
    if word[0].isdigit():
        return (re.sub(r"\s", "", fold(word)),)
    plain = fold(re.split("[·•]", word)[0])[:MAX_TERM]
    if "'" in plain:
        if singular(plain) in WHOLE:
            return (WHOLE[singular(plain)],)
        first, rest = re.split("['’]", word, maxsplit=1)
        before = () if fold(first) in ELISIONS else terms_of(first, stop_words)
        return (*before, *terms_of(rest, stop_words))
    acronym = len(word) > 1 and word.isupper()  # SI, CE, AS in capitals are no stop words
    return (stem(plain),) if stop_words or acronym or plain not in STOP_WORDS else ()


def singular(word: str) -> str:
    """The singular of a folded word."""
    if len(word) < 4 or word in INVARIABLE:
        return word
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if word in PLURALS_IN_EUX or word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux"):
        return f"{word[:-3]}al"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def stem(word: str) -> str:
    """The term of a folded word: the same for its plurals, feminines and close derivatives."""
    word = singular(word)
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    if len(word) <= 3 or word.isdigit():
        return word
    if word.endswith("ee"):  # formé, formée, formées
        word = word[:-1]
    stemmed: str = _STEM(word)
    if len(stemmed) < 4:  # « aîné » is not « Ain », « payer » is not « pays »
        return word
    return f"{stemmed[:-2]}c" if stemmed.endswith("qu") else stemmed  # publique, public


class FrenchAnalyzer(Tokenizer):  # type: ignore[misc]
    """Whoosh's door to ``tokens``. The schema pickles it, so it has no state."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        **_: Any,
    ) -> Iterator[WhooshToken]:
        whoosh_token = WhooshToken(positions, chars)
        for token in tokens(value):
            whoosh_token.text = token.term
            whoosh_token.boost = 1.0
            if positions:
                whoosh_token.pos = start_pos + token.position
            if chars:
                whoosh_token.startchar = start_char + token.start
                whoosh_token.endchar = start_char + token.end
            yield whoosh_token
