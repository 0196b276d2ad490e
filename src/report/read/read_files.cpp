#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/report/report_files.hpp"
#include "read/read_parts.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace crucible {

namespace {

namespace fs = std::filesystem;

/// Many times what evaluate writes. The parser takes time of the square of an object's keys.
constexpr std::uintmax_t most_json_bytes = 256U << 10U;

/// Throws InputError if two paths lead to one file. Local.
void check_distinct(const std::vector<std::string>& paths) {
  std::error_code ignored;
  for (std::size_t i = 0; i < paths.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (fs::equivalent(paths[i], paths[j], ignored)) throw InputError(paths[i], "is given twice");
}

/// Throws InputError unless there is a file that can be read to its end. Local.
void check_regular(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) throw InputError(path, "there is no such file");
  if (!fs::is_regular_file(path, ignored))
    throw InputError(path, std::string("is not a regular file; ") + readable_files);
}

std::string text_of(const std::string& path) {
  if (fs::file_size(path) > most_json_bytes)
    throw InputError(path, std::string("is neither a file that crucible wrote nor short enough to be JSON of "
                                       "evaluate; ") +
                               readable_files);
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw IoError(path, "cannot be read");
  return text;
}

/// Collective.
void read_sealed_file(const Communicator& comm, const std::string& path, ReportFiles& files) {
  check_seal(comm, path);
  const H5File file = on_every_rank(comm, [&] { return H5File::open(path); });
  const std::string format = on_every_rank(comm, [&] { return file.text_attribute("/", "format"); });
  if (format == "crucible-model")
    files.models.push_back(read_report_model(comm, path));
  else if (format == "crucible-svd" || format == "crucible-pca")
    files.spectra.push_back(on_every_rank(comm, [&] { return read_report_spectrum(file); }));
  else
    throw_on_all_ranks(InputError(path, "is a " + printable(format) + " file; " + readable_files));
}

}  // namespace

ReportFiles read_report_files(const Communicator& comm, const std::vector<std::string>& paths) {
  on_every_rank(comm, [&] { check_distinct(paths); });
  ReportFiles files;
  for (const std::string& path : paths) {
    const bool sealed = on_every_rank(comm, [&] {
      check_regular(path);
      return has_seal(path);
    });
    if (sealed)
      read_sealed_file(comm, path, files);
    else
      files.evaluations.push_back(
          on_every_rank(comm, [&] { return parse_report_evaluation(path, text_of(path)); }));
  }
  return files;
}

}  // namespace crucible
