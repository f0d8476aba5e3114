// SPDX-License-Identifier: MIT
// How a layer's work is cut for threads: blocks of rows (samples) and columns (neurons).
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "kernels/pool.hpp"
#include "network/network.hpp"

namespace deltaward {

// An owner's share is done in up to this many pieces, for others to take from; alone, in one.
constexpr std::size_t pieces_of(std::size_t parts) { return parts > 1 ? 4 : 1; }
// As many as have `each` of n.
constexpr std::size_t pieces_of(std::size_t n, std::size_t parts, std::size_t each) {
  return std::clamp<std::size_t>(n / parts / each, 1, pieces_of(parts));
}

// Rows (samples) and columns (neurons) of a layer's matrices.
struct Block {
  Range rows, columns;
};

template <class T>
Matrix<T> at(Matrix<T> m, Block b) {
  return {m.row(b.rows.first) + b.columns.first, b.rows.last - b.rows.first,
          b.columns.last - b.columns.first, m.stride};
}

template <class T>
Matrix<T> rows(Matrix<T> m, Range range) {
  return m.slice(range.first, range.last);
}

// Pieces are two granules wide where there are as many: with AVX-512 rows that skip zeros are 128
// floats (case C on two threads 0.86 of its time, with one granule 0.93).
template <class T>
Range piece_of(std::size_t n, Part owner, Part piece, std::size_t of) {
  const Range mine = share(n, owner, of);
  const Range part = share(mine.last - mine.first, piece, 2 * granule<T>);
  return {mine.first + part.first, mine.first + part.last};
}

// Whether each of so many threads gets neurons of layer l; else they share out its rows, or that
// layer and others. Weights in panels are their owners'.
template <class T>
bool has_neurons_for(const Network<T>& network, std::size_t l, std::size_t parts) {
  return (l == 0 && network.parameters.is_cut()) ||
         network.architecture.sizes[l + 1] >= parts * granule<T>;
}

// work(neurons, part) for those of layer l; one round of the pool.
template <class T, class F>
void over_columns(const Network<T>& network, std::size_t l, std::size_t parts, F work) {
  const std::size_t n = network.architecture.sizes[l + 1], of = network.parameters.granule_of(l);
  const std::size_t pieces = pieces_of(n, parts, 2 * granule<T>);
  run_shares(parts, pieces, [&](Part owner, std::size_t piece, std::size_t part) {
    const Range mine = piece_of<T>(n, owner, {piece, pieces}, of);
    if (mine.first < mine.last) work(mine, part);
  });
}

// work(rows, part) for m samples, 16 at a time where there are as many: with 4 at a time
// 32-64×8-10 in batches of 32 took 1.7 times as long on two threads.
template <class F>
void over_rows(std::size_t m, std::size_t parts, F work) {
  constexpr std::size_t rows = 16;
  const std::size_t pieces = pieces_of(m, parts, rows);
  run_shares(parts, pieces, [&](Part owner, std::size_t piece, std::size_t part) {
    const Range all = share(m, owner, 1);
    const Range mine = share(all.last - all.first, {piece, pieces}, rows);
    if (mine.first < mine.last) work(Range{all.first + mine.first, all.first + mine.last}, part);
  });
}

// work(l, neurons) for all layers; one round of the pool.
template <class T, class F>
void over_neurons(const Network<T>& network, std::size_t parts, F work) {
  const std::size_t layers = network.architecture.layers(), pieces = pieces_of(parts);
  run_shares(parts, layers * pieces, [&](Part owner, std::size_t at, std::size_t) {
    const std::size_t l = at / pieces, n = network.architecture.sizes[l + 1];
    const Range mine =
        piece_of<T>(n, owner, {at % pieces, pieces}, network.parameters.granule_of(l));
    if (mine.first < mine.last) work(l, mine);
  });
}

// work(l, inputs, neurons) for all weights, the last layer's first; one round of the pool. A layer
// without neurons for every thread is one thread's, and the next such layer another's; but behind
// neurons that are shared out the threads share its inputs, whose rows of W are theirs in BP2 too.
// (32-64×8-10 takes 1.03 times as long where all layers share inputs: more of the others' errors
// and activations are read.) Biases go with the last input.
template <class T, class F>
void over_weights(const Network<T>& network, std::size_t parts, F work) {
  const std::vector<std::size_t>& sizes = network.architecture.sizes;
  const std::size_t layers = network.architecture.layers(), pieces = pieces_of(parts);
  run_shares(parts, layers * pieces, [&](Part owner, std::size_t at, std::size_t) {
    const std::size_t l = layers - 1 - at / pieces, piece = at % pieces, n = sizes[l + 1];
    const std::size_t of = network.parameters.granule_of(l);
    const Range all{0, network.workspace.a_prev(l).cols};
    if (n > of) {
      const Range mine = piece_of<T>(n, owner, {piece, pieces}, of);
      if (mine.first < mine.last) work(l, all, mine);
    } else if (piece == 0 && l > 0 && has_neurons_for(network, l - 1, owner.count)) {
      const Range mine = share(all.last, owner, network.parameters.granule_of(l - 1));
      if (mine.first < mine.last) work(l, mine, Range{0, n});
    } else if (piece == 0 && l % owner.count == owner.index) {
      work(l, all, Range{0, n});
    }
  });
}

}  // namespace deltaward
