// SPDX-License-Identifier: MIT
#include "training/feed.hpp"

#include "network/passes.hpp"

namespace deltaward {

template <class T>
Feed<T>::Feed(const Architecture& architecture, const Dataset& data, const std::uint32_t* order,
              const Disturbance<T>& disturb, bool looks, std::size_t most_threads)
    : architecture_(architecture),
      data_(data),
      order_(order),
      disturb_(disturb),
      looks_(looks),
      look_ahead_(data.x, order, most_threads) {}

template <class T>
void Feed<T>::choose(Intake<T>& into, std::size_t first, std::size_t parts) {
  first_ = first;
  if (disturb_.changes_inputs())
    into.choose_all();
  else if (const std::uint64_t* seen = look_ahead_.found(first))
    into.choose(seen);
  else
    into.choose(data_.x, {order_, first});
  // A thread alone has nobody that waits for it.
  const std::size_t m = into.x().rows;
  look_ahead_.expect(first + m, m, looks_ && into.picked() && parts > 1);
}

template <class T>
void Feed<T>::fill(const Intake<T>& into, const Dropout& dropout, Range rows, std::size_t part) {
  load(into, data_, {order_, first_}, rows);
  look_ahead_(rows, part);
  disturb_(architecture_, into, dropout, first_, rows, part);
}

template class Feed<float>;
template class Feed<double>;

}  // namespace deltaward
