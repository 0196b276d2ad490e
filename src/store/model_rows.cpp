#include "crucible/store/model_rows.hpp"

#include "crucible/model/predict.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <utility>

#include <xxhash.h>

namespace crucible {

namespace {

/// Rows that are read at a time.
constexpr std::int64_t block_rows = 1 << 16;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

template <typename Visit>
void for_blocks(std::int64_t total, const Visit& visit) {
  for (std::int64_t begin = 0; begin < total; begin += block_rows)
    visit(IndexRange{begin, std::min(total, begin + block_rows)});
}

/// The rows `rows` of `total`, `width` numbers each, from blocks that `read` reads; zeros where a row is
/// negative.
template <typename Read>
std::vector<float> chosen_rows(std::int64_t total, std::int64_t width, const std::vector<std::int64_t>& rows,
                               const Read& read) {
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i] >= 0) order.emplace_back(rows[i], i);
  std::sort(order.begin(), order.end());
  std::vector<float> values(rows.size() * at(width));
  auto next = order.begin();
  while (next != order.end()) {
    IndexRange needed{next->first, std::min(total, next->first + block_rows)};
    const auto end = std::lower_bound(next, order.end(), std::pair{needed.end, std::size_t{0}});
    needed.end = std::prev(end)->first + 1;
    const std::vector<float> block = read(needed);
    for (; next != end; ++next)
      std::copy_n(block.begin() + (next->first - needed.begin) * width, width,
                  values.begin() + static_cast<std::ptrdiff_t>(next->second) * width);
  }
  return values;
}

FactorModel timeless(const ModelStore& store, IndexRange users, IndexRange books) {
  FactorModel model = store.read(users, books);
  model.times = store.read_times(users);
  remove_time_effects(model);
  return model;
}

std::vector<std::uint64_t> hashes_of_books(const RatingStore& store) {
  std::vector<std::uint64_t> hashes;
  for_blocks(store.total_books(), [&](IndexRange books) {
    for (const std::string& id : store.book_ids(books)) hashes.push_back(XXH3_64bits(id.data(), id.size()));
  });
  return hashes;
}

}  // namespace

std::vector<std::int64_t> match_ids(const std::vector<std::string>& wanted, std::int64_t total,
                                    const IdReader& read) {
  std::unordered_map<std::string_view, std::size_t> places;
  places.reserve(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) places.emplace(wanted[i], i);
  std::vector<std::int64_t> found(wanted.size(), -1);
  for_blocks(total, [&](IndexRange block) {
    std::int64_t row = block.begin;
    for (const std::string& id : read(block)) {
      const auto place = places.find(id);
      if (place != places.end() && found[place->second] < 0) found[place->second] = row;
      ++row;
    }
  });
  return found;
}

std::vector<float> slot_rows(const ModelStore& model, const std::string& name, std::int64_t total_rows,
                             std::int64_t columns, const std::vector<std::int64_t>& rows) {
  return chosen_rows(total_rows, std::max<std::int64_t>(columns, 1), rows, [&](IndexRange block) {
    return model.read_slot({name, total_rows, columns, {}, block});
  });
}

std::vector<float> model_rows(const ModelStore& model, bool of_users, const std::vector<std::int64_t>& rows) {
  const std::int64_t total = of_users ? model.total_users() : model.total_books();
  const IndexRange none{0, 0};
  return chosen_rows(total, model.k() + 1, rows, [&](IndexRange block) {
    const FactorModel part = timeless(model, of_users ? block : none, of_users ? none : block);
    const Matrix& factors = of_users ? part.user_factors : part.book_factors;
    const std::vector<float>& bias = of_users ? part.user_bias : part.book_bias;
    std::vector<float> values;
    for (Eigen::Index r = 0; r < factors.rows(); ++r) {
      values.insert(values.end(), factors.row(r).data(), factors.row(r).data() + factors.cols());
      values.push_back(bias[at(r)]);
    }
    return values;
  });
}

double model_mean(const ModelStore& model) {
  return static_cast<double>(timeless(model, {0, 0}, {0, 0}).traits.global_mean);
}

std::vector<std::int64_t> rating_checks(const RatingStore& store, const RatingShard& train) {
  const std::vector<std::uint64_t> books = hashes_of_books(store);
  std::vector<std::int64_t> checks;
  for (std::int64_t u = 0; u < train.users.size(); ++u) {
    std::uint64_t sum = 0;
    for (std::int64_t i = train.offsets[at(u)]; i < train.offsets[at(u + 1)]; ++i)
      sum += XXH3_64bits_withSeed(&train.rating[at(i)], sizeof(float), books[at(train.book[at(i)])]);
    checks.push_back(static_cast<std::int64_t>(sum));
  }
  return checks;
}

}  // namespace crucible
