"""SVG elements as text, with whatever comes from the learner escaped."""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ui import theme

PAPER = "#ffffff"
INK = "#1c2733"
QUIET = "#5b6875"
LINE = "#8a96a3"
FONT = "Source Sans 3, Segoe UI, Helvetica, Arial, sans-serif"
LETTER = 0.56
"""Width of a letter, as a share of the type's size: a fair guess for the fonts above."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a drawing in its own coordinates, from (0, 0).

    Attributes:
        width: px.
        height: px.
        spine: px from the left to the line that runs through it from top to bottom.
        marks: SVG elements.
    """

    width: float
    height: float
    spine: float
    marks: str


def element(tag: str, content: str = "", **attributes: object) -> str:
    """One element; `content` is SVG already, the attributes are values."""
    written = " ".join(f"{name.replace('_', '-')}={quoteattr(_text(value))}" for name, value in attributes.items())
    return f"<{tag} {written}>{content}</{tag}>" if content else f"<{tag} {written}/>"


def words(text: str, x: float, y: float, *, size: float = 13, **attributes: object) -> str:
    """A line of text around x, its baseline on y."""
    fields: dict[str, object] = {"text_anchor": "middle", "fill": INK, **attributes}
    return element("text", escape(text), x=x, y=y, font_size=size, **fields)


def moved(marks: str, x: float, y: float) -> str:
    """The marks somewhere else."""
    return element("g", marks, transform=f"translate({_text(x)} {_text(y)})")


def length(text: str, size: float) -> float:
    """About how many px a line of text is long."""
    return len(text) * size * LETTER


def document(piece: Piece, title: str, margin: float = 24) -> str:
    """The whole picture, with a margin, on white paper."""
    width, height = piece.width + 2 * margin, piece.height + 2 * margin
    paper = element("rect", width=width, height=height, fill=PAPER)
    inside = element("title", escape(title)) + paper + moved(piece.marks, margin, margin)
    return element(
        "svg",
        inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_text(width)} {_text(height)}",
        width=width,
        height=height,
        font_family=FONT,
    )


def hue(family: str) -> str:
    """The colour of a family of layers; grey for those without one."""
    tones = {"convolution": 0, "pooling": 1, "dense": 2, "block": 3}
    return theme.scale("categorical")[tones[family]] if family in tones else LINE


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
