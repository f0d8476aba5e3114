"""
The C++ core of deltaward. Use it through the package.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['AugmentOptions', 'Dataset', 'EpochResult', 'Kernels', 'Network32', 'Network64', 'Progress', 'Recipe', 'Team', 'activation_names', 'augment', 'available_isas', 'available_threads', 'bias_gradient', 'cost_names', 'feedforward', 'init_names', 'isa', 'normal_quantile', 'output_error', 'padded_zeros', 'permutation', 'philox', 'propagate_delta', 'resample', 'weight_gradient']
class Dataset:
    """
    Inputs and targets that were checked for one network.
    """
    def __len__(self) -> int:
        ...
    @property
    def has_classes(self) -> bool:
        """
        Whether the targets came as class indices.
        """
    @property
    def x(self) -> numpy.ndarray:
        """
        The inputs as NumPy's array, (m, n_in), or (n_in,) for one sample: what is read.
        """
    @property
    def y(self) -> numpy.ndarray:
        """
        The targets as NumPy's array: class indices or (m, n_out) values.
        """
class AugmentOptions:
    """
    Distortions of images.
    """
    def __init__(self, *, height: typing.SupportsInt | typing.SupportsIndex, width: typing.SupportsInt | typing.SupportsIndex, shift: typing.SupportsFloat | typing.SupportsIndex, rotate: typing.SupportsFloat | typing.SupportsIndex, scale: typing.SupportsFloat | typing.SupportsIndex, alpha: typing.SupportsFloat | typing.SupportsIndex, sigma: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
class Recipe:
    """
    What training does beside plain descent.
    """
    def __init__(self, *, l1: typing.SupportsFloat | typing.SupportsIndex = 0.0, l2: typing.SupportsFloat | typing.SupportsIndex = 0.0, max_norm: typing.SupportsFloat | typing.SupportsIndex = ..., clip_norm: typing.SupportsFloat | typing.SupportsIndex = ..., clip_value: typing.SupportsFloat | typing.SupportsIndex = ..., label_smoothing: typing.SupportsFloat | typing.SupportsIndex = 0.0, input_noise: typing.SupportsFloat | typing.SupportsIndex = 0.0, dropout: collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex] = [], augment: AugmentOptions | None = None) -> None:
        ...
class Progress:
    """
    How far an epoch is.
    """
    def __init__(self, samples: typing.SupportsInt | typing.SupportsIndex = 0, batches: typing.SupportsInt | typing.SupportsIndex = 0, cost_sum: typing.SupportsFloat | typing.SupportsIndex = 0.0, weight: typing.SupportsFloat | typing.SupportsIndex = 0.0, correct: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        ...
    @property
    def accuracy(self) -> float:
        ...
    @property
    def batches(self) -> int:
        ...
    @property
    def correct(self) -> int:
        ...
    @property
    def cost(self) -> float:
        """
        The mean over the samples, before each step.
        """
    @property
    def cost_sum(self) -> float:
        ...
    @property
    def samples(self) -> int:
        ...
    @property
    def weight(self) -> float:
        ...
class EpochResult:
    """
    What an epoch came to.
    """
    @property
    def bad_layer(self) -> typing.Any:
        """
        Where NaN or infinity appeared, counted from 0; None: nowhere.
        """
    @property
    def bad_place(self) -> str:
        """
        'cost' of a mini-batch, or, after the last, 'weights' or the optimizer's 'memory' of them.
        """
    @property
    def progress(self) -> Progress:
        ...
class Network32:
    """
    A network of one dtype; deltaward.Network is its face.
    """
    def __init__(self, sizes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], activations: collections.abc.Sequence[str], cost: str, init: str, seed: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def classify(self, x: typing.Any) -> typing.Any:
        """
        The index of the largest output, (m,) of int64, or an int for one sample.
        """
    def dataset(self, x: typing.Any, y: typing.Any, sample_weight: typing.Any = None, x_name: str = 'x', y_name: str = 'y', weight_name: str = 'sample_weight') -> Dataset:
        """
        Check x and y for this network; the arrays are not copied.
        """
    def evaluate(self, data: Dataset) -> tuple[float, float]:
        """
        (cost, accuracy), means over the samples by their weights.
        """
    def feedforward(self, x: typing.Any) -> numpy.ndarray:
        """
        Activations of the output layer, (m, n_out), or (n_out,) for one sample.
        """
    def gradient(self, data: Dataset) -> tuple[list[numpy.ndarray], list[numpy.ndarray]]:
        """
        (nabla_b, nabla_w), the weighted means over the samples.
        """
    def trace(self, data: Dataset) -> dict[str, typing.Any]:
        """
        inputs, and lists over the layers: z, activation, delta, sigma_prime (ones for softmax), back (none for the last layer), nabla_b, nabla_w.
        """
    def train_epoch(self, data: Dataset, rates: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], *, batch_size: typing.SupportsInt | typing.SupportsIndex, shuffle: bool, block: typing.SupportsInt | typing.SupportsIndex = 0, seed: typing.SupportsInt | typing.SupportsIndex, epoch: typing.SupportsInt | typing.SupportsIndex, threads: typing.SupportsInt | typing.SupportsIndex = 0, recipe: Recipe, start: Progress, tick: typing.Any = None, after_batch: typing.Any = None, rollback: bool = True) -> EpochResult:
        """
        Train from `start` to the end of the epoch without the GIL. Between mini-batches, at most every 20 ms, tick(progress) is called and signals are seen to; after each one after_batch(progress), whose False ends the epoch. With rollback, the network and the optimizer are as before if it diverges; that takes a copy of them.
        """
    def use_cost(self, fn: typing.Any, delta: typing.Any) -> None:
        """
        The functions of the cost 'custom'.
        """
    def use_optimizer(self, rule: str, *, first: typing.SupportsFloat | typing.SupportsIndex = 0.0, second: typing.SupportsFloat | typing.SupportsIndex = 0.0, epsilon: typing.SupportsFloat | typing.SupportsIndex = 0.0, weight_decay: typing.SupportsFloat | typing.SupportsIndex = 0.0, initial_step: typing.SupportsFloat | typing.SupportsIndex = 0.0, smallest_step: typing.SupportsFloat | typing.SupportsIndex = 0.0, largest_step: typing.SupportsFloat | typing.SupportsIndex = 0.0, divides: bool | None = None) -> None:
        """
        Begin with a rule of this name, remembering nothing. `divides`: whether quotients are made by the divider where there is another way; None: the quicker on this CPU.
        """
    @property
    def activations(self) -> list[str]:
        ...
    @property
    def biases(self) -> tuple[numpy.ndarray, ...]:
        """
        Writable views (n_out,), one a layer.
        """
    @property
    def cost(self) -> str:
        ...
    @property
    def optimizer_steps(self) -> int:
        """
        Steps that the optimizer made.
        """
    @optimizer_steps.setter
    def optimizer_steps(self, arg1: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def sizes(self) -> list[int]:
        ...
    @property
    def slots(self) -> list[tuple[tuple[numpy.ndarray, ...], tuple[numpy.ndarray, ...]]]:
        """
        What the optimizer remembers: writable (weights, biases) views.
        """
    @property
    def weights(self) -> tuple[numpy.ndarray, ...]:
        """
        Writable views (n_out, n_in), one a layer.
        """
class Network64:
    """
    A network of one dtype; deltaward.Network is its face.
    """
    def __init__(self, sizes: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], activations: collections.abc.Sequence[str], cost: str, init: str, seed: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    def classify(self, x: typing.Any) -> typing.Any:
        """
        The index of the largest output, (m,) of int64, or an int for one sample.
        """
    def dataset(self, x: typing.Any, y: typing.Any, sample_weight: typing.Any = None, x_name: str = 'x', y_name: str = 'y', weight_name: str = 'sample_weight') -> Dataset:
        """
        Check x and y for this network; the arrays are not copied.
        """
    def evaluate(self, data: Dataset) -> tuple[float, float]:
        """
        (cost, accuracy), means over the samples by their weights.
        """
    def feedforward(self, x: typing.Any) -> numpy.ndarray:
        """
        Activations of the output layer, (m, n_out), or (n_out,) for one sample.
        """
    def gradient(self, data: Dataset) -> tuple[list[numpy.ndarray], list[numpy.ndarray]]:
        """
        (nabla_b, nabla_w), the weighted means over the samples.
        """
    def trace(self, data: Dataset) -> dict[str, typing.Any]:
        """
        inputs, and lists over the layers: z, activation, delta, sigma_prime (ones for softmax), back (none for the last layer), nabla_b, nabla_w.
        """
    def train_epoch(self, data: Dataset, rates: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], *, batch_size: typing.SupportsInt | typing.SupportsIndex, shuffle: bool, block: typing.SupportsInt | typing.SupportsIndex = 0, seed: typing.SupportsInt | typing.SupportsIndex, epoch: typing.SupportsInt | typing.SupportsIndex, threads: typing.SupportsInt | typing.SupportsIndex = 0, recipe: Recipe, start: Progress, tick: typing.Any = None, after_batch: typing.Any = None, rollback: bool = True) -> EpochResult:
        """
        Train from `start` to the end of the epoch without the GIL. Between mini-batches, at most every 20 ms, tick(progress) is called and signals are seen to; after each one after_batch(progress), whose False ends the epoch. With rollback, the network and the optimizer are as before if it diverges; that takes a copy of them.
        """
    def use_cost(self, fn: typing.Any, delta: typing.Any) -> None:
        """
        The functions of the cost 'custom'.
        """
    def use_optimizer(self, rule: str, *, first: typing.SupportsFloat | typing.SupportsIndex = 0.0, second: typing.SupportsFloat | typing.SupportsIndex = 0.0, epsilon: typing.SupportsFloat | typing.SupportsIndex = 0.0, weight_decay: typing.SupportsFloat | typing.SupportsIndex = 0.0, initial_step: typing.SupportsFloat | typing.SupportsIndex = 0.0, smallest_step: typing.SupportsFloat | typing.SupportsIndex = 0.0, largest_step: typing.SupportsFloat | typing.SupportsIndex = 0.0, divides: bool | None = None) -> None:
        """
        Begin with a rule of this name, remembering nothing. `divides`: whether quotients are made by the divider where there is another way; None: the quicker on this CPU.
        """
    @property
    def activations(self) -> list[str]:
        ...
    @property
    def biases(self) -> tuple[numpy.ndarray, ...]:
        """
        Writable views (n_out,), one a layer.
        """
    @property
    def cost(self) -> str:
        ...
    @property
    def optimizer_steps(self) -> int:
        """
        Steps that the optimizer made.
        """
    @optimizer_steps.setter
    def optimizer_steps(self, arg1: typing.SupportsInt | typing.SupportsIndex) -> None:
        ...
    @property
    def sizes(self) -> list[int]:
        ...
    @property
    def slots(self) -> list[tuple[tuple[numpy.ndarray, ...], tuple[numpy.ndarray, ...]]]:
        """
        What the optimizer remembers: writable (weights, biases) views.
        """
    @property
    def weights(self) -> tuple[numpy.ndarray, ...]:
        """
        Writable views (n_out, n_in), one a layer.
        """
class Kernels:
    """
    The kernels of one instruction set.
    """
    def __init__(self, isa: str) -> None:
        ...
    @typing.overload
    def activate(self, activation: str, z: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        """
        σ(Z)
        """
    @typing.overload
    def activate(self, activation: str, z: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.float64]:
        """
        σ(Z)
        """
    @typing.overload
    def axpy(self, alpha: typing.SupportsFloat | typing.SupportsIndex, x: numpy.typing.NDArray[numpy.float32], y: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        """
        alpha x + y
        """
    @typing.overload
    def axpy(self, alpha: typing.SupportsFloat | typing.SupportsIndex, x: numpy.typing.NDArray[numpy.float64], y: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.float64]:
        """
        alpha x + y
        """
    @typing.overload
    def column_sums(self, alpha: typing.SupportsFloat | typing.SupportsIndex, a: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        """
        alpha Σ_rows A
        """
    @typing.overload
    def column_sums(self, alpha: typing.SupportsFloat | typing.SupportsIndex, a: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.float64]:
        """
        alpha Σ_rows A
        """
    @typing.overload
    def exp(self, x: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        """
        exp(x)
        """
    @typing.overload
    def exp(self, x: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.float64]:
        """
        exp(x)
        """
    @typing.overload
    def gate(self, activation: str, z: numpy.typing.NDArray[numpy.float32], delta: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        """
        Δ ⊙ σ′(Z)
        """
    @typing.overload
    def gate(self, activation: str, z: numpy.typing.NDArray[numpy.float64], delta: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.float64]:
        """
        Δ ⊙ σ′(Z)
        """
    @typing.overload
    def gemm_nn(self, a: numpy.typing.NDArray[numpy.float32], b: numpy.typing.NDArray[numpy.float32], bias: numpy.typing.NDArray[numpy.float32], out: numpy.typing.NDArray[numpy.float32] | None = None) -> numpy.typing.NDArray[numpy.float32]:
        """
        A B + bias
        """
    @typing.overload
    def gemm_nn(self, a: numpy.typing.NDArray[numpy.float64], b: numpy.typing.NDArray[numpy.float64], bias: numpy.typing.NDArray[numpy.float64], out: numpy.typing.NDArray[numpy.float64] | None = None) -> numpy.typing.NDArray[numpy.float64]:
        """
        A B + bias
        """
    @typing.overload
    def gemm_nt(self, a: numpy.typing.NDArray[numpy.float32], b: numpy.typing.NDArray[numpy.float32], out: numpy.typing.NDArray[numpy.float32] | None = None) -> numpy.typing.NDArray[numpy.float32]:
        """
        A Bᵀ
        """
    @typing.overload
    def gemm_nt(self, a: numpy.typing.NDArray[numpy.float64], b: numpy.typing.NDArray[numpy.float64], out: numpy.typing.NDArray[numpy.float64] | None = None) -> numpy.typing.NDArray[numpy.float64]:
        """
        A Bᵀ
        """
    @typing.overload
    def gemm_tn(self, alpha: typing.SupportsFloat | typing.SupportsIndex, a: numpy.typing.NDArray[numpy.float32], b: numpy.typing.NDArray[numpy.float32], out: numpy.typing.NDArray[numpy.float32] | None = None) -> numpy.typing.NDArray[numpy.float32]:
        """
        alpha Aᵀ B
        """
    @typing.overload
    def gemm_tn(self, alpha: typing.SupportsFloat | typing.SupportsIndex, a: numpy.typing.NDArray[numpy.float64], b: numpy.typing.NDArray[numpy.float64], out: numpy.typing.NDArray[numpy.float64] | None = None) -> numpy.typing.NDArray[numpy.float64]:
        """
        alpha Aᵀ B
        """
    @typing.overload
    def gemm_tn_descend(self, scale: typing.SupportsFloat | typing.SupportsIndex, step: typing.SupportsFloat | typing.SupportsIndex, a: numpy.typing.NDArray[numpy.float32], b: numpy.typing.NDArray[numpy.float32], w: numpy.typing.NDArray[numpy.float32], lines: numpy.typing.NDArray[numpy.uint32] | None = None) -> numpy.typing.NDArray[numpy.float32]:
        """
        W + step scale Aᵀ B; of the rows `lines` of W where they are given
        """
    @typing.overload
    def gemm_tn_descend(self, scale: typing.SupportsFloat | typing.SupportsIndex, step: typing.SupportsFloat | typing.SupportsIndex, a: numpy.typing.NDArray[numpy.float64], b: numpy.typing.NDArray[numpy.float64], w: numpy.typing.NDArray[numpy.float64], lines: numpy.typing.NDArray[numpy.uint32] | None = None) -> numpy.typing.NDArray[numpy.float64]:
        """
        W + step scale Aᵀ B; of the rows `lines` of W where they are given
        """
    def spin_fma(self, rounds: typing.SupportsInt | typing.SupportsIndex, double_precision: bool = False) -> float:
        """
        Fused multiply-adds that wait for nothing; returns how many operations they were.
        """
    def spin_read(self, x: numpy.typing.NDArray[numpy.float32], times: typing.SupportsInt | typing.SupportsIndex) -> float:
        """
        Reads x so many times, in vectors, and adds it up.
        """
class Team:
    """
    How many threads the steps of a training take; for tests.
    """
    def __init__(self) -> None:
        ...
    def prepare(self, operations: typing.SupportsFloat | typing.SupportsIndex, asked: typing.SupportsInt | typing.SupportsIndex = 0) -> None:
        ...
    def took(self, seconds: typing.SupportsFloat | typing.SupportsIndex) -> None:
        ...
    @property
    def is_trying(self) -> bool:
        ...
    @property
    def threads(self) -> int:
        ...
def activation_names() -> list[str]:
    ...
def augment(images: typing.Any, *, height: typing.SupportsInt | typing.SupportsIndex, width: typing.SupportsInt | typing.SupportsIndex, shift: typing.SupportsFloat | typing.SupportsIndex, rotate: typing.SupportsFloat | typing.SupportsIndex, scale: typing.SupportsFloat | typing.SupportsIndex, alpha: typing.SupportsFloat | typing.SupportsIndex, sigma: typing.SupportsFloat | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex, epoch: typing.SupportsInt | typing.SupportsIndex, first: typing.SupportsInt | typing.SupportsIndex = 0) -> numpy.ndarray:
    """
    Images (m, height width) distorted as at the positions first, first + 1, ... of an epoch; float64 of float64, else float32.
    """
def available_isas() -> list[str]:
    """
    The instruction sets that this build and this CPU have, slowest first.
    """
def available_threads() -> int:
    """
    How many threads this process uses at most.
    """
def bias_gradient(delta: typing.Any) -> numpy.ndarray:
    """
    BP3
    """
def cost_names() -> list[str]:
    ...
def feedforward(w: typing.Any, b: typing.Any, a_prev: typing.Any, activation: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    (z, a) of one layer.
    """
def init_names() -> list[str]:
    ...
def isa() -> str:
    """
    The instruction set in use.
    """
def normal_quantile(p: typing.SupportsFloat | typing.SupportsIndex) -> float:
    """
    The quantile function of N(0, 1) for 0 < p < 1.
    """
def output_error(z: typing.Any, a: typing.Any, y: typing.Any, activation: str, cost: str) -> numpy.ndarray:
    """
    BP1
    """
def padded_zeros(m: typing.SupportsInt | typing.SupportsIndex, n: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float32]:
    """
    (m, n) zeros of float32, aligned and with padded rows, as the engine allocates its own.
    """
def permutation(n: typing.SupportsInt | typing.SupportsIndex, seed: typing.SupportsInt | typing.SupportsIndex, epoch: typing.SupportsInt | typing.SupportsIndex, block: typing.SupportsInt | typing.SupportsIndex = 0) -> numpy.typing.NDArray[numpy.uint32]:
    """
    The order of n samples in an epoch, (n,) uint32: any, or with block > 0 one that takes blocks of so many neighbours, 16 at a time.
    """
def philox(counter: typing.Annotated[collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], "FixedSize(4)"], key: typing.Annotated[collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex], "FixedSize(2)"]) -> typing.Annotated[list[int], "FixedSize(4)"]:
    """
    Ten rounds of Philox4x32 on a counter of four and a key of two 32-bit words.
    """
def propagate_delta(w_next: typing.Any, delta_next: typing.Any, z: typing.Any, activation: str) -> numpy.ndarray:
    """
    BP2
    """
@typing.overload
def resample(image: numpy.typing.NDArray[numpy.float32], map: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(6)"], u: numpy.typing.NDArray[numpy.float32] | None = None, v: numpy.typing.NDArray[numpy.float32] | None = None) -> numpy.typing.NDArray[numpy.float32]:
    """
    The image (height, width) at (xx x + xy y + x0 + u, yx x + yy y + y0 + v), with the map (xx, xy, x0, yx, yy, y0).
    """
@typing.overload
def resample(image: numpy.typing.NDArray[numpy.float64], map: typing.Annotated[collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex], "FixedSize(6)"], u: numpy.typing.NDArray[numpy.float64] | None = None, v: numpy.typing.NDArray[numpy.float64] | None = None) -> numpy.typing.NDArray[numpy.float64]:
    """
    The image (height, width) at (xx x + xy y + x0 + u, yx x + yy y + y0 + v), with the map (xx, xy, x0, yx, yy, y0).
    """
def weight_gradient(delta: typing.Any, a_prev: typing.Any) -> numpy.ndarray:
    """
    BP4
    """
