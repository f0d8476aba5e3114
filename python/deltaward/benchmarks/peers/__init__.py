# SPDX-License-Identifier: MIT
"""The libraries, one file each.

Each file has ``trainer(case, data, start, threads)``, which returns a `Trainer` that starts from
the weights and biases `start`, and ``predictor(parameters, threads)``, which returns a `Predictor`
of the network 784-128-10 with relu and softmax; or one of the two. All of them compute in float32
(the book's code, as it is, in float64) and leave out nothing that makes their library faster and
that its documentation tells of.
"""

import importlib
import importlib.util
from dataclasses import dataclass
from types import ModuleType

from deltaward.benchmarks.cases import Case, Data, Parameters
from deltaward.benchmarks.trainer import Predictor, Trainer


@dataclass(frozen=True, slots=True)
class Peer:
    """A line of the tables."""

    name: str
    module: str  # in this folder
    needs: tuple[str, ...] = ()  # what has to be installed, by the names of their imports
    cases: str = ""  # that it can train
    predicts: bool = True
    function: str = "trainer"
    more_than: int = 0  # trains only beside others that have more threads

    def missing(self) -> list[str]:
        """Return what would have to be installed."""
        return [name for name in self.needs if importlib.util.find_spec(name) is None]

    def trainer(self, case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
        """Make a network that is ready to train."""
        made: Trainer = getattr(self._load(), self.function)(case, data, start, threads)
        return made

    def predictor(self, parameters: Parameters, threads: int) -> Predictor:
        """Make a network that is ready to predict."""
        made: Predictor = self._load().predictor(parameters, threads)
        return made

    def _load(self) -> ModuleType:
        return importlib.import_module(f"{__name__}.{self.module}")


OWN = "deltaward"
PEERS = (
    Peer(OWN, "own", cases="ABCDEF"),
    Peer("deltaward, float32", "own", cases="ABC", predicts=False, function="float32_trainer"),
    Peer("JAX, scan", "jax_scan", ("jax",), "ABCDEF"),
    Peer("PyTorch", "pytorch", ("torch",), "ABCDEF"),
    # On a machine with other work its workers wait long for one another in small layers.
    Peer(
        "PyTorch, 1 thread",
        "pytorch",
        ("torch",),
        "ABEF",
        predicts=False,
        function="single_trainer",
        more_than=1,
    ),
    Peer("Keras on JAX", "keras_jax", ("keras", "jax"), "ABCDEF"),
    # It has no quadratic cost for classes.
    Peer("scikit-learn", "scikit_learn", ("sklearn",), "BCDF"),
    Peer("onnxruntime", "onnx_runtime", ("onnx", "onnxruntime")),
    Peer("NumPy", "numpy_batched", cases="ABCDEF"),
    Peer("the book's code", "book", cases="A", predicts=False),
)
