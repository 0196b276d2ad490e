#include "crucible/app/animation.hpp"
#include "crucible/app/commands.hpp"
#include "crucible/app/compression_file.hpp"
#include "crucible/app/compression_folder.hpp"
#include "crucible/app/compression_ranks.hpp"
#include "crucible/app/compression_table.hpp"
#include "crucible/app/image_file.hpp"
#include "crucible/app/montage.hpp"
#include "crucible/mpi/collective.hpp"
#include "host_memory.hpp"
#include "svd_report.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <optional>

namespace crucible {

namespace {

constexpr std::int64_t longest_frame_side = 512;
constexpr int short_step = 35;
constexpr int long_step = 90;
constexpr int last_step = 250;

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// What rank 0 collects while the picture grows: files in the folder, cells and frames.
class Exhibition {
 public:
  Exhibition(CompressionFolder& folder, const Image& original) : folder_(folder), original_(original) {
    cells_.push_back({thumbnail(original, longest_cell), "original", describe(original)});
  }

  /// Takes the rank-k picture in; completes `row` with the PNG's size where this k was asked for.
  void add(const Image& picture, CompressionRow& row, bool wanted) {
    const std::string title = "k = " + std::to_string(row.k);
    add_frame(picture, title, compression_caption(row, false), wanted ? long_step : short_step);
    if (!wanted) return;
    row.png_bytes = folder_.add("rank-" + std::to_string(row.k) + ".png", encode_png(picture));
    cells_.push_back({thumbnail(picture, longest_cell), title, compression_caption(row, true)});
  }

  void finish(const std::string& name) {
    add_frame(original_, "original", "", last_step);
    folder_.add("montage.png", encode_png(montage(cells_)));
    folder_.add("progression.gif", encode_gif(frames_, name));
  }

 private:
  static constexpr std::int64_t longest_cell = 1000;

  void add_frame(const Image& picture, const std::string& title, const std::string& detail,
                 int centiseconds) {
    frames_.push_back(
        {captioned_card(thumbnail(picture, longest_frame_side), title, detail, "size 0.00   variance 0.00"),
         centiseconds});
  }

  CompressionFolder& folder_;
  const Image& original_;
  std::vector<MontageCell> cells_;
  std::vector<AnimationFrame> frames_;
};

class CompressCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("PICTURE", picture_, "a PNG or JPEG file");
    options.group("How many components");
    options.add("ranks", ranks_, "K,K,...", "the k to show, side by side", {1, 1e9});
    options.add("energy", energy_, "SHARE",
                "add the smallest k that keeps this share of the energy, and store it", {1e-6, 1});
    options.add("size", size_, "SHARE",
                "add the largest k that needs at most this share of the picture's numbers, and store it",
                {1e-9, 1e9});
    options.group("Limits");
    options.add("max-pixels", limits_.max_pixels, "N", "refuse pictures with more pixels", {1, 1e10});
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    if (energy_ && size_)
      throw_everywhere(
          job, "crucible compress: --energy and --size both pick the k that is stored; give one of them");
    if (!options.given("ranks") && (energy_ || size_)) ranks_.clear();
    check_output(job, {picture_}, OutputKind::folder);
    on_root(job.comm, [&] { CompressionFolder::check(job.common.output, job.common.force); });

    Image image;
    job.timings.measure("load", [&] { on_root(job.comm, [&] { image = read_image(picture_, limits_); }); });
    const PictureSlab picture = job.timings.measure("load", [&] { return deal_picture(job.comm, image); });
    on_every_rank(job.comm, [&] { settle_ranks(picture.shape, options.given("ranks")); });
    if (job.common.dry_run) return say_plan(job, picture.shape, image);
    compress(job, picture, image);
    return ExitCode::done;
  }

 private:
  /// Collective, so that all ranks leave in order.
  static void throw_everywhere(const Job& job, const std::string& message) {
    on_every_rank(job.comm, [&] { throw UsageError(message); });
  }

  /// Sorts the ks and holds them against the picture: what was asked for must be there, defaults are cut.
  /// Picks the k of --size.
  void settle_ranks(const PictureShape& shape, bool given) {
    const std::int64_t full = shape.full_rank();
    const auto too_large =
        std::find_if(ranks_.begin(), ranks_.end(), [&](std::int64_t k) { return k > full; });
    if (too_large != ranks_.end()) {
      if (given)
        throw UsageError("crucible compress: --ranks: " + std::to_string(*too_large) + " is more than the " +
                         std::to_string(full) + " components of a " + std::to_string(shape.rows()) + " x " +
                         std::to_string(shape.columns()) + " matrix, which this picture is");
      std::erase_if(ranks_, [&](std::int64_t k) { return k >= full; });
      ranks_.push_back(full);
    }
    if (size_) {
      picked_ = k_for_size(shape, *size_);
      if (picked_ < 1)
        throw UsageError("crucible compress: --size: " + shortest(*size_) +
                         " is too small, one component alone needs " + shortest(size_ratio(shape, 1), 3));
      ranks_.push_back(picked_);
    }
    tidy_ranks();
  }

  void tidy_ranks() {
    std::sort(ranks_.begin(), ranks_.end());
    ranks_.erase(std::unique(ranks_.begin(), ranks_.end()), ranks_.end());
  }

  static MemoryPlan plan_for(const Job& job, const PictureShape& shape) {
    SvdOptions options;
    options.method = choose_svd_method(shape.rows(), shape.columns(), options).method;
    return memory_plan(shape.rows(), shape.columns(), job.comm.size(), options);
  }

  /// Collective.
  ExitCode say_plan(Job& job, const PictureShape& shape, const Image& image) {
    const MemoryPlan plan = plan_for(job, shape);
    const bool fitting = fits_memory(job.comm, plan);
    if (job.comm.is_root()) job.log.result(matrix_line(image, shape.rows(), shape.columns()));
    job.log.result(plan_line(plan, fitting));
    job.result["rows"] = shape.rows();
    job.result["columns"] = shape.columns();
    job.result["method"] = to_string(plan.method);
    job.result["bytes_per_rank"] = plan.bytes_per_rank;
    job.result["fits"] = fitting;
    return ExitCode::done;
  }

  std::string matrix_line(const Image& image, std::int64_t rows, std::int64_t columns) const {
    return picture_ + ": " + describe(image) + ", a " + std::to_string(rows) + " x " +
           std::to_string(columns) + " matrix";
  }

  /// Collective.
  void compress(Job& job, const PictureSlab& picture, const Image& image) {
    require_memory(job.comm, plan_for(job, picture.shape));
    const SvdResult svd = job.timings.measure("factor", [&] { return decompose(job.comm, picture); });
    require_good(svd);
    if (energy_) {
      picked_ = k_for_energy(svd.singular_values, *energy_);
      ranks_.push_back(picked_);
      tidy_ranks();
    }
    if (picked_ == 0) picked_ = ranks_.back();
    job.log.detail("method " + to_string(svd.method) + ": " + svd.reason);
    const PictureFactors factors = leading_factors(job.comm, picture.shape, svd, ranks_.back());

    std::optional<CompressionFolder> folder;
    on_root(job.comm, [&] { folder.emplace(job.common.output, job.common.force); });
    std::vector<CompressionRow> rows = job.timings.measure("write", [&] {
      std::vector<CompressionRow> table = show(job, picture, image, svd, factors, folder);
      store(job, factors, folder, table);
      on_root(job.comm, [&] {
        folder->add("table.csv", bytes_of(compression_csv(table)));
        folder->commit();
      });
      return table;
    });
    report(job, image, svd, rows);
  }

  /// Pictures, montage and animation. Collective. One row for each k asked for, complete on rank 0 but for
  /// the size of the factor files.
  std::vector<CompressionRow> show(Job& job, const PictureSlab& picture, const Image& image,
                                   const SvdResult& svd, const PictureFactors& factors,
                                   std::optional<CompressionFolder>& folder) {
    std::optional<Exhibition> exhibition;
    on_root(job.comm, [&] { exhibition.emplace(*folder, image); });
    GrowingPicture growing(factors);
    std::vector<CompressionRow> rows;
    for (const std::int64_t k : progression_steps(ranks_)) {
      const std::vector<std::uint16_t> samples = on_every_rank(job.comm, [&] {
        growing.grow_to(k);
        return growing.samples();
      });
      const std::int64_t error = job.comm.sum_value(squared_error(samples, picture.samples));
      const Image whole = gather_picture(job.comm, picture.shape, samples);
      CompressionRow row{k, size_ratio(picture.shape, k), component_shares(svd.singular_values, k)};
      row.psnr =
          peak_signal_to_noise(error, picture.shape.rows() * picture.shape.columns(), picture.shape.peak);
      const bool wanted = std::binary_search(ranks_.begin(), ranks_.end(), k);
      if (wanted) job.log.progress("picture of k = " + std::to_string(k));
      on_root(job.comm, [&] { exhibition->add(whole, row, wanted); });
      if (wanted) rows.push_back(row);
    }
    job.log.end_progress();
    on_root(job.comm, [&] { exhibition->finish(picture_); });
    job.comm.broadcast(std::span<CompressionRow>(rows));
    return rows;
  }

  /// A factor file for each k, to know its true size; the one that was picked (by default the largest) stays.
  /// Collective.
  void store(const Job& job, const PictureFactors& factors, const std::optional<CompressionFolder>& folder,
             std::vector<CompressionRow>& rows) {
    const std::string place = job.comm.broadcast_text(folder ? folder->place("factors.h5") : std::string());
    const auto write = [&](std::int64_t k) {
      return write_factors(job.comm, place, factors, k, {job.command_line});
    };
    for (CompressionRow& row : rows) row.bytes = write(row.k);
    if (rows.back().k != picked_) write(picked_);
  }

  void report(Job& job, const Image& image, const SvdResult& svd,
              const std::vector<CompressionRow>& rows) const {
    if (job.comm.is_root()) {
      job.log.result(matrix_line(image, svd.rows, svd.columns));
      for (const std::string& line : compression_lines(rows)) job.log.result(line);
      job.log.result(job.common.output +
                     ": pictures, montage.png, progression.gif, table.csv, and factors.h5 with k = " +
                     std::to_string(picked_));
    }
    job.log.result("checked: scaled residual " + shortest(svd.checks.residual, 3) + ", orthogonality " +
                   shortest(svd.checks.orthogonality, 3));
    job.result["mpi_ranks"] = job.comm.size();
    job.result["rows"] = svd.rows;
    job.result["columns"] = svd.columns;
    job.result["method"] = to_string(svd.method);
    job.result["residual"] = svd.checks.residual;
    job.result["orthogonality"] = svd.checks.orthogonality;
    job.result["stored_k"] = picked_;
    job.result["ranks"] = compression_json(rows);
  }

  std::string picture_;
  std::vector<std::int64_t> ranks_{1, 10, 30, 70, 130};
  std::optional<double> energy_;
  std::optional<double> size_;
  ImageLimits limits_;
  std::int64_t picked_ = 0;  ///< the k whose factors are stored
};

}  // namespace

std::unique_ptr<Command> make_compress_command() { return std::make_unique<CompressCommand>(); }

}  // namespace crucible
