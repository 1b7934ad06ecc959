"""« catalogue verifier » for people, for forges and for programs, in a real process."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from app.report import problems_of, render_report
from catalogue.problem import Problem
from tests.conftest import COMMAND, WriteFiche, front_matter

NATURE = "« managerial » n'est pas une nature. Vouliez-vous dire « manageriale » ?"
ETAPE = "« etapes » n'est pas une rubrique de fiche. Vouliez-vous dire « etape » ?"


@pytest.fixture
def wrong(write_fiche: WriteFiche) -> None:
    """A right fiche and one with two problems."""
    write_fiche()
    write_fiche("forum", front_matter(titre="Forum citoyen", nature="managerial", etapes="x"))


def verifier(folder: Path, *arguments: str) -> tuple[int, str, str]:
    environment = os.environ | {"CATALOGUE_DOSSIER": str(folder)}
    command = [COMMAND, "verifier", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.usefixtures("wrong")
def test_github_shows_each_problem_beside_its_line(folder: Path) -> None:
    file = "::error file=catalogue/fiches/forum.md,line="
    assert verifier(folder, "--format=github") == (
        1,
        f"{file}4,title=Fiche à corriger::{NATURE}\n{file}14,title=Fiche à corriger::{ETAPE}\n",
        "",
    )


@pytest.mark.usefixtures("wrong")
def test_gitlab_takes_a_code_quality_report(folder: Path) -> None:
    status, out, _ = verifier(folder, "--format=gitlab")
    report = json.loads(out)
    assert status == 1
    assert [(one["description"], one["location"]) for one in report] == [
        (NATURE, {"path": "catalogue/fiches/forum.md", "lines": {"begin": 4}}),
        (ETAPE, {"path": "catalogue/fiches/forum.md", "lines": {"begin": 14}}),
    ]
    assert {one["severity"] for one in report} == {"major"}
    assert len({one["fingerprint"] for one in report}) == 2


@pytest.mark.usefixtures("wrong")
def test_a_program_reads_json(folder: Path) -> None:
    status, out, _ = verifier(folder, "--format=json")
    file = "catalogue/fiches/forum.md"
    assert status == 1
    assert json.loads(out) == {
        "problemes": [
            {"fichier": file, "ligne": 4, "message": NATURE},
            {"fichier": file, "ligne": 14, "message": ETAPE},
        ]
    }


@pytest.mark.parametrize(
    ("format_", "said"), [("github", ""), ("gitlab", "[]\n"), ("json", '{\n  "problemes": []\n}\n')]
)
def test_a_catalogue_without_a_problem_gives_an_empty_report(
    folder: Path, write_fiche: WriteFiche, format_: str, said: str
) -> None:
    write_fiche()
    assert verifier(folder, f"--format={format_}") == (0, said, "")


@pytest.mark.usefixtures("wrong")
def test_only_the_files_that_are_named_are_told_about(folder: Path) -> None:
    right, two = "catalogue/fiches/guichet-unique.md", "catalogue/fiches/forum.md"
    assert verifier(folder, right) == (0, "1 fichier sans problème.\n", "")
    assert verifier(folder, right, two)[0] == 1


def test_a_file_from_elsewhere_is_read_as_a_fiche_that_joins_the_catalogue(
    folder: Path, write_fiche: WriteFiche, tmp_path: Path
) -> None:
    draft = write_fiche("guichet-numerique", front_matter(titre="Guichet numérique")).rename(tmp_path / "forum.md")
    write_fiche()
    assert verifier(folder, str(draft)) == (0, "1 fichier sans problème.\n", "")
    draft.write_text(draft.read_text("utf-8").replace("Guichet numérique", "Guichet Unique"), "utf-8")
    assert verifier(folder, "forum.md") == (
        1,
        "",
        "forum.md, ligne 2 : le titre « Guichet Unique » est déjà celui de guichet-unique.md ; précisez-le.\n"
        "1 problème : rien n'est publié tant qu'il en reste.\n",
    )


@pytest.mark.usefixtures("wrong")
def test_a_file_is_the_same_however_its_path_is_typed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "fiches")
    for typed in ("forum.md", "./forum.md", "../fiches/forum.md", "../../catalogue/fiches/forum.md"):
        assert [problem.message for problem in problems_of(folder, [Path(typed)])] == [NATURE, ETAPE]
    assert verifier(folder, "../fiches/guichet-unique.md") == (0, "1 fichier sans problème.\n", "")


@pytest.mark.parametrize(
    "named", ["catalogue", "catalogue/fiches", "catalogue/fiches/..", "catalogue/..", "catalogue/fiches/notes.txt"]
)
def test_what_is_no_file_of_the_catalogue_is_refused(folder: Path, write_fiche: WriteFiche, named: str) -> None:
    write_fiche()
    (folder / "fiches" / "notes.txt").write_text("À relire.", "utf-8")
    assert verifier(folder, named) == (
        1,
        "",
        f"{named} : ce n'est pas un fichier du catalogue : les fiches sont les fichiers .md du dossier fiches.\n"
        "1 problème : rien n'est publié tant qu'il en reste.\n",
    )


def test_a_symbolic_link_is_refused_in_the_catalogue_and_elsewhere(folder: Path, write_fiche: WriteFiche) -> None:
    fiche = write_fiche()
    inside, elsewhere = fiche.with_name("forum.md"), folder.parent / "forum.md"
    for link in (inside, elsewhere):
        link.symlink_to(fiche)
        assert [problem.message for problem in problems_of(folder, [link])] == [
            "ce fichier est un lien symbolique ; une fiche est un vrai fichier."
        ]


def test_a_file_that_is_not_there_is_a_problem(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche()
    for absent in (Path("absente.md"), folder / "fiches" / "absente.md"):
        assert [problem.message for problem in problems_of(folder, [absent])] == ["ce fichier ne peut pas être lu."]


def test_what_a_workflow_command_would_misread_is_escaped() -> None:
    problem = Problem("catalogue/fiches/a,b:c.md", 0, "100 % :\nfaux")
    assert render_report([problem], "github") == (
        "::error file=catalogue/fiches/a%2Cb%3Ac.md,line=1,title=Fiche à corriger::100 %25 :%0Afaux"
    )


def test_a_name_that_no_disk_can_hold_is_a_file_that_cannot_be_read(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche()
    [problem] = problems_of(folder, [Path("a" * 300 + ".md")])
    assert problem.message == "ce fichier ne peut pas être lu."
