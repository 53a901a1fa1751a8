"""The language of the document itself, which Streamlit always calls English."""

from pathlib import Path

from ui.components.base import component

_mount = component("page_language", Path(__file__).parent)


def page_language(language: str) -> None:
    """Tell screen readers and hyphenation which language the page speaks."""
    _mount(data={"language": language}, key="page_language", height="content")
