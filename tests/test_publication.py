"""Publishing with real processes: killed at any moment, two at once, refused, and seen by those who read."""

import errno
import hashlib
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from index import publication
from index.build import Built, build
from index.generation import Generation, LiveGeneration
from index.publication import PublicationError, current, digest_of
from index.search import Query, search
from tests.conftest import WriteFiche, front_matter

CATALOGUE = Path(sys.executable).parent / "catalogue"
INDEXER = [str(CATALOGUE), "indexer"]
MANY = 200
KILLS = 15
UNFINISHED = "generations/.en-cours-*"
WAITING = "Une autre indexation est en cours ; celle-ci attend son tour."

Start = Callable[[Path], subprocess.Popen[bytes]]


@pytest.fixture
def var(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the index of that catalogue is written, by this process and by those that it starts."""
    monkeypatch.setenv("CATALOGUE_DOSSIER", str(folder))
    monkeypatch.setenv("CATALOGUE_VAR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts « catalogue indexer », all that it says in one file; what still runs at the end is killed."""
    started = []

    def start(output: Path) -> subprocess.Popen[bytes]:
        with output.open("w") as file:
            started.append(subprocess.Popen(INDEXER, stdout=file, stderr=file))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(condition: Callable[[], object], pause: float = 0.002) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within a minute"
        time.sleep(pause)


def until_it_writes(process: subprocess.Popen[bytes], var: Path, left_over: list[str]) -> None:
    until(lambda: written(var, UNFINISHED) != left_over or process.poll() is not None)


def written(var: Path, pattern: str) -> list[str]:
    try:
        return sorted(path.name for path in var.glob(pattern))
    except FileNotFoundError:  # a folder was renamed or removed while it was listed
        return []


def write_many(write_fiche: WriteFiche, count: int) -> None:
    for number in range(1, count):
        write_fiche(f"fiche-{number:03}", front_matter(titre=f"Guichet {number:03}"))


def write_version(write_fiche: WriteFiche, version: int) -> None:
    write_fiche("fiche-000", front_matter(titre=f"Guichet, version {version}"))


def whole_version(var: Path, count: int) -> int:
    """The version in service, once everything of it was read."""
    folder = current(var)
    assert folder
    with closing(Generation(folder)) as generation:
        found = search(generation, Query("guichet", page=1))
        assert found.total == len(list(generation.store.every_fiche())) == count
        assert [len(generation.store.html(slug)) for slug in generation.facets.slugs] == [7] * count
        assert sum(value.nombre for value in found.facettes["nature"]) == count
        [hit] = search(generation, Query("version")).hits
        fiche = generation.store.get("fiche-000")
        assert fiche is not None
        assert fiche.titre == hit.fiche.titre
        return int(hit.fiche.titre.split()[-1])


def test_a_build_killed_at_any_moment_leaves_the_previous_generation_whole(
    tmp_path: Path, var: Path, write_fiche: WriteFiche, start: Start
) -> None:
    write_many(write_fiche, MANY)
    write_version(write_fiche, 0)
    process = start(tmp_path / "sortie")
    until_it_writes(process, var, [])
    began = time.monotonic()
    assert process.wait(60) == 0
    length = time.monotonic() - began

    moments = random.Random(2018)
    served = version = kills = 0
    while kills < KILLS:
        version += 1
        write_version(write_fiche, version)
        # So many changes that everything is written again: one change would be written before it can be killed.
        for number in range(1, MANY // 2):
            write_fiche(f"fiche-{number:03}", front_matter(titre=f"Guichet {number:03}, {version}"))
        left_over = written(var, UNFINISHED)
        process = start(tmp_path / "sortie")
        until_it_writes(process, var, left_over)
        try:
            process.wait(moments.uniform(0, length))
        except subprocess.TimeoutExpired:
            process.kill()
        code = process.wait(60)
        kills += code == -signal.SIGKILL
        now = whole_version(var, MANY)
        assert now == version or (now == served and code == -signal.SIGKILL)
        served = now

    done = subprocess.run(INDEXER, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert whole_version(var, MANY) == version
    assert written(var, "*") == ["courante", "generations", "verrou"]
    assert len(written(var, "generations/*")) <= 2
    assert written(var, UNFINISHED) == []


@pytest.mark.parametrize(
    "stage",
    [
        f"{UNFINISHED}/catalogue.sqlite",
        f"{UNFINISHED}/catalogue.sqlite-journal",
        f"{UNFINISHED}/whoosh/*.toc",
        f"{UNFINISHED}/whoosh/*.seg",
        "courante.nouvelle",
    ],
)
def test_a_build_killed_at_this_stage_is_made_good_by_the_next(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche, start: Start, stage: str
) -> None:
    write_many(write_fiche, 30)
    write_version(write_fiche, 1)
    assert isinstance(build(folder, var), Built)
    write_version(write_fiche, 2)
    process = start(tmp_path / "sortie")
    until(lambda: written(var, stage) or process.poll() is not None, pause=0)
    process.kill()
    process.wait()
    assert whole_version(var, 30) in (1, 2)
    assert isinstance(build(folder, var), Built)
    assert whole_version(var, 30) == 2
    assert written(var, "*") == ["courante", "generations", "verrou"]
    assert len(written(var, "generations/*")) == 2
    assert written(var, UNFINISHED) == []


def test_a_killed_build_leaves_nothing_once_the_catalogue_is_as_before(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche, start: Start
) -> None:
    write_many(write_fiche, 30)
    write_version(write_fiche, 1)
    assert isinstance(build(folder, var), Built)
    write_version(write_fiche, 2)
    process = start(tmp_path / "sortie")
    until_it_writes(process, var, [])
    process.kill()
    process.wait()
    write_version(write_fiche, 1)
    assert isinstance(build(folder, var), Built)
    assert whole_version(var, 30) == 1
    assert written(var, UNFINISHED) == []


def test_a_generation_half_forgotten_is_written_again(folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    write_version(write_fiche, 1)
    first = build(folder, var)
    assert isinstance(first, Built)
    write_version(write_fiche, 2)
    build(folder, var)
    # What a process killed while it forgets a generation leaves behind.
    half = first.folder.rename(first.folder.with_name(f".en-cours-{first.folder.name}"))
    (half / "catalogue.sqlite").unlink()
    write_version(write_fiche, 1)
    assert isinstance(build(folder, var), Built)
    assert whole_version(var, 1) == 1


def test_a_second_build_waits_for_the_first(tmp_path: Path, var: Path, write_fiche: WriteFiche, start: Start) -> None:
    write_many(write_fiche, 100)
    first = start(tmp_path / "premiere")
    until(lambda: written(var, UNFINISHED))
    first.send_signal(signal.SIGSTOP)
    second = start(tmp_path / "seconde")
    until(lambda: WAITING in (tmp_path / "seconde").read_text())
    first.send_signal(signal.SIGCONT)
    assert (first.wait(60), second.wait(60)) == (0, 0)
    [name] = written(var, "generations/*")
    assert (tmp_path / "premiere").read_text() == f"Indexation\nL'index {name} est en service.\n"
    assert (tmp_path / "seconde").read_text() == f"Indexation\n{WAITING}\nL'index est déjà à jour.\n"


def test_a_second_build_publishes_what_was_saved_during_the_first(
    tmp_path: Path, var: Path, write_fiche: WriteFiche, start: Start
) -> None:
    write_many(write_fiche, 100)
    write_version(write_fiche, 1)
    first = start(tmp_path / "premiere")
    until(lambda: written(var, UNFINISHED))
    first.send_signal(signal.SIGSTOP)
    write_version(write_fiche, 2)
    second = start(tmp_path / "seconde")
    until(lambda: WAITING in (tmp_path / "seconde").read_text())
    first.send_signal(signal.SIGCONT)
    assert (first.wait(60), second.wait(60)) == (0, 0)
    assert whole_version(var, 100) == 2


def test_a_build_that_waits_takes_over_from_one_that_is_killed(
    tmp_path: Path, var: Path, write_fiche: WriteFiche, start: Start
) -> None:
    write_many(write_fiche, 100)
    write_version(write_fiche, 1)
    first = start(tmp_path / "premiere")
    until(lambda: written(var, UNFINISHED))
    first.send_signal(signal.SIGSTOP)
    second = start(tmp_path / "seconde")
    until(lambda: WAITING in (tmp_path / "seconde").read_text())
    first.kill()
    assert (first.wait(60), second.wait(60)) == (-signal.SIGKILL, 0)
    assert whole_version(var, 100) == 1
    assert len(written(var, "generations/*")) == 1
    assert written(var, UNFINISHED) == []


def test_an_invalid_catalogue_publishes_nothing_and_says_every_problem(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    write_version(write_fiche, 1)
    assert isinstance(build(folder, var), Built)
    pointer = (var / "courante").read_text()
    write_version(write_fiche, 2)
    write_fiche("forum", front_matter(titre="Forum", nature="sociétal", domane="RH"))
    write_fiche("maison", front_matter(titre="Maison"), body="")
    done = subprocess.run(INDEXER, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "Indexation",
        "catalogue/fiches/forum.md, ligne 4 : « sociétal » n'est pas une nature. Vouliez-vous dire « societale » ?",
        "catalogue/fiches/forum.md, ligne 14 : « domane » n'est pas une rubrique de fiche. "
        "Vouliez-vous dire « domaine » ?",
        "catalogue/fiches/maison.md, ligne 16 : il manque la section « ## La mise en œuvre ».",
        "catalogue/fiches/maison.md, ligne 16 : il manque la section « ## La réponse ».",
        "catalogue/fiches/maison.md, ligne 16 : il manque la section « ## Le besoin ».",
        "catalogue/fiches/maison.md, ligne 16 : il manque la section « ## Les facteurs de succès ».",
        "catalogue/fiches/maison.md, ligne 16 : il manque la section « ## Les points de vigilance ».",
        "catalogue/fiches/maison.md, ligne 16 : il manque la section « ## Les résultats ».",
        "catalogue/fiches/maison.md, ligne 16 : il manque la section « ## À garder, à adapter ».",
        "9 problèmes : rien n'est publié tant qu'il en reste.",
    ]
    assert (var / "courante").read_text() == pointer
    assert whole_version(var, 1) == 1
    assert len(written(var, "generations/*")) == 1


def test_an_invalid_catalogue_that_was_never_published_leaves_no_generation(var: Path, write_fiche: WriteFiche) -> None:
    write_fiche("forum", front_matter(titre="Non"))
    done = subprocess.run(INDEXER, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        "catalogue/fiches/forum.md, ligne 2 : « titre » est trop court (3) ; il faut au moins 5 signes.",
        "1 problème : rien n'est publié tant qu'il en reste.",
    ]
    assert current(var) is None
    assert written(var, "generations/*") == []


def put_a_file_in_its_place(var: Path) -> None:
    var.write_text("un fichier")


def put_a_file_instead_of_the_generations(var: Path) -> None:
    var.mkdir()
    (var / "generations").write_text("un fichier")


def put_a_folder_instead_of_the_lock(var: Path) -> None:
    (var / "verrou").mkdir(parents=True)


def put_a_folder_instead_of_the_pointer(var: Path) -> None:
    (var / "courante").mkdir(parents=True)


OBSTACLES = [
    put_a_file_in_its_place,
    put_a_file_instead_of_the_generations,
    put_a_folder_instead_of_the_lock,
    put_a_folder_instead_of_the_pointer,
]
REFUSAL = r"Le dossier {var} ne peut pas être écrit : [^.:]+\. Vérifiez ses droits et l'espace libre\."


@pytest.mark.parametrize("put_obstacle", OBSTACLES)
def test_a_folder_that_cannot_be_written_is_one_sentence(
    folder: Path, var: Path, write_fiche: WriteFiche, put_obstacle: Callable[[Path], None]
) -> None:
    write_fiche()
    put_obstacle(var)
    with pytest.raises(PublicationError) as raised:
        build(folder, var)
    assert re.fullmatch(REFUSAL.format(var=re.escape(str(var))), str(raised.value))


def test_a_folder_that_cannot_be_written_ends_the_command_with_code_1(var: Path, write_fiche: WriteFiche) -> None:
    write_fiche()
    put_a_file_in_its_place(var)
    done = subprocess.run(INDEXER, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    label, sentence = done.stderr.splitlines()
    assert label == "Indexation"
    assert re.search(REFUSAL.format(var=re.escape(str(var))) + "$", sentence)
    assert var.read_text() == "un fichier"


def test_the_sentence_for_a_folder_that_cannot_be_written_has_no_english(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    write_fiche()
    put_a_file_in_its_place(var)
    with pytest.raises(PublicationError) as raised:
        build(folder, var)
    english = [os.strerror(number) for number in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR)]
    assert not [reason for reason in english if reason in str(raised.value)]


def test_a_disk_that_is_full_leaves_what_is_in_service(folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    write_many(write_fiche, 100)
    write_version(write_fiche, 1)
    assert isinstance(build(folder, var), Built)
    write_version(write_fiche, 2)
    limit = 100 * 1024  # bytes in one file: SQLite needs more, and fails as on a full disk
    done = subprocess.run(
        INDEXER,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 1
    assert whole_version(var, 100) == 1
    assert isinstance(build(folder, var), Built)
    assert whole_version(var, 100) == 2
    assert written(var, UNFINISHED) == []
    assert re.search(REFUSAL.format(var=re.escape(str(var))) + "$", done.stderr.strip())


def test_an_unchanged_catalogue_is_not_built_again(var: Path, write_fiche: WriteFiche) -> None:
    write_fiche()
    first = subprocess.run(INDEXER, capture_output=True, text=True, timeout=60)
    [name] = written(var, "generations/*")
    file = var / "generations" / name / "catalogue.sqlite"
    before = file.stat()
    second = subprocess.run(INDEXER, capture_output=True, text=True, timeout=60)
    assert (first.returncode, first.stdout) == (0, f"L'index {name} est en service.\n")
    assert (second.returncode, second.stdout) == (0, "L'index est déjà à jour.\n")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert written(var, "generations/*") == [name]


@pytest.mark.parametrize("settled", [0, 3_600_000_000_000])
def test_a_file_saved_again_is_told_apart_whatever_its_time_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: int
) -> None:
    monkeypatch.setattr(publication, "SETTLED", settled)
    file = tmp_path / "fiche.md"
    digests = set()
    for text in ("midi", "onze", "midi"):
        file.write_text(text, "utf-8")
        os.utime(file, ns=(0, 0))
        digests.add(digest_of(file))
        assert digest_of(file) == hashlib.sha256(text.encode()).hexdigest()
    assert len(digests) == 2


def test_what_is_no_file_has_no_digest(tmp_path: Path) -> None:
    assert (digest_of(tmp_path), digest_of(tmp_path / "absent.md")) == ("", "")


def test_only_the_last_two_generations_are_kept(folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    names = []
    for version in range(4):
        write_version(write_fiche, version)
        built = build(folder, var)
        assert isinstance(built, Built)
        names.append(built.folder.name)
        assert written(var, "generations/*") == sorted(names[-2:])
        assert (var / "courante").read_text() == f"{names[-1]}\n"


def test_a_catalogue_set_back_is_in_service_again_without_a_build(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    built = []
    for version in (1, 2, 1):
        write_version(write_fiche, version)
        built.append(build(folder, var))
    assert built[2] == built[0]
    assert whole_version(var, 1) == 1
    assert len(written(var, "generations/*")) == 2


@pytest.mark.parametrize(
    "pointer", [b"", b"\n", b"absente\n", b"\xff\xfe"], ids=["empty", "blank", "absent", "no text"]
)
def test_a_damaged_pointer_is_made_good_by_the_next_build(
    folder: Path, var: Path, write_fiche: WriteFiche, pointer: bytes
) -> None:
    write_version(write_fiche, 1)
    assert isinstance(build(folder, var), Built)
    (var / "courante").write_bytes(pointer)
    assert isinstance(build(folder, var), Built)
    assert whole_version(var, 1) == 1


def test_a_live_generation_sees_the_next_one_without_being_opened_again(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    live = LiveGeneration(var)
    write_fiche("forum", front_matter(titre="Forum citoyen"))
    build(folder, var)
    with closing(live.get()) as first:
        assert live.get() is first
        assert search(first, Query("jardin")).total == 0
        write_fiche("jardin", front_matter(titre="Jardin partagé"))
        build(folder, var)
        with closing(live.get()) as second:
            assert second is not first
            assert [hit.fiche.slug for hit in search(second, Query("jardin")).hits] == ["jardin"]
            assert search(first, Query("forum")).total == 1
            assert search(first, Query("jardin")).total == 0


def test_a_generation_that_is_open_answers_after_it_is_forgotten(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    write_version(write_fiche, 0)
    build(folder, var)
    with closing(LiveGeneration(var).get()) as first:
        for version in (1, 2, 3):
            write_version(write_fiche, version)
            build(folder, var)
        assert first.id not in written(var, "generations/*")
        [hit] = search(first, Query("guichet texte")).hits
        assert hit.fiche.titre == "Guichet, version 0"
        assert len(hit.extraits) == 2


def test_who_read_the_pointer_before_a_publication_does_not_undo_it(
    folder: Path, var: Path, write_fiche: WriteFiche, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_version(write_fiche, 1)
    build(folder, var)
    live = LiveGeneration(var)
    with closing(live.get()) as first:
        meanwhile: list[Thread] = []

        def read_then_publish(var: Path) -> Path | None:
            """The pointer, as one reads it just before a publication that another thread sees at once."""
            folder_read = current(var)
            if not meanwhile:
                write_version(write_fiche, 2)
                build(folder, var)
                meanwhile.append(Thread(target=live.get))
                meanwhile[0].start()
                meanwhile[0].join(timeout=1)  # it may have to wait for us
            return folder_read

        monkeypatch.setattr("index.generation.current", read_then_publish)
        assert live.get() is first
        meanwhile[0].join()
        with closing(live.get()) as second:
            assert search(second, Query("guichet")).hits[0].fiche.titre == "Guichet, version 2"
        assert len(live._open) == 2  # each was opened once


def test_a_pointer_to_a_missing_folder_keeps_the_generation_that_is_open(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    write_version(write_fiche, 1)
    build(folder, var)
    live = LiveGeneration(var)
    with closing(live.get()) as first:
        (var / "courante").write_text("absente\n")
        assert live.get() is first
        assert search(first, Query("guichet")).total == 1
        write_version(write_fiche, 2)
        build(folder, var)
        with closing(live.get()) as second:
            assert search(second, Query("guichet")).hits[0].fiche.titre == "Guichet, version 2"


@pytest.mark.parametrize("missing", ["vocabulaire.yml", "etude.yml", "catalogue.sqlite", "postings/terms.json"])
def test_a_folder_half_forgotten_keeps_the_generation_that_is_open(
    folder: Path, var: Path, write_fiche: WriteFiche, missing: str
) -> None:
    write_version(write_fiche, 1)
    build(folder, var)
    live = LiveGeneration(var)
    with closing(live.get()) as first:
        write_version(write_fiche, 2)
        built = build(folder, var)
        assert isinstance(built, Built)
        (built.folder / missing).unlink()
        assert live.get() is first
        assert search(first, Query("guichet")).total == 1


def test_when_nothing_was_published_the_sentence_says_what_to_do(var: Path) -> None:
    with pytest.raises(PublicationError) as raised:
        LiveGeneration(var).get()
    assert str(raised.value) == f"Aucun index dans {var}. Construisez-le avec « catalogue indexer »."


def test_when_the_only_generation_is_missing_the_sentence_says_what_to_do(
    folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    write_fiche()
    build(folder, var)
    (var / "courante").write_text("absente\n")
    with pytest.raises(PublicationError) as raised:
        LiveGeneration(var).get()
    absent = var / "generations" / "absente"
    assert str(raised.value) == f"L'index {absent} est incomplet. Relancez « catalogue indexer »."


@pytest.mark.parametrize("put_obstacle", [put_a_file_in_its_place, put_a_folder_instead_of_the_pointer])
def test_a_pointer_that_cannot_be_read_is_a_sentence_too(var: Path, put_obstacle: Callable[[Path], None]) -> None:
    put_obstacle(var)
    with pytest.raises(PublicationError, match=re.escape(str(var))):
        LiveGeneration(var).get()
