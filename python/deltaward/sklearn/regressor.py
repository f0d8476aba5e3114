# SPDX-License-Identifier: MIT
"""The regressor: its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from deltaward.sklearn.regression import Regression

if TYPE_CHECKING:
    from deltaward.callbacks import Callback
    from deltaward.costs import Cost
    from deltaward.optimizers import Optimizer


class MLPRegressor(Regression):
    """A multilayer perceptron that predicts values, one or several outputs a sample.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default (100,)
        Neurons of each hidden layer; ``()`` for none.
    activation : str or sequence of str, default "relu"
        Of all hidden layers, or one name for each: identity, logistic, tanh, relu, or another of
        `deltaward.Network` but softmax.
    loss : str or object, default "squared_error"
        squared_error, absolute_error, huber, log_cosh, poisson, or a cost of your own, see
        `deltaward.costs`. The outputs are identity, for poisson softplus.
    solver : str or object, default "adam"
        adam, sgd, rmsprop, adagrad, adamw, lion, rprop, or an object of `deltaward.optimizers`,
        which brings its own learning rate. There is no lbfgs.
    alpha : float, default 0.0001
        α of α/2 Σw², divided by the samples of a mini-batch and added to the cost of a step. Not
        used with a solver that has a weight decay of its own, such as adamw.
    dropout : float or sequence of float, default 0
        As in `deltaward.Network.fit`: the share of the activations that is left out.
    batch_size : int or "auto", default "auto"
        Samples of a mini-batch; "auto": 200, or all if they are fewer.
    learning_rate : {"constant", "invscaling", "adaptive"}
        For sgd: ``learning_rate_init`` throughout; divided after each epoch by
        ``(t_ + 1) ** power_t``; or divided by 5 where the training would end, until it is
        10⁻⁶.
    learning_rate_init : float, default 0.001
        η.
    power_t : float, default 0.5
        See ``learning_rate``.
    max_iter : int, default 200
        The most epochs; reaching them is a `sklearn.exceptions.ConvergenceWarning`.
    shuffle : bool, default True
        Draw a new order for each epoch.
    random_state : int, RandomState or None
        Of the first weights, which are scikit-learn's for the same seed, of the split of
        early stopping, the order of the samples and dropout.
    tol : float, default 1e-4
        An epoch is an improvement if the loss is lower than the best so far by at least this; with
        early stopping, if the validation score is higher by at least this.
    verbose : bool or int, default False
        1: a bar; 2: a line an epoch, both on standard error.
    warm_start : bool, default False
        Let `fit` go on with the present weights.
    momentum : float, default 0.9
        Of sgd, 0 to below 1.
    nesterovs_momentum : bool, default True
        Whether it is Nesterov's.
    early_stopping : bool, default False
        Score data that is not trained on after each epoch, end when that does not improve any
        more, and go back to the weights with the best score.
    validation_fraction : float, default 0.1
        Share of the samples that early stopping keeps for that.
    beta_1, beta_2, epsilon : float, default 0.9, 0.999 and 1e-8
        Of adam.
    n_iter_no_change : int or inf, default 10
        The training ends after more epochs than this in a row without an improvement.
    max_fun : int, default 15000
        Without effect: it is lbfgs', and here so that scikit-learn's parameters can be passed on.
    callbacks : list of `deltaward.callbacks.Callback`, optional
        As in `deltaward.Network.fit`; among the figures of an epoch are ``loss`` and, with data
        to validate on, ``val_score`` (``val_cost`` only if that is dense). A clone of the
        estimator has copies of them.
    threads : int, optional
        As in `deltaward.Network.fit`; by default 1 in workers of joblib.
    dtype : {"auto", "float32", "float64"}
        Of the arithmetic. "auto": float32, but float64 in a `fit` of at most 200 samples that are
        one mini-batch, where it costs nothing and weights count like repeated rows to the last
        digits.

    Attributes
    ----------
    network_ : deltaward.Network
        The network, for all that it can show: ``network_.trace(x, y)``, ``network_.save(path)``.
    coefs_, intercepts_ : tuple of arrays
        Views of each layer's weights (n_in, n_out) and biases (n_out,).
    loss_curve_, loss_, best_loss_ : list of float, float, float or None
        Cost with the α term: of each epoch, of the last, and the lowest (None with early stopping).
    validation_scores_, best_validation_score_ : list of float, float, or None
        R² on the validation data after each epoch; the best, with early stopping.
    n_iter_, t_ : int
        Epochs of the last `fit`; samples trained on in all.
    n_layers_, n_outputs_, out_activation_ : int, int, str
        Layers with that of the inputs, outputs, and their activation.
    n_features_in_, feature_names_in_ : int, array of str
        Columns of X, and their names where it had some.

    Notes
    -----
    Results differ from scikit-learn's like those of two of its seeds: samples come in another
    order and are float32. With one mini-batch and float64 the steps are the same but for two
    things: ε of adam stands beside √v̂ as in the paper, and velocities of sgd are scaled by the
    present learning rate where it changes.
    """

    def __init__(
        self,
        *,
        hidden_layer_sizes: int | Sequence[int] = (100,),
        activation: str | Sequence[str] = "relu",
        loss: str | Cost = "squared_error",
        solver: str | Optimizer = "adam",
        alpha: float = 0.0001,
        dropout: float | Sequence[float] = 0.0,
        batch_size: int | str = "auto",
        learning_rate: str = "constant",
        learning_rate_init: float = 0.001,
        power_t: float = 0.5,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: int | np.random.RandomState | None = None,
        tol: float = 1e-4,
        verbose: bool | int = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        max_fun: int = 15000,
        callbacks: Iterable[Callback] | Callback | None = None,
        threads: int | None = None,
        dtype: str = "auto",
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.loss = loss
        self.solver = solver
        self.alpha = alpha
        self.dropout = dropout
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.learning_rate_init = learning_rate_init
        self.power_t = power_t
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.max_fun = max_fun
        self.callbacks = callbacks
        self.threads = threads
        self.dtype = dtype
