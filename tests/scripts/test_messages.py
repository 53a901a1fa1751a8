"""The check of the catalogues finds what it is there to find, and the catalogues of this tree pass it."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from scripts import messages

PATH = Path("locales/es/LC_MESSAGES/shell.po")


def catalogue(text: str) -> dict[Path, Catalog]:
    return {PATH: read_po(BytesIO(text.encode()), locale="es")}


def found(source: str, po: str) -> list[str]:
    return messages.problems(messages.calls_in(source, "page.py"), catalogue(po))


TRANSLATED = 'msgid "Train {n} epochs"\nmsgstr "Entrenar {n} épocas"\n'


def test_a_translated_sentence_passes() -> None:
    assert found('t("Train {n} epochs", n=3)', TRANSLATED) == []


@pytest.mark.parametrize(
    ("source", "po", "complaint"),
    [
        ('t("Train {n} epochs", n=3)', "", "not translated"),
        ('t("Train {n} epochs", n=3)', 'msgid "Train {n} epochs"\nmsgstr ""\n', "not translated"),
        ('t("Train {n} epochs", n=3)', "#, fuzzy\n" + TRANSLATED, "not translated"),
        ('t("Train {n} epochs", n=3)', 'msgid "Train {n} epochs"\nmsgstr "Entrenar {m}"\n', "but is given ['m']"),
        ('t("Train {n} epochs")', TRANSLATED, "but is given []"),
        ("x = 1", TRANSLATED, "no longer used"),
        ('t(f"Train {n} epochs")', "", "never a variable"),
        ("i18n.t(sentence)", "", "never a variable"),
        ('t("a" + b)', "", "never a variable"),
    ],
)
def test_what_does_not_hold_is_named(source: str, po: str, complaint: str) -> None:
    lines = found(source, po)
    assert len(lines) == 1, lines
    assert complaint in lines[0]


def test_two_files_must_not_translate_one_sentence_differently() -> None:
    other = {PATH.with_name("training.po"): catalogue(TRANSLATED.replace("épocas", "vueltas"))[PATH]}
    lines = messages.problems(messages.calls_in('t("Train {n} epochs", n=3)', "page.py"), catalogue(TRANSLATED) | other)
    assert ["differently" in line for line in lines] == [True]


def test_update_adds_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / PATH
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Gone"\nmsgstr "Ido"\n\n' + TRANSLATED, encoding="utf-8")
    calls = list(messages.calls_in('t("Train {n} epochs", n=3)\nt("New")', "page.py"))
    messages.update(calls, messages.catalogues(tmp_path))
    after = messages.catalogues(tmp_path)[path]
    assert {message.id for message in after if message.id} == {"Train {n} epochs", "New"}
    assert after["Train {n} epochs"].string == "Entrenar {n} épocas"


def test_every_sentence_of_this_tree_is_translated() -> None:
    assert messages.problems(messages.all_calls(), messages.catalogues()) == []
    assert len(messages.all_calls()) > 20
