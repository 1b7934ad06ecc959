"""Answers kept in memory are those that the site would give now."""

from datetime import date
from pathlib import Path
from typing import Self

import pytest
from flask.testing import FlaskClient

from app import keeping
from catalogue.collection import HERE
from index.build import Built, build
from tests.conftest import WriteFiche, front_matter, visited


@pytest.mark.parametrize("address", ["/", "/recherche?q=accueil", "/fiches/guichet-unique", "/api/v1/recherche?q=eau"])
def test_a_kept_answer_is_the_same_as_the_first(site: FlaskClient, address: str) -> None:
    first, again = site.get(address), site.get(address)
    assert (first.status, first.data, first.headers) == (again.status, again.data, again.headers)


def test_a_kept_answer_honours_the_conditions_of_a_request(site: FlaskClient) -> None:
    first = site.get("/fiches/guichet-unique")
    assert site.get("/fiches/guichet-unique", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert site.get("/fiches/guichet-unique", headers={"If-None-Match": '"autre"'}).data == first.data
    assert site.get("/fiches/forum-citoyen", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert site.head("/fiches/guichet-unique").data == b""


def test_a_new_generation_is_seen_at_the_next_look(
    folder: Path, write_fiche: WriteFiche, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_fiche()
    build(folder, tmp_path / "var")
    with visited(folder, tmp_path / "var") as visitor:
        assert "Guichet unique" in visitor.get("/fiches/guichet-unique").text
        write_fiche(header=front_matter(titre="Un titre nouveau"))
        build(folder, tmp_path / "var")
        monkeypatch.setattr(keeping, "LOOK_EVERY", 3600)
        assert "Guichet unique" in visitor.get("/fiches/guichet-unique").text
        monkeypatch.setattr(keeping, "LOOK_EVERY", 0)
        assert "Un titre nouveau" in visitor.get("/fiches/guichet-unique").text


def test_what_another_generation_answered_meanwhile_is_not_kept(
    folder: Path, write_fiche: WriteFiche, tmp_path: Path
) -> None:
    write_fiche()
    build(folder, tmp_path / "var")
    with visited(folder, tmp_path / "var") as visitor:
        assert "Guichet unique" in visitor.get("/fiches/guichet-unique").text
        write_fiche(header=front_matter(titre="Un titre nouveau"))
        built = build(folder, tmp_path / "var")
        assert isinstance(built, Built), built
        file, aside = built.folder / "catalogue.sqlite", tmp_path / "de côté"
        file.rename(aside)
        assert "Guichet unique" in visitor.get("/fiches/guichet-unique").text
        aside.rename(file)
        assert "Un titre nouveau" in visitor.get("/fiches/guichet-unique").text
        kept = visitor.application.wsgi_app
        assert isinstance(kept, keeping.Kept)
        assert len(kept._answers) == 2  # one by generation


def test_a_page_that_reads_no_generation_is_kept(site: FlaskClient) -> None:
    kept = site.application.wsgi_app
    assert isinstance(kept, keeping.Kept)
    before = len(kept._answers)
    assert site.get("/robots.txt?x=kept").status_code == 200
    assert len(kept._answers) == before + 1


def test_each_host_and_each_address_has_its_own_answer(site: FlaskClient) -> None:
    ours = site.get("/fiches/guichet-unique", base_url="http://ici.fr").text
    theirs = site.get("/fiches/guichet-unique", base_url="http://ailleurs.fr").text
    assert "http://ici.fr/fiches/guichet-unique" in ours
    assert "http://ailleurs.fr/fiches/guichet-unique" in theirs
    assert "http://ici.fr" not in theirs


def test_what_is_refused_is_not_kept(folder: Path, write_fiche: WriteFiche, tmp_path: Path) -> None:
    write_fiche()
    build(folder, tmp_path / "var")
    with visited(folder, tmp_path / "var") as visitor:
        kept = visitor.application.wsgi_app
        assert isinstance(kept, keeping.Kept)
        assert visitor.get("/fiches/absente").status_code == 404
        assert len(kept._answers) == 0
        visitor.get("/")
        assert len(kept._answers) == 1


def test_memory_is_bounded_and_the_oldest_answer_goes_first(real_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_BYTES", 200_000)
    with visited(HERE, real_var) as visitor:
        kept = visitor.application.wsgi_app
        assert isinstance(kept, keeping.Kept)
        for page in range(40):
            visitor.get(f"/recherche?q=accueil&x={page}")
        assert kept._bytes == sum(answer.weight(key) for key, answer in kept._answers.items()) <= 200_000
        assert [key.address[1] for key in kept._answers][-1] == "q=accueil&x=39"


def test_what_an_answer_is_kept_under_weighs_too(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_BYTES", 50_000)
    kept = site.application.wsgi_app
    assert isinstance(kept, keeping.Kept)
    for number in range(20):
        site.get("/sante", headers={"Accept-Encoding": f"{number}" + "x" * 8_000})
    assert sum(answer.weight(key) for key, answer in kept._answers.items()) <= 50_000
    assert 0 < len(kept._answers) < 10


def test_an_answer_is_kept_for_one_day(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(date):
        @classmethod
        def today(cls) -> Self:
            return cls(2099, 1, 1)

    kept = site.application.wsgi_app
    assert isinstance(kept, keeping.Kept)
    site.get("/sante?x=jour")
    before = len(kept._answers)
    monkeypatch.setattr(keeping, "date", Later)
    site.get("/sante?x=jour")
    assert len(kept._answers) == before + 1


def test_a_condition_that_fails_is_told(site: FlaskClient) -> None:
    for ask in (site.get, site.head, site.get):
        assert ask("/sante", headers={"If-Match": '"autre"'}).status_code == 412
