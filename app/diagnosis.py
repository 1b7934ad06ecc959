"""A project described by the study's factors, its profile, and the page that one gives to the DGS."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from app.drawings import profile_chart
from app.generation import generation
from app.parameters import UnknownValueError, shown
from app.profile import BEST, POINTS, find_supports, find_unsupported, read_profile
from app.shares import margin
from catalogue.vocabulary import Vocabulary
from index.store import Outline

blueprint = Blueprint("diagnosis", __name__)
MAX_NAME = 120
# Answer -> what people read; the last is no answer.
ANSWER_TITLES = {"oui": "Oui", "en-partie": "En partie", "non": "Non", "": "Je ne sais pas"}


@dataclass(frozen=True)
class Project:
    """What a visitor says of a project: its name, the type of its collectivité, an answer by factor."""

    projet: str
    collectivite: str
    reponses: Mapping[str, str]

    @property
    def address(self) -> str:
        """The parameters that say it all again."""
        said = {"projet": self.projet, "collectivite": self.collectivite, **self.reponses}
        return urlencode({key: value for key, value in said.items() if value})


def read_project(args: MultiDict[str, str], vocabulary: Vocabulary) -> Project:
    """The project that an address describes; raises UnknownValueError for an answer or a type that cannot be."""
    projet = " ".join(args.get("projet", "").split())[:MAX_NAME]
    collectivite = args.get("collectivite", "")
    if collectivite and not vocabulary.get("collectivites", collectivite):
        raise UnknownValueError("collectivite", f"« {shown(collectivite)} » n'est pas un type de collectivité.")
    reponses = {id_: args[id_] for id_ in vocabulary.terms["facteurs"] if args.get(id_)}
    for id_, reponse in reponses.items():
        if reponse not in POINTS:
            choices = ", ".join(POINTS)
            raise UnknownValueError(id_, f"« {shown(reponse)} » n'est pas une réponse : choisissez {choices}.")
    return Project(projet, collectivite, reponses)


@blueprint.get("/diagnostic")
def diagnosis() -> str:
    """The questions, with the answers that the address holds."""
    return _form(read_project(request.args, generation().vocabulary), incomplet=False)


@blueprint.get("/diagnostic/resultat")
def result() -> str:
    """The profile of the project; without one answer, the questions."""
    project = read_project(request.args, generation().vocabulary)
    return _outcome("diagnostic-resultat.html", project)


@blueprint.get("/diagnostic/note")
def note() -> str:
    """The same on one page to print, for the DGS."""
    project = read_project(request.args, generation().vocabulary)
    return _outcome("diagnostic-note.html", project)


def _form(project: Project, incomplet: bool) -> str:
    return _render("diagnostic.html", vocabulaire=generation().vocabulary, projet=project, incomplet=incomplet)


def _outcome(template: str, project: Project) -> str:
    if not project.reponses:
        return _form(project, incomplet=True)
    profile = read_profile(generation().vocabulary, project.reponses)
    candidates = _suited(project.collectivite)
    supports = find_supports(profile.fragiles, candidates, project.collectivite)
    suited = bool(supports) or not project.collectivite
    if not suited:
        candidates = _suited("")
        supports = find_supports(profile.fragiles, candidates, project.collectivite)
    fiches = generation().store.fiches(support.fiche.slug for support in supports)
    return _render(
        template,
        projet=project,
        profil=profile,
        dessin=profile_chart(profile.scores),
        appuis=supports,
        conviennent=suited,
        # The cases of collectivités like this one first.
        cas={one.slug: sorted(one.exemples, key=lambda case: case.type != project.collectivite) for one in fiches},
        sans_appui=find_unsupported(profile.fragiles, candidates),
        aujourd_hui=date.today(),
    )


def _suited(collectivite: str) -> list[Outline]:
    """The fiches that suit a type of collectivité; all of them when it is not said."""
    facets = generation().facets
    suited = facets.filter({"collectivite": (collectivite,)} if collectivite else {})
    slugs = {slug for slug, suits in zip(facets.slugs, suited, strict=True) if suits}
    return [outline for slug, outline in generation().store.outlines.items() if slug in slugs]


def _render(template: str, **values: object) -> str:
    study = generation().study
    return render_template(
        template,
        etude=study,
        marge=margin(study),
        REPONSES=ANSWER_TITLES,
        POINTS=POINTS,
        MEILLEUR=BEST,
        LONGUEUR_NOM=MAX_NAME,
        **values,
    )
