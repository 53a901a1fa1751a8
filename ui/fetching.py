"""What a page does about data whose files are not there, or not whole: it offers to fetch them."""

import streamlit as st

from cnn_core.datasets import DatasetSpec
from cnn_core.runs.records import Run
from ui import choices, downloads, i18n, preparing
from ui.i18n import t


def damaged(run: Run | None) -> bool:
    """Whether a run has found the files of the chosen data damaged, and they were not fetched again since."""
    if run is None or run.error_code != "dataset_corrupt":
        return False
    kind = choices.dataset().kind
    mended = downloads.fetched_since(kind, run.finished_at or 0.0)
    return run.error_params.get("dataset") == kind and kind in downloads.MEGABYTES and not mended


def missing_files(*, damaged: bool = False) -> None:
    """What to do about a data set whose files are not there or not whole: fetch them, or take the embedded digits."""
    download = downloads.of(choices.dataset().kind)
    going = download is not None and not download.done
    st.fragment(_missing_files, run_every=0.5 if going else None)(damaged=damaged, going=going)


def _missing_files(*, damaged: bool, going: bool) -> None:
    spec = choices.dataset()
    download = downloads.of(spec.kind)
    over = download is not None and download.done
    if (over and download.problem is None) or (choices.is_there(spec) and not damaged):
        downloads.forget(spec.kind)
        st.rerun()
    if going and over:  # it failed: the whole page once more, so that this part stops asking twice a second
        st.rerun()
    with st.container(border=True, key="missing_files"):
        if download is None or over:
            _offer(spec, download, damaged=damaged)
        else:
            _progress(spec, download)


def _progress(spec: DatasetSpec, download: downloads.Download) -> None:
    name, share = i18n.plain(choices.dataset_name(spec.kind)), i18n.percent(download.share, 0)
    st.progress(download.share, t("Fetching {name}: {share}", name=name, share=share))


def _offer(spec: DatasetSpec, failed: downloads.Download | None, *, damaged: bool) -> None:
    if failed is not None and failed.problem:
        st.error(i18n.plain(failed.problem), icon=":material/error:")
    name = i18n.plain(choices.dataset_name(spec.kind))
    if damaged:
        st.markdown(
            t("The files of **{name}** on this machine are damaged; fetching them again mends them.", name=name)
        )
    else:
        st.markdown(t("The files of **{name}** are not on this machine yet.", name=name))
    with st.container(horizontal=True):
        label = t("Fetch them ({size} MB)", size=downloads.MEGABYTES[spec.kind])
        if st.button(label, icon=":material/download:", key="fetch"):
            downloads.start(spec)
            st.rerun()
        st.button(
            t("Take the embedded digits instead"), key="embedded", on_click=preparing.take_dataset, args=("digits",)
        )
