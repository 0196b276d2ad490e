#include "decomposition/pca_picture.hpp"

#include "crucible/core/text_output.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/picture/pca_plot.hpp"

#include <filesystem>

namespace crucible {

PcaPicture::PcaPicture(const Job& job, bool wanted) {
  if (!wanted) return;
  path_ = std::filesystem::path(job.common.output).replace_extension(".svg").string();
  on_root(job.comm, [&] {
    if (!job.common.force && std::filesystem::exists(path_))
      throw UsageError("--output: " + path_ + " exists already; --force overwrites it");
  });
}

void PcaPicture::keep(const RowSlab& points) {
  if (wanted()) points_ = points;
}

void PcaPicture::write(const Communicator& comm, const PcaResult& result) const {
  const RowMatrixD points = plot_points(comm, points_, result.means);
  const RowMatrixD axes = gather_rows(comm, result.svd.v);
  on_root(comm, [&] {
    TextOutput picture;
    picture.open(path_, "output", true);
    picture.stream() << pca_svg(points, axes, result.deviations);
    picture.commit();
  });
}

}  // namespace crucible
