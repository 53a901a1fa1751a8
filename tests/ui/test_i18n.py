import math

import pytest

from ui import i18n
from ui.i18n import measure, number, percent, plain, size, speaking, t


def test_english_is_the_source_and_spanish_is_translated() -> None:
    with speaking("en"):
        assert t("{count} parameters", count="61,706") == "61,706 parameters"
    with speaking("es"):
        assert t("{count} parameters", count="61 706") == "61 706 parámetros"


def test_outside_a_page_spanish_is_spoken() -> None:
    assert i18n.language() == "es"


def test_an_unknown_language_is_spanish() -> None:
    with speaking("xx"):
        assert i18n.language() == "es"


def test_a_missing_param_is_an_error() -> None:
    with pytest.raises(KeyError):
        t("{count} parameters")


@pytest.mark.parametrize(
    ("value", "digits", "english", "spanish"),
    [
        (61706, 0, "61,706", "61 706"),
        (2416, 0, "2,416", "2416"),
        (0.5, 2, "0.50", "0,50"),
        (-1234567.8, 1, "-1,234,567.8", "-1 234 567,8"),
    ],
)
def test_numbers(value: float, digits: int, english: str, spanish: str) -> None:
    with speaking("en"):
        assert number(value, digits) == english
    with speaking("es"):
        assert number(value, digits) == spanish.replace(" ", "\N{NO-BREAK SPACE}")


def test_percent_has_a_space_that_does_not_break_in_spanish() -> None:
    with speaking("es"):
        assert percent(0.987) == "98,7\N{NO-BREAK SPACE}%"
        assert percent(0.43, 0) == "43\N{NO-BREAK SPACE}%"
    with speaking("en"):
        assert percent(0.987) == "98.7%"
        assert percent(0.43, 0) == "43%"


def test_sizes_and_measures() -> None:
    with speaking("en"):
        assert [size(count) for count in (40, 18816, 4_000_000)] == ["40\xa0B", "18.8\xa0kB", "4.0\xa0MB"]
        assert measure(2.302585) == "2.303" and measure(0.05) == "0.05000" and measure(0) == "0"
        assert measure(1.2e-7) == "1.2E-7" and measure(math.inf) == "∞" and measure(math.nan) == "NaN"


def test_somebodys_text_is_shown_letter_by_letter() -> None:
    assert plain("![x](//evil) $y$ :red[z]") == r"\!\[x\]\(//evil\) \$y\$ \:red\[z\]"
