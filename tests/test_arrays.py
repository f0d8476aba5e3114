# SPDX-License-Identifier: MIT
"""Arrays of other libraries, and of classes that have only one of NumPy's protocols."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward.arrays import as_array

Array = npt.NDArray[Any]


class Tensor:
    """What speaks DLPack and nothing else, like a tensor of a small library."""

    def __init__(self, array: Any, device: tuple[int, int] = (1, 0)) -> None:
        self.array = np.asarray(array)
        self.device_of_dlpack = device

    def __dlpack__(self, **options: Any) -> Any:
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.device_of_dlpack


class Converted:
    def __init__(self, array: Any) -> None:
        self.array = np.asarray(array)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return self.array


class Described:
    def __init__(self, array: Any) -> None:
        self.array = np.asarray(array)
        self.__array_interface__ = self.array.__array_interface__


KINDS = pytest.mark.parametrize("kind", [Tensor, Converted, Described])


@pytest.fixture
def x() -> Array:
    return np.random.default_rng(0).random((12, 4), np.float32)


@pytest.fixture
def y() -> Array:
    return np.arange(12) % 3


@pytest.fixture
def net() -> dw.Network:
    return dw.Network([4, 5, 3], seed=1)


def _address(array: Array) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


@KINDS
@pytest.mark.parametrize("turned", [False, True])
def test_what_the_core_reads_is_the_tensors_memory(
    net: dw.Network, x: Array, y: Array, kind: Callable[[Array], Any], turned: bool
) -> None:
    own = np.asfortranarray(x) if turned else x
    data = net._core.dataset(kind(own), kind(y))
    assert _address(data.x) == _address(own)
    assert _address(data.y) == _address(y)
    before = net._core.evaluate(data)
    own[:] = 1 - own
    assert net._core.evaluate(data) != before
    assert net._core.evaluate(data) == net._core.evaluate(net._core.dataset(own, y))


@KINDS
def test_every_method_takes_it(
    net: dw.Network, x: Array, y: Array, kind: Callable[[Array], Any], tmp_path: Path
) -> None:
    tx, ty, weight = kind(x), kind(y), np.linspace(1, 2, 12)
    same = np.testing.assert_array_equal
    same(net.predict(tx), net.predict(x))
    same(net.feedforward(kind(x[0])), net.feedforward(x[0]))
    same(net.predict_proba(tx), net.predict_proba(x))
    assert net.evaluate(tx, ty) == net.evaluate(x, y)
    same(net.gradient(tx, ty, kind(weight))[1][0], net.gradient(x, y, weight)[1][0])
    assert net.trace(tx, ty, kind(weight)).cost == net.trace(x, y, weight).cost
    assert str(net.check_gradients(tx, ty)) == str(net.check_gradients(x, y))
    assert str(net.compare_backprop(tx, ty)) == str(net.compare_backprop(x, y))
    assert str(net.diagnose(tx, ty)) == str(net.diagnose(x, y))
    assert str(net.adjoint_test(tx, ty)) == str(net.adjoint_test(x, y))
    assert str(net.blame(kind(x[0]), kind(y[:1]), 1, 0)) == str(net.blame(x[0], y[:1], 1, 0))
    same(net.find_learning_rate(tx, ty).costs, net.find_learning_rate(x, y).costs)
    same(dw.Augment(shift=1.0)(tx), dw.Augment(shift=1.0)(x))
    assert dw.metrics.accuracy(ty, kind(y)) == 1
    assert dw.metrics.measure(net, tx, ty, [dw.metrics.Accuracy()]) == dw.metrics.measure(
        net, x, y, [dw.metrics.Accuracy()]
    )
    w, b = net.weights[0], net.biases[0]
    a = dw.equations.feedforward(kind(w), kind(b), tx, "relu")
    same(a[0], dw.equations.feedforward(w, b, x, "relu")[0])
    dw.datasets.write_idx(tmp_path / "x", tx)
    same(dw.datasets.read_idx(tmp_path / "x"), x)


@KINDS
@pytest.mark.parametrize("options", [{}, {"validation_split": 0.25, "class_weight": "balanced"}])
def test_fit_comes_to_the_same_bits(
    x: Array, y: Array, kind: Callable[[Array], Any], options: dict[str, Any]
) -> None:
    nets = [dw.Network([4, 5, 3], seed=1) for _ in range(2)]
    weight = np.linspace(1, 2, 12)
    nets[0].fit(x, y, epochs=2, sample_weight=weight, verbose=0, **options)
    nets[1].fit(kind(x), kind(y), epochs=2, sample_weight=kind(weight), verbose=0, **options)
    np.testing.assert_array_equal(nets[0].weights[0], nets[1].weights[0])
    wraps: list[Callable[[Array], Any]] = [np.asarray, kind]
    for net, wrap in zip(nets, wraps, strict=True):
        net.fit([(wrap(x[:6]), wrap(y[:6])), (wrap(x[6:]), wrap(y[6:]))], verbose=0)
        net.partial_fit(wrap(x), wrap(y))
    np.testing.assert_array_equal(nets[0].weights[0], nets[1].weights[0])


def test_a_cost_of_ones_own_is_checked_on_a_tensor(x: Array) -> None:
    class Wrong:
        @staticmethod
        def fn(a: Array, y: Array) -> float:
            return float(((a - y) ** 2).sum())

        @staticmethod
        def delta(z: Array, a: Array, y: Array) -> Array:
            return y - a

    net = dw.Network([4, 2], cost=Wrong(), output_activation="identity")
    inputs: Any = Tensor(x)
    targets: Any = Tensor(np.ones((12, 2), np.float32))
    with pytest.warns(UserWarning, match="cost"):
        net.gradient(inputs, targets)


@pytest.mark.parametrize(
    ("device", "said"),
    [((2, 1), "CUDA:1"), ((8, 0), "Metal:0"), ((10, 0), "ROCm:0"), ((99, 0), "DLPack's type 99:0")],
)
def test_other_devices_are_named(
    net: dw.Network, x: Array, device: tuple[int, int], said: str
) -> None:
    message = f"^x: Tensor on the device {said}; expected it in the CPU's memory"
    far: Any = Tensor(x, device)
    with pytest.raises(TypeError, match=message):
        net.predict(far)
    with pytest.raises(TypeError, match=r"^images: Tensor on the device"):
        dw.Augment()(far)


@pytest.mark.parametrize("kind", [3, 11])
def test_memory_pinned_for_a_device_is_the_cpus(x: Array, kind: int) -> None:
    assert np.shares_memory(as_array(Tensor(x, (kind, 0)), "x"), x)


def test_a_gradient_is_not_lost_in_silence(net: dw.Network, x: Array) -> None:
    tensor: Any = Tensor(x)
    tensor.requires_grad = True
    with pytest.raises(TypeError, match=r"^x: a tensor that requires grad.*x\.detach\(\)"):
        net.predict(tensor)


@pytest.mark.parametrize("error", [TypeError, ValueError, RuntimeError, BufferError])
def test_what_a_tensor_says_itself_comes_with_the_arguments_name(
    net: dw.Network, error: type[Exception]
) -> None:
    class Odd:
        dtype = "odd8"

        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
            raise error("too odd")

    with pytest.raises(TypeError, match=r"^x: Odd of dtype odd8 makes no NumPy array: too odd"):
        net.predict(Odd())


@pytest.mark.parametrize("dtype", [np.float16, np.int64, np.bool_])
def test_no_dtype_is_converted_for_coming_in_a_tensor(
    net: dw.Network, x: Array, dtype: npt.DTypeLike
) -> None:
    given: Any = Tensor(x.astype(dtype))
    with pytest.raises(TypeError, match=r"^x: dtype \w+; expected float32, float64 or uint8"):
        net.predict(given)


def test_a_subclass_keeps_its_memory_and_a_mask_is_refused(
    net: dw.Network, x: Array, y: Array, tmp_path: Path
) -> None:
    x.tofile(tmp_path / "x")
    mapped = np.memmap(tmp_path / "x", np.float32, "r", shape=x.shape)
    assert np.shares_memory(net._core.dataset(mapped, y).x, mapped)
    with pytest.raises(TypeError, match=r"^y: a masked array.*y\.filled\(value\)"):
        net.evaluate(x, np.ma.masked_equal(y, 1))
    with pytest.raises(TypeError, match=r"^y: a masked array.*y\.filled\(value\)"):
        net.fit(x, np.ma.masked_equal(y, 1), verbose=0)


def test_torch(net: dw.Network, x: Array, y: Array) -> None:
    torch = pytest.importorskip("torch")
    tensor, labels = torch.from_numpy(x.copy()), torch.from_numpy(y)
    data = net._core.dataset(tensor, labels)
    assert _address(data.x) == tensor.data_ptr()
    assert _address(data.y) == labels.data_ptr()
    before = net._core.evaluate(data)
    tensor.neg_()
    assert net._core.evaluate(data) != before
    for wrong, message in (
        (tensor.clone().requires_grad_(), r"requires grad.*x\.detach\(\)"),
        (torch.nn.Parameter(tensor), "requires grad"),
        (tensor.to(torch.bfloat16), "dtype torch.bfloat16"),
        (tensor.to("meta"), "meta"),
        (tensor.to_sparse(), "to_dense"),
    ):
        with pytest.raises(TypeError, match=f"^x: .*{message}"):
            net.predict(wrong)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(tensor, labels), batch_size=5
    )
    assert net.fit(loader, epochs=2, verbose=0).epochs == 2


def test_jax(net: dw.Network, x: Array, y: Array) -> None:
    jax = pytest.importorskip("jax")
    array = jax.device_put(x, jax.devices("cpu")[0])
    data = net._core.dataset(array, jax.numpy.asarray(y))
    assert _address(data.x) == array.unsafe_buffer_pointer()
    assert net.evaluate(array, y) == net.evaluate(x, y)
    with pytest.raises(TypeError, match=r"^x: dtype bfloat16; expected float32"):
        net.predict(array.astype(jax.numpy.bfloat16))
    with pytest.raises(TypeError, match=r"^x: .*traced array"):
        jax.jit(net.predict)(array)
