// SPDX-License-Identifier: MIT
#include "network/network.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/denormals.hpp"
#include "network/passes.hpp"
#include "network/ticker.hpp"

namespace deltaward {
namespace {

// A thread's rows in one block of predict and evaluate: enough to fill the tiles, little enough to
// stay in L2, and no more than 50 ms of work for the plain loops, for Ctrl-C is seen to in between.
std::size_t rows_of_block(const Architecture& architecture) {
  const double rows = 3e8 / architecture.operations();
  return static_cast<std::size_t>(std::clamp(rows, 16.0, 256.0));
}

// The most that a workspace keeps after a gradient.
constexpr std::size_t kept_bytes = std::size_t{64} << 20;

// The first of the largest. Nobody can tell which of the outputs of a network that learns it is:
// with std::max_element's branches two outputs took 11 ns.
template <class T>
std::size_t largest(const T* values, std::size_t n) {
  T top = values[0];
  std::size_t place = 0;
  for (std::size_t j = 1; j < n; ++j) {
    const bool above = values[j] > top;
    top = above ? values[j] : top;
    place = above ? j : place;
  }
  return place;
}

}  // namespace

template <class T>
Network<T>::Network(Architecture a, Init init, std::uint64_t seed)
    : architecture(std::move(a)),
      parameters(architecture.sizes),
      gradient(architecture.sizes),
      workspace(architecture) {
  initialize(init, seed, architecture, parameters);
}

template <class T>
void count_correct(ConstMatrix<T> a, ConstMatrix<T> y, const double* weights, Score& score) {
  std::size_t correct = 0;
  for (std::size_t i = 0; i < a.rows; ++i) {
    const T *guess = a.row(i), *truth = y.row(i);
    const bool right = a.cols == 1 ? (guess[0] > T(0.5)) == (truth[0] > T(0.5))
                                   : largest(guess, a.cols) == largest(truth, a.cols);
    correct += right;
    if (weights) score.right += right ? weights[i] : 0;
  }
  score.correct += correct;
  if (!weights) score.right += static_cast<double>(correct);
}

template <class T>
Score score(const Network<T>& network, const double* weights) {
  const Workspace<T>& w = network.workspace;
  const std::size_t last = network.architecture.layers() - 1, m = w.rows();
  const auto cost_of = [&](std::size_t from, std::size_t to) {
    const auto z = w.z(last).slice(from, to), a = w.a(last).slice(from, to);
    return cost_sum<T>(network.architecture.cost, network.architecture.output(), z, a,
                       w.y().slice(from, to));
  };
  Score score;
  count_correct<T>(w.a(last), w.y(), weights, score);
  score.weight = weights ? std::accumulate(weights, weights + m, 0.0) : static_cast<double>(m);
  if (network.architecture.cost == Cost::custom) {
    if (score.weight > 0) score.cost = network.own_cost.sum(w.a(last), w.y(), weights);
  } else if (!weights) {
    score.cost = cost_of(0, m);
  } else {
    for (std::size_t i = 0; i < m; ++i)
      if (weights[i] > 0) score.cost += weights[i] * cost_of(i, i + 1);
  }
  return score;
}

// body(first) for each block of rows, whose outputs are then in the workspace.
template <class T, class Body>
void forward_in_blocks(Network<T>& network, const Samples& x, const Interrupt& interrupt,
                       Body body) {
  Ticker ticker;
  Workspace<T>& w = network.workspace;
  const double operations = network.architecture.operations();
  const std::size_t block_rows = rows_of_block(network.architecture);
  for (std::size_t first = 0; first < x.rows;) {
    const std::size_t left = x.rows - first;
    const std::size_t parts =
        worthwhile_threads(operations * static_cast<double>(std::min(left, block_rows)), 2e6);
    const std::size_t rows = std::min(left, block_rows * parts);
    w.resize(rows, false, parts);
    w.choose_all_inputs();
    run_parts(parts, [&](std::size_t index) {
      const Range mine = share(rows, {index, parts}, 1);
      gather(x, {nullptr, first + mine.first}, nullptr, w.a_prev(0).slice(mine.first, mine.last));
      forward(network, mine);
    });
    body(first);
    first += rows;
    ticker.tick(interrupt);
  }
}

template <class T>
void predict(Network<T>& network, const Samples& x, T* outputs, const Interrupt& interrupt) {
  forward_in_blocks(network, x, interrupt, [&](std::size_t) {
    const ConstMatrix<T> a = network.workspace.a(network.architecture.layers() - 1);
    for (std::size_t i = 0; i < a.rows; ++i) outputs = std::copy_n(a.row(i), a.cols, outputs);
  });
}

template <class T>
void classify(Network<T>& network, const Samples& x, std::int64_t* classes,
              const Interrupt& interrupt) {
  forward_in_blocks(network, x, interrupt, [&](std::size_t) {
    const ConstMatrix<T> a = network.workspace.a(network.architecture.layers() - 1);
    for (std::size_t i = 0; i < a.rows; ++i)
      *classes++ = static_cast<std::int64_t>(largest(a.row(i), a.cols));
  });
}

template <class T>
Score evaluate(Network<T>& network, const Dataset& data, const Interrupt& interrupt) {
  Score total;
  forward_in_blocks(network, data.x, interrupt, [&](std::size_t first) {
    gather(data.y, {nullptr, first}, network.workspace.y());
    total += score(network, data.weights ? data.weights + first : nullptr);
  });
  return total;
}

template <class T>
void trace(Network<T>& network, const Dataset& data, const Matrix<T>* back,
           const std::function<void()>& look) {
  const FlushDenormals flush;
  Workspace<T>& w = network.workspace;
  const std::size_t parts = worthwhile_threads(
      3 * network.architecture.operations() * static_cast<double>(data.x.rows), 5e7);
  w.resize(data.x.rows, true, parts);
  w.choose_all_inputs();
  load(network, data, {nullptr, 0}, parts);
  forward(network, parts);
  backward(network, data.weights, parts, back);
  const double total = data.weights ? std::accumulate(data.weights, data.weights + w.rows(), 0.0)
                                    : static_cast<double>(w.rows());
  gradients(network, static_cast<T>(1 / total), parts);
  look();
  // One large batch should not hold its memory for the network's life.
  if (w.bytes() > kept_bytes) w = Workspace<T>(network.architecture);
}

template <class T>
void gradient(Network<T>& network, const Dataset& data) {
  trace<T>(network, data, nullptr, [] {});
}

#define INSTANTIATE(T)                                                                  \
  template struct Network<T>;                                                           \
  template void count_correct(ConstMatrix<T>, ConstMatrix<T>, const double*, Score&);   \
  template Score score(const Network<T>&, const double*);                               \
  template void predict(Network<T>&, const Samples&, T*, const Interrupt&);             \
  template void classify(Network<T>&, const Samples&, std::int64_t*, const Interrupt&); \
  template Score evaluate(Network<T>&, const Dataset&, const Interrupt&);               \
  template void trace(Network<T>&, const Dataset&, const Matrix<T>*,                    \
                      const std::function<void()>&);                                    \
  template void gradient(Network<T>&, const Dataset&);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
