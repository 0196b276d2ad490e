#pragma once

#include "crucible/data/split_labels.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/provenance.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// The ratings to export, and the file to write.
struct ExportJob {
  const Communicator& comm;
  const RatingStore& store;
  std::string path;
  std::string split;     ///< empty: all ratings
  std::set<Part> parts;  ///< of the split
  Provenance provenance;
};

/// What an export wrote; the same on every rank.
struct ExportReport {
  std::int64_t ratings = 0;
  bool timed = false;              ///< the file has the times of the ratings
  bool ids = false;                ///< the file itself has the ids
  std::vector<std::string> files;  ///< `path` first
};

/// A row of the table of formats that ratings are exported to.
struct ExportFormat {
  const char* name;     ///< the value of `format` that chooses it
  const char* suffix;   ///< file names with this suffix choose it if no format is given
  const char* summary;  ///< one line for help
  bool packable;        ///< a further suffix (.gz, ...) may compress it
  /// Collective. Writes the file under a temporary name, then renames it. Throws IoError if the disk is full
  /// or fails, InputError if the store is damaged.
  ExportReport (*write)(const ExportJob& job);
};

/// All formats, in the order of help. The table is in src/store/export/export_formats.cpp. Local.
std::span<const ExportFormat> export_formats();

/// Local. The format called `name`. If `name` is "auto", the suffix of `path` chooses it. Throws UsageError,
/// which lists the formats and suffixes.
const ExportFormat& export_format(const std::string& name, const std::string& path);

}  // namespace crucible
