// SPDX-License-Identifier: MIT
#include "training/narrow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/dispatch.hpp"
#include "network/passes.hpp"
#include "network/score.hpp"
#include "training/step.hpp"

namespace deltaward {
namespace {

// Of a run: enough to make its beginning and end nothing. 32 were no slower and no faster.
constexpr std::size_t rows_of_run = 64;

// Of a mini-batch, and numbers that enter it: where there are more, the general kernels have more
// to do at once than the single chains of this one. Mini-batches of 10 were 0.65 to 1.5 times as
// fast here, of 32 and 64 with 64 inputs about half as fast, of 4 with 32 inputs 0.8 times.
constexpr std::size_t most_rows = 4, most_entering = 64;

template <class T>
bool is_narrow(const Architecture& architecture) {
  const std::vector<std::size_t>& sizes = architecture.sizes;
  const std::size_t most = kernels<T>().narrow;
  return std::all_of(sizes.begin() + 1, sizes.end(), [&](std::size_t n) { return n <= most; }) &&
         (architecture.cost == Cost::quadratic || architecture.cost == Cost::cross_entropy);
}

// The quotients of 3-4-2 take 17 cycles in a vector of AVX-512 and 11 in half of one. Softmax sums
// up a vector: in another width another sum.
template <class T>
const Kernels<T>& kernels_of(const Architecture& architecture) {
  const std::vector<std::size_t>& sizes = architecture.sizes;
  return architecture.output() == Activation::softmax
             ? kernels<T>()
             : kernels_for<T>(*std::max_element(sizes.begin() + 1, sizes.end()));
}

template <class T>
bool has_zeros(ConstMatrix<T> m) {
  bool found = false;
  for (std::size_t i = 0; i < m.rows; ++i)
    for (std::size_t j = 0; j < m.cols; ++j) found |= bits_of(m.row(i)[j]) == 0;
  return found;
}

}  // namespace

template <class T>
NarrowDescent<T>::NarrowDescent(Network<T>& network, Optimizer<T>& optimizer, const Dataset& data,
                                const EpochOptions& options, const Disturbance<T>& disturb)
    : network_(network),
      optimizer_(optimizer),
      data_(data),
      options_(options),
      disturb_(disturb),
      able_(is_narrow<T>(network.architecture) && options.batch_size <= most_rows &&
            options.batch_size * network.architecture.inputs() <= most_entering && !data.weights &&
            is_plain(optimizer, options.recipe) && !options.recipe.drops_any()) {
  if (!able_) return;
  const std::size_t epoch = (data.x.rows + options.batch_size - 1) / options.batch_size;
  layers_.resize(network.architecture.layers());
  batches_.resize(std::min(epoch, rows_of_run / options.batch_size));
  const std::size_t inputs = network.architecture.inputs();
  seen_.resize(seen_words(inputs));
  lines_.resize(batches_.size() * inputs);
  blocks_.resize(inputs / PickedBlock::inputs);
  std::size_t rows = 0;
  for (std::size_t l = 1; l < layers_.size(); ++l) rows += network.architecture.sizes[l + 1];
  turned_ = Buffer<T>(rows * narrow_stride<T>);
}

template <class T>
void NarrowDescent<T>::describe_layers() {
  const Workspace<T>& w = network_.workspace;
  T* turned = turned_.data();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Matrix<T> weights = network_.parameters.layers()[l].weights;
    layers_[l] = {network_.architecture.activations[l],
                  weights.rows,
                  weights.cols,
                  weights.data,
                  turned,
                  network_.parameters.layers()[l].biases,
                  w.z(l).data,
                  w.a(l).data,
                  w.delta(l).data,
                  w.a_prev(l).data,
                  w.a_prev(l).stride};
    if (l > 0) turned += weights.cols * narrow_stride<T>;
  }
}

template <class T>
std::size_t NarrowDescent<T>::describe_batches(Rows rows, std::span<const double> rates,
                                               std::size_t samples) {
  const std::size_t inputs = network_.architecture.inputs();
  const T mean = static_cast<T>(1 / static_cast<double>(options_.batch_size));
  const bool looks = !disturb_.changes_inputs() && has_zeros<T>(network_.workspace.a_prev(0));
  std::size_t count = 0;
  for (std::size_t first = 0; first < samples; first += options_.batch_size, ++count) {
    const double rate = rates[count];
    const std::size_t m = std::min(options_.batch_size, samples - first);
    NarrowBatch<T>& batch = batches_[count];
    batch = {first,
             m,
             m == options_.batch_size ? mean : static_cast<T>(1 / static_cast<double>(m)),
             static_cast<T>(-rate),
             static_cast<T>(1 - rate * options_.recipe.l2),
             nullptr,
             inputs};
    if (batch.step == 0) break;
    if (!looks) continue;
    std::uint32_t* lines = lines_.data() + count * inputs;
    if (const auto picked = nonzero_inputs(data_.x, {rows.order, rows.first + first}, m,
                                           seen_.data(), lines, blocks_.data())) {
      batch.lines = lines;
      batch.inputs = picked->count;
    }
  }
  return count;
}

template <class T>
void NarrowDescent<T>::advance(Progress& done, Rows rows, std::span<const double> rates) {
  Workspace<T>& w = network_.workspace;
  Parameters<T>& parameters = network_.parameters;
  const std::size_t samples =
      std::min(data_.x.rows - rows.first, batches_.size() * options_.batch_size);
  w.resize(samples, true, 1);
  w.intake().choose_all();
  const Range all{0, samples};
  load(w.intake(), data_, rows, all);
  disturb_(network_.architecture, w.intake(), Dropout{}, rows.first, all, 0);
  const std::size_t count = describe_batches(rows, rates, samples);
  describe_layers();
  const Architecture& net = network_.architecture;
  kept_.assign(parameters.data(), parameters.data() + parameters.size());
  const bool gated = net.cost != Cost::cross_entropy;
  kernels_of<T>(net).descend_narrow(layers_.data(), layers_.size(), w.y().data, gated,
                                    batches_.data(), count);

  const std::size_t trained = count ? batches_[count - 1].first + batches_[count - 1].rows : 0;
  mark(network_, {0, trained});
  Progress after{done.samples + trained, done.batches + count, done.score};
  for (std::size_t b = 0; b < count; ++b) {
    const std::size_t first = batches_[b].first;
    Score found;
    add_marks(w, {first, first + batches_[b].rows}, nullptr, found);
    after.score += found;
  }
  if (!std::isfinite(after.score.cost)) {
    std::copy(kept_.begin(), kept_.end(), parameters.data());
    return;
  }
  optimizer_.steps += count;
  done = after;
}

template class NarrowDescent<float>;
template class NarrowDescent<double>;

}  // namespace deltaward
