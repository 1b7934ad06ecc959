"""What the API answers, as types: its documentation is generated from them, and the views are checked against them."""

from typing import Annotated, NotRequired

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from catalogue.fiche import Domaine, Fiche, Nature, Section

CLOSED = ConfigDict(extra="forbid")
SAFE_HTML = "HTML sûr, mots trouvés entre <mark> et </mark>"


@with_config(CLOSED)
class Carte(TypedDict):
    """A fiche in a list."""

    slug: Annotated[str, Field(description="Nom de la fiche dans son adresse")]
    titre: Annotated[str, Field(description="Titre")]
    resume: Annotated[str, Field(description="Résumé qui se lit seul")]
    nature: Nature
    domaine: Domaine
    etiquettes: Annotated[tuple[str, ...], Field(description="Étiquettes")]
    publiee: Annotated[str, Field(description="Date de publication", json_schema_extra={"format": "date"})]
    url: Annotated[str, Field(description="Adresse de la page, à partir de celle du site")]


@with_config(CLOSED)
class Resultat(Carte):
    """A fiche found by a search."""

    score: Annotated[float, Field(description="Pertinence ; 0 quand aucun mot n'est cherché")]
    extraits: Annotated[tuple[str, ...], Field(description=f"Passages du texte ({SAFE_HTML})")]


@with_config(CLOSED)
class Valeur(TypedDict):
    """One value of a facet."""

    id: Annotated[str, Field(description="Ce que l'on écrit dans l'adresse")]
    libelle: Annotated[str, Field(description="Ce que l'on lit")]
    nombre: Annotated[int, Field(description="Nombre de fiches, sans tenir compte des choix faits dans ce filtre")]


@with_config(CLOSED)
class Recherche(TypedDict):
    """A page of results."""

    q: Annotated[str, Field(description="Les mots cherchés, tels qu'ils ont été lus")]
    total: Annotated[int, Field(description="Nombre de fiches trouvées")]
    page: Annotated[int, Field(description="Numéro de cette page, à partir de 1")]
    pages: Annotated[int, Field(description="Nombre de pages")]
    suggestion: Annotated[str | None, Field(description="La question avec les mots inconnus corrigés")]
    abandonnes: Annotated[tuple[str, ...], Field(description="Mots qu'aucun résultat ne contient")]
    corriges: Annotated[dict[str, list[str]], Field(description="Mots inconnus, et ce qui a été cherché à leur place")]
    elargis: Annotated[
        dict[str, tuple[str, ...]], Field(description="Expressions de la question, et leurs équivalents cherchés aussi")
    ]
    resultats: Annotated[list[Resultat], Field(description="Les fiches de cette page, dans l'ordre")]
    facettes: Annotated[
        dict[str, list[Valeur]], Field(description="Pour chaque filtre, ses valeurs les plus fréquentes")
    ]


@with_config(CLOSED)
class Fiches(TypedDict):
    """A page of the list of the fiches, in short."""

    total: Annotated[int, Field(description="Nombre de fiches")]
    page: Annotated[int, Field(description="Numéro de cette page, à partir de 1")]
    pages: Annotated[int, Field(description="Nombre de pages")]
    fiches: Annotated[list[Carte], Field(description="Les fiches de cette page, dans l'ordre de leurs noms")]


class SectionLue(Section):
    """A section with its HTML."""

    html: Annotated[str, Field(description="Le même texte en HTML sûr")]


class FicheEntiere(Fiche):
    """A fiche, whole."""

    sections: tuple[SectionLue, ...] = Field(title="Rubriques du texte")
    url: Annotated[str, Field(description="Adresse de la page, à partir de celle du site")]


@with_config(CLOSED)
class Terme(TypedDict):
    """One value of a closed list."""

    id: Annotated[str, Field(description="Identifiant, qui ne change jamais")]
    libelle: Annotated[str, Field(description="Ce que l'on lit")]
    autres: Annotated[tuple[str, ...], Field(description="Autres façons de l'écrire, acceptées dans une fiche")]
    explication: Annotated[str, Field(description="Ce que cela veut dire")]
    parent: NotRequired[Annotated[str, Field(description="Nature, groupe ou région dont il fait partie")]]


@with_config(CLOSED)
class Suggestion(TypedDict):
    """What begins like the words typed."""

    genre: Annotated[str, Field(description="« fiche », « domaine » ou « etiquette »")]
    id: Annotated[str, Field(description="Identifiant")]
    libelle: Annotated[str, Field(description="Ce que l'on lit")]
    url: Annotated[str, Field(description="Adresse de la page, à partir de celle du site")]


@with_config(CLOSED)
class Suggestions(TypedDict):
    """Suggestions while one types."""

    q: Annotated[str, Field(description="Les mots tapés")]
    correction: Annotated[str | None, Field(description="Les mêmes mots bien écrits, quand rien ne commence ainsi")]
    suggestions: Annotated[list[Suggestion], Field(description="De zéro à huit propositions")]


@with_config(CLOSED)
class Faute(TypedDict):
    """What is wrong in a request."""

    code: Annotated[str, Field(description="Un mot pour les programmes, comme « introuvable »")]
    message: Annotated[str, Field(description="Une phrase pour les personnes")]
    champ: Annotated[str | None, Field(description="Le paramètre en cause")]


@with_config(CLOSED)
class Erreur(TypedDict):
    """An answer that is not 200."""

    erreur: Faute
