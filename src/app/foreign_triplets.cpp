#include "foreign_triplets.hpp"

#include "crucible/store/rating_store.hpp"
#include "crucible/store/triplet_store.hpp"

#include <filesystem>

namespace crucible {

std::string import_beside(Job& job, const std::string& path, const std::vector<std::string>& columns) {
  std::filesystem::path beside(job.common.output);
  beside.replace_extension(".ratings" + beside.extension().string());
  const std::string output = beside.string();
  job.timings.measure("import", [&] {
    const ImportResult imported =
        table_from_columns(job.comm, read_triplets(job.comm, path, columns), {}, path);
    RatingStore::write(job.comm, output, imported.table, {}, {job.command_line});
  });
  job.log.info("wrote the ratings of " + path + " to " + output + ", for evaluate and recommend");
  return output;
}

}  // namespace crucible
