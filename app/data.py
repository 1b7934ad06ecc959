"""The whole catalogue to take away: JSON, CSV, SQLite, Markdown, each with its licence, its source and its date."""

import io
from collections.abc import Iterable
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Blueprint, Response, current_app, jsonify, render_template, send_file

from app.dataset import FORMATS, dataset
from app.generation import generation, published
from app.presentation import LICENCE, LICENCE_NAME, SITE_NAME, absolute, french_date
from catalogue.case_table import COLUMNS as CASE_COLUMNS
from catalogue.case_table import case_rows, case_schema
from catalogue.fiche import Fiche
from catalogue.spreadsheet import COLUMNS, PROVENANCE, write_row
from catalogue.table import write_csv
from catalogue.table_schema import table_schema
from index.store import Card
from index.writing import SQLITE

blueprint = Blueprint("data", __name__, url_prefix="/donnees")


@blueprint.get("")
def page() -> str:
    """What can be taken, in which form, and on which condition."""
    cards = generation().store.cards()
    return render_template(
        "donnees.html",
        nombre=len(cards),
        jour=last_change(cards),
        formats=FORMATS,
        schemas={
            "schema.json": table_schema(generation().vocabulary),
            "schema-exemples.json": case_schema(generation().vocabulary),
        },
        donnees=dataset(cards, last_change(cards)),
    )


@blueprint.get("/catalogue.json")
def as_json() -> Response:
    """Every fiche, whole."""
    cards = generation().store.cards()
    about = {
        "titre": SITE_NAME,
        "adresse": absolute("/donnees"),
        "licence": {"nom": LICENCE_NAME, "adresse": LICENCE},
        "mise_a_jour": last_change(cards).isoformat(),
        "total": len(cards),
    }
    # Fiche by fiche: ten thousand of them as objects would fill the memory.
    written = (
        current_app.json.dumps({"adresse": absolute(f"/fiches/{fiche.slug}"), **fiche.model_dump(mode="json")})
        for fiche in generation().store.every_fiche()
    )
    body = f'{current_app.json.dumps(about).removesuffix("}")}, "fiches": [{", ".join(written)}]}}'
    return _taken(Response(body, mimetype=FORMATS["catalogue.json"].media))


@blueprint.get("/catalogue.csv")
def as_csv() -> Response:
    """One row per fiche, as « catalogue importer » reads it."""
    rows = ((write_row(fiche) | _provenance(fiche)).values() for fiche in generation().store.every_fiche())
    return _taken(Response(write_csv([*COLUMNS, *PROVENANCE], rows), mimetype="text/csv"))


@blueprint.get("/exemples.csv")
def cases_as_csv() -> Response:
    """One row per real case."""
    told = case_rows(generation().store.every_fiche(), generation().vocabulary)
    rows = ((row | _provenance(fiche)).values() for fiche, row in told)
    return _taken(Response(write_csv(CASE_COLUMNS, rows), mimetype="text/csv"))


@blueprint.get("/catalogue.sqlite")
def as_sqlite() -> Response:
    """The very file that the pages read, sent from the disk."""
    return _taken(
        send_file(
            generation().folder.absolute() / SQLITE,
            mimetype=FORMATS["catalogue.sqlite"].media,
            etag=generation().id,
            last_modified=published(),
        )
    )


@blueprint.get("/catalogue.zip")
def as_zip() -> Response:
    """The file of every fiche, as its authors wrote it, and a word on where they come from."""
    cards = generation().store.cards()
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        _add(archive, "LISEZ-MOI.txt", _read_me(cards), last_change(cards))
        for card in cards:
            markdown = generation().store.markdown(card.slug) or ""
            _add(archive, f"fiches/{card.slug}.md", markdown, card.mise_a_jour)
    return _taken(Response(content.getvalue(), mimetype=FORMATS["catalogue.zip"].media))


@blueprint.get("/schema.json")
def schema() -> Response:
    """The Table Schema of the CSV."""
    return jsonify({**table_schema(generation().vocabulary), "homepage": absolute("/donnees")})


@blueprint.get("/schema-exemples.json")
def schema_of_cases() -> Response:
    """The Table Schema of the CSV of the real cases."""
    return jsonify({**case_schema(generation().vocabulary), "homepage": absolute("/donnees")})


@blueprint.get("/catalogue.jsonld")
def description() -> Response:
    """The description of the data set for other catalogues (DCAT)."""
    cards = generation().store.cards()
    body = current_app.json.dumps(dataset(cards, last_change(cards)))
    return Response(body, mimetype="application/ld+json")


def last_change(fiches: Iterable[Card]) -> date:
    """The last day on which a fiche was published or checked."""
    return max(fiche.mise_a_jour for fiche in fiches)


def _provenance(fiche: Fiche) -> dict[str, str]:
    return {
        "adresse": absolute(f"/fiches/{fiche.slug}"),
        "origine": SITE_NAME,
        "licence": LICENCE_NAME,
        "mise_a_jour": fiche.mise_a_jour.isoformat(),
    }


def _read_me(fiches: list[Card]) -> str:
    return (
        f"{SITE_NAME}\n{absolute('/donnees')}\n\n"
        f"{len(fiches)} fiches, mises à jour le {french_date(last_change(fiches))}.\n"
        f"{LICENCE_NAME} : {LICENCE}\n"
        "Reprenez ces textes en citant la source et la date de mise à jour.\n"
    )


def _add(archive: ZipFile, name: str, text: str, day: date) -> None:
    """Add a file dated of its own day, so that the same fiches always make the same archive."""
    member = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    member.compress_type = ZIP_DEFLATED
    archive.writestr(member, text)


def _taken(response: Response) -> Response:
    response.headers["Link"] = f'<{LICENCE}>; rel="license"'
    return response
