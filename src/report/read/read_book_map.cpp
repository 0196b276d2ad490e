#include "read/principal_axes.hpp"
#include "read/read_parts.hpp"

#include <algorithm>
#include <numeric>

namespace crucible {

namespace {

constexpr std::int64_t panel_values = 1 << 22;  ///< of factors that are held at a time

/// Calls `take` with panels of the model's books.
template <typename Take>
void each_panel(const ModelStore& store, Take take) {
  const std::int64_t rows = std::max<std::int64_t>(1, panel_values / std::max<std::int64_t>(1, store.k()));
  for (std::int64_t begin = 0; begin < store.total_books(); begin += rows)
    take(IndexRange{begin, std::min(begin + rows, store.total_books())});
}

/// The squared length of the factors of every book.
std::vector<double> squared_lengths(const ModelStore& store) {
  std::vector<double> lengths;
  each_panel(store, [&](IndexRange books) {
    const Matrix factors = store.read({0, 0}, books).book_factors;
    for (Eigen::Index row = 0; row < factors.rows(); ++row)
      lengths.push_back(factors.row(row).cast<double>().squaredNorm());
  });
  return lengths;
}

/// The indices of the `most` largest values, the largest first; of equal ones the first.
template <typename Value>
std::vector<std::int64_t> largest(std::span<const Value> values, std::size_t most) {
  std::vector<std::int64_t> order(values.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const auto before = [&](std::int64_t a, std::int64_t b) {
    const Value left = values[static_cast<std::size_t>(a)];
    const Value right = values[static_cast<std::size_t>(b)];
    return left != right ? left > right : a < b;
  };
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(most, order.size()));
  std::partial_sort(order.begin(), end, order.end(), before);
  order.erase(end, order.end());
  return order;
}

/// Factors (books.size() x k) and names of books.
struct Chosen {
  MatrixD factors;
  std::vector<std::string> names;
};

Chosen read_books(const ModelStore& store, const std::vector<std::int64_t>& books) {
  Chosen chosen{MatrixD(static_cast<Eigen::Index>(books.size()), store.k()),
                std::vector<std::string>(books.size())};
  each_panel(store, [&](IndexRange panel) {
    const auto here = [&](std::int64_t book) { return book >= panel.begin && book < panel.end; };
    if (std::none_of(books.begin(), books.end(), here)) return;
    const Matrix factors = store.read({0, 0}, panel).book_factors;
    const std::vector<std::string> ids = store.book_ids(panel);
    const std::vector<std::string> titles = store.book_titles(panel);
    for (std::size_t i = 0; i < books.size(); ++i) {
      if (!here(books[i])) continue;
      const auto row = static_cast<std::size_t>(books[i] - panel.begin);
      chosen.factors.row(static_cast<Eigen::Index>(i)) =
          factors.row(static_cast<Eigen::Index>(row)).cast<double>();
      chosen.names[i] = titles[row].empty() ? ids[row] : titles[row];
    }
  });
  return chosen;
}

}  // namespace

std::optional<BookMap> read_book_map(const ModelStore& store, std::span<const std::int64_t> ratings,
                                     std::size_t most) {
  const std::vector<std::int64_t> books =
      ratings.empty() ? largest<double>(squared_lengths(store), most) : largest<std::int64_t>(ratings, most);
  Chosen chosen = read_books(store, books);
  const std::optional<PrincipalPlane> plane = principal_plane(std::move(chosen.factors));
  if (!plane) return std::nullopt;
  BookMap map{plane->shares, {}};
  for (std::size_t i = 0; i < books.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    std::optional<std::int64_t> count;
    if (!ratings.empty()) count = ratings[static_cast<std::size_t>(books[i])];
    map.places.push_back({std::move(chosen.names[i]), count, plane->scores(row, 0), plane->scores(row, 1)});
  }
  return map;
}

}  // namespace crucible
