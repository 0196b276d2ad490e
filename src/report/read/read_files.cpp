#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/recommend/user_source.hpp"
#include "crucible/report/report_files.hpp"
#include "crucible/store/rating_store.hpp"
#include "read/read_parts.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace crucible {

namespace {

namespace fs = std::filesystem;

/// Many times what evaluate writes. The parser takes time of the square of an object's keys.
constexpr std::uintmax_t most_json_bytes = 256U << 10U;

/// Of the pictures of all compressions together: what can be mailed.
constexpr std::size_t most_picture_bytes = 6U << 20U;

/// Of the maps of all models together: more dots than people tell apart, and some 150 bytes each.
constexpr std::size_t most_places = 2000;
constexpr std::size_t fewest_places = 100;  ///< of a model, however many there are

/// Throws InputError if two paths lead to one file. Local.
void check_distinct(const std::vector<std::string>& paths) {
  std::error_code ignored;
  for (std::size_t i = 0; i < paths.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (fs::equivalent(paths[i], paths[j], ignored)) throw InputError(paths[i], "is given twice");
}

/// Throws InputError unless there is a file that can be read to its end, or a folder of compress. Local.
void check_regular(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) throw InputError(path, "there is no such file");
  if (!fs::is_regular_file(path, ignored) && !is_compression(path))
    throw InputError(path, std::string("is not a regular file; ") + readable_files);
}

std::string text_of(const std::string& path) {
  if (fs::file_size(path) > most_json_bytes)
    throw InputError(path, std::string("is neither a file that crucible wrote nor short enough to be JSON of "
                                       "a command; ") +
                               readable_files);
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw IoError(path, "cannot be read");
  return text;
}

/// Local.
void read_text(const std::string& path, ReportFiles& files) {
  const std::string text = text_of(path);
  if (is_scaling(text))
    files.scalings.push_back(parse_report_scaling(path, text));
  else
    parse_report_json(path, text, files);
}

/// Files that stay open, because what a page shows of one depends on others.
struct OpenFiles {
  std::vector<ModelStore> models;
  std::vector<RatingStore> ratings;
  std::vector<std::string> compressions;  ///< folders
};

/// Collective.
void read_sealed_file(const Communicator& comm, const std::string& path, ReportFiles& files,
                      OpenFiles& open) {
  check_seal(comm, path);
  const H5File file = on_every_rank(comm, [&] { return H5File::open(path); });
  const std::string format = on_every_rank(comm, [&] { return file.text_attribute("/", "format"); });
  if (format == "crucible-model")
    open.models.push_back(ModelStore::open(comm, path));
  else if (format == "crucible-ratings")
    open.ratings.push_back(RatingStore::open(comm, path));
  else if (format == "crucible-svd" || format == "crucible-pca")
    files.spectra.push_back(on_every_rank(comm, [&] { return read_report_spectrum(file); }));
  else
    throw_on_all_ranks(InputError(path, "is a " + printable(format) + " file; " + readable_files));
}

/// The ratings of the books of `model`; null if none of the files has them.
const RatingStore* ratings_of(const ModelStore& model, const std::vector<RatingStore>& ratings) {
  for (const RatingStore& store : ratings)
    if (store.id_fingerprint() == model.record().id_fingerprint) return &store;
  return nullptr;
}

/// Collective.
void read_open_files(const Communicator& comm, const OpenFiles& open, ReportFiles& files) {
  std::vector<std::vector<std::int64_t>> counts;
  for (const RatingStore& store : open.ratings) {
    counts.push_back(count_ratings(comm, store));
    files.ratings.push_back(on_every_rank(comm, [&] { return read_report_ratings(store); }));
  }
  for (const RatingStore& store : open.ratings) {
    std::vector<const ModelStore*> models;
    for (const ModelStore& model : open.models)
      if (ratings_of(model, open.ratings) == &store) models.push_back(&model);
    if (!models.empty())
      files.tastes.push_back(on_every_rank(comm, [&] { return read_tastes(store, models); }));
  }
  for (const ModelStore& store : open.models) {
    const RatingStore* rated = ratings_of(store, open.ratings);
    const std::span<const std::int64_t> ratings =
        rated == nullptr ? std::span<const std::int64_t>()
                         : counts[static_cast<std::size_t>(rated - open.ratings.data())];
    files.models.push_back(on_every_rank(comm, [&] {
      ReportModel model = read_report_model(store);
      model.map = read_book_map(store, ratings, std::max(most_places / open.models.size(), fewest_places));
      return model;
    }));
  }
}

/// Collective.
void read_compressions(const Communicator& comm, const std::vector<std::string>& folders,
                       ReportFiles& files) {
  for (const std::string& folder : folders) {
    check_seal(comm, folder + "/factors.h5");
    files.compressions.push_back(on_every_rank(
        comm, [&] { return read_report_compression(folder, most_picture_bytes / folders.size()); }));
  }
}

}  // namespace

ReportFiles read_report_files(const Communicator& comm, const std::vector<std::string>& paths) {
  on_every_rank(comm, [&] { check_distinct(paths); });
  ReportFiles files;
  OpenFiles open;
  for (const std::string& path : paths) {
    enum class Kind : std::uint8_t { sealed, folder, text };
    const Kind kind = on_every_rank(comm, [&] {
      check_regular(path);
      if (fs::is_directory(path)) return Kind::folder;
      return has_seal(path) ? Kind::sealed : Kind::text;
    });
    if (kind == Kind::folder)
      open.compressions.push_back(path);
    else if (kind == Kind::sealed)
      read_sealed_file(comm, path, files, open);
    else
      on_every_rank(comm, [&] { read_text(path, files); });
  }
  read_open_files(comm, open, files);
  read_compressions(comm, open.compressions, files);
  return files;
}

}  // namespace crucible
