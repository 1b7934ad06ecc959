"""A search or a list of fiches in the pages of another site: the code to paste, and the frame that it shows."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, render_template, request, url_for
from markupsafe import Markup

from app.generation import generation
from app.parameters import UnknownValueError, query_string, read_query, shown
from app.presentation import absolute
from app.security import CONTENT_SECURITY_POLICY
from index.search import PAGE_SIZE, Query, search

blueprint = Blueprint("embedding", __name__)
DEFAULT_NUMBER = 5
FRAME_CODE = Markup(
    '<iframe src="{}" title="Fiches du catalogue de l’innovation territoriale"'
    ' width="100%" height="600" loading="lazy"></iframe>'
)
SCRIPT_CODE = Markup('<script src="{}" data-catalogue="{}" async></script>')
# The only page that another site may put in a frame.
FRAME_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


@blueprint.get("/integrer")
def embed() -> str:
    """The code to paste for the search that the address asks."""
    query, number = _asked()
    parameters = query_string(query, nombre=number)
    frame_address = f"/integrer/cadre?{parameters}"
    script_address = absolute(url_for("static", filename="integrer.js"))
    return render_template(
        "integrer.html",
        requete=query,
        nombre=number,
        plus=PAGE_SIZE,
        parametres=parameters,
        cadre=frame_address,
        code_cadre=str(FRAME_CODE.format(absolute(frame_address))),
        code_script=str(SCRIPT_CODE.format(script_address, parameters)),
        autres=[(facet, value) for facet, values in query.selection.items() for value in values if facet != "domaine"],
        domaine=next(iter(query.selection.get("domaine", ())), ""),
        vocabulaire=generation().vocabulary,
    )


@blueprint.get("/integrer/cadre")
def frame() -> Response:
    """The results of a search, alone, for a frame."""
    query, number = _asked()
    found = search(generation(), query)
    page = f"/recherche?{query_string(query)}".rstrip("?")
    response = make_response(
        render_template("cadre.html", requete=query, resultats=found, fiches=found.hits[:number], page=page)
    )
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def _asked() -> tuple[Query, int]:
    number = request.args.get("nombre", "") or str(DEFAULT_NUMBER)
    if not number.isdecimal() or len(number) > 3 or not 1 <= int(number) <= PAGE_SIZE:
        raise UnknownValueError("nombre", f"« {shown(number)} » n'est pas un nombre de fiches de 1 à {PAGE_SIZE}.")
    return replace(read_query(request.args, generation()), page=1), int(number)
