"""Rows, control words and answers: only with a token for that very run, bounded, and always JSON."""

import base64
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette

from cnn_core.architecture import ArchitectureSpec
from cnn_core.architecture.reading import LONGEST
from cnn_core.datasets import DATASETS
from cnn_core.runs.errors import StorageFullError
from cnn_core.runs.records import Progress, Row, StoredEvaluation
from cnn_core.runs.store import RunStore
from cnn_core.stepping.picture import GridPicture
from cnn_core.stepping.scene import LARGEST_JSON, LensScene
from cnn_core.training.spec import default_run
from ui import models, storage
from ui.settings import Settings
from ui.web import live
from ui.web.identity import COOKIE
from ui.web.routes import routes

SIDE = 56


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVOLAB_HOME", str(tmp_path))
    monkeypatch.delenv("CONVOLAB_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def store() -> RunStore:
    return storage.store()


@pytest.fixture
def browser(browser_for: Callable[..., Any]) -> Any:
    return browser_for(Starlette(routes=routes(Settings.from_environment())))


@pytest.fixture
def run_id(store: RunStore, tiny_architecture: ArchitectureSpec) -> str:
    return store.submit("mine", default_run(tiny_architecture, DATASETS["digits"]()))


def token(subject: str, workspace: str = "mine") -> str:
    return storage.signer().token(subject, workspace)


@pytest.mark.parametrize("given", ["", "forged", "x" * 3000])
def test_without_a_token_there_is_nothing_here(browser: Any, run_id: str, given: str) -> None:
    assert browser.get(f"/api/runs/{run_id}/live?t={given}").status == 404
    assert browser.post(f"/api/runs/{run_id}/control?t={given}", b'{"word":"stop"}').status == 404
    assert browser.post(f"/api/answer?t={given}", bytes(SIDE * SIDE)).status == 404


def test_a_token_opens_its_own_run_only(browser: Any, run_id: str, store: RunStore) -> None:
    other = token("another-run")
    assert browser.get(f"/api/runs/{run_id}/live?t={other}").status == 404
    assert browser.post(f"/api/runs/{run_id}/control?t={other}", b'{"word":"stop"}').status == 404
    assert store.run(run_id).state == "queued"


def test_a_waiting_run_says_its_place_and_why(browser: Any, run_id: str) -> None:
    answer = browser.get(f"/api/runs/{run_id}/live?t={token(run_id)}&lang=en")
    assert answer.status == 200 and answer.headers["cache-control"] == "no-store"
    about = answer.json()["run"]
    assert about["state"] == "queued" and about["queue"]["place"] == 1 and about["queue"]["ahead"] == 0
    assert about["queue"]["reason"].startswith("No trainer")
    spanish = browser.get(f"/api/runs/{run_id}/live?t={token(run_id)}&lang=es").json()
    assert spanish["run"]["queue"]["reason"].startswith("Ahora mismo")


def test_every_reason_to_wait_has_words() -> None:
    from typing import get_args

    from cnn_core.runs.records import Reason

    assert set(get_args(Reason)) == set(live._WAITING)


def test_columns_say_none_where_json_cannot_say_a_number() -> None:
    rows = [Row(1, 0, math.inf, 0.5, 0.1, (1.0, math.nan))]
    columns = live.columns(rows)
    assert columns["loss"] == [None] and columns["gradient_norms"] == [[1.0, None]]
    assert json.loads(json.dumps(columns, allow_nan=False)) == columns


def test_an_unknown_run_is_not_found(browser: Any) -> None:
    assert browser.get(f"/api/runs/gone/live?t={token('gone')}").status == 404


def test_a_control_word_is_accepted(browser: Any, run_id: str, store: RunStore) -> None:
    answer = browser.post(f"/api/runs/{run_id}/control?t={token(run_id)}", b'{"word": "stop"}')
    assert answer.status == 202 and answer.json() == {"ok": True}
    assert store.run(run_id).state == "cancelled"


@pytest.mark.parametrize("body", [b'{"word": "explode"}', b'{"word": "set_learning_rate", "value": -1}'])
def test_a_wrong_word_is_refused_in_words(browser: Any, run_id: str, body: bytes) -> None:
    answer = browser.post(f"/api/runs/{run_id}/control?t={token(run_id)}&lang=es", body)
    assert answer.status == 422 and answer.json()["text"].startswith("Un entrenamiento no entiende")


WRONG = [b"", b"[]", b"{}", b"nonsense", b'{"word": 3}', b'{"word": "stop", "value": "x"}', b"\xff", b"[" * 1000]
WRONG += [b'{"word": "set_learning_rate", "value": 1%s}' % (b"0" * 400), b'{"word": "\\ud800"}']


@pytest.mark.parametrize("body", WRONG)
def test_a_wrong_body_is_refused(browser: Any, run_id: str, body: bytes) -> None:
    assert browser.post(f"/api/runs/{run_id}/control?t={token(run_id)}", body).status == 400


def test_a_fault_of_ours_is_ours_and_logged(
    browser: Any, run_id: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def damaged(*_: object, **__: object) -> None:
        raise ValueError("a damaged row")

    monkeypatch.setattr(live, "live", damaged)
    answer = browser.get(f"/api/runs/{run_id}/live?t={token(run_id)}")
    assert answer.status == 500 and answer.json()["error"] == "our_mistake"
    assert "a damaged row" in caplog.text


def test_who_hangs_up_in_mid_sentence_leaves_no_trace(
    browser: Any, run_id: str, store: RunStore, caplog: pytest.LogCaptureFixture
) -> None:
    target = f"/api/runs/{run_id}/control?t={token(run_id)}"
    half = {"type": "http.request", "body": b'{"word": "stop"}', "more_body": True}
    browser._run({**browser._scope("http", target, {}), "method": "POST"}, [half, {"type": "http.disconnect"}])
    assert store.run(run_id).state == "queued" and not caplog.records


def test_a_folder_where_the_checkpoint_should_be_is_told_in_words(browser: Any, run_id: str, home: Path) -> None:
    (home / "runs" / run_id / "latest.safetensors").mkdir(parents=True)
    answer = browser.post(f"/api/answer?t={token(run_id)}", drawn_one())
    assert answer.status == 422 and answer.json()["error"] == "checkpoint_invalid"


def test_a_long_body_is_given_up(browser: Any, run_id: str) -> None:
    assert browser.post(f"/api/runs/{run_id}/control?t={token(run_id)}", [b"x" * 1000] * 3).status == 413
    assert browser.post(f"/api/answer?t={token('shipped')}", [bytes(40_000)] * 2 + [bytes(1)]).status == 413


@pytest.mark.parametrize("after", ["-1", "x", "1e9", str(10**30), str(2**31), "9" * 5000])
def test_a_wrong_number_is_refused(browser: Any, run_id: str, after: str) -> None:
    assert browser.get(f"/api/runs/{run_id}/live?t={token(run_id)}&after={after}").status == 400


def drawn_one() -> bytes:
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[8:48, 26:31] = 255
    return ink.tobytes()


def test_the_shipped_model_reads_a_drawn_one(browser: Any, store: RunStore) -> None:
    assert models.has_shipped()
    answer = browser.post(f"/api/answer?t={token('shipped')}&side={SIDE}", drawn_one()).json()
    assert answer["model"] == "shipped" and answer["probabilities"].index(max(answer["probabilities"])) == 1
    assert math.isclose(sum(answer["probabilities"]), 1, abs_tol=1e-5)
    assert len(base64.b64decode(answer["seen"])) == 28 * 28


def test_a_drawing_is_kept_only_when_asked(browser: Any, store: RunStore) -> None:
    address = f"/api/answer?t={token('shipped')}&side={SIDE}"
    browser.post(address, drawn_one())
    assert store.drawing("mine") is None
    browser.post(f"{address}&keep=1", drawn_one())
    assert store.drawing("mine") == drawn_one()
    browser.post(address, bytes(SIDE * SIDE))
    assert store.drawing("mine") == drawn_one(), "another tab's question put its ink over the newer one"


def test_a_full_disk_costs_the_drawing_and_not_the_answer(
    browser: Any, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFullError()

    monkeypatch.setattr(type(store), "save_drawing", full)
    answer = browser.post(f"/api/answer?t={token('shipped')}&side={SIDE}&keep=1&lang=en", drawn_one())
    assert answer.status == 200 and len(answer.json()["probabilities"]) == 10
    assert answer.json()["not_kept"]


def test_the_kept_drawing_comes_back_to_its_owner_only(browser: Any, store: RunStore) -> None:
    assert browser.get(f"/api/drawing?t={token('shipped')}").json() == {}
    store.save_drawing("mine", drawn_one())
    assert base64.b64decode(browser.get(f"/api/drawing?t={token('shipped')}").json()["ink"]) == drawn_one()
    assert browser.get(f"/api/drawing?t={token('shipped', 'hers')}").json() == {}
    assert browser.get("/api/drawing?t=forged").status == 404
    store.save_drawing("mine", bytes(SIDE * SIDE))
    assert browser.get(f"/api/drawing?t={token('shipped')}").json() == {}, "a cleared pad stays empty"


def test_only_new_evaluations_come_and_without_their_matrices(browser: Any, run_id: str, store: RunStore) -> None:
    done = [StoredEvaluation(step, step, "validation", 0.5, 0.9, ((3, 1), (0, 2))) for step in (10, 20)]
    claim = store.claim("runner")
    assert claim is not None
    store.write(run_id, [], done, Progress(step=20), owner="runner")
    steps = [each["step"] for each in browser.get(f"/api/runs/{run_id}/live?t={token(run_id)}").json()["evaluations"]]
    newer = browser.get(f"/api/runs/{run_id}/live?t={token(run_id)}&after=20&since=20").json()["evaluations"]
    assert (steps, [each["step"] for each in newer]) == ([10, 20], [20])
    assert [each.confusion for each in store.evaluations(run_id, since=20)] == [((3, 1), (0, 2))]
    assert [each.confusion for each in store.evaluations(run_id, confusion=False)] == [(), ()]


def test_empty_paper_is_no_question(browser: Any) -> None:
    assert browser.post(f"/api/answer?t={token('shipped')}", bytes(SIDE * SIDE)).json()["empty"] is True


@pytest.mark.parametrize(("body", "side"), [(b"", ""), (b"abc", ""), (bytes(100), "&side=11"), (bytes(100), "&side=0")])
def test_bytes_that_are_no_square_are_refused(browser: Any, body: bytes, side: str) -> None:
    assert browser.post(f"/api/answer?t={token('shipped')}{side}", body).status == 400


def test_a_run_without_a_checkpoint_is_stood_in_for_and_says_so(browser: Any, run_id: str) -> None:
    assert browser.post(f"/api/answer?t={token(run_id)}", drawn_one()).json()["model"] == "shipped"


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/lab/training", "/training"),
        ("/lab/convolution?lang=es&scene=a%2Bb", "/convolution?lang=es&scene=a%2Bb"),
        ("/lab/%5Cevil.example", "/%5Cevil.example"),
    ],
)
def test_a_page_is_found_under_the_folder_of_its_file(browser: Any, asked: str, address: str) -> None:
    answer = browser.get(asked)
    assert (answer.status, answer.headers["location"]) == (307, address)


def test_nobody_is_led_to_another_host(browser: Any) -> None:
    assert "evil" not in browser.get("/lab//evil.example").headers.get("location", "")


SCENE = LensScene(picture=GridPicture(id="edge"), cell=(0, 1, 1))


def test_what_a_left_page_says_is_kept_in_the_workspace_of_its_cookie(browser: Any, store: RunStore) -> None:
    browser.cookies[COOKIE] = storage.signer().cookie("mine")
    answer = browser.post("/api/scene", SCENE.to_json().encode())
    assert answer.status == 202 and answer.headers["cache-control"] == "no-store"
    assert store.workspace("mine").lens_json == SCENE.to_json()


@pytest.mark.parametrize("cookie", [None, "", "mine", "forged.by.hand"])
def test_without_our_cookie_no_scene_is_kept(browser: Any, store: RunStore, cookie: str | None) -> None:
    browser.cookies |= {} if cookie is None else {COOKIE: cookie}
    assert browser.post("/api/scene", SCENE.to_json().encode()).status == 404
    assert store.workspace("mine").lens_json is None


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b'{"operation": {"kind": "of tomorrow"}}', 422),
        (b"[" * 10_000, 422),
        (b" " * (LARGEST_JSON + 1), 413),
    ],
)
def test_what_is_no_scene_is_not_kept(browser: Any, store: RunStore, said: bytes, status: int) -> None:
    browser.cookies[COOKIE] = storage.signer().cookie("mine")
    assert browser.post("/api/scene", said).status == status
    assert store.workspace("mine").lens_json is None


# The account of a network


def test_a_network_is_counted_for_anybody(browser: Any, tiny_architecture: ArchitectureSpec) -> None:
    body = tiny_architecture.to_json().encode()
    answer = browser.post("/api/account?lang=en&classes=7", body)
    assert answer.status == 200 and answer.headers["cache-control"] == "no-store"
    assert [row["name"] for row in answer.json()["rows"]] == ["conv1", "relu1", "pool1", "flatten", "fc1"]
    assert answer.json()["error"]["fixes"][0]["text"] == "Give fc1 7 outputs"
    assert browser.post("/api/account?lang=es&classes=10", body).json()["error"] is None


def test_the_memory_is_that_of_the_batch(browser: Any, tiny_architecture: ArchitectureSpec) -> None:
    one, many = (
        browser.post(f"/api/account?batch={size}", tiny_architecture.to_json().encode()).json()["totals"]["memory"]
        for size in (1, 100)
    )
    assert many["value"] == 100 * one["value"]


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b"[" * 1000, b'{"layers": [NaN]}'])
def test_what_is_no_network_is_answered_with_a_sentence(browser: Any, body: bytes) -> None:
    answer = browser.post("/api/account?lang=en", body)
    assert answer.status == 200 and answer.json()["error"]["text"] and answer.json()["rows"] == []


def test_a_network_of_ten_megabytes_is_given_up_with_a_sentence(browser: Any) -> None:
    answer = browser.post("/api/account?lang=en", [b" " * 10**5] * 100)
    assert answer.status == 413 and answer.json()["text"].startswith("This is longer")


def test_a_number_of_classes_that_is_none_is_refused(browser: Any) -> None:
    assert browser.post("/api/account?classes=ten", b"{}").status == 400


def network(kernel_size: int = 3) -> ArchitectureSpec:
    layers = [{"kind": "conv2d", "out_channels": 2, "kernel_size": kernel_size}]
    return ArchitectureSpec.parse({"name": "mine", "input_shape": (1, 8, 8), "layers": layers})


@pytest.mark.parametrize("kernel_size", [3, 15], ids=["fits", "does not fit"])
def test_the_network_of_a_left_editor_is_kept_whether_it_fits_or_not(
    browser: Any, store: RunStore, kernel_size: int
) -> None:
    browser.cookies[COOKIE] = storage.signer().cookie("mine")
    assert browser.post("/api/network", network(kernel_size).to_json().encode()).status == 202
    assert store.workspace("mine").network_json == network(kernel_size).to_json()


def test_without_our_cookie_no_network_is_kept(browser: Any, store: RunStore) -> None:
    assert browser.post("/api/network", network().to_json().encode()).status == 404
    assert store.workspace("mine").network_json is None


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b'{"name": "n", "input_shape": [1, 2, 2], "layers": [{"kind": "capsule"}]}', 422),
        (b"[" * 10_000, 422),
        (b" " * (LONGEST + 1), 413),
    ],
)
def test_what_is_no_network_is_not_kept(browser: Any, store: RunStore, said: bytes, status: int) -> None:
    browser.cookies[COOKIE] = storage.signer().cookie("mine")
    assert browser.post("/api/network", said).status == status
    assert store.workspace("mine").network_json is None
