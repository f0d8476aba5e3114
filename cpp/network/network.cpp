// SPDX-License-Identifier: MIT
#include "network/network.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/denormals.hpp"
#include "network/largest.hpp"
#include "network/passes.hpp"
#include "network/score.hpp"
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

}  // namespace

template <class T>
Network<T>::Network(Architecture a, Init init, std::uint64_t seed)
    : architecture(std::move(a)),
      parameters(architecture.sizes),
      gradient(architecture.sizes),
      workspace(architecture) {
  initialize(init, seed, architecture, parameters);
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
    w.intake().choose_all();
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
      *classes++ = static_cast<std::int64_t>(index_of_largest(a.row(i), a.cols));
  });
}

template <class T>
Score evaluate(Network<T>& network, const Dataset& data, const Interrupt& interrupt) {
  Score total;
  forward_in_blocks(network, data.x, interrupt, [&](std::size_t first) {
    gather(data.y, {nullptr, first}, network.workspace.y());
    const std::size_t rows = network.workspace.rows();
    mark(network, {0, rows});
    // A cost of the caller's own gets the same rows whatever the number of threads.
    const std::size_t some = rows_of_block(network.architecture);
    for (std::size_t i = 0; i < rows; i += some)
      add_score(network, {i, std::min(rows, i + some)},
                data.weights ? data.weights + first : nullptr, total);
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
  w.intake().choose_all();
  const Fill fill = [&](Range rows, std::size_t) { load(w.intake(), data, {nullptr, 0}, rows); };
  propagate(network, {fill, data.weights, nullptr, back, false}, parts);
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
