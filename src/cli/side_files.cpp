#include "side_files.hpp"

#include "crucible/cli/side_place.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/text_output.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace crucible {

namespace {

namespace fs = std::filesystem;

/// True if the file is empty or begins as JSON does, so that it may be the result of an earlier run.
bool may_be_json(const fs::path& path) {
  std::ifstream file(path);
  char first = '{';
  file.get(first);
  return first == '{';
}

void check_side_file(const std::string& option, const std::string& path, const std::string& output,
                     const std::vector<std::string>& inputs) {
  check_side_place(option, path, output, inputs);
  std::error_code ignored;
  if (fs::exists(path, ignored) && !(fs::is_regular_file(path, ignored) && may_be_json(path)))
    throw UsageError(option + ": " + printable(path) +
                     " exists and is no JSON of crucible; name another file");
}

}  // namespace

void check_side_files(const CommonOptions& common, const std::vector<std::string>& inputs) {
  const bool json = !common.json.empty() && common.json != "-";
  if (json) check_side_file("--json", common.json, common.output, inputs);
  if (common.trace.empty()) return;
  if (common.trace == "-") throw UsageError("--trace: name a file; - is none");
  check_side_file("--trace", common.trace, common.output, inputs);
  if (json && same_file(common.trace, common.json))
    throw UsageError("--trace: " + printable(common.trace) + " is also the file of --json");
}

void write_json(const std::string& path, const nlohmann::ordered_json& json) {
  const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (path == "-") {
    std::fputs(text.c_str(), stdout);
    return;
  }
  TextOutput file;
  file.open(path, "json", true);
  file.stream() << text;
  file.commit();
}

}  // namespace crucible
