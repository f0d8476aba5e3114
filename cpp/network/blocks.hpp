// SPDX-License-Identifier: MIT
// How a layer's work is cut for threads: blocks of rows (samples) and columns (neurons).
#pragma once

#include <cstddef>

#include "kernels/pool.hpp"
#include "network/network.hpp"

namespace deltaward {

// An owner's share is done in this many pieces, for others to take from; alone, in one.
constexpr std::size_t pieces_of(std::size_t parts) { return parts > 1 ? 4 : 1; }

// Rows (samples) and columns (neurons) of a layer's matrices.
struct Block {
  Range rows, columns;

  bool empty() const { return rows.first == rows.last || columns.first == columns.last; }
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

template <class T>
Matrix<T> columns(Matrix<T> m, Range range) {
  return {m.data + range.first, m.rows, range.last - range.first, m.stride};
}

template <class T>
Layer<T> neurons(const Layer<T>& layer, Range range) {
  return {columns(layer.weights, range), layer.biases + range.first};
}

inline Range piece_of(std::size_t n, Part owner, std::size_t piece, std::size_t granule) {
  const Range mine = share(n, owner, granule);
  const Range part = share(mine.last - mine.first, {piece, pieces_of(owner.count)}, granule);
  return {mine.first + part.first, mine.first + part.last};
}

// Four cache lines of neurons, the width of the widest tile.
template <class T>
constexpr std::size_t granule = 4 * alignment / sizeof(T);

// Work on a layer of n neurons is shared out by neurons if everyone gets some, else by rows.
template <class T, class F>
void over_blocks(std::size_t m, std::size_t n, bool whole_rows, std::size_t parts, F work) {
  const bool by_rows = whole_rows || n < parts * granule<T>;
  run_shares(parts, pieces_of(parts), [&](Part owner, std::size_t piece, std::size_t part) {
    const Block block = by_rows ? Block{piece_of(m, owner, piece, 1), {0, n}}
                                : Block{{0, m}, piece_of(n, owner, piece, granule<T>)};
    if (!block.empty()) work(block, part);
  });
}

// work(l, columns) for the neurons of every layer; one round of the pool.
template <class T, class F>
void over_neurons(const Network<T>& network, std::size_t parts, F work) {
  const std::size_t layers = network.architecture.layers(), pieces = pieces_of(parts);
  run_shares(parts, layers * pieces, [&](Part owner, std::size_t piece, std::size_t) {
    const std::size_t l = piece / pieces;
    const Range mine =
        piece_of(network.architecture.sizes[l + 1], owner, piece % pieces, granule<T>);
    if (mine.first < mine.last) work(l, mine);
  });
}

}  // namespace deltaward
