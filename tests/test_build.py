"""From the files of a catalogue to a generation: what is built, what is not, and what it holds."""

import gc
import shutil
from collections.abc import Callable
from contextlib import closing
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from catalogue.collection import HERE
from catalogue.problem import Problem
from catalogue.study import read_study
from catalogue.vocabulary import Vocabulary
from index import reading
from index.build import Built, build
from index.generation import Generation
from index.reading import WORTH_SHARING
from index.search import Query, search
from tests.conftest import WriteFiche, fiche_text, front_matter


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def two(write_fiche: WriteFiche) -> None:
    """The fiches « forum » and « guichet-unique »."""
    write_fiche("forum", front_matter(titre="Forum citoyen", etiquettes="[Débat public]"))
    write_fiche()


def named(folder: Path, var: Path) -> str:
    built = build(folder, var)
    assert isinstance(built, Built), built
    return built.folder.name


@pytest.mark.usefixtures("two")
def test_a_first_build_writes_a_folder_and_its_pointer(folder: Path, var: Path) -> None:
    built = build(folder, var)
    assert isinstance(built, Built)
    assert not built.unchanged
    assert built.folder.parent == var / "generations"
    assert (var / "courante").read_text() == f"{built.folder.name}\n"
    assert sorted(path.name for path in built.folder.iterdir()) == [
        "catalogue.sqlite",
        "etude.yml",
        "francais.npy",
        "phrases",
        "postings",
        "recette",
        "thesaurus.yml",
        "vocabulaire.yml",
        "whoosh",
    ]


@pytest.mark.usefixtures("two")
def test_progress_goes_from_nought_to_the_number_of_fiches(folder: Path, var: Path) -> None:
    seen: list[tuple[int, int]] = []
    build(folder, var, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.usefixtures("two")
def test_an_unchanged_catalogue_is_neither_built_nor_waited_for(folder: Path, var: Path) -> None:
    first = build(folder, var)
    assert isinstance(first, Built)
    seen: list[object] = []
    second = build(folder, var, lambda *progress: seen.append(progress), lambda: seen.append("waited"))
    assert second == Built(first.folder, unchanged=True)
    assert seen == []


@pytest.mark.usefixtures("two")
def test_a_catalogue_set_back_is_published_but_not_unchanged(folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    first = build(folder, var)
    assert isinstance(first, Built)
    write_fiche("forum", front_matter(titre="Forum des habitants"))
    build(folder, var)
    write_fiche("forum", front_matter(titre="Forum citoyen", etiquettes="[Débat public]"))
    assert build(folder, var) == Built(first.folder, unchanged=False)
    assert (var / "courante").read_text() == f"{first.folder.name}\n"


def change_a_fiche(folder: Path) -> None:
    path = folder / "fiches" / "forum.md"
    path.write_text(path.read_text("utf-8").replace("Du texte", "Un texte", 1), "utf-8")


def add_a_fiche(folder: Path) -> None:
    (folder / "fiches" / "maison.md").write_text(fiche_text(front_matter(titre="Maison")), "utf-8")


def remove_a_fiche(folder: Path) -> None:
    (folder / "fiches" / "forum.md").unlink()


def rename_a_fiche(folder: Path) -> None:
    (folder / "fiches" / "forum.md").rename(folder / "fiches" / "debat.md")


def exchange_two_fiches(folder: Path) -> None:
    fiches = folder / "fiches"
    forum, guichet = (fiches / "forum.md").read_bytes(), (fiches / "guichet-unique.md").read_bytes()
    (fiches / "forum.md").write_bytes(guichet)
    (fiches / "guichet-unique.md").write_bytes(forum)


def change_the_vocabulary(folder: Path) -> None:
    text = (HERE / "vocabulaire.yml").read_text("utf-8").replace("libelle: Commune\n", "libelle: Ville ou village\n")
    (folder / "vocabulaire.yml").write_text(text, "utf-8")


def change_the_study(folder: Path) -> None:
    (folder / "etude.yml").write_text((HERE / "etude.yml").read_text("utf-8") + "# revue\n", "utf-8")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    "change",
    [
        change_a_fiche,
        add_a_fiche,
        remove_a_fiche,
        rename_a_fiche,
        exchange_two_fiches,
        change_the_vocabulary,
        change_the_study,
    ],
)
def test_any_change_gives_another_generation(folder: Path, var: Path, change: Callable[[Path], None]) -> None:
    before = named(folder, var)
    change(folder)
    assert named(folder, var) != before


def touch_a_fiche(folder: Path) -> None:
    (folder / "fiches" / "forum.md").touch()


def save_a_fiche_again(folder: Path) -> None:
    path = folder / "fiches" / "forum.md"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)


def add_what_is_no_fiche(folder: Path) -> None:
    (folder / "fiches" / "LISEZMOI.txt").write_text("Rien.")
    (folder / "fiches" / ".forum.md.swp").write_bytes(b"\x00")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("change", [touch_a_fiche, save_a_fiche_again, add_what_is_no_fiche])
def test_what_changes_no_fiche_gives_the_same_generation(
    folder: Path, var: Path, change: Callable[[Path], None]
) -> None:
    before = named(folder, var)
    change(folder)
    assert named(folder, var) == before


@pytest.mark.usefixtures("two")
def test_the_same_files_elsewhere_give_the_same_generation(tmp_path: Path, folder: Path, var: Path) -> None:
    shutil.copytree(folder, tmp_path / "ailleurs" / "copie")
    assert named(tmp_path / "ailleurs" / "copie", tmp_path / "autre") == named(folder, var)


def remove_the_folder(folder: Path) -> None:
    (folder / "fiches").rmdir()


def remove_every_fiche(folder: Path) -> None:
    assert list((folder / "fiches").iterdir()) == []


def write_a_fiche_that_is_no_text(folder: Path) -> None:
    (folder / "fiches" / "forum.md").write_bytes(b"---\ntitre: \xff\n---\n")


def make_a_folder_named_as_a_fiche(folder: Path) -> None:
    (folder / "fiches" / "forum.md").mkdir()


def link_a_fiche_to_itself(folder: Path) -> None:
    (folder / "fiches" / "forum.md").symlink_to("forum.md")


def link_a_fiche_to_nothing(folder: Path) -> None:
    (folder / "fiches" / "forum.md").symlink_to("/absent/forum.md")


def empty_the_vocabulary(folder: Path) -> None:
    (folder / "vocabulaire.yml").write_text("- rien\n")


FICHES, FORUM = "catalogue/fiches", "catalogue/fiches/forum.md"
LINKED = "ce fichier est un lien symbolique ; une fiche est un vrai fichier."


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (remove_the_folder, Problem(FICHES, 0, "ce dossier de fiches n'existe pas.")),
        (remove_every_fiche, Problem(FICHES, 0, "ce dossier ne contient aucune fiche (.md).")),
        (
            write_a_fiche_that_is_no_text,
            Problem(FORUM, 2, "le texte n'est pas en UTF-8 ; enregistrez le fichier dans ce codage."),
        ),
        (make_a_folder_named_as_a_fiche, Problem(FORUM, 0, "ce fichier ne peut pas être lu.")),
        (link_a_fiche_to_itself, Problem(FORUM, 0, LINKED)),
        (link_a_fiche_to_nothing, Problem(FORUM, 0, LINKED)),
        (
            empty_the_vocabulary,
            Problem("catalogue/vocabulaire.yml", 1, "le vocabulaire doit être une suite de listes."),
        ),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_publishes_nothing(
    folder: Path, var: Path, spoil: Callable[[Path], None], problem: Problem
) -> None:
    spoil(folder)
    assert build(folder, var) == [problem]
    assert not (var / "courante").exists()
    assert list((var / "generations").iterdir()) == []


def test_every_problem_of_every_fiche_comes_sorted(folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    write_fiche("maison", front_matter(titre="Non", domaine="RHH"))
    write_fiche("forum", front_matter(titre="Forum", etape="arretee"))
    problems = build(folder, var)
    assert isinstance(problems, list)
    assert [str(problem) for problem in problems] == [
        "catalogue/fiches/forum.md, ligne 2 : "
        "« raison_arret » accompagne l'étape « arretee », et elle seule : dites pourquoi.",
        "catalogue/fiches/maison.md, ligne 2 : « titre » est trop court (3) ; il faut au moins 5 signes.",
        "catalogue/fiches/maison.md, ligne 5 : « RHH » n'est pas un domaine. "
        "Vouliez-vous dire « ressources-humaines » ?",
    ]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("newline", ["\r\n", "\n"], ids=["Windows", "Unix"])
def test_a_fiche_saved_by_another_editor_is_built(folder: Path, var: Path, newline: str) -> None:
    path = folder / "fiches" / "forum.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_text("utf-8").replace("\n", newline).encode())
    with closing(Generation(var / "generations" / named(folder, var))) as generation:
        assert [hit.fiche.slug for hit in search(generation, Query("forum")).hits] == ["forum"]


@pytest.mark.usefixtures("two")
def test_a_generation_keeps_the_vocabulary_and_the_study_of_its_moment(folder: Path, var: Path) -> None:
    change_the_vocabulary(folder)
    with closing(Generation(var / "generations" / named(folder, var))) as generation:
        (folder / "vocabulaire.yml").unlink()
        build(folder, var)
        assert generation.libelle("collectivite", "commune") == "Ville ou village"
        [count] = search(generation, Query()).facettes["collectivite"]
        assert (count.id, count.libelle, count.nombre) == ("commune", "Ville ou village", 2)
        assert generation.study == read_study(HERE / "etude.yml")


@pytest.mark.usefixtures("two")
def test_a_generation_knows_the_values_of_its_facets_and_their_labels(folder: Path, var: Path) -> None:
    with closing(Generation(var / "generations" / named(folder, var))) as generation:
        assert generation.knows("nature", "societale")
        assert not generation.knows("nature", "Sociétale")
        assert generation.knows("etiquette", "debat-public")
        assert not generation.knows("etiquette", "Débat public")
        assert generation.libelle("nature", "societale") == "Sociétale"
        assert generation.libelle("etiquette", "debat-public") == "Débat public"
        assert generation.libelle("etiquette", "inconnue") == "inconnue"
        assert generation.id == (var / "courante").read_text().strip()


@pytest.mark.usefixtures("two")
def test_a_generation_has_an_order_by_title_and_one_by_date(folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    write_fiche("annuaire", front_matter(titre="École ouverte", publiee="2020-01-01"))
    with closing(Generation(var / "generations" / named(folder, var))) as generation:
        assert generation.facets.slugs == ["annuaire", "forum", "guichet-unique"]
        assert {sort: dict(enumerate(ranks.tolist())) for sort, ranks in generation.ranks.items()} == {
            "titre": {0: 0, 1: 1, 2: 2},
            "recent": {1: 0, 2: 1, 0: 2},
        }


@pytest.mark.usefixtures("two")
def test_every_part_of_a_fiche_can_be_found(folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    header = front_matter(
        titre="Maison titrée",
        resume='"' + "Un lieu résumé, pour tous ceux qui cherchent un service près de chez eux. " * 2 + '"',
        aussi_appele="[bâtisse]",
        etiquettes="[étiquetée]",
        domaine="ressources-humaines",
        exemples="[{collectivite: Dreux, type: commune, departement: 28, texte: Dit, resultat: Obtenu, sources: [1]}]",
    )
    write_fiche("maison", header)
    with closing(Generation(var / "generations" / named(folder, var))) as generation:
        for word in ("titrée", "résumé", "bâtisse", "étiquetée", "RH", "Dreux", "obtenu"):
            assert [hit.fiche.slug for hit in search(generation, Query(word)).hits] == ["maison"]
        assert {hit.fiche.slug for hit in search(generation, Query("sourcé")).hits} == set(generation.facets.slugs)


@pytest.mark.usefixtures("two")
def test_a_fiche_saved_while_it_is_written_is_not_half_of_each_state(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    def save(done: int, total: int) -> None:
        write_fiche("guichet-unique", front_matter(titre="Maison commune"))

    built = build(folder, var, on_progress=save)
    assert isinstance(built, Built)
    with closing(Generation(built.folder)) as generation:
        fiche = generation.store.get("guichet-unique")
        assert fiche
        assert f"titre: {fiche.titre}\n" in str(generation.store.markdown("guichet-unique"))


@pytest.mark.usefixtures("two")
def test_a_fiche_removed_while_it_is_written_is_no_fault_of_the_folder(folder: Path, var: Path) -> None:
    def remove(done: int, total: int) -> None:
        (folder / "fiches" / "guichet-unique.md").unlink(missing_ok=True)

    assert isinstance(build(folder, var, on_progress=remove), Built)


@pytest.mark.usefixtures("two")
def test_a_build_that_is_interrupted_closes_what_it_opened_and_is_made_good(folder: Path, var: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(folder, var, on_progress=interrupt)
    gc.collect()  # what was left open is a ResourceWarning now, not in a later test
    assert not (var / "courante").exists()
    assert isinstance(build(folder, var), Built)
    assert len(list((var / "generations").iterdir())) == 1


def test_a_worker_that_is_killed_costs_time_and_nothing_else(
    folder: Path, var: Path, write_fiche: WriteFiche, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(WORTH_SHARING + 50):
        write_fiche(f"fiche-{number:03}", front_matter(titre=f"Guichet {number:03}"))

    def killed_at_once(vocabulary: Vocabulary) -> Connection:
        worker = start(vocabulary)
        for child in active_children():
            child.kill()
        return worker

    start = reading._start
    monkeypatch.setattr(reading, "_start", killed_at_once)
    built = build(folder, var)
    assert isinstance(built, Built)
    with closing(Generation(built.folder)) as generation:
        assert len(generation.facets.slugs) == WORTH_SHARING + 50


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    "lost", ["catalogue.sqlite", "francais.npy", "postings", "phrases", "whoosh", "vocabulaire.yml"]
)
@pytest.mark.parametrize("changed", [False, True], ids=["same fiches", "one changed"])
def test_a_damaged_generation_is_written_again(
    folder: Path, var: Path, write_fiche: WriteFiche, lost: str, changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.writing.SHARE_WORTH_CHANGING", 100)
    damaged = var / "generations" / named(folder, var) / lost
    if damaged.is_dir():
        shutil.rmtree(damaged)
    else:
        damaged.unlink()
    if changed:
        write_fiche("guichet-unique", front_matter(titre="Guichet changé"))
    built = build(folder, var)
    assert isinstance(built, Built), built
    with closing(Generation(built.folder)) as generation:
        assert search(generation, Query("guichet")).total == 1
        assert search(generation, Query("changé")).total == changed
