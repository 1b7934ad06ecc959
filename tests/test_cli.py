"""Every command in a real process: all that it prints, on which stream, and its exit code."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.schema import front_matter_schema
from catalogue.vocabulary import Vocabulary, read_vocabulary
from index.generation import LiveGeneration
from index.publication import current
from index.search import Query, search
from tests.conftest import COMMAND, WriteFiche, front_matter

Said = tuple[int, str, str]  # the exit code, what is printed, what is printed as an error
Run = Callable[..., Said]

LABELS = [("verifier", ""), ("indexer", "Indexation\n"), ("servir", "Indexation\n")]
ONE_PROBLEM = "1 problème : rien n'est publié tant qu'il en reste.\n"
SLUG_OF_NOTHING = "Erreur : Ce titre ne contient ni lettre ni chiffre.\n"

REFUSALS = {
    ("verfier",): ("« verfier » n'est pas une commande. Vouliez-vous dire « verifier » ?", "catalogue"),
    ("INDEXER",): ("« INDEXER » n'est pas une commande. Vouliez-vous dire « indexer » ?", "catalogue"),
    ("zzzzzz",): ("« zzzzzz » n'est pas une commande.", "catalogue"),
    ("--nope",): ("« --nope » n'est pas une option.", "catalogue"),
    ("--help",): ("« --help » n'est pas une option.", "catalogue"),
    ("-x",): ("« -x » n'est pas une option.", "catalogue"),
    ("verifier", "--schem"): ("« --schem » n'est pas une option.", "catalogue verifier"),
    ("verifier", "--schema=1"): ("l'option « --schema » n'attend pas de valeur.", "catalogue verifier"),
    ("verifier", "--format"): ("l'option « --format » attend une valeur.", "catalogue verifier"),
    ("verifier", "--format", "xml"): ("la valeur donnée à « --format » n'est pas permise.", "catalogue verifier"),
    ("indexer", "tout"): ("« tout » est de trop.", "catalogue indexer"),
    ("chercher",): ("il manque « MOTS... ».", "catalogue chercher"),
    ("chercher", "--zut", "mot"): ("« --zut » n'est pas une option.", "catalogue chercher"),
    ("analyser",): ("il manque « TEXTE... ».", "catalogue analyser"),
    ("nouvelle",): ("il manque « TITRE ».", "catalogue nouvelle"),
    ("nouvelle", "Forum", "citoyen"): ("« citoyen » est de trop.", "catalogue nouvelle"),
    ("servir", "ici"): ("« ici » est de trop.", "catalogue servir"),
    ("servir", "--port"): ("l'option « --port » attend une valeur.", "catalogue servir"),
    ("servir", "--hote"): ("l'option « --hote » attend une valeur.", "catalogue servir"),
    ("servir", "--recharger=1"): ("l'option « --recharger » n'attend pas de valeur.", "catalogue servir"),
    ("servir", "--port", "abc"): ("la valeur donnée à « --port » n'est pas permise.", "catalogue servir"),
    ("servir", "--port", "0"): ("la valeur donnée à « --port » n'est pas permise.", "catalogue servir"),
    ("servir", "--port", "65536"): ("la valeur donnée à « --port » n'est pas permise.", "catalogue servir"),
}

GROUP_HELP = """\
Usage : catalogue [options] COMMANDE …

  Le catalogue d'innovation territoriale : vérifier, indexer, servir,
  chercher, écrire.

Options :
  -h, --aide  Affiche cette aide.

Commandes :
  analyser  Montre comment la recherche lit un texte : ce qu'elle retient de
            chaque mot, à quelle place.
  chercher  Cherche des mots dans le catalogue, comme la page de recherche.
  importer  Écrit les fiches d'un tableau (.csv ou .xlsx) et dit pourquoi
            chaque autre ligne est refusée.
  indexer   Construit l'index et le met en service, si toutes les fiches sont
            valides.
  nouvelle  Crée le fichier d'une nouvelle fiche, prêt à remplir.
  servir    Construit l'index, puis sert le site.
  verifier  Vérifie toutes les fiches, ou ces fichiers seuls, et affiche
            chaque problème.
"""

HELPS = {
    ("--aide",): GROUP_HELP,
    ("-h",): GROUP_HELP,
    ("importer", "--aide"): """\
Usage : catalogue importer [options] [FICHIER]

  Écrit les fiches d'un tableau (.csv ou .xlsx) et dit pourquoi chaque autre
  ligne est refusée.

Options :
  --remplacer  Écrit de nouveau les fiches et le modèle qui existent déjà.
  --modele     Donne un tableau à remplir : dans FICHIER (.csv ou .xlsx), ou à
               l'écran.
  -h, --aide   Affiche cette aide.
""",
    ("verifier", "--aide"): """\
Usage : catalogue verifier [options] [FICHIERS]...

  Vérifie toutes les fiches, ou ces fichiers seuls, et affiche chaque
  problème.

Options :
  --format FORMAT  texte (si rien n'est dit), github, gitlab ou json : à qui
                   s'adresse le rapport.
  --schema         Affiche le schéma JSON de l'en-tête d'une fiche, pour un
                   éditeur.
  -h, --aide       Affiche cette aide.
""",
    ("indexer", "-h"): """\
Usage : catalogue indexer [options]

  Construit l'index et le met en service, si toutes les fiches sont valides.

Options :
  -h, --aide  Affiche cette aide.
""",
    ("servir", "--aide"): """\
Usage : catalogue servir [options]

  Construit l'index, puis sert le site.

Options :
  --hote ADRESSE  Adresse à écouter : 127.0.0.1 si rien n'est dit.
  --port PORT     Port : 8000 si rien n'est dit.  [1<=x<=65535]
  --recharger     Reconstruit l'index dès qu'une fiche est enregistrée.
  -h, --aide      Affiche cette aide.
""",
    ("chercher", "guichet", "-h"): """\
Usage : catalogue chercher [options] MOTS...

  Cherche des mots dans le catalogue, comme la page de recherche.

Options :
  -h, --aide  Affiche cette aide.
""",
    ("chercher", "--aide"): """\
Usage : catalogue chercher [options] MOTS...

  Cherche des mots dans le catalogue, comme la page de recherche.

Options :
  -h, --aide  Affiche cette aide.
""",
    ("analyser", "--aide"): """\
Usage : catalogue analyser [options] TEXTE...

  Montre comment la recherche lit un texte : ce qu'elle retient de chaque mot,
  à quelle place.

Options :
  -h, --aide  Affiche cette aide.
""",
    ("nouvelle", "--aide"): """\
Usage : catalogue nouvelle [options] TITRE

  Crée le fichier d'une nouvelle fiche, prêt à remplir.

Options :
  -h, --aide  Affiche cette aide.
""",
}


def said(*arguments: str | bytes, **environment: str) -> Said:
    done = subprocess.run(
        [COMMAND, *arguments], env=os.environ | {"COLUMNS": "80"} | environment, capture_output=True, timeout=60
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def run(folder: Path, var: Path) -> Run:
    """Runs « catalogue » on that catalogue, from its parent folder; other settings can be given."""

    def run(*arguments: str | bytes, **environment: str) -> Said:
        return said(*arguments, **{"CATALOGUE_DOSSIER": str(folder), "CATALOGUE_VAR": str(var)} | environment)

    return run


@pytest.fixture
def two(write_fiche: WriteFiche) -> None:
    """The fiches « forum » and « guichet-unique »."""
    write_fiche("forum", front_matter(titre="Forum citoyen", etiquettes="[Débat public]"))
    write_fiche()


@pytest.fixture
def indexed(two: None, run: Run) -> None:
    """Those two fiches, in service."""
    assert run("indexer")[0] == 0


@pytest.fixture
def doubled(folder: Path) -> int:
    """A vocabulary in which an id stands twice; its value is the line of the second."""
    lines = (HERE / "vocabulaire.yml").read_text("utf-8").splitlines()
    at = lines.index("domaines:")
    lines[at:at] = ["  - id: manageriale", "    libelle: Autre", "    explication: Autre."]
    (folder / "vocabulaire.yml").write_text("\n".join(lines) + "\n", "utf-8")
    return at + 1


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Said]:
    """What each refusal and each help page says; they need no catalogue, so they are all run together."""
    nothing = str(tmp_path_factory.mktemp("rien"))
    asked = [*REFUSALS, *HELPS, ()]
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda words: said(*words, CATALOGUE_DOSSIER=nothing, CATALOGUE_VAR=nothing), asked)
        return dict(zip(asked, answers, strict=True))


@pytest.mark.parametrize("words", REFUSALS, ids=" ".join)
def test_a_refusal_is_one_french_sentence_and_where_help_is(
    spoken: dict[tuple[str, ...], Said], words: tuple[str, ...]
) -> None:
    sentence, command = REFUSALS[words]
    assert spoken[words] == (2, "", f"Erreur : {sentence}\nAide : {command} --aide\n")


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_a_help_page_is_in_french(spoken: dict[tuple[str, ...], Said], words: tuple[str, ...]) -> None:
    assert spoken[words] == (0, HELPS[words], "")


def test_without_a_command_the_help_is_an_error(spoken: dict[tuple[str, ...], Said]) -> None:
    assert spoken[()] == (2, "", GROUP_HELP)


def test_no_refusal_and_no_help_page_holds_an_english_word(spoken: dict[tuple[str, ...], Said]) -> None:
    english = re.compile(
        r"\b(the|this|that|is|are|not|no such|for|with|and|error|usage:|try|help|missing|invalid|value|argument|"
        r"show|exit|message|got|unexpected|extra|required|default|traceback|file|line|range)\b",
        re.IGNORECASE,
    )
    # What the person typed is given back as it was typed.
    texts = {words: out + re.sub("« -*help »", "", err) for words, (_, out, err) in spoken.items()}
    assert {words: english.findall(text) for words, text in texts.items() if english.search(text)} == {}


@pytest.mark.usefixtures("two")
def test_fiches_without_a_problem_are_counted(run: Run) -> None:
    assert run("verifier") == (0, "2 fiches sans problème.\n", "")


def test_a_single_fiche_is_counted_in_the_singular(run: Run, write_fiche: WriteFiche) -> None:
    write_fiche()
    assert run("verifier") == (0, "1 fiche sans problème.\n", "")


def test_an_empty_setting_means_the_project_s_own_catalogue(run: Run) -> None:
    fiches = len(list((HERE / "fiches").glob("*.md")))
    assert run("verifier", CATALOGUE_DOSSIER="") == (0, f"{fiches} fiches sans problème.\n", "")


@pytest.mark.usefixtures("two")
def test_a_plain_locale_still_prints_french(run: Run) -> None:
    assert run("verifier", LC_ALL="C", LANG="C") == (0, "2 fiches sans problème.\n", "")


TWO_PROBLEMS = """\
catalogue/fiches/forum.md, ligne 4 : « managerial » n'est pas une nature. Vouliez-vous dire « manageriale » ?
catalogue/fiches/guichet-unique.md, ligne 7 : « comune » n'est pas un type de collectivité. \
Vouliez-vous dire « commune » ?
2 problèmes : rien n'est publié tant qu'il en reste.
"""


@pytest.fixture
def two_wrong(write_fiche: WriteFiche) -> None:
    """Two fiches with one problem each."""
    write_fiche("forum", front_matter(titre="Forum citoyen", nature="managerial"))
    write_fiche("guichet-unique", front_matter(collectivites="[comune]"))


@pytest.mark.usefixtures("two_wrong")
def test_problems_of_two_fiches_are_both_printed(run: Run) -> None:
    assert run("verifier") == (1, "", TWO_PROBLEMS)


@pytest.mark.usefixtures("two_wrong")
def test_problems_of_two_fiches_keep_anything_from_being_published(run: Run, var: Path) -> None:
    assert run("indexer") == (1, "", f"Indexation\n{TWO_PROBLEMS}")
    assert current(var) is None


@pytest.mark.parametrize(("command", "label"), LABELS)
def test_a_folder_that_does_not_exist_is_named(run: Run, tmp_path: Path, command: str, label: str) -> None:
    sentence = "absent/fiches : ce dossier de fiches n'existe pas.\n"
    assert run(command, CATALOGUE_DOSSIER=str(tmp_path / "absent")) == (1, "", label + sentence + ONE_PROBLEM)


@pytest.mark.parametrize(("command", "label"), LABELS)
def test_an_empty_catalogue_is_refused(run: Run, command: str, label: str) -> None:
    sentence = "catalogue/fiches : ce dossier ne contient aucune fiche (.md).\n"
    assert run(command) == (1, "", label + sentence + ONE_PROBLEM)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("arguments", "label"), [(["verifier"], ""), (["verifier", "--schema"], ""), (["indexer"], "Indexation\n")]
)
def test_a_doubled_id_of_the_vocabulary_is_refused_with_its_line(
    run: Run, doubled: int, arguments: list[str], label: str
) -> None:
    sentence = "l'identifiant « manageriale » est employé deux fois dans « natures »."
    problem = f"catalogue/vocabulaire.yml, ligne {doubled} : {sentence}\n"
    assert run(*arguments) == (1, "", label + problem + ONE_PROBLEM)


def test_the_schema_is_the_one_of_the_vocabulary(run: Run, vocabulary: Vocabulary) -> None:
    schema = json.dumps(front_matter_schema(vocabulary), ensure_ascii=False, indent=2)
    assert run("verifier", "--schema") == (0, f"{schema}\n", "")


def test_the_schema_follows_the_vocabulary_of_the_folder(run: Run, folder: Path, vocabulary: Vocabulary) -> None:
    text = (HERE / "vocabulaire.yml").read_text("utf-8")
    other = "formes:\n  - id: jeu\n    libelle: Jeu\n    explication: Un jeu.\n"
    (folder / "vocabulaire.yml").write_text(text.replace("formes:\n", other, 1), "utf-8")
    changed = read_vocabulary(folder / "vocabulaire.yml")
    assert isinstance(changed, Vocabulary)
    schema = front_matter_schema(changed)
    assert schema != front_matter_schema(vocabulary)
    assert run("verifier", "--schema") == (0, f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n", "")


@pytest.mark.usefixtures("two")
def test_an_index_is_put_in_service_once(run: Run, var: Path) -> None:
    first = run("indexer")
    generation = current(var)
    assert generation is not None
    assert first == (0, f"L'index {generation.name} est en service.\n", "Indexation\n")
    assert run("indexer") == (0, "L'index est déjà à jour.\n", "Indexation\n")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("file", "why"),
    [("var", "ce n'est pas un dossier"), ("var/generations", "un fichier porte ce nom")],
)
@pytest.mark.parametrize("command", ["indexer", "servir"])
def test_a_var_that_cannot_be_written_is_one_sentence(
    run: Run, tmp_path: Path, var: Path, command: str, file: str, why: str
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("à sa place")
    sentence = f"Erreur : Le dossier {var} ne peut pas être écrit : {why}. Vérifiez ses droits et l'espace libre.\n"
    assert run(command) == (1, "", f"Indexation\n{sentence}")
    assert (tmp_path / file).read_text() == "à sa place"


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    ("words", "before", "slugs", "total"),
    [
        (["Guichet"], "", ["guichet-unique"], "1 fiche\n"),
        (["accueil"], "", ["guichet-unique", "forum"], "2 fiches\n"),
        (
            ["acceuill"],
            "Aucune fiche ne contient « acceuill » : nous avons cherché « accueil ».\n",
            ["guichet-unique", "forum"],
            "2 fiches\n",
        ),
        (
            ["population"],
            "Avec « population », nous avons aussi cherché « habitants », « citoyens ».\n",
            ["forum", "guichet-unique"],
            "2 fiches\n",
        ),
        (
            ["guichet", "zzz", "qqq"],
            "Aucun de ces résultats ne contient « zzz » ni « qqq ».\n",
            ["guichet-unique"],
            "1 fiche\n",
        ),
        (["accueil", "-unique"], "", ["forum"], "1 fiche\n"),
        (["accueil", "-citoyen"], "", ["guichet-unique"], "1 fiche\n"),
        (["-habitants", "accueil"], "", [], "0 fiche\n"),
        (["zzz"], "", [], "0 fiche\n"),
        ([""], "", ["forum", "guichet-unique"], "2 fiches\n"),
    ],
)
def test_what_is_found_is_printed_with_its_score(
    run: Run, var: Path, words: list[str], before: str, slugs: list[str], total: str
) -> None:
    found = search(LiveGeneration(var).get(), Query(q=" ".join(words)))
    scores = {hit.fiche.slug: hit.score for hit in found.hits}
    titles = {"forum": "Forum citoyen", "guichet-unique": "Guichet unique"}
    hits = "".join(f"{scores[slug]:6.1f}  {titles[slug]}  ({slug})\n" for slug in slugs)
    assert run("chercher", *words) == (0, before + hits + total, "")


@pytest.mark.parametrize("at", ["absent", "fichier"])
def test_searching_before_any_index_says_how_to_build_one(run: Run, tmp_path: Path, at: str) -> None:
    (tmp_path / "fichier").write_text("")
    sentence = f"Erreur : Aucun index dans {tmp_path / at}. Construisez-le avec « catalogue indexer ».\n"
    assert run("chercher", "guichet", CATALOGUE_VAR=str(tmp_path / at)) == (1, "", sentence)


@pytest.mark.usefixtures("indexed")
def test_searching_an_index_with_a_missing_file_says_to_build_it_again(run: Run, var: Path) -> None:
    generation = current(var)
    assert generation is not None
    (generation / "catalogue.sqlite").unlink()
    sentence = f"Erreur : L'index {generation} est incomplet. Relancez « catalogue indexer ».\n"
    assert run("chercher", "guichet") == (1, "", sentence)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        (
            ["Les", "co-développements", "de", "l'ARS"],
            "  0  co-développements         codevelopp\n"
            "  0  co                        co\n"
            "  1  développements            developp\n"
            "  2  ARS                       ars\n",
        ),
        (["le", "la"], ""),
        (["-papier"], "  0  papier                    papi\n"),
    ],
)
def test_the_reading_of_a_text_is_shown_word_by_word(run: Run, text: list[str], out: str) -> None:
    assert run("analyser", *text) == (0, out, "")


def test_a_new_fiche_is_created_to_be_filled(run: Run, folder: Path) -> None:
    sentence = "catalogue/fiches/ete-a-l-oeuvre.md est créée. Remplissez-la, puis lancez « catalogue verifier ».\n"
    before = date.today()
    assert run("nouvelle", 'Été "à" l\'œuvre') == (0, sentence, "")
    text = (folder / "fiches" / "ete-a-l-oeuvre.md").read_text("utf-8")
    keys = [
        'titre: "Été \\"à\\" l\'œuvre"',
        "resume:",
        "nature:",
        "domaine:",
        *(f"{key}: []" for key in ("formes", "collectivites", "etiquettes", "auteurs", "sources")),
    ]
    dates = {f"publiee: {day.isoformat()}" for day in (before, date.today())}  # midnight may pass meanwhile
    sections = "\n".join(f"## {heading}\n\n" for heading in HEADINGS)
    assert text in {"\n".join(["---", *keys, day, "---", "", sections]) for day in dates}


def test_a_new_fiche_lacks_nothing_but_what_is_to_be_filled(run: Run) -> None:
    assert run("nouvelle", "Brouillon")[0] == 0
    at = "catalogue/fiches/brouillon.md, ligne"
    keys = enumerate(("resume", "nature", "domaine"), 3)
    required = [f"{at} {line} : la rubrique « {key} » manque.\n" for line, key in keys]
    lists = enumerate(("formes", "collectivites", "etiquettes", "auteurs"), 6)
    empty = [f"{at} {line} : « {key} » est vide ; il faut au moins une valeur.\n" for line, key in lists]
    headings = enumerate(HEADINGS)
    sections = [
        f"{at} {14 + 3 * rank} : la section « {heading} » est vide ; écrivez au moins « non documenté ».\n"
        for rank, heading in headings
    ]
    total = "14 problèmes : rien n'est publié tant qu'il en reste.\n"
    assert run("verifier") == (1, "", "".join([*required, *empty, *sections, total]))


def test_a_fiche_that_is_already_there_is_left_alone(run: Run, write_fiche: WriteFiche) -> None:
    path = write_fiche()
    before = path.read_bytes()
    sentence = "Erreur : catalogue/fiches/guichet-unique.md existe déjà ; rien n'a été changé.\n"
    assert run("nouvelle", "Guichet unique") == (1, "", sentence)
    assert path.read_bytes() == before


@pytest.mark.parametrize("titre", ["!!!", "", " ", "日本"])
def test_a_title_without_a_letter_makes_no_file(run: Run, folder: Path, titre: str) -> None:
    assert run("nouvelle", titre) == (1, "", SLUG_OF_NOTHING)
    assert list((folder / "fiches").iterdir()) == []


def test_a_title_that_is_not_utf_8_makes_no_file(run: Run, folder: Path) -> None:
    assert run("nouvelle", b"Caf\xe9") == (1, "", "Erreur : Ce titre n'est pas en UTF-8.\n")
    assert list((folder / "fiches").iterdir()) == []


def test_a_new_fiche_without_a_folder_names_the_folder(run: Run, tmp_path: Path) -> None:
    sentence = "Erreur : Le dossier absent/fiches n'existe pas.\n"
    assert run("nouvelle", "Essai", CATALOGUE_DOSSIER=str(tmp_path / "absent")) == (1, "", sentence)


def test_a_new_fiche_in_a_file_says_that_it_is_no_folder(run: Run, folder: Path) -> None:
    shutil.rmtree(folder / "fiches")
    (folder / "fiches").write_text("")
    sentence = "Erreur : catalogue/fiches/essai.md ne peut pas être écrit : ce n'est pas un dossier.\n"
    assert run("nouvelle", "Essai") == (1, "", sentence)
