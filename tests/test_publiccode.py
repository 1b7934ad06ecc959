"""publiccode.yml says what version 0.5 of its standard asks (chapter « The Standard (core) »)."""

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.settings import PROJECT

WORD = {"type": "string", "minLength": 1}
WORDS = {"type": "array", "minItems": 1, "items": WORD}
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"


def required(**keys: object) -> dict[str, Any]:
    return {"type": "object", "required": list(keys), "properties": keys}


# Every mandatory key, except « url »: nobody may invent the address of a repository that is not public yet.
STANDARD = required(
    publiccodeYmlVersion={"const": "0.5"},
    name=WORD,
    platforms=WORDS,
    categories=WORDS,
    developmentStatus={"enum": ["concept", "development", "beta", "stable", "obsolete"]},
    softwareType={
        "enum": [
            *(f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")),
            *("addon", "library", "configurationFiles"),
        ]
    },
    description={
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": LANGUAGE},
        "additionalProperties": required(
            shortDescription={"type": "string", "minLength": 1, "maxLength": 150},
            longDescription={"type": "string", "minLength": 150, "maxLength": 10_000},
            features=WORDS,
        ),
    },
    legal=required(license=WORD),
    maintenance=required(
        type={"enum": ["internal", "community"]},  # the others ask for no contact
        contacts={"type": "array", "minItems": 1, "items": required(name=WORD)},
    ),
    localisation=required(
        localisationReady={"type": "boolean"}, availableLanguages=WORDS | {"items": {"pattern": LANGUAGE}}
    ),
)
STANDARD["properties"] |= {
    "url": {"pattern": "^https://"},
    "intendedAudience": {"properties": {"countries": {"items": {"pattern": "^[A-Z]{2}$"}}}},
}


@pytest.fixture
def publiccode() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((PROJECT / "publiccode.yml").read_text("utf-8"))
    return read


def faults(document: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(STANDARD).iter_errors(document)]


def test_publiccode_says_everything_that_its_standard_asks(publiccode: dict[str, Any]) -> None:
    assert faults(publiccode) == []


def test_publiccode_and_the_package_say_the_same(publiccode: dict[str, Any]) -> None:
    package = (PROJECT / "pyproject.toml").read_text("utf-8")
    assert f'license = "{publiccode["legal"]["license"]}"' in package


@pytest.mark.parametrize(
    ("key", "value"),
    [("softwareType", "standalone"), ("platforms", []), ("legal", {}), ("url", "catalogue"), ("localisation", None)],
)
def test_a_publiccode_against_its_standard_is_seen(publiccode: dict[str, Any], key: str, value: object) -> None:
    assert faults(publiccode | {key: value})
