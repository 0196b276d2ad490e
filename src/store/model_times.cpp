#include "model_times.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace crucible {

namespace {

constexpr const char* group = "/times";

std::string path_of(std::size_t layer) { return std::string(group) + "/" + std::to_string(layer); }

/// Collective.
void write_layer(H5File& file, const Communicator& comm, const TimeLayer& layer, const std::string& path,
                 IndexRange rows, std::int64_t total_rows) {
  // Rows that every rank has are written by rank 0.
  const bool writes = layer.side == TimeSide::user || comm.is_root();
  const std::int64_t mine = writes ? std::ssize(layer.slot) : 0;
  const std::int64_t before = comm.sum_before(mine);
  const std::int64_t total = comm.sum_value(mine);
  std::vector<std::int64_t> ends;
  if (comm.is_root()) ends.push_back(0);
  for (std::int64_t row = 0; writes && row < rows.size(); ++row)
    ends.push_back(before + layer.offsets[static_cast<std::size_t>(row) + 1]);
  const std::int64_t first = comm.is_root() ? 0 : rows.begin + 1;
  const IndexRange end_rows{first, first + std::ssize(ends)};
  const IndexRange entries{before, before + mine};
  const auto count = static_cast<std::size_t>(mine);
  file.create_group(path, "what ratings of one row about one time add up to");
  file.write_attribute(path, "side", std::string(name_of(layer.side)));
  file.write_attribute(path, "scale", layer.scale);
  file.write_attribute(path, "damping", layer.damping);
  file.write(path + "/offsets", total_rows + 1, 0, end_rows, std::span<const std::int64_t>(ends),
             "entries of row r are [offsets[r], offsets[r + 1])");
  file.write(path + "/slot", total, 0, entries, std::span(layer.slot).first(count),
             "time / (scale / 4), rounded down, ascending within a row");
  file.write(path + "/sum", total, 0, entries, std::span(layer.sum).first(count),
             "of what the model and the layers before leave of the ratings");
  file.write(path + "/count", total, 0, entries, std::span(layer.count).first(count), "of the ratings");
}

TimeSide side_of(const H5File& file, const std::string& path) {
  const std::string name = file.text_attribute(path, "side");
  for (const auto& [other, side] : time_sides)
    if (name == other) return side;
  throw InputError(file.path(), "attribute side of " + path + " is " + printable(name) +
                                    ", which this version does not know");
}

void check_layer(const std::string& file, const std::string& path, const TimeLayer& layer) {
  const auto refuse = [&](const std::string& what, const std::string& problem) {
    throw InputError(file, what + ' ' + path + problem);
  };
  if (layer.scale < least_time_scale) refuse("attribute scale of", " is too small");
  if (!(layer.damping > 0) || !std::isfinite(layer.damping))
    refuse("attribute damping of", " is not a finite number above 0");
  for (std::size_t row = 0; row + 1 < layer.offsets.size(); ++row) {
    const auto begin = layer.slot.begin() + layer.offsets[row];
    const auto end = layer.slot.begin() + layer.offsets[row + 1];
    if (std::adjacent_find(begin, end, [](std::int64_t a, std::int64_t b) { return a >= b; }) != end)
      refuse("dataset", "/slot is not ascending");
  }
  if (std::any_of(layer.sum.begin(), layer.sum.end(), [](float value) { return !std::isfinite(value); }))
    refuse("dataset", "/sum holds a value that is not a finite number");
  if (std::any_of(layer.count.begin(), layer.count.end(),
                  [](float value) { return !(value >= 1) || !std::isfinite(value); }))
    refuse("dataset", "/count holds a value that is no number of ratings");
}

/// Without rows.
TimeLayer read_head(const H5File& file, const std::string& path) {
  TimeLayer layer;
  layer.side = side_of(file, path);
  layer.scale = file.int_attribute(path, "scale");
  layer.damping = file.real_attribute(path, "damping");
  return layer;
}

TimeLayer read_layer(const H5File& file, const std::string& path, IndexRange users, std::int64_t total_users,
                     std::int64_t total_books) {
  TimeLayer layer = read_head(file, path);
  const bool of_users = layer.side == TimeSide::user;
  const std::int64_t others = layer.side == TimeSide::book ? total_books : 1;
  const std::int64_t total = of_users ? total_users : others;
  const IndexRange rows = of_users ? users : IndexRange{0, total};
  if (file.shape(path + "/offsets").dims != std::vector<std::int64_t>{total + 1})
    throw InputError(file.path(), "dataset " + path + "/offsets is not a list of " +
                                      std::to_string(total + 1) + " values");
  layer.offsets = file.read<std::int64_t>(path + "/offsets", {rows.begin, rows.end + 1});
  const std::int64_t entries = file.shape(path + "/slot").rows();
  if (layer.offsets.front() < 0 || layer.offsets.back() > entries ||
      !std::is_sorted(layer.offsets.begin(), layer.offsets.end()))
    throw InputError(file.path(),
                     "dataset " + path + "/offsets does not ascend from 0 to " + std::to_string(entries));
  const IndexRange own{layer.offsets.front(), layer.offsets.back()};
  for (std::int64_t& offset : layer.offsets) offset -= own.begin;
  layer.slot = file.read<std::int64_t>(path + "/slot", own);
  layer.sum = file.read<float>(path + "/sum", own);
  layer.count = file.read<float>(path + "/count", own);
  check_layer(file.path(), path, layer);
  return layer;
}

/// The groups of the layers, in order; none without time effects.
std::vector<std::string> layer_paths(const H5File& file) {
  std::vector<std::string> paths;
  if (!file.has(group)) return paths;
  const std::int64_t layers = file.int_attribute(group, "layers");
  if (layers < 1 || layers > std::ssize(file.children(group)))
    throw InputError(file.path(),
                     std::string("attribute layers of ") + group + " is not its number of groups");
  for (std::int64_t l = 0; l < layers; ++l) paths.push_back(path_of(static_cast<std::size_t>(l)));
  return paths;
}

}  // namespace

void write_times(H5File& file, const Communicator& comm, const TimeEffects& times, IndexRange users,
                 std::int64_t total_users) {
  if (times.empty()) return;
  file.create_group(group, "what times of ratings tell, see docs/file-format.md");
  file.write_attribute(group, "present", times.present);
  file.write_attribute(group, "layers", std::int64_t{std::ssize(times.layers)});
  for (std::size_t l = 0; l < times.layers.size(); ++l) {
    const TimeLayer& layer = times.layers[l];
    if (layer.side == TimeSide::user)
      write_layer(file, comm, layer, path_of(l), users, total_users);
    else
      write_layer(file, comm, layer, path_of(l), {0, layer.rows()}, layer.rows());
  }
}

TimeEffects read_times(const H5File& file, IndexRange users, std::int64_t total_users,
                       std::int64_t total_books) {
  TimeEffects times;
  for (const std::string& path : layer_paths(file))
    times.layers.push_back(read_layer(file, path, users, total_users, total_books));
  if (times.empty()) return times;
  times.present = file.int_attribute(group, "present");
  find_present(times);
  return times;
}

std::vector<TimeLayer> read_time_heads(const H5File& file) {
  std::vector<TimeLayer> heads;
  for (const std::string& path : layer_paths(file)) heads.push_back(read_head(file, path));
  return heads;
}

}  // namespace crucible
