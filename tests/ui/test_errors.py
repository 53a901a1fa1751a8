"""Every error of the core has its sentence in both languages, made of what the error knows."""

import importlib
import pkgutil
from string import Formatter

import pytest
from streamlit.testing.v1 import AppTest

import cnn_core
from cnn_core.errors import CnnCoreError
from ui import errors, i18n
from ui.sentences import SENTENCES
from ui.web import answers


def every_error() -> list[type[CnnCoreError]]:
    """All classes below the root, after importing every module that could define one."""
    for module in pkgutil.walk_packages(cnn_core.__path__, "cnn_core."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    assert answers.DrawingNotAcceptedError in CnnCoreError.all_subclasses()
    return [CnnCoreError, *CnnCoreError.all_subclasses()]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


ERRORS = every_error()


def test_codes_are_unique() -> None:
    codes = [error.code for error in ERRORS]
    assert len(codes) == len(set(codes)), sorted(code for code in codes if codes.count(code) > 1)


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    codes = {error.code for error in ERRORS}
    assert codes - set(SENTENCES) == set()
    assert {key.split(".")[0] for key in SENTENCES} - codes == set()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_a_sentence_needs_nothing_the_error_does_not_know(error: type[CnnCoreError]) -> None:
    for key, sentence in SENTENCES.items():
        if key.split(".")[0] == error.code:
            assert placeholders(sentence) <= placeholders(error.template), key


@pytest.mark.parametrize("key", SENTENCES)
def test_it_is_said_in_both_languages(key: str) -> None:
    said = {}
    for language in ("en", "es"):
        with i18n.speaking(language):
            said[language] = i18n.filled(SENTENCES[key], dict.fromkeys(placeholders(SENTENCES[key]), "X"))
    assert said["en"] != said["es"]
    assert all(text.endswith((".", "!")) for text in said.values())


def test_numbers_names_and_cases_are_put_into_words() -> None:
    with i18n.speaking("es"):
        many = {"parameters": 1_000_000_000, "limit": 20_000_000, "layer": "fc1", "index": 3, "arithmetic": "a·b"}
        assert "1 000 000 000 parámetros".replace(" ", "\xa0", 3) in errors.sentence("too_many_parameters", many)
        assert "conexión a internet" in errors.sentence(
            "dataset_download", {"dataset": "mnist", "reason": "no_network"}
        )
        assert "No se ha podido descargar" in errors.sentence(
            "dataset_download", {"dataset": "mnist", "reason": "other"}
        )
        assert "4,3\xa0GB" in errors.sentence(
            "too_much_memory",
            {
                "bytes": 9e9,
                "limit": 4.3e9,
                "batch_size": 1,
                "fitting_batch_size": 0,
                "layer": "conv1",
                "arithmetic": "",
            },
        )


def test_an_unknown_code_is_admitted() -> None:
    with i18n.speaking("en"):
        assert "(of_tomorrow)" in errors.sentence("of_tomorrow", {})
        assert "(diverged)" in errors.sentence("diverged", {})  # stored by a version with other params


def page_with_three_parts() -> None:
    import streamlit as st

    from cnn_core.errors import InvalidSpecError
    from ui import errors

    with errors.shown():
        raise InvalidSpecError(field="epochs", expected="less", received="**1000**")
    with errors.shown():
        raise RuntimeError("a secret path")
    with errors.shown():
        st.stop()
    st.write("never")


def test_errors_are_shown_where_they_occur_and_the_rest_of_the_page_stays() -> None:
    app = AppTest.from_function(page_with_three_parts, default_timeout=60).run()
    shown = [element.value for element in app.error]
    assert len(shown) == 2 and not app.exception
    assert r"\*\*1000\*\*" in shown[0]
    assert "secret" not in shown[1]


def test_our_mistake_is_logged_with_the_id_that_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    said = errors.our_mistake(RuntimeError("what happened"))
    mistake_id = caplog.records[0].getMessage().split()[-1]
    assert mistake_id in said and "what happened" in caplog.text
