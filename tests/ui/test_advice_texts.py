"""Every remark has its words in both languages, made of what the remark knows."""

from string import Formatter

import pytest

from cnn_core.architecture import advice
from cnn_core.architecture.advice import RULES
from tests.cnn_core.architecture.test_advice import MADE
from ui import i18n
from ui.advice_texts import TEXTS, warning


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_rule_has_its_words_and_all_words_a_rule() -> None:
    assert set(TEXTS) == set(RULES)


@pytest.mark.parametrize("code", TEXTS)
def test_it_is_said_in_both_languages(code: str) -> None:
    spec, index = MADE[code]
    (made,) = advice(spec)
    said = {}
    for language in ("en", "es"):
        with i18n.speaking(language):
            said[language] = warning(made, spec)
    assert said["en"]["path"] == ["layers", index]
    for part in ("text", "why"):
        assert said["en"][part] != said["es"][part]
        assert all(each[part].endswith((".", "!")) and "{" not in each[part] for each in said.values())
    for english, spanish in zip(said["en"]["fixes"], said["es"]["fixes"], strict=True):
        assert english["fix"] == spanish["fix"] and english["text"] != spanish["text"]


@pytest.mark.parametrize("code", TEXTS)
def test_the_words_need_nothing_that_the_remark_does_not_know(code: str) -> None:
    (made,) = advice(MADE[code][0])
    for text in TEXTS[code]:
        assert placeholders(text) <= set(made.params)
