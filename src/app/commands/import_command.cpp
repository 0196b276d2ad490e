#include "commands.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/store/triplet_store.hpp"
#include "crucible/store/write_memory.hpp"
#include "crucible/text/import_text.hpp"
#include "crucible/text/text_source.hpp"
#include "crucible/text/triplet_columns.hpp"
#include "options/import_settings.hpp"
#include "report/import_text_report.hpp"

#include <filesystem>
#include <string_view>

namespace crucible {

namespace {

/// True if HDF5's signature stands where the format allows it, at 0 or at a power of two from 512 on.
/// A pipe or a folder is none.
bool is_hdf5(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  const std::string head = TextFile(path).head(16384);
  for (std::size_t place = 0; place < head.size(); place = place == 0 ? 512 : 2 * place)
    if (std::string_view(head).substr(place).starts_with(signature)) return true;
  return false;
}

class ImportCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    settings_.declare(options);
    options.most_used({"format", "separator", "columns", "titles", "scale", "missing", "skip-missing",
                       "min-user-ratings", "min-book-ratings", "duplicates", "skip-bad-rows"});
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    on_every_rank(job.comm, [&] { settings_.settle(); });
    const ImportOptions& data = settings_.data();
    std::vector<std::string> inputs = data.files;
    if (!data.titles.empty()) inputs.push_back(data.titles);
    if (!job.common.dry_run || !job.common.output.empty()) check_output(job, inputs);
    const ImportResult imported = job.timings.measure("load", [&] { return import(job, options); });
    report_import(job, imported.report, data, options);
    if (job.common.dry_run)
      job.memory.expect(bytes_to_write(job.comm, imported.table));
    else
      job.timings.measure("write", [&] {
        RatingStore::write(job.comm, job.common.output, imported.table, {}, {job.command_line});
      });
    job.log.result((job.common.dry_run ? "would write " : job.common.output + ": ") + summary(imported));
    return ExitCode::done;
  }

 private:
  /// Collective.
  ImportResult import(Job& job, const OptionTable& options) const {
    const ImportOptions& data = settings_.data();
    const std::string& first = data.files.front();
    std::uint8_t hdf5 = settings_.triplets().empty() ? 0 : 1;
    on_root(job.comm, [&] { hdf5 = hdf5 != 0 || is_hdf5(first) ? 1 : 0; });
    if (job.comm.broadcast_value(hdf5) == 0) return import_text(job.comm, data);
    on_every_rank(job.comm, [&] { settings_.refuse_options_of_texts(options); });
    ForeignRatings ratings = read_triplets(job.comm, first, settings_.triplets());
    job.log.info(first + ": ratings from " + ratings.layout);
    return table_from_columns(job.comm, std::move(ratings.columns), data.rows, first, data.titles);
  }

  static std::string summary(const ImportResult& imported) {
    const RatingTable& table = imported.table;
    const double cells = static_cast<double>(table.total_users) * static_cast<double>(table.total_books);
    return grouped(table.total_ratings) + " ratings of " + grouped(table.total_users) + " users and " +
           grouped(table.total_books) + " books, density " +
           shortest(100 * static_cast<double>(table.total_ratings) / cells, 3) + " %, scale " +
           shortest(table.scale_low) + " to " + shortest(table.scale_high);
  }

  ImportSettings settings_;
};

}  // namespace

std::unique_ptr<Command> make_import_command() { return std::make_unique<ImportCommand>(); }

}  // namespace crucible
