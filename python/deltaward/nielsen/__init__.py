# SPDX-License-Identifier: MIT
"""The interface of the code of Michael Nielsen's "Neural Networks and Deep Learning".

Scripts that were written for the book's network.py, network2.py and mnist_loader.py run on the fast
core, in Python 3, with other imports::

    from deltaward.nielsen import mnist_loader, network, network2

    training_data, validation_data, test_data = mnist_loader.load_data_wrapper()
    net = network.Network([784, 30, 10])
    net.SGD(training_data, 30, 10, 3.0, test_data=test_data)

There are two classes of the name Network, as in the book. `deltaward.nielsen.network.Network`, of
chapters 1 and 2, has the quadratic cost and starts from N(0, 1).
`deltaward.nielsen.network2.Network`, of chapter 3, has a choice of costs, regularisation and better
first weights; it is also `deltaward.nielsen.Network`, and takes network.py's ``test_data`` too, so
that ``import deltaward.nielsen as network2`` is enough for scripts of both kinds, and the loader's
functions are here as well.

The arithmetic is float64. The same ``numpy.random.seed`` and ``random.seed`` give the same first
weights and the same mini-batches as the book's code in Python 3, and so the same weights up to
rounding. (Python 2 shuffles otherwise from the same seed.)

Book: http://neuralnetworksanddeeplearning.com (2015).
"""

from deltaward.nielsen import mnist_loader, network, network2
from deltaward.nielsen.costs import CrossEntropyCost, QuadraticCost
from deltaward.nielsen.functions import sigmoid, sigmoid_prime, vectorized_result
from deltaward.nielsen.mnist_loader import load_data, load_data_wrapper
from deltaward.nielsen.network2 import Network, load

__all__ = [
    "CrossEntropyCost",
    "Network",
    "QuadraticCost",
    "load",
    "load_data",
    "load_data_wrapper",
    "mnist_loader",
    "network",
    "network2",
    "sigmoid",
    "sigmoid_prime",
    "vectorized_result",
]
