"""Contributing without a forge: the form, step by step; all that is typed travels in it, nothing is kept here."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request

from app.contribution import Contribution, contribution, field_examples, step_after, version
from app.fiches import get_fiche, shown_with
from app.fields import EXEMPLES, IDENTITE, RELECTURE, SOURCES, STEPS, Step
from app.forge import ForgeError, open_proposal
from app.form import Form, cites, draft_of, field_names, form_of, rows, without_row
from app.generation import generation
from app.proximity import near_fiches
from app.quota import Quota
from catalogue.draft import PARTS, read_draft
from catalogue.fiche_file import MAX_BYTES, decode, parse_fiche
from catalogue.folding import fold
from catalogue.render import Renderer
from index.store import Card

blueprint = Blueprint("contribute", __name__, url_prefix="/contribuer")

# What a button says, as opposed to what a field holds.
_BUTTONS = ("de", "vers", "ajouter", "retirer")
_TRAP = "site_web"
_SEEN = "vues"
_proposals = Quota(number=6, seconds=3600)


@blueprint.get("")
def start() -> str:
    """The three ways to begin: nothing, a published fiche, a draft."""
    return render_template("contribuer.html", fiches=_by_title())


@blueprint.get("/fiche")
def begin() -> str:
    """The first step, empty or filled from the published fiche that the address names."""
    slug = request.args.get("fiche", "")
    form: Form = Form({"publiee": date.today().isoformat()})
    if slug:
        get_fiche(slug)
        draft = read_draft(generation().store.markdown(slug) or "")
        assert draft  # noqa: S101 what is published can be read
        form = form_of(draft, generation().vocabulary)[0]
        _correct(form, slug)
    return _page(IDENTITE, form)[0]


@blueprint.post("/brouillon")
def resume() -> tuple[str, int]:
    """The first step filled from a file that the contributor had kept, finished or not."""
    sent = request.files.get("brouillon")
    content = sent.read(MAX_BYTES + 1) if sent else b""
    name = (sent.filename or "") if sent else ""
    text = decode(content, "")
    draft = read_draft(text) if isinstance(text, str) else None
    if draft is None:
        problems = parse_fiche(text, "fiche", "", generation().vocabulary) if isinstance(text, str) else text
        return render_template("contribuer.html", fiches=_by_title(), problemes=problems, fichier=name), 422
    form, left_out = form_of(draft, generation().vocabulary)
    slug = name.removesuffix(".md")
    if generation().store.get(slug):
        _correct(form, slug)
    form.setlist(_SEEN, [step.id for step in STEPS])
    return _page(IDENTITE, form, laisses=left_out)


@blueprint.post("/fiche")
def move() -> tuple[str, int]:
    """Go to another step, or add or take away a group of fields, with all that was typed."""
    form = request.form.copy()
    asked = {name: form.pop(name, "") for name in _BUTTONS}
    step = _step(asked["de"])
    if asked["ajouter"] in PARTS:
        return _page(step, form, nouvelle=_add_row(form, asked["ajouter"]))
    if asked["retirer"]:
        return _remove(step, form, asked["retirer"])
    _see(form, step)
    if asked["vers"] == "suite":
        stay = contribution(form, generation()).of_step(step)
        return _page(step if stay else step_after(step), form)
    return _page(_step(asked["vers"]), form)


@blueprint.post("/fichier")
def download() -> Response:
    """The file of the fiche, finished or not."""
    made = contribution(request.form.copy(), generation())
    headers = {"Content-Disposition": f"attachment; filename={made.slug}.md"}
    return Response(made.text, mimetype="text/markdown", headers=headers)


@blueprint.post("/proposition")
def propose() -> tuple[str, int]:
    """Open the pull request; whatever the forge answers, the contributor keeps the text."""
    form = request.form.copy()
    for name in _BUTTONS:
        form.poplist(name)
    if form.get(_TRAP):
        abort(400)
    made = contribution(form, generation())
    if made.fiche is None:
        return _page(RELECTURE, form)
    if not _proposals.allow(_visitor()):
        abort(429)
    published = generation().store.markdown(form.get("fiche", ""))
    author, said = form.get("auteur", "").strip(), form.get("message", "").strip()
    try:
        address = open_proposal(current_app.extensions["settings"], made.slug, made.text, author, said, published)
    except ForgeError as error:
        return _review(made, refus=str(error)), 502
    return _review(made, proposition=address), 200


def _page(step: Step, form: Form, **more: Any) -> tuple[str, int]:
    """A step with its problems, once it was seen; the review shows the fiche itself when nothing is wrong."""
    if step == RELECTURE:
        form.setlist(_SEEN, [one.id for one in STEPS])
    made = contribution(form, generation())
    if step == RELECTURE and made.fiche:
        return _review(made), 200
    seen = form.getlist(_SEEN)
    messages = {one.id: made.of_step(one) for one in STEPS if one.id in seen}
    shown = made.messages if step == RELECTURE else messages.get(step.id, {})
    page = render_template(
        "contribuer-etape.html",
        etape=step,
        etapes=STEPS,
        contribution=made,
        messages=messages,
        problemes=shown,
        noms=set(field_names(step, form)),
        exemples=field_examples(generation()),
        exemple_de=lambda name: re.sub(r"\.\d+\.", ".0.", name),
        est_un_jour=lambda value: not value or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)),
        titre_de=lambda slug: getattr(generation().store.get(slug), "titre", slug),
        vocabulaire=generation().vocabulary,
        fiches=_by_title() if step == EXEMPLES else (),
        proches=near_fiches(draft_of(form), generation(), besides=made.slug if form.get("fiche") else ""),
        rangs=lambda part: max(1, rows(form, part)),
        **more,
    )
    return page, 422 if shown or more.get("refus") else 200


def _review(made: Contribution, **more: str) -> str:
    """The finished fiche as its page will be, and what can be done with it."""
    assert made.fiche  # noqa: S101 the callers made sure of it
    renderer = Renderer()
    sections = [(section.titre, renderer.render(section.texte)) for section in made.fiche.sections]
    correction = bool(made.form.get("fiche"))
    shown = shown_with(made.fiche, sections) | {"proches": (), "donnees": None}
    near = near_fiches(draft_of(made.form), generation(), besides=made.slug if correction else "")
    settings = current_app.extensions["settings"]
    return render_template(
        "contribuer-relecture.html",
        **shown,
        apercu=True,
        etape=RELECTURE,
        etapes=STEPS,
        contribution=made,
        messages={},
        doubles=near,
        correction=correction,
        peut_proposer=bool(settings.forge_url and settings.forge_token),
        **more,
    )


def _remove(step: Step, form: Form, row: str) -> tuple[str, int]:
    part, _, rank = row.partition(".")
    if part not in PARTS or not rank.isdecimal() or int(rank) >= rows(form, part):
        return _page(step, form)
    if part == SOURCES.id and cites(form, int(rank) + 1):
        number = int(rank) + 1
        return _page(step, form, refus=f"La source {number} est citée : retirez d'abord « [{number}] » de la fiche.")
    return _page(step, without_row(form, part, int(rank)))


def _add_row(form: Form, part: str) -> str:
    """Add a blank group, and say where: « sources.2. »."""
    new = f"{part}.{max(1, rows(form, part))}."
    first = next(field for step in STEPS for group in step.groups if group.part == part for field in group.fields)
    form[new + first.name] = ""
    return new


def _correct(form: Form, slug: str) -> None:
    """Let the form correct a published fiche, in the version that is published now."""
    form["fiche"], form["depart"] = slug, version(generation().store.markdown(slug) or "")
    form.setlist(_SEEN, [step.id for step in STEPS])


def _see(form: Form, step: Step) -> None:
    if step.id not in form.getlist(_SEEN):
        form.add(_SEEN, step.id)


def _by_title() -> list[Card]:
    return sorted(generation().store.cards(), key=lambda fiche: fold(fiche.titre))


def _step(id_: str) -> Step:
    return next((step for step in STEPS if step.id == id_), IDENTITE)


def _visitor() -> str:
    """The address that asks; a proxy of the same machine says whose."""
    here = request.remote_addr or ""
    return request.access_route[-1] if here in ("127.0.0.1", "::1") else here
