#include "crucible/app/commands.hpp"
#include "crucible/data/generate.hpp"
#include "crucible/data/generate_matrix.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/rating_store.hpp"
#include "option_text.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace crucible {

namespace {

constexpr Limits positive{1, 9e18};

/// "LOW:HIGH" as two numbers. Throws UsageError.
std::pair<double, double> parse_scale(const std::string& text) {
  const std::size_t colon = text.find(':');
  try {
    if (colon == std::string::npos) throw UsageError("is not LOW:HIGH, for example 1:5");
    return {parse_real(text.substr(0, colon), {}), parse_real(text.substr(colon + 1), {})};
  } catch (const UsageError& error) {
    throw UsageError("crucible generate: --scale: " + printable(text) + ": " + error.what());
  }
}

/// "M,N" or "M,N,CONDITION". Throws UsageError.
MatrixOptions parse_matrix(const std::vector<std::string>& parts, std::uint64_t seed) {
  if (parts.size() < 2 || parts.size() > 3)
    throw UsageError("crucible generate: --matrix: give M,N or M,N,CONDITION, for example 2000,500,1e6");
  MatrixOptions options;
  options.seed = seed;
  try {
    options.rows = parse_integer(parts[0], positive);
    options.columns = parse_integer(parts[1], positive);
    if (parts.size() == 3) options.condition = parse_real(parts[2], {});
  } catch (const UsageError& error) {
    throw UsageError(std::string("crucible generate: --matrix: ") + error.what());
  }
  check(options);
  return options;
}

class GenerateCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.group("Size");
    options.add("users", data_.users, "N", "readers");
    options.add("books", data_.books, "N", "books");
    options.add("ratings", data_.ratings, "N",
                "ratings in all, exactly; some readers give many more than others");
    options.group("What is planted");
    options.add("planted-factors", data_.planted_factors, "K",
                "hidden properties of books besides genre, audience and language");
    options.add("noise", data_.noise, "S",
                "standard deviation of what nobody can predict, in ratings (unset: an eighth of the scale)");
    options.add("scale", scale_, "LOW:HIGH", "lowest and highest rating");
    options.add("real-valued", data_.real_valued, "do not round ratings to whole steps");
    options.add("timestamps", data_.timestamps, "say when each rating was given");
    options.add("seed", seed_, "N", "another seed, another catalogue");
    options.group("Instead of ratings");
    options.add(
        "matrix", matrix_, "M,N[,CONDITION]",
        "a dense matrix with known singular values, from 1 geometrically down to 1 / CONDITION (10000), "
        "as dataset /matrix, for svd");
  }

  ExitCode run(Job& job, const OptionTable&) override {
    data_.seed = static_cast<std::uint64_t>(seed_);
    check_output(job, {});
    if (!matrix_.empty()) return make_matrix(job);
    on_every_rank(job.comm, [&] {
      std::tie(data_.scale_low, data_.scale_high) = parse_scale(scale_);
      check(data_);
    });
    return make_ratings(job);
  }

 private:
  ExitCode make_ratings(Job& job) {
    job.result["users"] = data_.users;
    job.result["books"] = data_.books;
    job.result["ratings"] = data_.ratings;
    const std::string what = grouped(data_.ratings) + " ratings of " + grouped(data_.users) +
                             " readers and " + grouped(data_.books) + " books";
    if (job.common.dry_run) {
      const double each = data_.timestamps ? 16 : 8;
      job.log.result("would make " + what + ", in about " +
                     bytes(each * static_cast<double>(data_.ratings) / job.comm.size()) +
                     " of memory a rank");
      return ExitCode::done;
    }
    job.log.info("making " + what);
    const RatingTable table = job.timings.measure("generate", [&] { return generate(job.comm, data_); });
    job.timings.measure(
        "write", [&] { RatingStore::write(job.comm, job.common.output, table, {}, {job.command_line}); });
    describe(job, table);
    job.log.result(job.common.output + ": " + what);
    return ExitCode::done;
  }

  /// A few books and the mean rating, so that one sees what was made. Collective.
  void describe(Job& job, const RatingTable& table) {
    std::array<double, 2> sums{};
    for (const float rating : table.ratings.rating) {
      sums[0] += static_cast<double>(rating);
      sums[1] += static_cast<double>(rating) * static_cast<double>(rating);
    }
    job.comm.sum(std::span<double>(sums));
    const auto count = static_cast<double>(data_.ratings);
    const double mean = sums[0] / count;
    const double deviation = std::sqrt(std::max(0.0, sums[1] / count - mean * mean));
    job.log.info("ratings: mean " + fixed(mean, 2) + ", standard deviation " + fixed(deviation, 2) +
                 ", of which " + fixed(data_.effective_noise(), 2) + " is noise");
    for (std::size_t b = 0; b < std::min<std::size_t>(3, table.book_titles.size()); ++b)
      job.log.info("  book " + table.book_ids[b] + ": " + table.book_titles[b]);
  }

  ExitCode make_matrix(Job& job) {
    const MatrixOptions options = on_every_rank(job.comm, [&] { return parse_matrix(matrix_, data_.seed); });
    const std::string what = grouped(options.rows) + " x " + grouped(options.columns) +
                             " matrix with condition " + shortest(options.condition);
    job.result["rows"] = options.rows;
    job.result["columns"] = options.columns;
    if (job.common.dry_run) {
      const double size = 8.0 * static_cast<double>(options.rows) * static_cast<double>(options.columns);
      job.log.result("would make a " + what + ", " + bytes(size));
      return ExitCode::done;
    }
    const IndexRange rows = even_part(options.rows, job.comm.size(), job.comm.rank());
    const RowMatrix block = job.timings.measure(
        "generate", [&] { return on_every_rank(job.comm, [&] { return generate_matrix(options, rows); }); });
    job.timings.measure("write", [&] { write_matrix(job, options, rows, block); });
    job.log.result(job.common.output + ": a " + what + ", dataset /matrix");
    return ExitCode::done;
  }

  /// Collective.
  static void write_matrix(Job& job, const MatrixOptions& options, IndexRange rows, const RowMatrix& block) {
    const std::vector<double> values = generated_singular_values(options);
    const auto count = static_cast<std::int64_t>(values.size());
    const IndexRange own = job.comm.is_root() ? IndexRange{0, count} : IndexRange{count, count};
    write_sealed(job.comm, job.common.output, [&](H5File& file) {
      write_header(file, job.comm, "crucible-matrix", {job.command_line});
      file.write("/matrix", options.rows, options.columns, rows,
                 std::span<const double>(block.data(), static_cast<std::size_t>(block.size())),
                 "made-up dense matrix");
      file.write("/singular_values", count, 0, own,
                 std::span<const double>(values).first(static_cast<std::size_t>(own.size())),
                 "its singular values, as it was made");
    });
  }

  GenerateOptions data_;
  std::int64_t seed_ = 1;
  std::string scale_ = "1:5";
  std::vector<std::string> matrix_;
};

}  // namespace

std::unique_ptr<Command> make_generate_command() { return std::make_unique<GenerateCommand>(); }

}  // namespace crucible
