# SPDX-License-Identifier: MIT
"""deltaward, called as its users call it."""

from deltaward.benchmarks.cases import Array, Case, Data, Parameters, parameters_of
from deltaward.benchmarks.trainer import Predictor, Trainer
from deltaward.network import Network


def trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """Train on MNIST's pixels as `load_mnist` gives them."""
    return _trainer(case, data.x if data.pixels is None else data.pixels, data, start, threads)


def float32_trainer(case: Case, data: Data, start: Parameters, threads: int) -> Trainer:
    """Train on the array that the other libraries are given."""
    return _trainer(case, data.x, data, start, threads)


def _trainer(case: Case, x: Array, data: Data, start: Parameters, threads: int) -> Trainer:
    net = case.network()
    _put(net, start)

    def epochs(count: int) -> None:
        net.fit(
            x,
            data.y,
            epochs=count,
            batch_size=case.batch_size,
            learning_rate=case.learning_rate,
            shuffle=False,
            # None leaves the choice to the engine, within DELTAWARD_NUM_THREADS.
            threads=1 if threads == 1 else None,
            verbose=0,
        )

    return Trainer(epochs, lambda: parameters_of(net))


def predictor(parameters: Parameters, threads: int) -> Predictor:
    """`Network.predict`."""
    net = Network([parameters[0][0].shape[1], *(len(b) for _, b in parameters)])
    _put(net, parameters)
    return net.predict


def _put(net: Network, parameters: Parameters) -> None:
    for layer, (w, b) in enumerate(parameters):
        net.weights[layer][...] = w
        net.biases[layer][...] = b
