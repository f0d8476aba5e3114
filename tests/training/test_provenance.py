# SPDX-License-Identifier: MIT
"""What a network says of its training."""

import gc
import hashlib
import json
import pickle
import weakref
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward.training.provenance import SAMPLE_BYTES, sample

Array = npt.NDArray[Any]
X, Y = np.arange(40, dtype=np.float32).reshape(10, 4), np.arange(10) % 3


def network() -> dw.Network:
    return dw.Network([4, 3])


def fingerprint(x: Array, y: Array) -> str:
    return str(sample(x, y)()["fingerprint"])


def test_settings_and_data() -> None:
    net = network()
    assert net.provenance is None
    schedule = dw.schedules.Cosine(1e-3)
    net.fit(X, Y, epochs=2, batch_size=5, optimizer="adam", learning_rate=schedule, verbose=0)
    told = net.provenance
    assert told is not None
    settings, data = told["settings"], told["data"]
    assert (settings["epochs"], settings["batch_size"]) == (2, 5)
    assert settings["optimizer"]["name"] == "adam"
    assert settings["learning_rate"]["schedule"] == "cosine"
    assert settings["sample_weight"] is False
    assert (data["dtype"], data["shape"], data["rows"]) == ("float32", [10, 4], 10)
    assert data["range"] == [0, 39]
    expected = hashlib.sha256(b"<f4 (10, 4);" + X.tobytes() + b"<i8 (10,);" + Y.tobytes())
    assert data["fingerprint"] == expected.hexdigest()
    assert json.loads(json.dumps(told)) == told


def test_pixels_are_scaled() -> None:
    net = network()
    net.fit(np.full((40, 4), 51, np.uint8), np.zeros(40, int), verbose=0)
    assert net.provenance is not None
    assert net.provenance["data"]["range"] == [0.2, 0.2]


def test_other_data_has_another_fingerprint() -> None:
    one, label = X.copy(), Y.copy()
    one[7, 2] += 1
    label[9] = 0 if label[9] else 1
    others = [(one, Y), (X, label), (X[:-1], Y[:-1]), (X.astype("f8"), Y), (X, Y.astype("u1"))]
    others += [(X.reshape(5, 8), Y[:5])]
    found = {fingerprint(X, Y), *(fingerprint(x, y) for x, y in others)}
    assert len(found) == 7
    assert fingerprint(np.asfortranarray(X), Y) == fingerprint(X, Y)
    assert fingerprint(X.repeat(2, axis=1)[:, ::2], Y) == fingerprint(X, Y)


def test_of_large_data_some_rows_are_looked_at() -> None:
    x = np.zeros((SAMPLE_BYTES // 100, 800), np.uint8)
    y = np.zeros(len(x), np.uint8)
    told = sample(x, y)()
    every = 8
    assert told["rows"] == -(-len(x) // every)
    x[every - 1] = 1
    assert sample(x, y)() == told
    x[every] = 1
    assert sample(x, y)() != told


def test_the_data_is_let_go() -> None:
    x = np.ones((4 * SAMPLE_BYTES // 64, 8))
    net = dw.Network([8, 3])
    callbacks = [dw.callbacks.LambdaCallback()]
    net.fit(x, np.arange(len(x)) % 3, epochs=2, callbacks=callbacks, verbose=0)
    del callbacks
    alive = weakref.ref(x)
    del x
    gc.collect()
    assert alive() is None
    assert net.provenance is not None


def test_what_changes_after_the_training_does_not_matter() -> None:
    x = X.copy()
    net, twin = network(), network()
    net.fit(x, Y, epochs=2, verbose=0)
    twin.fit(X, Y, epochs=2, verbose=0)
    x[:] = 0
    assert net.provenance == twin.provenance


def test_the_last_training_counts() -> None:
    net = network()
    net.fit(X, Y, epochs=2, verbose=0)
    first = net.provenance
    net.partial_fit(X, Y)
    net.fit(X, Y, epochs=0, verbose=0)
    with pytest.raises(ValueError, match="batch_size"):
        net.fit(X, Y, batch_size=0)
    assert net.provenance == first
    net.fit(X, Y, epochs=3, verbose=0)
    assert net.provenance is not None
    assert net.provenance["settings"]["epochs"] == 3


def test_mini_batches_have_no_fingerprint() -> None:
    net = network()
    net.fit([(X, Y)], epochs=2, verbose=0)
    assert net.provenance is not None
    assert net.provenance["data"] is None


def test_copies_have_it() -> None:
    net = network()
    net.fit(X, Y, epochs=2, sample_weight=np.ones(10), verbose=0)
    told = net.provenance
    assert told is not None
    assert told["settings"]["sample_weight"] is True
    assert net.copy().provenance == pickle.loads(pickle.dumps(net)).provenance == told


def test_settings_that_json_does_not_hold() -> None:
    """A checkpoint needs them to the letter; a network that is saved can go without."""

    class Own(dw.schedules.Schedule):
        name = "own"

        def formula(self, steps: Any, span: Any) -> Any:
            return np.full(len(steps), 0.01)

        def settings(self) -> dict[str, Any]:
            return {"schedule": self.name, "odd": {1, 2}}

    net = network()
    net.fit(X, Y, epochs=2, learning_rate=Own(), verbose=0)
    assert net.provenance is not None
    assert net.provenance["settings"]["learning_rate"]["odd"] == "{1, 2}"


def test_nothing_is_computed_before_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    net = network()

    def fail(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr("hashlib.sha256", fail)
        patched.setattr("json.dumps", fail)
        net.fit(X, Y, epochs=2, verbose=0)
    assert net.provenance is net.provenance is not None
