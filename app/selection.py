"""The fiches that a visitor chose: side by side, as a portfolio, as a file to take away."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from app.carrying import selected
from app.generation import generation
from app.links import bonds, ties
from app.portfolio import balance
from app.presentation import LICENCE_NAME, absolute, french_date
from app.shares import margin
from catalogue.fiche import Exemple, Fiche
from catalogue.table import write_csv
from catalogue.vocabulary import Vocabulary

blueprint = Blueprint("selection", __name__)
SIDE_BY_SIDE = 4
FACTEURS = "Facteurs de succès"


@blueprint.get("/selection")
def selection() -> str:
    """The chosen fiches compared, their balance and what carries them; up to four stand side by side."""
    chosen, vocabulary = chosen_fiches(), generation().vocabulary
    everything = generation().store.outlines
    slugs = [fiche.slug for fiche in chosen]
    ticked = [fiche for fiche in chosen if fiche.slug in request.args.getlist("comparer")]
    asked = ticked or chosen
    compared = asked[:SIDE_BY_SIDE]
    return render_template(
        "selection.html",
        fiches=chosen,
        choisies=slugs,
        absentes=[slug for slug in selected() if slug not in slugs],
        cochees=ticked,
        comparees=compared,
        de_trop=len(asked) - len(compared),
        ensemble=SIDE_BY_SIDE,
        rubriques=_rows(compared, vocabulary),
        facteurs=[one for one in vocabulary.terms["facteurs"].values() if any(one.id in f.facteurs for f in compared)],
        equilibre=balance([everything[slug] for slug in slugs], everything.values(), vocabulary, generation().study),
        etude=generation().study,
        marge=margin(generation().study),
        liens=ties(slugs, bonds(everything)),
        exports="&".join(f"selection={fiche.slug}" for fiche in chosen),
    )


@blueprint.get("/selection.csv")
def as_csv() -> Response:
    """The chosen fiches as a table that a French spreadsheet opens at once."""
    rows = [
        {"Titre": [fiche.titre], **fields(fiche, generation().vocabulary), **_origin(fiche)}
        for fiche in chosen_fiches()
    ]
    headers = rows[0] if rows else ()
    return _file(write_csv(headers, ([" | ".join(values) for values in row.values()] for row in rows)), "csv")


@blueprint.get("/selection.md")
def as_markdown() -> Response:
    """The chosen fiches as Markdown."""
    lines = ["# Sélection de fiches", ""]
    for fiche in chosen_fiches():
        lines += [f"## {fiche.titre}", ""]
        for name, values in (fields(fiche, generation().vocabulary) | _origin(fiche)).items():
            if len(values) > 1:
                lines += [f"- **{name}** :", *(f"    - {value}" for value in values)]
            elif values:
                lines.append(f"- **{name}** : {values[0]}")
        lines.append("")
    return _file("\n".join(lines), "markdown")


def chosen_fiches() -> list[Fiche]:
    """The fiches of the selection that exist, in the order of their choice."""
    return generation().store.fiches(selected())


def fields(fiche: Fiche, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Everything that a fiche says in its heading, as people read it, by name; nothing said is an empty list."""
    start = fiche.demarrage

    def labels(kind: str, *ids: str | None) -> list[str]:
        return [vocabulary.libelle(kind, id_) for id_ in ids if id_]

    return {
        "Résumé": [fiche.resume],
        "Nature": labels("natures", fiche.nature),
        "Domaine": labels("domaines", fiche.domaine),
        "Formes": labels("formes", *fiche.formes),
        "Pour qui": labels("collectivites", *fiche.collectivites),
        "Lancée par": labels("initiatives", fiche.initiative),
        "Coût de démarrage": labels("couts", start.cout),
        "Premiers effets": labels("delais", start.delai),
        "Portée": labels("portees", start.portee),
        "Périmètre": labels("perimetres", start.perimetre),
        "Étape": labels("etapes", fiche.etape),
        "Raison de l'arrêt": [fiche.raison_arret] if fiche.raison_arret else [],
        FACTEURS: labels("facteurs", *fiche.facteurs),
        "Cas réels": [_case(exemple, vocabulary) for exemple in fiche.exemples],
        "Étiquettes": list(fiche.etiquettes),
    }


def _case(exemple: Exemple, vocabulary: Vocabulary) -> str:
    place = vocabulary.libelle("departements", exemple.departement or "") or vocabulary.libelle(
        "regions", exemple.region or ""
    )
    told = f"{exemple.collectivite} ({place}, {exemple.annee or 'année non documentée'}). {exemple.texte}"
    return f"{told} Résultat : {exemple.resultat}" if exemple.resultat else told


def _origin(fiche: Fiche) -> dict[str, list[str]]:
    """What the licence asks whoever reuses a fiche to say."""
    return {
        "Auteurs": list(fiche.auteurs),
        "Mise à jour": [french_date(fiche.mise_a_jour)],
        "Licence": [LICENCE_NAME],
        "Adresse": [absolute(f"/fiches/{fiche.slug}")],
    }


def _rows(fiches: Iterable[Fiche], vocabulary: Vocabulary) -> list[tuple[str, list[list[str]]]]:
    """For each field that one of these fiches says, what each says of it; facteurs have their own rows."""
    said = [fields(fiche, vocabulary) for fiche in fiches]
    names = [name for name in (said[0] if said else ()) if name != FACTEURS]
    return [(name, [one[name] for one in said]) for name in names if any(one[name] for one in said)]


def _file(content: str | bytes, kind: str) -> Response:
    name = f"selection.{'md' if kind == 'markdown' else kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=f"text/{kind}; charset=utf-8", headers=headers)
