#include "page/names.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <filesystem>

namespace crucible {

namespace {

std::string name_in_folder(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace

std::string baseline_name(const std::string& key) {
  if (key == "user_book_bias") return "user + book bias";
  std::string name = key;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string plain_path(const std::string& path) {
  const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
  return (normal.has_filename() ? normal : normal.parent_path()).string();
}

Names::Names(const ReportFiles& files) {
  const auto add = [&](const std::string& path) {
    const std::string plain = plain_path(path);
    if (std::find(paths_.begin(), paths_.end(), plain) == paths_.end()) paths_.push_back(plain);
  };
  for (const ReportModel& model : files.models) add(model.origin.path);
  for (const ReportEvaluation& evaluation : files.evaluations)
    for (const ReportEvaluation::Row& row : evaluation.models) add(row.name);
  for (const ReportSpectrum& spectrum : files.spectra) add(spectrum.origin.path);
  for (const ReportCompression& compression : files.compressions) add(compression.origin.path);
  for (const ReportTiming& timing : files.timings) add(timing.path);
}

std::size_t Names::index(const std::string& path) const {
  const auto at = std::find(paths_.begin(), paths_.end(), plain_path(path));
  require(at != paths_.end(), "a file that the page does not have");
  return static_cast<std::size_t>(at - paths_.begin());
}

std::string Names::of(const std::string& path) const {
  const std::string& own = paths_[index(path)];
  const std::string name = name_in_folder(own);
  const bool shared = std::any_of(paths_.begin(), paths_.end(), [&](const std::string& other) {
    return other != own && name_in_folder(other) == name;
  });
  return shared ? own : name;
}

Colour Names::colour(const std::string& path) const { return {index(path)}; }

}  // namespace crucible
