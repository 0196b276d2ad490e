#include "commands.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/matrix_file.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/store/write_memory.hpp"
#include "options/generate_settings.hpp"
#include "report/generate_report.hpp"

#include <algorithm>

namespace crucible {

namespace {

class GenerateCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    settings_.declare(options);
    options.most_used({"users", "books", "ratings", "noise", "seed", "matrix"});
  }

  ExitCode run(Job& job, const OptionTable&) override {
    check_output(job, {});
    if (settings_.wants_matrix())
      make_matrix(job, on_every_rank(job.comm, [&] { return settings_.matrix(); }));
    else
      make_ratings(job, on_every_rank(job.comm, [&] { return settings_.catalogue(); }));
    return ExitCode::done;
  }

 private:
  /// Collective.
  static void make_ratings(Job& job, const GenerateOptions& data) {
    job.result["users"] = data.users;
    job.result["books"] = data.books;
    job.result["ratings"] = data.ratings;
    const std::string what = grouped(data.ratings) + " ratings of " + grouped(data.users) + " users and " +
                             grouped(data.books) + " books";
    if (job.common.dry_run) {
      const double column = static_cast<double>(data.ratings) * sizeof(std::int64_t);  // as it is written
      job.memory.expect(
          generated_bytes(data, job.comm.size()) +
          std::max(column / job.comm.size(), bytes_to_seal((data.timestamps ? 3 : 2) * column)));
      job.log.result("would make " + what);
      return;
    }
    job.log.info("making " + what);
    const RatingTable table = job.timings.measure("generate", [&] { return generate(job.comm, data); });
    job.timings.measure(
        "write", [&] { RatingStore::write(job.comm, job.common.output, table, {}, {job.command_line}); });
    report_catalogue(job, table, data.effective_noise());
    job.log.result(job.common.output + ": " + what);
  }

  /// Collective.
  static void make_matrix(Job& job, const MatrixOptions& options) {
    const std::string what = grouped(options.rows) + " x " + grouped(options.columns) +
                             " matrix with condition " + shortest(options.condition);
    job.result["rows"] = options.rows;
    job.result["columns"] = options.columns;
    if (job.common.dry_run) {
      const double size = 8.0 * static_cast<double>(options.rows) * static_cast<double>(options.columns);
      job.memory.expect(size / job.comm.size() + bytes_to_seal(size));
      job.log.result("would make a " + what + ", " + bytes(size));
      return;
    }
    const IndexRange rows = even_part(options.rows, job.comm.size(), job.comm.rank());
    const RowSlab matrix = job.timings.measure("generate", [&] {
      return RowSlab{options.rows, rows,
                     on_every_rank(job.comm, [&] { return generate_matrix(options, rows); })};
    });
    job.timings.measure("write", [&] {
      write_matrix_file(job.comm, job.common.output, matrix, generated_singular_values(options),
                        {job.command_line});
    });
    job.log.result(job.common.output + ": a " + what + ", dataset /matrix");
  }

  GenerateSettings settings_;
};

}  // namespace

std::unique_ptr<Command> make_generate_command() { return std::make_unique<GenerateCommand>(); }

}  // namespace crucible
