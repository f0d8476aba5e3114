// SPDX-License-Identifier: MIT
#include "network/initializer.hpp"

#include <cmath>

#include "kernels/random.hpp"
#include "network/activation.hpp"
#include "network/names.hpp"

namespace deltaward {
namespace {

constexpr std::string_view names[] = {"auto", "standard_normal", "scaled_normal", "glorot_uniform",
                                      "he_normal"};

// Streams 0, 1, 2, … of the network's seed are the layers' weights and biases.
template <class T>
void initialize_layer(Init init, Random& random, const Layer<T>& layer) {
  const auto& w = layer.weights;
  const auto n_in = static_cast<double>(w.rows), n_out = static_cast<double>(w.cols);
  const double spread = init == Init::scaled_normal    ? std::sqrt(1 / n_in)
                        : init == Init::he_normal      ? std::sqrt(2 / n_in)
                        : init == Init::glorot_uniform ? std::sqrt(6 / (n_in + n_out))
                                                       : 1.0;
  for (std::size_t j = 0; j < w.rows; ++j)
    for (std::size_t k = 0; k < w.cols; ++k)
      w.row(j)[k] = static_cast<T>(
          spread * (init == Init::glorot_uniform ? 2 * random.uniform() - 1 : random.normal()));
  if (init == Init::standard_normal || init == Init::scaled_normal)
    for (std::size_t k = 0; k < w.cols; ++k) layer.biases[k] = static_cast<T>(random.normal());
}

}  // namespace

std::span<const std::string_view> init_names() { return names; }

Init parse_init(std::string_view name, const std::string& argument) {
  return static_cast<Init>(parse_name(name, names, argument));
}

template <class T>
void initialize(Init init, std::uint64_t seed, const Architecture& architecture,
                Parameters<T>& parameters) {
  for (std::size_t l = 0; l < architecture.layers(); ++l) {
    Random random(seed, l);
    const Init chosen = init != Init::automatic                       ? init
                        : is_relu_family(architecture.activations[l]) ? Init::he_normal
                                                                      : Init::glorot_uniform;
    initialize_layer(chosen, random, parameters.layers()[l]);
  }
}

template void initialize(Init, std::uint64_t, const Architecture&, Parameters<float>&);
template void initialize(Init, std::uint64_t, const Architecture&, Parameters<double>&);

}  // namespace deltaward
