"""The command line: « catalogue verifier | indexer | servir | chercher | analyser | nouvelle | importer »."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from app import create_app
from app.console import FrenchGroup, WordsCommand
from app.forge import ForgeError, forge_of
from app.report import FORMATS, problems_of, render_report
from app.search import told
from app.server import PortTakenError, apart, serve, take_port, watch
from app.settings import Settings, read_settings, unsaid
from catalogue.body import HEADINGS
from catalogue.collection import FICHES, FILES, catalogue_file, catalogue_files, read_catalogue
from catalogue.folding import slugify
from catalogue.importing import Imported, import_table, unknown_column
from catalogue.problem import Problem, reason, shown_path
from catalogue.schema import front_matter_schema
from catalogue.table import EXTENSIONS
from catalogue.template import template_file
from catalogue.vocabulary import FILE as VOCABULARY
from catalogue.vocabulary import read_vocabulary
from index.build import build
from index.french import tokens
from index.generation import LiveGeneration
from index.publication import PublicationError, current
from index.search import Query, search


@click.group(cls=FrenchGroup, context_settings={"help_option_names": ["-h", "--aide"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Le catalogue d'innovation territoriale : vérifier, indexer, servir, chercher, écrire."""
    context.obj = read_settings()


@main.command()
@click.argument("fichiers", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    default="texte",
    type=click.Choice(FORMATS),
    metavar="FORMAT",
    help="texte (si rien n'est dit), github, gitlab ou json : à qui s'adresse le rapport.",
)
@click.option("--schema", is_flag=True, help="Affiche le schéma JSON de l'en-tête d'une fiche, pour un éditeur.")
@click.pass_obj
def verifier(settings: Settings, fichiers: tuple[Path, ...], format_: str, schema: bool) -> None:
    """Vérifie toutes les fiches, ou ces fichiers seuls, et affiche chaque problème."""
    if schema:
        vocabulary = read_vocabulary(catalogue_file(settings.dossier, VOCABULARY))
        if isinstance(vocabulary, list):
            refuse(vocabulary)
        click.echo(json.dumps(front_matter_schema(vocabulary), ensure_ascii=False, indent=2))
        return
    problems = problems_of(settings.dossier, fichiers)
    if format_ != "texte":
        if problems or format_ != "github":
            click.echo(render_report(problems, format_))
        sys.exit(1 if problems else 0)
    if problems:
        refuse(problems)
    checked = len(set(fichiers)) or len(catalogue_files(settings.dossier)) - len(FILES)
    click.echo(f"{count(checked, 'fichier' if fichiers else 'fiche')} sans problème.")


@main.command()
@click.pass_obj
def indexer(settings: Settings) -> None:
    """Construit l'index et le met en service, si toutes les fiches sont valides."""
    publish(settings)


@main.command()
@click.option("--hote", default="127.0.0.1", metavar="ADRESSE", help="Adresse à écouter : 127.0.0.1 si rien n'est dit.")
@click.option(
    "--port", default=8000, type=click.IntRange(1, 65535), metavar="PORT", help="Port : 8000 si rien n'est dit."
)
@click.option("--recharger", is_flag=True, help="Reconstruit l'index dès qu'une fiche est enregistrée.")
@click.pass_obj
def servir(settings: Settings, hote: str, port: int, recharger: bool) -> None:
    """Construit l'index, puis sert le site."""
    try:
        forge_of(settings)
    except ForgeError as error:
        raise click.ClickException(str(error)) from error
    if recharger and not settings.dossier.is_dir():
        absent = shown_path(settings.dossier)
        raise click.ClickException(f"Le dossier {absent} n'existe pas : --recharger n'a rien à surveiller.")
    try:
        listener = take_port(hote, port)
    except PortTakenError as error:
        raise click.ClickException(f"Le port {port} de {hote} ne peut pas être pris : {error}") from error
    if code := apart(listener, partial(republish, settings)):
        listener.close()
        if code < 0:
            stopped = f"La construction de l'index a été arrêtée par le système (signal {-code})"
            raise click.ClickException(f"{stopped} : la mémoire a pu manquer.")
        sys.exit(code)
    if recharger:
        watch(settings.dossier, lambda: republish(settings))
        click.echo(f"Chaque fiche enregistrée dans {shown_path(settings.dossier)} est publiée aussitôt.")
    shown_host = f"[{hote}]" if ":" in hote else hote
    if missing := unsaid(settings):
        click.echo(f"À régler avant d'ouvrir le site au public (voir README.md) : {', '.join(missing)}.")
    click.echo(f"Le catalogue est servi sur http://{shown_host}:{port} (Ctrl-C pour arrêter).")
    serve(partial(create_app, settings), listener)


@main.command(cls=WordsCommand)
@click.argument("mots", nargs=-1, required=True)
@click.pass_obj
def chercher(settings: Settings, mots: tuple[str, ...]) -> None:
    """Cherche des mots dans le catalogue, comme la page de recherche."""
    with french_failure():
        found = search(LiveGeneration(settings.var).get(), Query(q=" ".join(mots)))
    for sentence in told(found.corriges, found.elargis, found.abandonnes):
        click.echo(sentence)
    for hit in found.hits:
        click.echo(f"{hit.score:6.1f}  {hit.fiche.titre}  ({hit.fiche.slug})")
    click.echo(count(found.total, "fiche"))


@main.command(cls=WordsCommand)
@click.argument("texte", nargs=-1, required=True)
def analyser(texte: tuple[str, ...]) -> None:
    """Montre comment la recherche lit un texte : ce qu'elle retient de chaque mot, à quelle place."""
    for token in tokens(" ".join(texte)):
        click.echo(f"{token.position:3}  {token.word:24}  {token.term}")


@main.command()
@click.argument("fichier", required=False, type=click.Path(path_type=Path))
@click.option("--remplacer", is_flag=True, help="Écrit de nouveau les fiches et le modèle qui existent déjà.")
@click.option("--modele", is_flag=True, help="Donne un tableau à remplir : dans FICHIER (.csv ou .xlsx), ou à l'écran.")
@click.pass_obj
def importer(settings: Settings, fichier: Path | None, remplacer: bool, modele: bool) -> None:
    """Écrit les fiches d'un tableau (.csv ou .xlsx) et dit pourquoi chaque autre ligne est refusée."""
    if fichier and fichier.suffix.lower() not in EXTENSIONS:
        raise click.UsageError(f"{shown_path(fichier)} : il faut un fichier {' ou '.join(EXTENSIONS)}.")
    if modele:
        write_template(settings, fichier, remplacer)
        return
    if not fichier:
        raise click.UsageError("donnez un tableau .csv ou .xlsx, ou --modele pour en obtenir un à remplir.")
    vocabulary = read_vocabulary(catalogue_file(settings.dossier, VOCABULARY))
    if isinstance(vocabulary, list):
        refuse(vocabulary)
    done = import_table(fichier, settings.dossier, vocabulary, remplacer)
    if isinstance(done, list):
        refuse(done, "aucune fiche n'est écrite")
    tell_import(fichier, done)
    together = read_catalogue(settings.dossier) if done.written else []
    if isinstance(together, list) and together:
        refuse(together)
    sys.exit(1 if done.refused else 0)


def tell_import(path: Path, done: Imported) -> None:
    """Print what an import wrote, what it left aside and what it refused."""
    for header in done.ignored:
        click.echo(f"{shown_path(path)} : {unknown_column(header)}", err=True)
    for problem in done.refused:
        click.echo(str(problem), err=True)
    for fiche in done.written:
        click.echo(f"{shown_path(fiche)} est écrite.")
    rows = len({problem.line for problem in done.refused})
    written, unchanged = len(done.written), len(done.unchanged)
    refused = f"{rows} ligne{'s' if rows > 1 else ''} refusée{'s' if rows > 1 else ''}"
    click.echo(f"{count(written, 'fiche')} écrite{'s' if written > 1 else ''}, {unchanged} sans changement, {refused}.")


def write_template(settings: Settings, path: Path | None, replace: bool) -> None:
    """Write the template of a spreadsheet to a file, or as CSV to the standard output."""
    catalogue = read_catalogue(settings.dossier)
    if isinstance(catalogue, list):
        refuse(catalogue)
    content = template_file(path.suffix.lower() if path else ".csv", catalogue.fiches[0], catalogue.vocabulary)
    if path is None:
        click.echo(content, nl=False)
        return
    try:
        with path.open("wb" if replace else "xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise click.ClickException(f"{shown_path(path)} existe déjà ; ajoutez --remplacer pour l'écraser.") from error
    except OSError as error:
        raise click.ClickException(f"{shown_path(path)} ne peut pas être écrit : {reason(error)}.") from error
    click.echo(f"{shown_path(path)} est prêt à remplir. Puis : catalogue importer {shown_path(path)}")


@main.command()
@click.argument("titre")
@click.pass_obj
def nouvelle(settings: Settings, titre: str) -> None:
    """Crée le fichier d'une nouvelle fiche, prêt à remplir."""
    slug = slugify(titre)
    if not slug:
        raise click.ClickException("Ce titre ne contient ni lettre ni chiffre.")
    path = settings.dossier / FICHES / f"{slug}.md"
    try:
        text = scaffold(titre).encode()
        with path.open("xb") as file:
            file.write(text)
    except UnicodeEncodeError as error:
        raise click.ClickException("Ce titre n'est pas en UTF-8.") from error
    except FileNotFoundError as error:
        raise click.ClickException(f"Le dossier {shown_path(path.parent)} n'existe pas.") from error
    except FileExistsError as error:
        raise click.ClickException(f"{shown_path(path)} existe déjà ; rien n'a été changé.") from error
    except OSError as error:
        raise click.ClickException(f"{shown_path(path)} ne peut pas être écrit : {reason(error)}.") from error
    click.echo(f"{shown_path(path)} est créée. Remplissez-la, puis lancez « catalogue verifier ».")


def scaffold(titre: str) -> str:
    """The text of a new fiche: every key that is required, every heading, to be filled."""
    header = {"titre": json.dumps(titre, ensure_ascii=False), "resume": "", "nature": "", "domaine": ""}
    lists = {"formes": "[]", "collectivites": "[]", "etiquettes": "[]", "auteurs": "[]", "sources": "[]"}
    keys = {**header, **lists, "publiee": date.today().isoformat()}
    lines = [f"{key}: {value}".rstrip() for key, value in keys.items()]
    return "\n".join(["---", *lines, "---", "", *(f"## {heading}\n\n" for heading in HEADINGS)])


def publish(settings: Settings) -> None:
    """Build and publish with a progress bar; on a problem, print every one and exit with code 1."""
    with french_failure(), click.progressbar(length=1, label="Indexation", file=sys.stderr) as bar:

        def on_progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        built = build(settings.dossier, settings.var, on_progress, on_wait=say_waiting)
    if isinstance(built, list):
        refuse(built)
    click.echo("L'index est déjà à jour." if built.unchanged else f"L'index {built.folder.name} est en service.")


def republish(settings: Settings) -> None:
    """Publish; on a problem, print every one and go on with the generation in service; exit with code 1 without one."""
    try:
        publish(settings)
    except (SystemExit, click.ClickException) as error:
        if isinstance(error, click.ClickException):
            click.echo(f"Erreur : {error.format_message()}", err=True)
        if current(settings.var) is None:
            sys.exit(1)
        click.echo("Le site continue de servir la version précédente.", err=True)


def refuse(problems: list[Problem], so: str = "rien n'est publié tant qu'il en reste") -> NoReturn:
    """Print every problem, say what follows from them, and exit with code 1."""
    for problem in problems:
        click.echo(str(problem), err=True)
    click.echo(f"{count(len(problems), 'problème')} : {so}.", err=True)
    sys.exit(1)


def say_waiting() -> None:
    """Say that another build is running."""
    click.echo("Une autre indexation est en cours ; celle-ci attend son tour.", err=True)


@contextmanager
def french_failure() -> Iterator[None]:
    """Turn what cannot be written or read into one French sentence and exit code 1."""
    try:
        yield
    except PublicationError as error:
        raise click.ClickException(str(error)) from error


def count(number: int, noun: str) -> str:
    """« 1 fiche », « 25 fiches »."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
