// SPDX-License-Identifier: MIT
#include "bindings/bind_training.hpp"

#include <pybind11/stl.h>

#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bindings/bind.hpp"
#include "bindings/gil.hpp"
#include "bindings/make_class.hpp"
#include "bindings/matrix_array.hpp"
#include "bindings/own_cost.hpp"
#include "bindings/views.hpp"
#include "training/epoch.hpp"

namespace deltaward {
namespace {

// What an epoch, or a part of it, came to.
struct EpochResult {
  Progress progress;
  py::object bad_layer = py::none();  // where NaN or infinity appeared
  std::string bad_place;
};

double mean_cost(const Progress& p) {
  return p.score.weight > 0 ? p.score.cost / p.score.weight : 0;
}
double accuracy(const Progress& p) {
  return static_cast<double>(p.score.correct) / static_cast<double>(p.samples);
}

// Read in place: after_batch may change those of the steps to come.
std::span<const double> as_rates(const Contiguous<double>& rates, std::size_t expected,
                                 double most) {
  if (rates.ndim() != 1 || static_cast<std::size_t>(rates.size()) != expected)
    throw std::invalid_argument("rates: " + std::to_string(rates.size()) + "; expected " +
                                std::to_string(expected) + ", one a mini-batch");
  for (py::ssize_t i = 0; i < rates.size(); ++i)
    if (!(std::abs(rates.data()[i]) <= most))
      throw std::invalid_argument(
          "learning_rate: " + std::string(py::str(py::float_(rates.data()[i]))) +
          "; expected at most " + std::string(py::str(py::float_(most))));
  return {rates.data(), static_cast<std::size_t>(rates.size())};
}

template <class T>
EpochResult train(LockedNetwork<T>& network, const DatasetArrays& data,
                  const Contiguous<double>& rates, std::size_t batch_size, bool shuffle,
                  std::size_t block, std::uint64_t seed, std::uint64_t epoch, std::size_t threads,
                  const Recipe& recipe, const Progress& start, const py::object& tick,
                  const py::object& after_batch, bool rollback) {
  check_made_for(network, data);
  if (recipe.augment && recipe.augment->height * recipe.augment->width != data.x.samples.cols)
    throw std::invalid_argument("augment: made for images of another size");
  if (batch_size == 0) throw std::invalid_argument("batch_size: 0; expected at least 1");
  const std::size_t n = data.x.samples.rows;
  if (start.samples > n || (start.samples % batch_size && start.samples < n))
    throw std::invalid_argument("start: " + std::to_string(start.samples) +
                                " samples; expected a whole number of mini-batches");
  const std::size_t left = n - start.samples;
  const auto used = as_rates(rates, left / batch_size + (left % batch_size > 0), largest<T>);
  const Tick on_tick = [&](const Progress& progress) {
    check_signals();
    if (tick.is_none()) return;
    const AcquireGil acquire;
    call_python(tick, progress);
  };
  AfterBatch on_batch;
  if (!after_batch.is_none())
    on_batch = [&](const Progress& progress) {
      const AcquireGil acquire;
      return call_python(after_batch, progress).template cast<bool>();
    };
  const EpochOptions options{batch_size, shuffle, block, seed, epoch, threads, rollback, recipe};
  EpochResult result;
  try {
    const Exclusive<T> exclusive(network);
    if (!network.optimizer) throw std::logic_error("train_epoch: use_optimizer comes first");
    const Raised training(network.in_training);
    result.progress = train_epoch(network, *network.optimizer, network.team, data.view(), options,
                                  start, used, on_tick, on_batch);
  } catch (const Diverged& diverged) {
    result.progress = diverged.progress;
    result.bad_layer = py::int_(diverged.layer);
    constexpr const char* places[] = {"cost", "weights", "memory"};
    result.bad_place = places[static_cast<std::size_t>(diverged.place)];
  }
  return result;
}

template <class T>
void use_optimizer(LockedNetwork<T>& network, const std::string& rule, double first, double second,
                   double epsilon, double weight_decay, double initial_step, double smallest_step,
                   double largest_step, std::optional<bool> divides) {
  OptimizerSettings settings{first,        second,        epsilon,     weight_decay,
                             initial_step, smallest_step, largest_step};
  if (divides) settings.divides = *divides;
  auto made =
      std::make_shared<Optimizer<T>>(parse_rule(rule), settings, network.architecture.sizes);
  const Exclusive<T> exclusive(network);
  if (network.in_training)
    throw std::logic_error("optimizer: the network is in a mini-batch of another training");
  const AcquireGil acquire;  // who looks at it has the GIL, not the lock
  network.optimizer.swap(made);
  network.team = {};
}

// What `f` makes of the optimizer, while nobody trains with it.
template <class T, class F>
auto with_optimizer(LockedNetwork<T>& network, F f) {
  const Exclusive<T> exclusive(network);
  if (!network.optimizer) throw std::logic_error("optimizer: none yet");
  return f(*network.optimizer);
}

// A (weights, biases) of views for each thing that the optimizer remembers.
template <class T>
py::typing::List<std::pair<ArrayTuple, ArrayTuple>> slots(const py::object& self) {
  py::typing::List<std::pair<ArrayTuple, ArrayTuple>> out;
  using Held = std::shared_ptr<Optimizer<T>>;
  Held optimizer;
  {
    auto& network = self.cast<LockedNetwork<T>&>();
    const Exclusive<T> exclusive(network);
    optimizer = network.optimizer;
  }
  if (!optimizer) return out;
  const py::capsule owner(new Held(optimizer), [](void* held) { delete static_cast<Held*>(held); });
  for (const Parameters<T>& slot : optimizer->slots)
    out.append(
        py::make_tuple(views(slot, owner, weight_view<T>), views(slot, owner, bias_view<T>)));
  return out;
}

}  // namespace

template <class T>
void bind_training_of(py::class_<LockedNetwork<T>>& network) {
  using N = LockedNetwork<T>;
  network
      .def("use_optimizer", &use_optimizer<T>, py::arg("rule"), py::kw_only(),
           py::arg("first") = 0.0, py::arg("second") = 0.0, py::arg("epsilon") = 0.0,
           py::arg("weight_decay") = 0.0, py::arg("initial_step") = 0.0,
           py::arg("smallest_step") = 0.0, py::arg("largest_step") = 0.0,
           py::arg("divides") = py::none(),
           "Begin with a rule of this name, remembering nothing. `divides`: whether quotients are "
           "made by the divider where there is another way; None: the quicker on this CPU.")
      .def_property(
          "optimizer_steps",
          [](N& n) { return with_optimizer<T>(n, [](Optimizer<T>& o) { return o.steps; }); },
          [](N& n, std::uint64_t steps) {
            with_optimizer<T>(n, [&](Optimizer<T>& o) { o.steps = steps; });
          },
          "Steps that the optimizer made.")
      .def_property_readonly("slots", &slots<T>,
                             "What the optimizer remembers: writable (weights, biases) views.")
      .def(
          "use_cost",
          [](N& n, py::object fn, py::object delta) {
            auto made = make_own_cost<T>(fn, delta, n.in_cost);
            const Exclusive<T> exclusive(n);
            n.own_cost = std::move(made);
            std::swap(n.cost_fn, fn);  // the old ones go when the GIL is back
            std::swap(n.cost_delta, delta);
          },
          py::arg("fn"), py::arg("delta"), "The functions of the cost 'custom'.")
      .def("train_epoch", &train<T>, py::arg("data"), py::arg("rates"), py::kw_only(),
           py::arg("batch_size"), py::arg("shuffle"), py::arg("block") = 0, py::arg("seed"),
           py::arg("epoch"), py::arg("threads") = 0, py::arg("recipe"), py::arg("start"),
           py::arg("tick") = py::none(), py::arg("after_batch") = py::none(),
           py::arg("rollback") = true,
           "Train from `start` to the end of the epoch without the GIL. Between mini-batches, at "
           "most every 20 ms, tick(progress) is called and signals are seen to; after each one "
           "after_batch(progress), whose False ends the epoch. With rollback, the network and the "
           "optimizer are as before if it diverges; that takes a copy of them.");
}

template void bind_training_of(py::class_<LockedNetwork<float>>&);
template void bind_training_of(py::class_<LockedNetwork<double>>&);

void bind_epoch(py::module_& m) {
  const Recipe none;
  make_class<AugmentOptions>(m, "AugmentOptions", "Distortions of images.")
      .def(py::init([](std::size_t height, std::size_t width, double shift, double rotate,
                       double scale, double alpha, double sigma) {
             return std::make_unique<AugmentOptions>(
                 AugmentOptions{height, width, shift, rotate, scale, alpha, sigma});
           }),
           py::kw_only(), py::arg("height"), py::arg("width"), py::arg("shift"), py::arg("rotate"),
           py::arg("scale"), py::arg("alpha"), py::arg("sigma"));
  make_class<Recipe>(m, "Recipe", "What training does beside plain descent.")
      .def(py::init([](double l1, double l2, double max_norm, double clip_norm, double clip_value,
                       double label_smoothing, double input_noise, std::vector<double> dropout,
                       std::optional<AugmentOptions> augment) {
             if (augment) check(*augment);
             return std::make_unique<Recipe>(Recipe{l1, l2, max_norm, clip_norm, clip_value,
                                                    label_smoothing, input_noise,
                                                    std::move(dropout), augment});
           }),
           py::kw_only(), py::arg("l1") = none.l1, py::arg("l2") = none.l2,
           py::arg("max_norm") = none.max_norm, py::arg("clip_norm") = none.clip_norm,
           py::arg("clip_value") = none.clip_value,
           py::arg("label_smoothing") = none.label_smoothing,
           py::arg("input_noise") = none.input_noise, py::arg("dropout") = none.dropout,
           py::arg("augment") = py::none());
  make_class<Progress>(m, "Progress", "How far an epoch is.")
      .def(py::init([](std::size_t samples, std::size_t batches, double cost, double weight,
                       std::size_t correct) {
             return std::make_unique<Progress>(Progress{samples, batches, {cost, weight, correct}});
           }),
           py::arg("samples") = 0, py::arg("batches") = 0, py::arg("cost_sum") = 0.0,
           py::arg("weight") = 0.0, py::arg("correct") = 0)
      .def_readonly("samples", &Progress::samples)
      .def_readonly("batches", &Progress::batches)
      .def_property_readonly("cost", &mean_cost, "The mean over the samples, before each step.")
      .def_property_readonly("accuracy", &accuracy)
      .def_property_readonly("cost_sum", [](const Progress& p) { return p.score.cost; })
      .def_property_readonly("weight", [](const Progress& p) { return p.score.weight; })
      .def_property_readonly("correct", [](const Progress& p) { return p.score.correct; });
  make_class<EpochResult>(m, "EpochResult", "What an epoch came to.")
      // A copy: what refers to its parent is noted in another table, and that fails worse.
      .def_property_readonly("progress", [](const EpochResult& r) { return r.progress; })
      .def_readonly("bad_layer", &EpochResult::bad_layer,
                    "Where NaN or infinity appeared, counted from 0; None: nowhere.")
      .def_readonly("bad_place", &EpochResult::bad_place,
                    "'cost' of a mini-batch, or, after the last, 'weights' or the optimizer's "
                    "'memory' of them.");
}

}  // namespace deltaward
