// LIBSVM's sparse rows: one user per line. Users and books are numbers from 1.
#include "crucible/mpi/collective.hpp"
#include "crucible/text/packed_output.hpp"
#include "crucible/text/text_fields.hpp"
#include "export/export_formats.hpp"
#include "export/export_rows.hpp"

namespace crucible {

namespace {

ExportReport write_libsvm(const ExportJob& job) {
  ExportReport report{0, false, false, {job.path}};
  for (const std::string& list : id_list_paths(job)) report.files.push_back(list);
  on_root(job.comm, [&] {
    PackedOutput out(job.path);
    for_each_batch(job, [&](const ExportBatch& batch) {
      const RatingShard& shard = batch.ratings;
      for (std::size_t u = 0; u + 1 < shard.offsets.size(); ++u) {
        if (shard.offsets[u] == shard.offsets[u + 1]) continue;
        out.write(std::to_string(shard.users.begin + static_cast<std::int64_t>(u) + 1));
        for (auto i = static_cast<std::size_t>(shard.offsets[u]);
             i < static_cast<std::size_t>(shard.offsets[u + 1]); ++i)
          out.write(" " + std::to_string(shard.book[i] + 1) + ":" + shortest_text(shard.rating[i]));
        out.write("\n");
      }
      report.ratings += shard.size();
    });
    out.commit();
    write_id_lists(job);
  });
  report.ratings = job.comm.broadcast_value(report.ratings);
  return report;
}

}  // namespace

const ExportFormat libsvm_export{"libsvm", ".libsvm", "user book:rating book:rating ..., by number from 1",
                                 true, write_libsvm};

}  // namespace crucible
