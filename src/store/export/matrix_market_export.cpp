// MatrixMarket's coordinate format: users are rows, books are columns, both numbers from 1.
#include "crucible/mpi/collective.hpp"
#include "crucible/text/packed_output.hpp"
#include "crucible/text/text_fields.hpp"
#include "export/export_formats.hpp"
#include "export/export_rows.hpp"

namespace crucible {

namespace {

ExportReport write_matrix_market(const ExportJob& job) {
  ExportReport report{0, false, false, {job.path}};
  for (const std::string& list : id_list_paths(job)) report.files.push_back(list);
  on_root(job.comm, [&] {
    report.ratings = count_ratings(job);
    PackedOutput out(job.path);
    out.write("%%MatrixMarket matrix coordinate real general\n" + std::to_string(job.store.total_users()) +
              " " + std::to_string(job.store.total_books()) + " " + std::to_string(report.ratings) + "\n");
    for_each_batch(job, [&](const ExportBatch& batch) {
      const RatingShard& shard = batch.ratings;
      for (std::size_t u = 0; u + 1 < shard.offsets.size(); ++u) {
        const std::string user = std::to_string(shard.users.begin + static_cast<std::int64_t>(u) + 1) + " ";
        for (auto i = static_cast<std::size_t>(shard.offsets[u]);
             i < static_cast<std::size_t>(shard.offsets[u + 1]); ++i)
          out.write(user + std::to_string(shard.book[i] + 1) + " " + shortest_text(shard.rating[i]) + "\n");
      }
    });
    out.commit();
    write_id_lists(job);
  });
  report.ratings = job.comm.broadcast_value(report.ratings);
  return report;
}

}  // namespace

const ExportFormat matrix_market_export{"matrix-market", ".mtx", "MatrixMarket coordinates, by number from 1",
                                        true, write_matrix_market};

}  // namespace crucible
