#include "resume.hpp"

#include "crucible/mpi/collective.hpp"

#include <filesystem>
#include <map>
#include <sstream>
#include <vector>

namespace crucible {

namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> parsed(const std::string& config) {
  std::map<std::string, std::string> values;
  std::istringstream lines(config);
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t at = line.find(" = "); at != std::string::npos)
      values[line.substr(0, at)] = line.substr(at + 3);
  return values;
}

bool exists(const Communicator& comm, const std::string& path) {
  std::error_code ignored;
  return comm.broadcast_value(comm.is_root() && fs::exists(path, ignored));
}

/// Damaged files must not take the place of good ones when the next checkpoint moves the present one back.
void set_aside(const std::vector<std::string>& damaged) {
  for (const std::string& path : damaged) {
    std::error_code failed;
    fs::rename(path, path + ".damaged", failed);
    if (failed) throw IoError(path, "cannot be renamed to " + path + ".damaged: " + failed.message());
  }
}

}  // namespace

std::string previous_path(const std::string& path, std::int64_t number) {
  fs::path previous(path);
  previous.replace_extension(".prev" + (number == 1 ? "" : std::to_string(number)) +
                             previous.extension().string());
  return previous.string();
}

void shift_previous(const std::string& path, std::int64_t keep) {
  std::error_code ignored;
  for (std::int64_t number = keep; number > 1; --number)
    fs::rename(previous_path(path, number - 1), previous_path(path, number), ignored);
}

std::optional<ModelStore> newest_good_model(Job& job, const std::string& path, std::int64_t keep) {
  std::string problems;
  std::vector<std::string> damaged;
  for (std::int64_t number = 0; number <= keep; ++number) {
    const std::string candidate = number == 0 ? path : previous_path(path, number);
    if (!exists(job.comm, candidate)) {
      if (number == 0) problems = path + " is missing; ";
      continue;
    }
    try {
      ModelStore model = ModelStore::open(job.comm, candidate);
      if (!problems.empty()) job.log.warning(problems + "going on from " + candidate);
      if (!job.common.dry_run) on_root(job.comm, [&] { set_aside(damaged); });
      return model;
    } catch (const Error& error) {
      if (!error.on_all_ranks()) throw;
      problems += std::string(error.what()) + "; ";
      damaged.push_back(candidate);
    }
  }
  if (damaged.empty()) return std::nullopt;
  on_every_rank(job.comm, [&] {
    throw Error(ErrorKind::input, problems + "nothing good to resume from; --fresh starts over");
  });
  return std::nullopt;
}

void check_resumable(const ModelStore& model, const std::string& config,
                     const std::string& ratings_fingerprint) {
  if (model.record().ratings_fingerprint != ratings_fingerprint)
    throw UsageError(model.path() + ": was trained on other ratings; name those, or start over with --fresh");
  const auto then = parsed(model.record().config);
  const auto now = parsed(config);
  const auto shown = [](const std::map<std::string, std::string>& values, const std::string& name) {
    const auto at = values.find(name);
    return at == values.end() ? std::string("unset") : at->second;
  };
  std::map<std::string, std::string> names = then;
  names.insert(now.begin(), now.end());
  for (const auto& [name, ignored] : names)
    if (shown(then, name) != shown(now, name))
      throw UsageError(model.path() + ": was trained with " + name + " " + shown(then, name) + ", not " +
                       shown(now, name) + "; give the same options, or start over with --fresh");
}

}  // namespace crucible
