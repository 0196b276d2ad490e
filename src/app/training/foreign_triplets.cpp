#include "training/foreign_triplets.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/store/triplet_store.hpp"

#include <filesystem>

namespace crucible {

namespace {

/// Throws UsageError unless `path` is free or an earlier training wrote it. A file that only looks like that
/// may be an import or have splits, which would be lost. Local.
void check_replaceable(const std::string& path, const std::string& input) {
  if (!std::filesystem::exists(path)) return;
  if (!std::filesystem::equivalent(path, input) && std::filesystem::is_regular_file(path) && has_seal(path) &&
      H5File::open(path).text_attribute("/", "command_line").starts_with("crucible train "))
    return;
  throw UsageError(path + ": exists, and no training wrote it, but the ratings of " + input +
                   " would replace it; move it away, or give another `output`");
}

/// Collective.
ImportResult import_foreign(Job& job, const std::string& path, const std::vector<std::string>& columns) {
  ForeignRatings ratings = read_triplets(job.comm, path, columns);
  job.log.info(path + ": ratings from " + ratings.layout);
  return table_from_columns(job.comm, std::move(ratings.columns), {}, path);
}

/// The file beside the output; nothing on a dry run. Collective.
std::optional<std::string> import_beside(Job& job, const std::string& path,
                                         const std::vector<std::string>& columns) {
  std::filesystem::path beside(job.common.output);
  beside.replace_extension(".ratings" + beside.extension().string());
  const std::string output = beside.string();
  on_root(job.comm, [&] { check_replaceable(output, path); });
  const ImportResult imported =
      job.timings.measure("import", [&] { return import_foreign(job, path, columns); });
  if (job.common.dry_run) {
    job.log.result("would write " + output + ": " + grouped(imported.table.total_ratings) +
                   " ratings, and train on them");
    return std::nullopt;
  }
  job.timings.measure("import",
                      [&] { RatingStore::write(job.comm, output, imported.table, {}, {job.command_line}); });
  job.log.info("wrote the ratings of " + path + " to " + output + ", for evaluate and recommend");
  return output;
}

}  // namespace

std::optional<std::string> ratings_for_training(Job& job, const std::string& path,
                                                const std::vector<std::string>& columns) {
  std::uint8_t foreign = 0;
  on_root(job.comm,
          [&] { foreign = !columns.empty() || (!has_seal(path) && has_foreign_ratings(path)) ? 1 : 0; });
  return job.comm.broadcast_value(foreign) != 0 ? import_beside(job, path, columns) : path;
}

}  // namespace crucible
