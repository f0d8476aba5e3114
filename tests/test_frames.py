# SPDX-License-Identifier: MIT
"""Data frames and series of pandas and polars."""

import subprocess
import sys
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw

Array = npt.NDArray[Any]
NAMES = ["age", "height", "weight"]


class Pandas:
    """What the tests need of pandas, by names that both libraries can share."""

    def __init__(self) -> None:
        self.pd = pytest.importorskip("pandas")
        self.missing, self.nothing = "NA", self.pd.NA

    def frame(self, array: Array) -> Any:
        return self.pd.DataFrame(array, columns=NAMES, copy=False)

    def mixed(self, *columns: Any) -> Any:
        return self.pd.DataFrame(dict(zip(NAMES, columns, strict=True)))

    def series(self, values: Any) -> Any:
        if isinstance(values, list) and None in values:
            return self.pd.Series(values, dtype="Int64")
        return self.pd.Series(values)

    def categories(self, values: list[str]) -> Any:
        return self.pd.Series(values, dtype="category")

    def codes(self, series: Any) -> Any:
        return series.cat.codes


class Polars:
    def __init__(self) -> None:
        self.pl = pytest.importorskip("polars")
        self.missing, self.nothing = "null", None

    def frame(self, array: Array) -> Any:
        return self.pl.DataFrame(array, schema=NAMES)

    def mixed(self, *columns: Any) -> Any:
        return self.pl.DataFrame(dict(zip(NAMES, columns, strict=True)))

    def series(self, values: Any) -> Any:
        return self.pl.Series(values)

    def categories(self, values: list[str]) -> Any:
        return self.pl.Series(values, dtype=self.pl.Categorical)

    def codes(self, series: Any) -> Any:
        return series.cast(self.pl.Enum(["a", "b"])).to_physical()


@pytest.fixture(params=[Pandas, Polars])
def lib(request: pytest.FixtureRequest) -> Any:
    return request.param()


@pytest.fixture
def x() -> Array:
    # By columns, as both libraries keep what has been read from a file.
    return np.asfortranarray(np.random.default_rng(0).random((10, 3), np.float32))


@pytest.fixture
def y() -> Array:
    return np.arange(10) % 2


@pytest.fixture
def net() -> dw.Network:
    return dw.Network([3, 4, 2], seed=1)


def test_columns_of_one_dtype_are_read_in_place(
    lib: Any, net: dw.Network, x: Array, y: Array
) -> None:
    frame, labels = lib.frame(x), lib.series(y)
    data = net._core.dataset(frame, labels)
    assert np.shares_memory(data.x, frame["height"].to_numpy())
    assert np.shares_memory(data.y, labels.to_numpy())
    assert net._core.evaluate(data) == net._core.evaluate(net._core.dataset(x, y))


def test_pandas_sees_the_array_that_a_frame_was_made_of(
    net: dw.Network, x: Array, y: Array
) -> None:
    data = net._core.dataset(Pandas().frame(x), y)
    assert np.shares_memory(data.x, x)
    before = net._core.evaluate(data)
    x[:] = 1 - x
    assert net._core.evaluate(data) != before


def test_a_frame_trains_to_the_same_bits(lib: Any, x: Array, y: Array) -> None:
    nets = [dw.Network([3, 4, 2], seed=1) for _ in range(2)]
    weight = np.linspace(1, 2, 10)
    for net, a, b, w in zip(
        nets, (x, lib.frame(x)), (y, lib.series(y)), (weight, lib.series(weight)), strict=True
    ):
        net.fit(a, b, sample_weight=w, validation_split=0.2, epochs=3, verbose=0)
        net.fit(a, b, validation_data=(a, b), metrics=["f1"], epochs=3, verbose=0)
    np.testing.assert_array_equal(nets[0].weights[0], nets[1].weights[0])
    assert nets[0].evaluate(x, y) == nets[1].evaluate(lib.frame(x), lib.series(y))
    assert dw.metrics.accuracy(lib.series(y), lib.series(y)) == 1


@pytest.mark.parametrize(
    ("columns", "dtype"),
    [
        (("float32", "float32", "float64"), "float64"),
        (("float32", "int64", "float32"), "float64"),
        (("float32", "int8", "bool"), "float32"),
        (("uint8", "uint8", "float32"), "float32"),
        (("uint8", "uint8", "uint8"), "uint8"),
    ],
)
def test_dtypes_are_promoted_as_numpy_does(
    lib: Any, net: dw.Network, y: Array, columns: tuple[str, ...], dtype: str
) -> None:
    arrays = [np.arange(10).astype(name) for name in columns]
    read = net._core.dataset(lib.mixed(*arrays), y).x
    assert read.dtype == dtype
    np.testing.assert_array_equal(read, np.stack(arrays, axis=1))


def test_ints_alone_are_refused_as_those_of_an_array(lib: Any, net: dw.Network) -> None:
    frame = lib.mixed([1, 2], [3, 4], [5, 6])
    with pytest.raises(TypeError, match=r"^x: dtype int64; expected float32, float64 or uint8"):
        net.predict(frame)


def test_a_column_without_missing_values_that_could_have_some(net: dw.Network, x: Array) -> None:
    lib = Pandas()
    frame = lib.frame(x)
    for name, dtype in (("age", "Float32"), ("height", "Float64")):
        frame[name] = frame[name].astype(dtype)
    np.testing.assert_array_equal(net.predict(frame), net.predict(x))
    frame["weight"] = lib.pd.arrays.SparseArray(x[:, 2])
    np.testing.assert_array_equal(net.predict(frame), net.predict(x))


def test_missing_values_are_named(lib: Any, net: dw.Network, x: Array, y: Array) -> None:
    frame = lib.mixed([1.5, 2.5], lib.series([1, None]), [5, 6])
    message = f"^x: column 'height': {lib.missing} in row 1; expected a number in every row"
    with pytest.raises(ValueError, match=message):
        net.predict(frame)
    with pytest.raises(ValueError, match=f"^y: {lib.missing} in row 2"):
        net.evaluate(x[:3], lib.series([0, 1, None]))


def test_nan_is_named_by_its_column(lib: Any, net: dw.Network, x: Array, y: Array) -> None:
    x[3, 1] = np.nan
    message = r"^x: nan in row 3, column 1 \('height'\); expected finite values"
    for call in (
        lambda frame: net.predict(frame),
        lambda frame: net.fit(frame, y, verbose=0),
        lambda frame: net.fit(frame, y, validation_split=0.5, verbose=0),
        lambda frame: net.trace(frame, y),
        lambda frame: net.diagnose(frame, y),
    ):
        with pytest.raises(ValueError, match=message):
            call(lib.frame(x))
    regression = dw.Network([3, 3], cost="quadratic", output_activation="identity")
    with pytest.raises(ValueError, match=r"^y: nan in row 3, column 1 \('height'\)"):
        regression.evaluate(np.zeros((10, 3)), lib.frame(x))


def test_a_wrong_width_names_the_columns(lib: Any, net: dw.Network, x: Array) -> None:
    frame = lib.frame(x)[NAMES[:2]]
    with pytest.raises(ValueError, match=r"^x: shape \(10, 2\).*; its columns are 'age', 'height'"):
        net.predict(frame)
    wide = lib.mixed(*np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"'weight'$"):
        dw.Network([2, 2]).predict(wide)


def test_many_columns_are_counted() -> None:
    frame = Pandas().pd.DataFrame(np.ones((1, 20)))
    with pytest.raises(ValueError, match=r"its columns are 0, 1, 2, 3, 4, 5, 6, 7, … \(20\)$"):
        dw.Network([2, 2]).predict(frame)


@pytest.mark.parametrize("words", [["a", "b"], [[1.0], [2.0]]], ids=["words", "lists"])
def test_what_is_no_number_is_named(lib: Any, net: dw.Network, words: Any) -> None:
    frame = lib.mixed([1.0, 2.0], [1.0, 2.0], words)
    with pytest.raises(TypeError, match=r"^x: column 'weight': dtype .+; expected numbers"):
        net.predict(frame)
    with pytest.raises(TypeError, match=r"^y: dtype .+; expected numbers"):
        net.evaluate(np.zeros((2, 3)), lib.series(words))


def test_categories_are_refused_with_a_way_out(lib: Any, net: dw.Network) -> None:
    labels, x = lib.categories(["b", "a"]), np.zeros((2, 3))
    with pytest.raises(TypeError, match=r"^y: categories; expected numbers, as y\.ca"):
        net.evaluate(x, labels)
    assert net.evaluate(x, lib.codes(labels)) == net.evaluate(x, [1, 0])
    frame = lib.mixed([1.0, 2.0], [1.0, 2.0], labels)
    with pytest.raises(TypeError, match=r"^x: column 'weight': categories.* as x\['weight'\]\.ca"):
        net.predict(frame)


def test_lazy_frames_are_not_collected_in_silence(net: dw.Network, x: Array) -> None:
    with pytest.raises(TypeError, match=r"^x: a LazyFrame; expected x\.collect\(\)"):
        net.predict(Polars().frame(x).lazy())


def test_frames_without_rows_or_columns(lib: Any, net: dw.Network, x: Array) -> None:
    with pytest.raises(ValueError, match=r"^x: shape \(0, 3\); expected at least one sample"):
        net.predict(lib.frame(x)[:0])
    nothing = Pandas().frame(x)[[]]
    with pytest.raises(ValueError, match=r"^x: shape \(10, 0\); expected \(3,\) or \(m, 3\)"):
        net.predict(nothing)


def test_names_that_occur_twice(net: dw.Network, x: Array) -> None:
    lib = Pandas()
    columns = [lib.pd.Series(x[:, i].astype(f"f{4 + 4 * (i % 2)}"), name="age") for i in range(3)]
    frame = lib.pd.concat(columns, axis=1)
    assert list(frame.columns) == ["age"] * 3
    np.testing.assert_array_equal(net.predict(frame), net.predict(x))


def test_chunks_of_polars(net: dw.Network, x: Array) -> None:
    lib = Polars()
    frame = lib.pl.concat([lib.frame(x[:4]), lib.frame(x[4:])], rechunk=False)
    np.testing.assert_array_equal(net.predict(frame), net.predict(x))


def test_a_frame_is_no_iterable_of_mini_batches(
    lib: Any, net: dw.Network, x: Array, y: Array
) -> None:
    with pytest.raises(TypeError, match=r"^y: None, and x is DataFrame; expected y"):
        net.fit(lib.frame(x), verbose=0)
    pairs: list[tuple[Any, Any]] = [(lib.frame(x), lib.series(y))]
    assert net.fit(pairs, epochs=2, verbose=0).epochs == 2


def test_arrays_are_taken_without_the_libraries(x: Array) -> None:
    """Neither is imported for an array that is none of theirs."""
    code = (
        "import sys, deltaward as dw; dw.Network([2, 2]).predict([[1.0, 2.0]]); "
        "print({'pandas', 'polars', 'deltaward.frames'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "set()", run.stderr


def test_subclasses_are_frames_too(lib: Any, net: dw.Network, x: Array) -> None:
    kind = type(lib.frame(x))
    own = type("Own", (kind,), {})
    np.testing.assert_array_equal(net.predict(own(lib.frame(x))), net.predict(x))
