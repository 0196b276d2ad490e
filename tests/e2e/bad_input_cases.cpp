// Runs every row of a table of wrong command lines and inputs as `crucible` would, all in one job, since
// starting a job for each would take minutes:  bad_input_cases TABLE
//
// A row:  code | name | message | command line; {ranks} in a message stands for their number. Every rank must
// be refused, in order and alike, with this exit code and exactly this message, and the files of the folder
// must be the same before and after. What the program prints around it (once, from one rank) is checked by
// bad_input.sh on some of the rows.
#include "commands.hpp"
#include "crucible/core/error.hpp"
#include "crucible/mpi/session.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace crucible;

constexpr std::string_view separator = " | ";

struct Case {
  int code = 0;
  std::string name;
  std::string message;
  std::vector<std::string> arguments;
};

/// Words between blanks; '' is an empty one.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream in(line);
  for (std::string word; in >> word;) words.push_back(word == "''" ? "" : word);
  return words;
}

/// `text` with the number of ranks for {ranks}.
std::string with_ranks(std::string text, int ranks) {
  const std::size_t at = text.find("{ranks}");
  return at == std::string::npos ? text : text.replace(at, 7, std::to_string(ranks));
}

std::vector<Case> read_table(const std::string& path, int ranks) {
  std::ifstream file(path);
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::array<std::string, 4> cells;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t end = i < 3 ? line.find(separator) : std::string::npos;
      cells.at(i) = line.substr(0, end);
      line.erase(0, end == std::string::npos ? end : end + separator.size());
    }
    cases.push_back({std::atoi(cells[0].c_str()), cells[1], with_ranks(cells[2], ranks), words_of(cells[3])});
  }
  return cases;
}

/// Every file here with its size, but for what this program prints into.
std::set<std::pair<std::string, std::uintmax_t>> files_here() {
  std::set<std::pair<std::string, std::uintmax_t>> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(".")) {
    if (entry.path() == "./out" || entry.path() == "./err") continue;
    files.emplace(entry.path(), entry.is_regular_file() ? entry.file_size() : 0);
  }
  return files;
}

/// What is wrong with how this rank went through the case; empty where nothing is.
std::string problem_with(const Communicator& world, const Case& bad) {
  try {
    const ExitCode code = run_crucible(world, bad.arguments);
    return "was accepted, exit code " + std::to_string(static_cast<int>(code));
  } catch (const Error& error) {
    const std::string got = error.what();
    if (!error.on_all_ranks()) return "one rank alone found: " + got;
    if (static_cast<int>(error.exit_code()) != bad.code)
      return "exit code " + std::to_string(static_cast<int>(error.exit_code())) + " with " + got;
    return got == bad.message ? "" : "message: " + got;
  } catch (const std::exception& error) {
    return std::string("unexpected: ") + error.what();
  }
}

void expect_names_to_differ(const std::vector<Case>& cases) {
  std::set<std::string> names;
  for (const Case& bad : cases)
    if (!names.insert(bad.name).second) throw UsageError("two cases are called " + bad.name);
}

int run_all(const Communicator& world, const std::vector<Case>& cases) {
  expect_names_to_differ(cases);
  int failed = 0;
  for (const Case& bad : cases) {
    world.barrier();
    const auto before = files_here();
    world.barrier();
    if (world.is_root()) std::fprintf(stderr, "case %s\n", bad.name.c_str());
    std::string problem = problem_with(world, bad);
    if (world.size() > 1 && (problem.starts_with("one rank alone") || problem.starts_with("unexpected"))) {
      std::printf("FAILED %s: %s\n", bad.name.c_str(), problem.c_str());
      std::fflush(nullptr);
      MpiSession::abort(1);  // the others may wait for this rank
    }
    world.barrier();
    if (problem.empty() && files_here() != before) problem = "the folder has changed";
    if (!world.any(!problem.empty())) continue;
    ++failed;
    if (!problem.empty())
      std::printf("FAILED %s: rank %d: %s\n", bad.name.c_str(), world.rank(), problem.c_str());
    std::fflush(nullptr);
    if (world.is_root()) std::filesystem::remove_all("new.h5");
  }
  if (world.is_root()) std::printf("%zu cases, %d failed\n", cases.size(), failed);
  return failed == 0 && !cases.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  crucible::MpiSession session(argc, argv);
  if (argc != 2) return 2;
  return run_all(session.world(), read_table(argv[1], session.world().size()));
}
