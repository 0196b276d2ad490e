#include "side_files.hpp"

#include "crucible/cli/same_file.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/text_output.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <unistd.h>

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

/// `option` and its file: "--json" and PATH.
void check_side_file(const std::string& option, const std::string& path, const std::string& output,
                     const std::vector<std::string>& inputs) {
  const fs::path file = path;
  std::error_code ignored;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored))
    throw UsageError(option + ": the folder " + printable(folder.string()) + " does not exist");
  if (fs::is_directory(file, ignored))
    throw UsageError(option + ": " + printable(path) + " is a folder; name a file");
  if (!output.empty() && same_file(path, output))
    throw UsageError(option + ": " + printable(path) + " is also the output");
  for (const std::string& input : inputs)
    if (same_file(path, input)) throw UsageError(option + ": " + printable(path) + " is also an input");
  if (fs::exists(file, ignored) && !(fs::is_regular_file(file, ignored) && may_be_json(file)))
    throw UsageError(option + ": " + printable(path) +
                     " exists and is no JSON of crucible; name another file");
  if (::access(folder.c_str(), W_OK) != 0) throw IoError(path, "its folder is not writable");
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
