#include "foreign/file_walk.hpp"

namespace crucible {

namespace {

/// A limit is needed because a group can contain a link to itself.
constexpr int deepest = 16;
constexpr int most_objects = 5000;

void walk_below(const H5File& file, const std::string& group, int depth, int& left,
                const std::function<bool(const std::string&)>& visit) {
  for (const std::string& name : file.children(group)) {
    if (left-- <= 0) return;
    const std::string path = (group == "/" ? "" : group) + "/" + name;
    if (visit(path) && depth < deepest && file.is_group(path)) walk_below(file, path, depth + 1, left, visit);
  }
}

}  // namespace

void walk(const H5File& file, const std::function<bool(const std::string&)>& visit) {
  int left = most_objects;
  if (visit("/")) walk_below(file, "/", 1, left, visit);
}

}  // namespace crucible
