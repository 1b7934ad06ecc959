"""What pydantic refuses, said in French: the rule, and what to write instead."""

from collections.abc import Iterable, Sized

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from catalogue.problem import did_you_mean

# Start of pydantic's error type -> our sentence.
_SENTENCES = {
    "refus": "{message}",
    "missing": "la rubrique « {key} » manque.",
    "extra_forbidden": "« {key} » n'est pas une rubrique permise ici.{did_you_mean}",
    "string_too_short": "« {key} » est trop court ({length}) ; il faut au moins {min_length} signes.",
    "string_too_long": "« {key} » est trop long ({length}) ; il faut au plus {max_length} signes.",
    "string_type": "« {key} » doit être un texte, pas une liste ni un groupe de rubriques.",
    "too_short": "« {key} » est vide ; il faut au moins une valeur.",
    "too_long": "« {key} » compte {length} valeurs ; il en faut au plus {max_length}.",
    "tuple_type": "« {key} » doit être une liste, comme [première valeur, seconde valeur].",
    "model_": "« {key} » doit être un groupe de rubriques : {children}.",
    "greater_than_equal": "« {key} » doit être au moins {ge}.",
    "int_": "« {key} » doit être un nombre entier, sans espace ni unité ; « {value} » n'en est pas un.",
    "date_": "« {key} » doit être une date comme 2026-11-24 ; « {value} » n'en est pas une.",
    "": "« {key} » : la valeur « {value} » n'est pas acceptée.",
}


def refusals(error: ValidationError) -> list[ErrorDetails]:
    """What is refused; a list is not called empty because each of its values is refused for a reason of its own."""
    details = error.errors(include_url=False)
    return [detail for detail in details if detail["type"] != "too_short" or not detail["input"]]


def french_message(error: ErrorDetails, siblings: Iterable[str], children: Iterable[str]) -> str:
    """The sentence for one validation error.

    ``siblings`` are the keys permitted beside the place where it happened, ``children`` those permitted in it.
    """
    key = next((str(step) for step in reversed(error["loc"]) if isinstance(step, str)), "")
    value = error["input"]
    sentence = next(text for start, text in _SENTENCES.items() if error["type"].startswith(start))
    return sentence.format(
        key=key,
        value=value,
        length=len(value) if isinstance(value, Sized) else 0,
        did_you_mean=did_you_mean(key, siblings),
        children=", ".join(children),
        **error.get("ctx", {}),
    )
