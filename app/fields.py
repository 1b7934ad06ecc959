"""The fields of the contribution form: its steps, its groups, and what each field asks for."""

from dataclasses import dataclass

from catalogue.body import HEADINGS
from catalogue.draft import PARTS, SECTIONS
from catalogue.fiche import Demarrage, Fiche


@dataclass(frozen=True)
class Field:
    """One question. ``kind`` says how it is answered; ``terms`` names the closed list that it is answered from.

    Kinds: line, text, lines (one value a line), words (the same, or between commas), date, number, numbers,
    one (a list to choose from), radio, many, fiche.
    """

    name: str
    label: str
    help: str = ""
    kind: str = "line"
    terms: str = ""
    required: bool = False


@dataclass(frozen=True)
class Group:
    """Questions that go together; ``part`` names the key of which they describe one group, as often as needed."""

    title: str
    fields: tuple[Field, ...]
    help: str = ""
    part: str = ""
    noun: str = ""


@dataclass(frozen=True)
class Step:
    """One page of the form."""

    id: str
    title: str
    help: str
    groups: tuple[Group, ...] = ()


# One of the two is required, whatever the model says of each.
_ONE_PLACE = ("departement", "region")


def _field(name: str, label: str, help_: str = "", kind: str = "line", terms: str = "", part: str = "") -> Field:
    """A field, required when the rules of a fiche say so."""
    key = name.split(".")[-1]
    model = PARTS[part] if part else Demarrage if name.startswith("demarrage.") else Fiche
    info = model.model_fields.get(key)
    return Field(name, label, help_, kind, terms, info is None or info.is_required() or key in _ONE_PLACE)


_QUESTIONS = dict(
    zip(
        HEADINGS,
        (
            "Quelle difficulté vivaient les habitants, les agents ou les élus ? Depuis quand, et à quel prix ?",
            "En quoi consiste l'innovation ? Décrivez-la comme à un collègue qui n'en a jamais entendu parler.",
            "Par quelles étapes êtes-vous passés, avec qui, avec quels moyens, en combien de temps ?",
            "Qu'est-ce qui a changé, et qui l'a mesuré ? Ce qui n'est pas mesuré se dit : « non documenté ».",
            "Pourquoi cela a-t-il marché chez vous ?",
            "Qu'est-ce qui peut échouer, et que feriez-vous autrement ?",
            "Que faut-il garder pour que cela marche, que peut-on changer, et par quoi commencer ?",
        ),
        strict=True,
    )
)

IDENTITE = Step(
    "identite",
    "Identité",
    "Ce que l'on voit d'abord : de quoi il s'agit, pour qui, et les mots qui permettront de retrouver la fiche.",
    (
        Group(
            "L'essentiel",
            (
                _field("titre", "Titre", "De 5 à 120 signes, avec les mots que les gens emploient."),
                _field(
                    "resume", "Résumé", "De 80 à 400 signes. Il se lit seul : quoi, pour qui, à quel effet.", "text"
                ),
                _field("nature", "Nature", "Ce que l'innovation change d'abord.", "radio", "natures"),
                _field("domaine", "Domaine", "Le domaine où elle agit.", "radio", "domaines"),
                _field("formes", "Formes", "D'une à cinq.", "many", "formes"),
                _field("collectivites", "Collectivités", "Celles qui peuvent la reprendre.", "many", "collectivites"),
            ),
        ),
        Group(
            "Pour la retrouver",
            (
                _field(
                    "etiquettes",
                    "Étiquettes",
                    "D'une à douze, une par ligne ou séparées par des virgules, en minuscules sauf sigles et noms "
                    "propres. La majuscule du début s'efface, sauf si une fiche publiée la porte.",
                    "words",
                ),
                _field(
                    "aussi_appele",
                    "Aussi appelé",
                    "D'autres façons de le dire, une par ligne : elles servent à la recherche.",
                    "lines",
                ),
            ),
        ),
        Group(
            "Pour se lancer",
            (
                _field("initiative", "Lancée par", "", "one", "initiatives"),
                _field("demarrage.cout", "Coût de démarrage", "", "one", "couts"),
                _field("demarrage.delai", "Délai avant les premiers effets", "", "one", "delais"),
                _field("demarrage.portee", "Portée", "", "one", "portees"),
                _field("demarrage.perimetre", "Périmètre", "", "one", "perimetres"),
                _field("etape", "Étape", "Où en est l'innovation aujourd'hui.", "one", "etapes"),
                _field("raison_arret", "Raison de l'arrêt", "Seulement si elle est arrêtée : dites pourquoi."),
            ),
        ),
    ),
)
RECIT = Step(
    "recit",
    "Récit",
    "Sept rubriques courtes, toutes remplies. Une ligne vide sépare deux paragraphes, un tiret commence une liste, "
    "**deux astérisques** mettent en gras. [1] renvoie à la première source : vous décrirez les sources à l'étape "
    "« Sources » ; notez-les ici 1, 2, 3, dans l'ordre.",
    (
        Group(
            "Les sept rubriques",
            tuple(_field(f"{SECTIONS}.{heading}", heading, _QUESTIONS[heading], "text") for heading in HEADINGS),
        ),
        Group(
            "Ce qui a compté",
            (
                _field(
                    "facteurs",
                    "Facteurs de succès",
                    "Ceux de l'étude nationale qui ont compté ici.",
                    "many",
                    "facteurs",
                ),
            ),
        ),
    ),
)
EXEMPLES = Step(
    "exemples",
    "Exemples",
    "Les collectivités qui l'ont fait, et les fiches du catalogue qui s'y rattachent. Laissez vide ce qui manque.",
    (
        Group(
            "Cas réels",
            (
                _field("collectivite", "Collectivité", "Son nom complet.", part="exemples"),
                _field("type", "Type de collectivité", "", "one", "collectivites", "exemples"),
                _field(
                    "departement",
                    "Département",
                    "Département, ou région (champ suivant) si le cas couvre une région entière.",
                    "one",
                    "departements",
                    "exemples",
                ),
                _field(
                    "region",
                    "Région",
                    "Seulement si le cas la couvre tout entière : laissez alors le département vide.",
                    "one",
                    "regions",
                    "exemples",
                ),
                _field("annee", "Année de début", "Quatre chiffres.", "number", part="exemples"),
                _field(
                    "population",
                    "Nombre d'habitants",
                    "En chiffres, comme 8 000. Celui d'une source ; à défaut, de l'Insee.",
                    "number",
                    part="exemples",
                ),
                _field("texte", "Ce qui a été fait", "Une ou deux phrases.", "text", part="exemples"),
                _field("resultat", "Ce qui est constaté", "Une phrase.", "text", part="exemples"),
                _field(
                    "sources",
                    "Numéros des sources",
                    "Comme 1, 3 : les mêmes numéros que dans le récit, à décrire à l'étape « Sources ».",
                    "numbers",
                    part="exemples",
                ),
            ),
            part="exemples",
            noun="exemple",
        ),
        Group(
            "Fiches liées",
            (
                _field("fiche", "Fiche", "", "fiche", part="liens"),
                _field("raison", "Pourquoi les deux se tiennent", "Une phrase.", part="liens"),
            ),
            part="liens",
            noun="lien",
        ),
    ),
)
SOURCES = Step(
    "sources",
    "Sources",
    "Où chaque fait a été lu, dans l'ordre de leurs numéros, et qui signe la fiche.",
    (
        Group(
            "Sources citées",
            (
                _field("titre", "Titre", "Celui de l'article, du rapport ou de la page.", part="sources"),
                _field("organisme", "Organisme ou auteur", "Qui publie.", part="sources"),
                _field("annee", "Année", "Quatre chiffres, si elle est connue.", "number", part="sources"),
                _field("url", "Adresse web", "L'adresse d'origine, pas celle d'un site qui copie.", part="sources"),
            ),
            part="sources",
            noun="source",
        ),
        Group(
            "Signature",
            (
                _field("auteurs", "Auteurs", "Des noms de personnes ou d'organismes, un par ligne.", "lines"),
                _field("publiee", "Date de publication", "", "date"),
                _field("verifiee", "Date de la dernière vérification", "", "date"),
            ),
        ),
    ),
)
RELECTURE = Step("relecture", "Relecture", "")
STEPS = (IDENTITE, RECIT, EXEMPLES, SOURCES, RELECTURE)
