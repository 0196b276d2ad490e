#include "steps/plot_file.hpp"

#include "crucible/cli/side_place.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/text_output.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/report/plot.hpp"

#include <filesystem>
#include <fstream>

namespace crucible {

namespace {

namespace fs = std::filesystem;

/// True if the file is empty or a picture of an earlier run. Local.
bool may_be_plot(const std::string& path) {
  std::ifstream file(path);
  std::string start(512, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start.empty() || is_plot(start);
}

}  // namespace

void PlotFile::declare(OptionTable& options, const std::string& shows) {
  options.add("plot", path_, "FILE.svg", "also draw " + shows + " into this file");
}

/// Where the picture goes: an ending that is known, a folder that exists, no other file of this job. Local.
void PlotFile::check_place(const CommonOptions& common, const std::vector<std::string>& inputs) const {
  const fs::path file = path_;
  if (file.extension() != ".svg")
    throw UsageError(
        "--plot: " + printable(path_) +
        ": pictures are SVG; name a file that ends in .svg (rsvg-convert makes PNG and PDF of it)");
  check_side_place("--plot", path_, common.output, inputs);
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!common.output.empty() && same_file(folder, common.output))
    throw UsageError("--plot: " + printable(path_) + " is in the folder of the output, which is replaced");
  if (!common.trace.empty() && same_file(file, common.trace))
    throw UsageError("--plot: " + printable(path_) + " is also the file of --trace");
  if (!common.json.empty() && same_file(file, common.json))
    throw UsageError("--plot: " + printable(path_) + " is also the file of --json");
}

void PlotFile::check(const Job& job, const std::vector<std::string>& inputs, OldOutput old) const {
  if (!wanted()) return;
  on_root(job.comm, [&] {
    check_place(job.common, inputs);
    std::error_code ignored;
    if (!fs::exists(path_, ignored) || job.common.force) return;
    if (old == OldOutput::refused)
      throw UsageError("--plot: " + printable(path_) + " exists already; --force overwrites it");
    if (!fs::is_regular_file(path_, ignored) || !may_be_plot(path_))
      throw UsageError("--plot: " + printable(path_) +
                       " exists and is no picture of crucible; name another file");
  });
}

void PlotFile::write(Job& job, const std::function<std::string()>& draw) const {
  if (!wanted()) return;
  job.timings.measure("write", [&] {
    on_root(job.comm, [&] {
      TextOutput picture;
      picture.open(path_, "plot", true);
      picture.stream() << draw();
      picture.commit();
    });
  });
  job.log.result(path_ + ": the picture");
}

}  // namespace crucible
