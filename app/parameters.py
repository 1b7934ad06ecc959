"""The parameters of a search, the same for the page and the API: from the address and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from catalogue.problem import nearest
from index.facets import FACETS
from index.generation import Generation
from index.question import MAX_CHARACTERS
from index.search import SORTS, Query

SHOWN_CHARACTERS = 80


@dataclass(frozen=True)
class Way:
    """A link out of an error: the value that is near, its address and what people read."""

    value: str
    address: str
    libelle: str


class UnknownValueError(Exception):
    """A parameter has a value that the catalogue does not know: ``field`` names it, ``way`` leads to the nearest."""

    def __init__(self, field: str, message: str, way: Way | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.way = way


def shown(value: str) -> str:
    """What an error repeats of a value that a visitor gave: its beginning."""
    return value if len(value) <= SHOWN_CHARACTERS else f"{value[:SHOWN_CHARACTERS]}…"


def read_query(args: MultiDict[str, str], generation: Generation) -> Query:
    """The query that an address asks; raises UnknownValueError for a filter, an order or a page that cannot be."""
    selection = {}
    for facet in FACETS:
        values = tuple(dict.fromkeys(value for value in args.getlist(facet) if value))
        for value in values:
            if not generation.knows(facet, value):
                message = f"Le filtre « {facet} » ne connaît pas la valeur « {shown(value)} »."
                raise UnknownValueError(facet, message, _nearest_filter(facet, value, args, generation))
        if values:
            selection[facet] = values
    tri = args.get("tri", "")
    if tri and tri not in SORTS:
        raise UnknownValueError("tri", f"On ne trie pas par « {shown(tri)} » : choisissez {', '.join(SORTS)}.")
    return Query(read_words(args), selection, tri, read_page(args), exact=args.get("exact") == "1")


def read_page(args: MultiDict[str, str]) -> int:
    """The page that an address asks for, from 1; raises UnknownValueError for what is no number of a page."""
    page = args.get("page") or "1"
    if not (page.isascii() and page.isdecimal() and len(page) <= 6 and int(page)):
        raise UnknownValueError("page", f"« {shown(page)} » n'est pas un numéro de page.")
    return int(page)


def check_page(page: int, pages: int, what: str = "ces résultats") -> None:
    """Raise UnknownValueError when the page asked lies beyond the last."""
    if page > pages:
        last = f"{what} tiennent en {pages} page{'s' if pages > 1 else ''}"
        raise UnknownValueError("page", f"La page {page} n'existe pas : {last}.")


def read_words(args: MultiDict[str, str]) -> str:
    """The words that an address asks for, on one line."""
    text = args.get("q", "")[:MAX_CHARACTERS]
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _nearest_filter(facet: str, value: str, args: MultiDict[str, str], generation: Generation) -> Way | None:
    """The way to the same search, from its first page, with the value that is near."""
    near = nearest(value, generation.facets.values[facet])
    if not near:
        return None
    asked = [(key, near if (key, old) == (facet, value) else old) for key, old in args.items(multi=True)]
    address = urlencode([(key, kept) for key, kept in asked if key != "page"])
    return Way(near, f"/recherche?{address}", generation.libelle(facet, near))


def query_string(query: Query, **changes: object) -> str:
    """The address parameters of a query with some changed; page 1 and empty values are left out."""
    asked = {"q": query.q, **query.selection, "tri": query.tri, "exact": int(query.exact), "page": query.page}
    parameters: dict[str, object] = {**asked, **changes}
    if parameters["page"] == 1:
        del parameters["page"]
    return urlencode({key: value for key, value in parameters.items() if value}, doseq=True)


def without(selection: Mapping[str, tuple[str, ...]], facet: str, value: str) -> tuple[str, ...]:
    """The values of a facet once one is let go."""
    return tuple(other for other in selection.get(facet, ()) if other != value)
