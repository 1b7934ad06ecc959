"""A contribution: what was typed, the file that it makes, and each problem beside its field."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from app.fields import RELECTURE, SOURCES, STEPS, Step
from app.form import FIELDS, PART_FIELDS, Form, draft_of, field_names, form_of_fiche, name_at
from catalogue.collection import FICHES, check_together, entry_of
from catalogue.draft import Draft, Places, read_draft, write_draft
from catalogue.fiche import Fiche
from catalogue.fiche_file import header_line, parse_fiche
from catalogue.folding import slugify
from catalogue.problem import Problem
from index.generation import Generation

UNNAMED = "nouvelle-fiche"
EXAMPLE_FICHES = 50
_CHANGED = (
    "cette fiche a été publiée dans une autre version depuis que vous l'avez ouverte ; "
    "téléchargez votre texte, rouvrez-la, puis reportez-y vos changements."
)


@dataclass(frozen=True)
class Contribution:
    """What was typed and what it gives; ``fiche`` is None as long as a problem is left.

    ``messages`` are the problems of each field, by its name; those of "" concern the file as a whole.
    """

    form: Form
    slug: str
    text: str
    fiche: Fiche | None
    messages: dict[str, list[str]] = field(default_factory=dict)

    def of_step(self, step: Step) -> dict[str, list[str]]:
        """The problems of the fields of a step, in the order of the page."""
        names = field_names(step, self.form) if step != RELECTURE else [""]
        return {name: self.messages[name] for name in names if name in self.messages}


def contribution(form: Form, generation: Generation) -> Contribution:
    """Check what was typed with the rules of a file: the same problems in the same words."""
    published = _published(form, generation)
    slug = form["fiche"] if published else slugify(form.get("titre", "")) or UNNAMED
    draft = draft_of(form)
    if not published:
        draft.keys["etiquettes"] = [_spelled(etiquette, generation) for etiquette in draft.keys["etiquettes"]]
    text = write_draft(draft, published)
    path = f"catalogue/{FICHES}/{slug}.md"
    parsed = parse_fiche(text, slug, path, generation.vocabulary)
    problems = parsed if isinstance(parsed, list) else _problems_together(parsed, text, path, generation)
    if not published and slug in generation.facets.slugs:
        taken = (
            "ce titre donne le nom d'une fiche déjà publiée ; précisez-le, ou proposez une correction de cette fiche."
        )
        problems = [*problems, Problem(path, header_line(text, ("titre",)) or 2, taken)]
    if published and form.get("depart", "") != version(generation.store.markdown(slug) or ""):
        problems = [*problems, Problem(path, 0, _CHANGED)]
    places = Places(text)
    messages: dict[str, list[str]] = {}
    for problem in problems:
        if not _waits_for_sources(problem, form):
            name = name_at(places.at(problem.line)) if problem.line else ""
            if name.endswith(".region") and not form.get(name):  # neither is given: told beside the first
                name = name.replace(".region", ".departement")
            messages.setdefault(name, []).append(problem.message)
    return Contribution(form, slug, text, parsed if isinstance(parsed, Fiche) and not problems else None, messages)


def version(markdown: str) -> str:
    """What tells one text of a file from another."""
    return sha256(markdown.encode()).hexdigest()[:16]


def step_after(step: Step) -> Step:
    """The next page of the form."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


@lru_cache(maxsize=2)
def field_examples(generation: Generation) -> dict[str, tuple[Fiche, list[str]]]:
    """For each field, the published fiche that fills it best and what it says there."""
    fiches = generation.store.fiches(sorted(generation.facets.slugs)[:EXAMPLE_FICHES])
    found: dict[str, tuple[Fiche, list[str]]] = {}
    forms = [(fiche, form_of_fiche(fiche, generation.vocabulary)) for fiche in fiches]
    for fiche, form in sorted(forms, key=lambda pair: -len([name for name in pair[1] if pair[1][name]])):
        for name in [*FIELDS, *(f"{part}.0.{key}" for part, fields in PART_FIELDS.items() for key in fields)]:
            values = [value for value in form.getlist(name) if value]
            if values:
                found.setdefault(name, (fiche, values))
    return found


def _published(form: Form, generation: Generation) -> Draft | None:
    """The published file that the form corrects."""
    markdown = generation.store.markdown(form.get("fiche", ""))
    return read_draft(markdown) if markdown else None


def _spelled(etiquette: str, generation: Generation) -> str:
    """An étiquette as the catalogue spells it; a new one without the only capital that it begins with."""
    habit = etiquette[1:].islower()
    return generation.etiquettes.get(slugify(etiquette), etiquette[0].lower() + etiquette[1:] if habit else etiquette)


def _problems_together(fiche: Fiche, text: str, path: str, generation: Generation) -> list[Problem]:
    """What the rest of the catalogue refuses: a title already taken, a link to nothing, two spellings."""
    others = [other for other in generation.store.entries() if other.slug != fiche.slug]
    files = {other.slug: Path(f"{other.slug}.md") for other in others} | {fiche.slug: Path(path)}
    return list(check_together([*others, entry_of(fiche)], files, lambda _: text))


def _waits_for_sources(problem: Problem, form: Form) -> bool:
    """Whether a problem is a call to a source, while the sources were not asked for yet."""
    return problem.message.startswith("[") and SOURCES.id not in form.getlist("vues")
