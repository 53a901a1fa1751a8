"""One layer under the lens: every number of it, forwards and backwards, at the pointer's pace."""

import streamlit as st

from ui import errors, lens, scenes, strip
from ui.components.address import address
from ui.components.lens import lens as mount
from ui.i18n import t


def say_what_the_link_lost() -> None:
    """One sentence when the address did not bring everything back."""
    note = scenes.note()
    if note:
        st.warning(note, icon=":material/link_off:")


def into_the_address() -> None:
    """What the learner sees, as a link to copy."""
    link = scenes.link()
    if link:
        address("scene", link)
    else:
        st.caption(t("These numbers are too many for a link; they are kept in your workspace all the same."))


strip.show()
st.title(t("One layer under the lens"), anchor=False)
st.markdown(t("Move over the picture, the kernel or the result: the numbers that belong together light up."))
with errors.shown():
    above = st.container()
    told = mount(lens.data(scenes.current()), key="lens").scene
    if told:
        scenes.keep(told)
    with above:  # filled last: what the learner has just changed ends it
        say_what_the_link_lost()
    into_the_address()
