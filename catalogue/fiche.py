"""A fiche: one example of innovation, checked and immutable. Its fields are the keys of the front matter."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from catalogue.vocabulary import KINDS, Vocabulary

# As long as the longest title, and some more: a disk refuses the name of a file beyond 255 bytes.
SLUG = re.compile(r"(?=.{1,150}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
SOURCE_NUMBER = re.compile(r"[0-9]{1,9}")
# The key under which the JSON Schema of a field names its closed list: see schema.py.
VOCABULARY_KEY = "x-vocabulaire"


def refusal(message: str) -> PydanticCustomError:
    """A refusal whose French sentence reaches the reader as it is."""
    return PydanticCustomError("refus", "{message}", {"message": message})


@dataclass(frozen=True)
class Choice:
    """A text that must be a term of one closed list; a label or another name (« RH ») becomes its id.

    Without a vocabulary in the validation context the value is taken as it is: it comes from our own store.
    """

    kind: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", VOCABULARY_KEY: self.kind}

    def _check(self, value: str, info: ValidationInfo) -> str:
        vocabulary: Vocabulary | None = info.context
        if vocabulary is None:
            return value
        found = vocabulary.resolve(self.kind, value)
        if found:
            return found
        near = vocabulary.nearest(self.kind, value)
        advice = f"Vouliez-vous dire « {near} » ?" if near else f"Valeurs permises : {_listed(vocabulary, self.kind)}."
        raise refusal(f"« {value} » n'est pas {KINDS[self.kind]}. {advice}")


def _listed(vocabulary: Vocabulary, kind: str) -> str:
    ids = list(vocabulary.terms[kind])
    return ", ".join(ids) if len(ids) <= 20 else f"les codes de {ids[0]} à {ids[-1]}"


def _unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    doubled = {value for value in values if values.count(value) > 1}
    if doubled:
        raise refusal(f"« {sorted(doubled)[0]} » est écrit deux fois ; gardez-en un seul.")
    return values


def _web_address(value: str, info: ValidationInfo) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s<>\"]", value):
        raise refusal(f"« {value} » n'est pas une adresse web complète, comme https://www.exemple.fr/page.")
    host = parts.hostname
    copies: tuple[str, ...] = info.context.sites_de_copie if info.context else ()
    if any(host == site or host.endswith(f".{site}") for site in copies):
        raise refusal(f"{host} copie les documents d'autrui : citez le titre et l'organisme d'origine, sans adresse.")
    return value


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise refusal(f"« {value} » n'est pas un nom de fiche (minuscules sans accent, chiffres et tirets).")
    return value


def _day(value: Any) -> Any:
    """Nothing but YYYY-MM-DD: pydantic would take « 0 » for a number of seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("date_format", "not a day")
    return value


def _source_number(value: Any) -> Any:
    """Nothing but a few digits: pydantic would take « 1.0 », « +1 » and « 1_0 » for numbers too."""
    if isinstance(value, str) and not SOURCE_NUMBER.fullmatch(value):
        raise PydanticCustomError("int_parsing", "not a number")
    return value


def _year(value: int) -> int:
    if not 1900 <= value <= date.today().year + 1:
        raise refusal(f"« {value} » n'est pas une année plausible ; il en faut une depuis 1900.")
    return value


Text = Annotated[str, Field(min_length=1)]
Nature = Annotated[str, Choice("natures")]
Domaine = Annotated[str, Choice("domaines")]
Forme = Annotated[str, Choice("formes")]
TypeCollectivite = Annotated[str, Choice("collectivites")]
Facteur = Annotated[str, Choice("facteurs")]
Initiative = Annotated[str, Choice("initiatives")]
Etape = Annotated[str, Choice("etapes")]
Departement = Annotated[str, Choice("departements")]
Region = Annotated[str, Choice("regions")]
Etiquette = Annotated[str, Field(min_length=2, max_length=40)]
Slug = Annotated[str, AfterValidator(_slug)]
Year = Annotated[int, AfterValidator(_year)]
SourceNumber = Annotated[int, Field(ge=1), BeforeValidator(_source_number)]
Day = Annotated[date, BeforeValidator(_day)]
Unique = AfterValidator(_unique)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Demarrage(_Part):
    """How hard it is to start: the study advises small, quick and cheap."""

    cout: Annotated[str, Choice("couts")] | None = Field(None, title="Coût")
    delai: Annotated[str, Choice("delais")] | None = Field(None, title="Délai avant les premiers effets")
    portee: Annotated[str, Choice("portees")] | None = Field(None, title="Portée")
    perimetre: Annotated[str, Choice("perimetres")] | None = Field(None, title="Périmètre")


class Exemple(_Part):
    """A real case: who did it, where, when, what came of it."""

    collectivite: Text = Field(title="Nom de la collectivité")
    type: TypeCollectivite = Field(title="Type de collectivité")
    departement: Departement | None = Field(None, title="Code du département")
    region: Region | None = Field(
        None, title="Code de la région, quand le cas la couvre tout entière", validate_default=True
    )
    annee: Year | None = Field(None, title="Année de début ; absente quand elle n'est pas documentée")
    population: int | None = Field(None, ge=1, title="Nombre d'habitants")
    texte: Text = Field(title="Ce qui a été fait")
    resultat: Text | None = Field(None, title="Ce qui est constaté")
    sources: Annotated[tuple[SourceNumber, ...], Field(min_length=1), Unique] = Field(title="Numéros des sources")

    @field_validator("region")  # and not of the model, which would wait until every other field is right
    @classmethod
    def _one_place(cls, region: str | None, info: ValidationInfo) -> str | None:
        if "departement" in info.data and (info.data["departement"] is None) == (region is None):
            raise refusal("un exemple se situe par « departement » ou, s'il couvre toute une région, par « region ».")
        return region


class Lien(_Part):
    """A link to another fiche, and why the two belong together."""

    fiche: Slug = Field(title="Nom de l'autre fiche")
    raison: Text = Field(title="Pourquoi les deux se tiennent")


class Source(_Part):
    """Where a fact was read."""

    titre: Text
    organisme: Text = Field(title="Organisme ou auteur")
    annee: Year | None = Field(None, title="Année de publication")
    url: Annotated[str, AfterValidator(_web_address)] | None = Field(None, title="Adresse web")


class Section(_Part):
    """One heading of the body and its Markdown text."""

    titre: Text
    texte: Text


class Fiche(_Part):
    """One example of innovation: the front matter, the slug that the file name gives, and the sections of the body."""

    slug: Slug
    titre: Annotated[str, Field(min_length=5, max_length=120)] = Field(title="Titre")
    resume: Annotated[str, Field(min_length=80, max_length=400)] = Field(title="Résumé qui se lit seul")
    nature: Nature = Field(title="Nature")
    domaine: Domaine = Field(title="Domaine")
    formes: Annotated[tuple[Forme, ...], Field(min_length=1, max_length=5), Unique] = Field(title="Formes")
    collectivites: Annotated[tuple[TypeCollectivite, ...], Field(min_length=1), Unique] = Field(title="Collectivités")
    etiquettes: Annotated[tuple[Etiquette, ...], Field(min_length=1, max_length=12), Unique] = Field(title="Étiquettes")
    aussi_appele: Annotated[tuple[Text, ...], Field(max_length=20), Unique] = Field((), title="Autres noms")
    facteurs: Annotated[tuple[Facteur, ...], Unique] = Field((), title="Facteurs de succès")
    initiative: Initiative | None = Field(None, title="Qui l'a lancée")
    demarrage: Demarrage = Field(Demarrage(), title="Ce qu'il faut pour démarrer")
    etape: Etape | None = Field(None, title="Étape")
    raison_arret: Text | None = Field(None, title="Pourquoi elle s'est arrêtée", validate_default=True)
    exemples: tuple[Exemple, ...] = Field((), title="Exemples réels")
    liens: tuple[Lien, ...] = Field((), title="Fiches liées")
    sources: tuple[Source, ...] = Field((), title="Sources")
    auteurs: Annotated[tuple[Text, ...], Field(min_length=1), Unique] = Field(title="Auteurs")
    publiee: Day = Field(title="Date de publication")
    verifiee: Day | None = Field(None, title="Date de la dernière vérification")
    sections: tuple[Section, ...]

    @property
    def mise_a_jour(self) -> date:
        """The day of the last check, or else of the publication."""
        return self.verifiee or self.publiee

    @field_validator("raison_arret")
    @classmethod
    def _reason_to_stop(cls, reason: str | None, info: ValidationInfo) -> str | None:
        if "etape" in info.data and (info.data["etape"] == "arretee") != (reason is not None):
            raise refusal("« raison_arret » accompagne l'étape « arretee », et elle seule : dites pourquoi.")
        return reason
