"""French analysis: from a text to the terms that are searched. No accent, capital or plural may matter."""

import re
from collections.abc import Iterator
from itertools import pairwise
from threading import Lock
from typing import Any, NamedTuple

import Stemmer
from whoosh.analysis import Token as WhooshToken
from whoosh.analysis import Tokenizer

from catalogue.folding import fold
from catalogue.memory import kept

# Small on purpose: a stop word can no longer be searched. « ete » (summer), « est » (east) and « sommes » stay.
STOP_WORDS = frozenset(
    """a ai au aux avec c ce ces cet cette comment d dans de des du e elle elles en et eux il ils j je l la le les leur
    leurs lui m ma mais me mes meme moi mon n ne nos notre nous on ont ou par pas pour qu que quel quelle quelles
    quels qui s sa se ses si son sont sur t ta te tes toi ton tu un une vos votre vous y ainsi afin aussi comme dont
    donc entre etre plus sans sous tout tous toute toutes tres""".split()
)
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
    "aine": "aine",
    "appel": "appel",
    "attention": "attention",
    "audition": "audition",
    "banque": "banque",
    "communal": "commune",
    "communale": "commune",
    "commune": "commune",
    "communication": "communication",
    "communiquer": "communication",
    "conseil": "conseil",
    "conseiller": "conseiller",
    "conseillere": "conseiller",
    "data": "data",
    "departement": "departement",
    "departemental": "departement",
    "departementale": "departement",
    "directrice": "directeur",
    "donnee": "donnee",
    "federer": "federer",
    "formation": "formation",
    "garde": "garde",
    "garder": "garde",
    "generaliste": "generaliste",
    "logement": "logement",
    "maire": "maire",
    "mairie": "mairie",
    "marche": "marche",
    "matiere": "matiere",
    "mere": "mere",
    "numerique": "numerique",
    "numeriser": "numerique",
    "numerisation": "numerique",
    "organisation": "organisation",
    "organisme": "organisme",
    "persona": "persona",
    "police": "police",
    "porte": "porte",
    "repas": "repas",
    "soigner": "soin",
    "territoire": "territoire",
    "territorial": "territoire",
    "territoriale": "territoire",
    "travaille": "travail",
    "travaillent": "travail",
    "travailler": "travail",
    "universitaire": "universite",
    "universite": "universite",
    "usager": "usager",
    "usagere": "usager",
}
MAX_TERM = 40

_ELISION = re.compile(r"(?:jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|qu|[cdjlmnst])['’](?=\w)", re.IGNORECASE)
_HYPHEN = re.compile("[-\u2010\u2011]")
_CHUNK = re.compile(
    r"(?:[^\W\d_]{1,2}['’])?(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)"  # C.N.F.P.T., l'A.R.S.
    r"|[^\W\d_]{1,3}&[^\W\d_]{1,3}\b"  # R&D
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"  # 12 000
    r"|[^\W_]+(?:['’\u00ad\-\u2010\u2011][^\W_]+)*"  # jusqu'aux, co-développement
    r"(?:(?:[·•][^\W_]+)+|\.e(?:\.s)?(?!\w)|\(e\)s?)?"  # élu·e·s, élu.e.s, élu(e)s
)
_ONE_PIECE = re.compile(r"(?:[^\W\d_]\.){2,}|.*&|\d{1,3}[ \u00a0\u202f]")
_INCLUSIVE = re.compile(r"[·•.(]")
_STEMMER = Stemmer.Stemmer("french")
_STEMMER_LOCK = Lock()  # PyStemmer is not made for several threads


class Token(NamedTuple):
    """One term, the word that it comes from, and where that word stands in the text, in characters.

    A ``whole`` is a hyphenated word taken without its hyphens; its parts are tokens too, the first at its position.
    """

    term: str
    word: str
    start: int
    end: int
    position: int
    whole: bool = False


class _Piece(NamedTuple):
    term: str
    start: int
    end: int
    whole: bool = False


def tokens(text: str, stop_words: bool = False) -> Iterator[Token]:
    """The tokens of a text in order; stop words are left out unless asked for.

    A hyphenated word gives its whole and its parts, so that « co-développement », « codéveloppement » and
    « co développement » meet.
    """
    position = 0
    capitals = len(text) > 12 and text.isupper()  # a title all in capitals says nothing of acronyms
    for match in _CHUNK.finditer(text):
        chunk = match[0].lower() if capitals else match[0]
        for piece in _pieces(chunk, stop_words):
            start, end = match.start() + piece.start, match.start() + piece.end
            yield Token(piece.term, text[start:end], start, end, position, piece.whole)
            position += not piece.whole


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text, one a position; of stop words alone, themselves."""
    found = [token.term for token in tokens(text) if not token.whole]
    return tuple(found or (token.term for token in tokens(text, stop_words=True) if not token.whole))


@kept(1 << 16, MAX_TERM)
def _pieces(chunk: str, stop_words: bool) -> tuple[_Piece, ...]:
    """What a chunk of text gives, with places counted from its beginning."""
    start = _after_elision(chunk, 0)
    if _ONE_PIECE.match(chunk, start):
        return (_Piece(re.sub(r"[.&\s]", "", fold(chunk[start:]))[:MAX_TERM], start, len(chunk)),)
    bounds = [start, *(match.end() for match in _HYPHEN.finditer(chunk, start)), len(chunk) + 1]
    pieces = []
    if len(bounds) > 2:
        joined = fold(_INCLUSIVE.split(_HYPHEN.sub("", chunk[start:]))[0]).replace("'", "")
        whole = _Piece(stem(joined[:MAX_TERM]), start, len(chunk), whole=True)
        if bounds[1] == start + 2 and fold(chunk[start]) == "e":  # « e-administration » is no administration
            return (whole._replace(whole=False),)
        pieces.append(whole)
    for first, last in pairwise(bounds):
        pieces += _words(chunk, _after_elision(chunk, first), last - 1, stop_words)
    return tuple(pieces)


def _after_elision(chunk: str, start: int) -> int:
    """Where the word begins once « l' », « d' » or « jusqu' » is taken away, unless they make one word."""
    while elision := _ELISION.match(chunk, start):
        if singular(fold(_HYPHEN.split(chunk[start:])[0])) in WHOLE:
            break
        start = elision.end()
    return start


def _words(chunk: str, start: int, end: int, stop_words: bool) -> list[_Piece]:
    """The words between two hyphens: one, unless an apostrophe that elides nothing stands inside."""
    word = chunk[start:end]
    plain = fold(_INCLUSIVE.split(word)[0])[:MAX_TERM]
    if "'" in plain:
        if singular(plain) in WHOLE:
            return [_Piece(WHOLE[singular(plain)], start, end)]
        cut = start + len(re.split("['’]", word)[0])
        return _words(chunk, start, cut, stop_words) + _words(chunk, cut + 1, end, stop_words)
    acronym = len(word) > 1 and word.isupper()  # SI, CE, AS in capitals are no stop words
    kept = plain and (stop_words or acronym or plain not in STOP_WORDS)
    return [_Piece(stem(plain), start, end)] if kept else []


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
    if word.endswith("ee") and word not in EXCEPTIONS:  # formé, formée, formées
        word = word[:-1]
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    if len(word) <= 3 or word.isdigit() or word in INVARIABLE:
        return word
    with _STEMMER_LOCK:
        stemmed: str = _STEMMER.stemWord(word)
    if len(stemmed) < min(4, len(word) - 1):  # « payer » is not « pays », but « élue » is « élu »
        return word
    if stemmed.endswith("ifi"):  # simplifier, simplification
        return stemmed[:-1]
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
        **options: Any,
    ) -> Iterator[WhooshToken]:
        whoosh_token = WhooshToken(positions, chars)
        for token in tokens(value):
            whoosh_token.text = token.term
            whoosh_token.boost = 1.0
            if positions:
                whoosh_token.pos = options.get("start_pos", 0) + token.position
            if chars:
                whoosh_token.startchar = options.get("start_char", 0) + token.start
                whoosh_token.endchar = options.get("start_char", 0) + token.end
            yield whoosh_token
