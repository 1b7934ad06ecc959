"""The closed lists of the catalogue: natures, domaines, formes, collectivités, facteurs, territories…"""

from dataclasses import dataclass, field
from pathlib import Path

from catalogue.folding import fold
from catalogue.problem import Problem, did_you_mean, nearest, shown_path
from catalogue.strict_yaml import YamlText, read_yaml_file

FILE = "vocabulaire.yml"
# kind -> the noun of one value, with its article, for messages
KINDS = {
    "natures": "une nature",
    "domaines": "un domaine",
    "formes": "une forme",
    "collectivites": "un type de collectivité",
    "facteurs": "un facteur",
    "groupes_facteurs": "un groupe de facteurs",
    "initiatives": "une initiative",
    "etapes": "une étape",
    "couts": "un coût",
    "delais": "un délai",
    "portees": "une portée",
    "perimetres": "un périmètre",
    "regions": "une région",
    "departements": "un département",
    "questions": "une question",
}
# key of a term -> the list that its value must come from
PARENTS = {"nature": "natures", "groupe": "groupes_facteurs", "region": "regions"}
OWNERS = {"domaines": "nature", "facteurs": "groupe", "departements": "region"}
SITES = "sites_de_copie"
# Keys that a term may have beside those that it must have.
OPTIONAL = ("autres", "question", "conseil")


@dataclass(frozen=True)
class Term:
    """One permitted value: its id never changes, its libelle is what people read.

    ``question`` says it to a person who does not know the word, ``conseil`` says how to obtain it.
    """

    id: str
    libelle: str
    explication: str
    autres: tuple[str, ...] = ()
    parent: str | None = None
    question: str = ""
    conseil: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """Every closed list, by kind, in the order of the file."""

    terms: dict[str, dict[str, Term]]
    sites_de_copie: tuple[str, ...] = ()
    _names: dict[str, dict[str, str]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for kind, terms in self.terms.items():
            names = {fold(name): term.id for term in terms.values() for name in (*term.autres, term.libelle, term.id)}
            self._names[kind] = names

    def get(self, kind: str, id_: str) -> Term | None:
        """The term of this kind with exactly this id."""
        return self.terms[kind].get(id_)

    def libelle(self, kind: str, id_: str) -> str:
        """What people read for this id; the id itself when the vocabulary no longer knows it."""
        term = self.get(kind, id_)
        return term.libelle if term else id_

    def region_of(self, departement: str | None, region: str | None) -> str:
        """The id of the region where a real case lies, by its own or by its département; "" when nothing says it."""
        term = self.get("departements", departement or "")
        return region or (term.parent if term else None) or ""

    def resolve(self, kind: str, text: str) -> str | None:
        """The id that a writer means by an id, a label or another name, whatever the case and the accents."""
        return self._names[kind].get(fold(text))

    def nearest(self, kind: str, text: str) -> str | None:
        """The id nearest to a text that is none: « comune » gives « commune »."""
        name = nearest(fold(text), self._names[kind])
        return self._names[kind][name] if name else None


def read_vocabulary(path: Path) -> Vocabulary | list[Problem]:
    """The vocabulary of a file, or every problem in it."""
    shown = shown_path(path)
    document = read_yaml_file(path)
    if isinstance(document, list):
        return document
    reader = _Reader(document, shown)
    terms = reader.read()
    sites = document.value.get(SITES, []) if isinstance(document.value, dict) else []
    if not _is_texts(sites):
        reader.refuse((SITES,), f"« {SITES} » doit être une liste de noms de sites.")
    return sorted(reader.problems) or Vocabulary(terms, tuple(sites))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


class _Reader:
    """Turns the file's lists into terms and notes what is wrong on the way."""

    def __init__(self, document: YamlText, path: str) -> None:
        self.document, self.path = document, path
        self.problems: list[Problem] = []

    def read(self) -> dict[str, dict[str, Term]]:
        lists = self.document.value
        if not isinstance(lists, dict):
            self.refuse((), "le vocabulaire doit être une suite de listes.")
            return {}
        for name in lists.keys() - KINDS.keys() - {SITES}:
            self.refuse((name,), f"« {name} » n'est pas une liste du vocabulaire.{did_you_mean(name, KINDS)}")
        terms = {kind: self.read_list(kind, lists.get(kind)) for kind in KINDS}
        self.check_parents(terms)
        return terms

    def refuse(self, at: tuple[str | int, ...], message: str) -> None:
        self.problems.append(Problem(self.path, self.document.line(at), message))

    def read_list(self, kind: str, entries: object) -> dict[str, Term]:
        if not isinstance(entries, list) or not entries:
            self.refuse((kind,), f"la liste « {kind} » manque ou est vide.")
            return {}
        terms: dict[str, Term] = {}
        names: dict[str, str] = {}
        for index, entry in enumerate(entries):
            term = self.read_term(kind, index, entry)
            if not term:
                continue
            if term.id in terms:
                self.refuse((kind, index), f"l'identifiant « {term.id} » est employé deux fois dans « {kind} ».")
                continue
            terms[term.id] = term
            for name in {fold(name) for name in (term.id, term.libelle, *term.autres)}:
                if names.setdefault(name, term.id) != term.id:
                    message = f"« {name} » désigne à la fois « {names[name]} » et « {term.id} » ; gardez un seul sens."
                    self.refuse((kind, index), message)
        return terms

    def read_term(self, kind: str, index: int, entry: object) -> Term | None:
        at = (kind, index)
        if not isinstance(entry, dict):
            self.refuse(at, f"une entrée de « {kind} » doit porter « id », « libelle » et « explication ».")
            return None
        owner = OWNERS.get(kind)
        required = ["id", "libelle", "explication", *([owner] if owner else [])]
        known = [*required, *OPTIONAL]
        for key in entry.keys() - set(known):
            self.refuse((*at, key), f"« {key} » n'est pas une clé d'entrée.{did_you_mean(key, known)}")
        missing = [key for key in required if not entry.get(key)]
        for key in missing:
            self.refuse(at, f"« {key} » manque dans cette entrée de « {kind} ».")
        texts = [key for key in known if key != "autres" and entry.get(key)]
        for key in [key for key in texts if not isinstance(entry[key], str)]:
            self.refuse((*at, key), f"« {key} » doit être un texte.")
            missing.append(key)
        others = entry.get("autres", [])
        if not _is_texts(others):
            self.refuse((*at, "autres"), "« autres » doit être une liste, par exemple [RH, personnel].")
            return None
        if missing:
            return None
        said = {key: entry[key] for key in texts if key != owner}
        return Term(**said, autres=tuple(others), parent=entry[owner] if owner else None)

    def check_parents(self, terms: dict[str, dict[str, Term]]) -> None:
        for kind, owner in OWNERS.items():
            permitted = terms[PARENTS[owner]]
            for index, entry in enumerate(self.document.value.get(kind) or []):
                value = entry.get(owner) if isinstance(entry, dict) else None
                if isinstance(value, str) and value and value not in permitted:
                    message = f"« {value} » n'est pas {KINDS[PARENTS[owner]]}.{did_you_mean(value, permitted)}"
                    self.refuse((kind, index, owner), message)
