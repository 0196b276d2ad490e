#include "commands.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/picture/compression_file.hpp"
#include "crucible/picture/compression_ranks.hpp"
#include "crucible/picture/image_file.hpp"

namespace crucible {

namespace {

class ExpandCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("FACTORS", factors_, "factors.h5, as compress writes it");
    options.add("rank", rank_, "K", "use the first K components only (default: all that are stored)",
                {1, 1e9});
    options.add("max-pixels", limits_.max_pixels, "N", "refuse pictures with more pixels", {1, 1e10});
  }

  ExitCode run(Job& job, const OptionTable&) override {
    check_output(job, {factors_});
    on_root(job.comm, [&] {
      if (!job.common.output.ends_with(".png"))
        throw UsageError("--output: expand writes PNG; name the picture *.png, not " +
                         printable(job.common.output));
    });
    const PictureFactors factors = job.timings.measure(
        "load", [&] { return read_factors(job.comm, factors_, rank_.value_or(0), limits_); });
    const std::string what =
        std::to_string(factors.shape.width) + " x " + std::to_string(factors.shape.height);
    job.result["k"] = factors.k();
    job.result["width"] = factors.shape.width;
    job.result["height"] = factors.shape.height;
    job.result["channels"] = factors.shape.channels;
    if (job.common.dry_run) {
      job.memory.expect(expanding_bytes(factors.shape, factors.k(), job.comm.size(), job.comm.rank()));
      job.log.result(factors_ + ": " + std::to_string(factors.k()) + " components of a picture of " + what);
      return ExitCode::done;
    }
    const std::vector<std::uint16_t> samples = job.timings.measure("expand", [&] {
      return on_every_rank(job.comm, [&] {
        GrowingPicture growing(factors);
        growing.grow_to(factors.k());
        return growing.samples();
      });
    });
    std::int64_t size = 0;
    job.timings.measure("write", [&] {
      const Image image = gather_picture(job.comm, factors.shape, samples);
      on_root(job.comm, [&] { size = replace_file(job.common.output, encode_png(image)); });
    });
    job.result["bytes"] = size;
    job.log.result(job.common.output + ": a picture of " + what + " from " + std::to_string(factors.k()) +
                   " components, " + grouped(size) + " bytes");
    return ExitCode::done;
  }

 private:
  std::string factors_;
  std::optional<std::int64_t> rank_;
  ImageLimits limits_;
};

}  // namespace

std::unique_ptr<Command> make_expand_command() { return std::make_unique<ExpandCommand>(); }

}  // namespace crucible
