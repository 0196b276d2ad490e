#include "crucible/store/previous_models.hpp"

#include "crucible/mpi/collective.hpp"

#include <filesystem>
#include <vector>

namespace crucible {

namespace {

namespace fs = std::filesystem;

bool exists(const Communicator& comm, const std::string& path) {
  std::error_code ignored;
  return comm.broadcast_value(comm.is_root() && fs::exists(path, ignored));
}

void rename_damaged(const std::vector<std::string>& damaged) {
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

GoodModel newest_good_model(const Communicator& comm, const std::string& path, std::int64_t keep,
                            bool set_aside) {
  std::string problems;
  std::vector<std::string> damaged;
  for (std::int64_t number = 0; number <= keep; ++number) {
    const std::string candidate = number == 0 ? path : previous_path(path, number);
    if (!exists(comm, candidate)) {
      if (number == 0) problems = path + " is missing; ";
      continue;
    }
    std::optional<ModelStore> model;
    try {
      model.emplace(ModelStore::open(comm, candidate));
    } catch (const Error& error) {
      if (!error.on_all_ranks()) throw;
      problems += std::string(error.what()) + "; ";
      damaged.push_back(candidate);
      continue;
    }
    if (set_aside) on_root(comm, [&] { rename_damaged(damaged); });
    return {std::move(model), problems};
  }
  if (damaged.empty()) return {};
  on_every_rank(comm, [&] {
    throw Error(ErrorKind::input, problems + "nothing good to resume from; `fresh` starts over");
  });
  return {};
}

}  // namespace crucible
