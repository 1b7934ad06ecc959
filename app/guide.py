"""A guided search: one plain question at a time, each from the vocabulary, never to a dead end."""

import numpy as np
from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from app.generation import generation
from app.parameters import query_string, read_query
from catalogue.vocabulary import Term
from index.facets import KINDS_OF_FACETS
from index.search import Query

blueprint = Blueprint("guide", __name__)
# What an answer « peu importe » leaves in the address: the question was asked, no value was chosen.
ANYTHING = ("",)


@blueprint.get("/parcours")
def guide() -> str | Response:
    """The next question; after the last, the search page with every answer as a filter."""
    facets = generation().facets
    # A question that is no filter cannot be answered: the vocabulary of an instance may hold one.
    questions = [one for id_, one in generation().vocabulary.terms["questions"].items() if id_ in KINDS_OF_FACETS]
    answered = [one for one in questions if one.id in request.args]
    selection = read_query(request.args, generation()).selection
    query = Query(selection={one.id: selection[one.id] for one in answered if one.id in selection})
    total = int(np.count_nonzero(facets.filter(query.selection)))
    question = next((one for one in questions if one not in answered and choices(one, query)), None)
    filtered = f"/recherche?{query_string(query)}".removesuffix("?")
    if not question and total:
        return redirect(filtered)
    return render_template(
        "parcours.html",
        question=question,
        rang=questions.index(question) + 1 if question else 0,
        nombre_questions=len(questions),
        choix=choices(question, query) if question else [],
        repondues=[
            (one, _terms(one, query), f"/parcours?{query_string(Query(selection=_before(one, answered, query)))}")
            for one in answered
        ],
        garde=[(one.id, value) for one in answered for value in query.selection.get(one.id, ANYTHING)],
        total=total,
        adresse=filtered,
    )


def choices(question: Term, query: Query) -> list[tuple[Term, int]]:
    """The terms that answer a question, in the order of the vocabulary, with the fiches that each would leave."""
    facets, terms = generation().facets, generation().vocabulary.terms[KINDS_OF_FACETS[question.id]]
    numbers = facets.counts(facets.all, query.selection)[question.id]
    return [(term, numbers[id_]) for id_, term in terms.items() if numbers.get(id_)]


def _terms(question: Term, query: Query) -> list[Term]:
    terms = generation().vocabulary.terms[KINDS_OF_FACETS[question.id]]
    return [terms[id_] for id_ in query.selection.get(question.id, ())]


def _before(question: Term, answered: list[Term], query: Query) -> dict[str, tuple[str, ...]]:
    """The answers to the questions that come before this one."""
    earlier = answered[: answered.index(question)]
    return {one.id: query.selection.get(one.id, ANYTHING) for one in earlier}
