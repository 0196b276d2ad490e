#include "model_spread.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace crucible {

namespace {

constexpr const char* group = "/spread";
constexpr const char* of_users = "/spread/user";
constexpr const char* of_books = "/spread/book";

std::string reach_name(double level) { return "reach_" + std::to_string(std::lround(100 * level)); }

std::vector<float> read_side(const H5File& file, const std::string& dataset, IndexRange rows,
                             std::int64_t total) {
  if (file.shape(dataset).dims != std::vector<std::int64_t>{total})
    throw InputError(file.path(),
                     "dataset " + dataset + " is not a list of " + std::to_string(total) + " values");
  std::vector<float> values = file.read<float>(dataset, rows);
  if (std::any_of(values.begin(), values.end(),
                  [](float value) { return !(value >= 0) || !std::isfinite(value); }))
    throw InputError(file.path(), "dataset " + dataset + " holds a value that is no standard deviation");
  return values;
}

double read_number(const H5File& file, const std::string& name) {
  const double value = file.real_attribute(group, name);
  if (!(value >= 0) || !std::isfinite(value))
    throw InputError(file.path(),
                     "attribute " + name + " of " + group + " is not a finite number of at least 0");
  return value;
}

}  // namespace

void write_spread(H5File& file, const Communicator& comm, const Spread& spread, IndexRange users,
                  std::int64_t total_users) {
  if (spread.empty()) return;
  file.create_group(group, "how far ratings lie from predictions");
  file.write_attribute(group, "new_user", spread.new_user);
  file.write_attribute(group, "fitted_on", spread.fitted_on);
  for (std::size_t i = 0; i < interval_levels.size(); ++i)
    file.write_attribute(group, reach_name(interval_levels[i]), spread.reach[i]);
  file.write(of_users, total_users, 0, users, std::span<const float>(spread.user),
             "standard deviation of a user's ratings about the predictions");
  const std::int64_t books = std::ssize(spread.book);
  const std::int64_t mine = comm.is_root() ? books : 0;
  file.write(of_books, books, 0, IndexRange{0, mine},
             std::span<const float>(spread.book).first(static_cast<std::size_t>(mine)),
             "what it is multiplied by for the book");
}

Spread read_spread(const H5File& file, IndexRange users, IndexRange books, std::int64_t total_users,
                   std::int64_t total_books) {
  Spread spread;
  if (!file.has(group)) return spread;
  spread.new_user = read_number(file, "new_user");
  spread.fitted_on = file.int_attribute(group, "fitted_on");
  for (std::size_t i = 0; i < interval_levels.size(); ++i)
    spread.reach[i] = read_number(file, reach_name(interval_levels[i]));
  spread.user = read_side(file, of_users, users, total_users);
  spread.book = read_side(file, of_books, books, total_books);
  return spread;
}

}  // namespace crucible
