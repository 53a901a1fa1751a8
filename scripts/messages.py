"""Hold the sentences in the code and the translations in the catalogues together.

    python scripts/messages.py check      # every sentence translated, none left over, same placeholders
    python scripts/messages.py update     # add what is new (untranslated), drop what is no longer used

The source text is English and stands in the code as `t("Train for {epochs} epochs", epochs=3)`. A sentence that is
looked up later is marked where it is written: `mark("…")`. All files of locales/<language>/LC_MESSAGES together are
the catalogue of a language.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("app.py", "ui/**/*.py", "pages/**/*.py")
TRANSLATES, MARKS = "t", "mark"
NEW_SENTENCES_GO_TO = "shell.po"


@dataclass(frozen=True)
class Call:
    """One call of `t` or `mark`; `text` is None where its first argument is not a plain string."""

    place: str
    text: str | None
    passed: frozenset[str] | None  # names of the keyword arguments; None where they cannot be read off (mark, **params)


def placeholders(text: str) -> frozenset[str]:
    """The names in braces; an unnamed `{}` counts as the empty name, so that it never agrees with anything."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def calls_in(source: str, name: str) -> Iterator[Call]:
    """Every call of `t` and `mark` in a module's text; `name` is what the places are called."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _called(node) in (TRANSLATES, MARKS):
            yield Call(f"{name}:{node.lineno}", _plain_text(node), _passed(node))


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="i18n"), attr=name):
            return name
    return ""


def _plain_text(node: ast.Call) -> str | None:
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _passed(node: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in node.keywords]
    return None if _called(node) == MARKS or None in names else frozenset(name for name in names if name)


def all_calls(root: Path = ROOT) -> list[Call]:
    files = sorted({path for pattern in SOURCES for path in root.glob(pattern)})
    # i18n.py itself passes the sentence on as a variable: it is the one place that may.
    return [
        call
        for path in files
        if path.name != "i18n.py"
        for call in calls_in(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    ]


def catalogues(root: Path = ROOT) -> dict[Path, Catalog]:
    """Every .po file by its path."""
    found = {}
    for path in sorted(root.glob("locales/*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale=path.parent.parent.name)
    return found


def problems(calls: Iterable[Call], files: dict[Path, Catalog]) -> list[str]:
    """One line for everything that does not hold; empty when all is well."""
    calls = list(calls)
    found = [line for call in calls for line in _problems_of_call(call)]
    texts = {call.text: call.place for call in reversed(calls) if call.text is not None}
    for language in sorted({path.parent.parent.name for path in files}):
        own = {path: catalog for path, catalog in files.items() if path.parent.parent.name == language}
        found += _problems_of_language(language, texts, own)
    return found


def _problems_of_call(call: Call) -> Iterator[str]:
    if call.text is None:
        yield f"{call.place}: t and mark take a plain string, never a variable or an f-string"
    elif call.passed is not None and call.passed != placeholders(call.text):
        yield f"{call.place}: {_differ(call.text, call.passed)}"


def _problems_of_language(language: str, texts: dict[str, str], files: dict[Path, Catalog]) -> Iterator[str]:
    translated: dict[str, str] = {}
    for path, catalog in files.items():
        for message in catalog:
            if not message.id:
                continue
            where = f"{language}/{path.name}"
            if message.id not in texts:
                yield f"{where}: no longer used: {message.id!r}"
            elif message.string and not message.fuzzy:
                if placeholders(message.string) != placeholders(message.id):
                    yield f"{where}: {_differ(message.id, placeholders(message.string))}"
                if translated.setdefault(message.id, message.string) != message.string:
                    yield f"{where}: translated differently elsewhere: {message.id!r}"
    yield from (
        f"{place}: not translated into {language}: {text!r}" for text, place in texts.items() if text not in translated
    )


def _differ(text: str, names: frozenset[str]) -> str:
    return f"{text!r} has {sorted(placeholders(text))}, but is given {sorted(names)}"


def update(calls: Iterable[Call], files: dict[Path, Catalog]) -> None:
    """Drop what no call uses and append what is new, untranslated, to `NEW_SENTENCES_GO_TO` of each language."""
    texts = {call.text: call.place for call in calls if call.text is not None}
    for path, catalog in files.items():
        for unused in [message.id for message in catalog if message.id and message.id not in texts]:
            catalog.delete(unused)
        if path.name == NEW_SENTENCES_GO_TO:
            elsewhere = [other for other in files if other.parent == path.parent]
            for text in [text for text in texts if not any(text in files[other] for other in elsewhere)]:
                catalog.add(text, auto_comments=[texts[text]])
        with path.open("wb") as file:
            write_po(file, catalog, width=120, omit_header=False, sort_output=False)


def main() -> int:
    if sys.argv[1:] == ["update"]:
        update(all_calls(), catalogues())
        return 0
    if sys.argv[1:] != ["check"]:
        print(__doc__)
        return 2
    files = catalogues()
    found = problems(all_calls(), files) if files else ["locales: there is no catalogue"]
    print("\n".join(found) or f"{len(all_calls())} sentences, all translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
