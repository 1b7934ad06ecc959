"""The image that shows with the link of a fiche, where people share it."""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

from app.settings import STATIC
from catalogue.typography import french_spaces

SITE_IMAGE = STATIC / "partage.png"
SERIF = STATIC / "vendor/source-serif-4/source-serif-4-latin-wght-normal.woff2"
SANS = STATIC / "vendor/atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin-wght-normal.woff2"
INK, GREEN, GREY = "#1d2926", "#14534f", "#56605d"
LEFT, RIGHT, BOTTOM = 118, 1120, 540
# In pixels, from a short title to the longest allowed, 120 characters, which then stands in four lines.
TITLE_SIZES = range(88, 43, -4)
TITLE_TOP, TITLE_BOTTOM = 165, 430
LINE = 1.15
COLOURS = 64


def image_of(titre: str, site: str, classement: str) -> bytes:
    """A PNG of 1200 by 630 pixels: the name of the site, the title of a fiche, what it is filed under."""
    image = _blank().copy()
    draw = ImageDraw.Draw(image)
    draw.text((LEFT, 88), french_spaces(site), GREY, _font(SANS, 36, 400))
    font, lines = _fitted(french_spaces(titre))
    for rank, line in enumerate(lines):
        draw.text((LEFT, TITLE_TOP + rank * LINE * font.size), line, GREEN, font)
    draw.text((LEFT, BOTTOM), french_spaces(classement), INK, _font(SANS, 34, 500), anchor="ls")
    written = BytesIO()
    image.quantize(COLOURS).save(written, "PNG", optimize=True)
    return written.getvalue()


@cache
def _blank() -> Image.Image:
    """The image of the site without its words: the bar at the left, the sign at the right."""
    image = Image.open(SITE_IMAGE).convert("RGB")
    paper = image.getpixel((LEFT, 10))
    draw = ImageDraw.Draw(image)
    draw.rectangle((LEFT - 20, 0, 940, image.height), paper)
    return image


def _fitted(titre: str) -> tuple[FreeTypeFont, list[str]]:
    """The largest font at which a title stands in its place, and its lines."""
    for size in TITLE_SIZES:
        font = _font(SERIF, size, 600)
        lines = _wrapped(titre, font)
        if len(lines) * LINE * size <= TITLE_BOTTOM - TITLE_TOP and max(map(font.getlength, lines)) <= RIGHT - LEFT:
            break
    return font, lines


def _wrapped(titre: str, font: FreeTypeFont) -> list[str]:
    lines: list[str] = []
    # Not split(): an unbreakable space does not end a line.
    for word in titre.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= RIGHT - LEFT:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(path: Path, size: int, weight: int) -> FreeTypeFont:
    # Made anew each time: threads may not share one.
    font = ImageFont.truetype(path, size)
    font.set_variation_by_axes([weight])
    return font
