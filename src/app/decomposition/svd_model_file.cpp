#include "decomposition/svd_model_file.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/store/same_ids.hpp"
#include "crucible/store/svd_model.hpp"

namespace crucible {

namespace {

/// `config` without its line `split = `; the caller adds a full one.
std::string without_split(std::string config) {
  const std::size_t begin = config.starts_with("split = ") ? 0 : config.find("\nsplit = ") + 1;
  if (config.compare(begin, 8, "split = ") == 0) config.erase(begin, config.find('\n', begin) - begin + 1);
  return config;
}

}  // namespace

void write_svd_model(const Job& job, const MatrixInput& input, const RatingMatrix& matrix,
                     const SvdResult& svd, FoldIn fold_in) {
  const RatingStore& store = input.source().store();
  const FactorModel model = svd_model(job.comm, store, matrix, svd, fold_in);
  const ModelNames names = on_every_rank(job.comm, [&] { return names_of(store, model.users, model.books); });
  ModelRecord record;
  record.config = without_split(job.config_text) + "split = " + described_split(store, input.split()) + "\n";
  record.ratings_fingerprint = store.ratings_fingerprint();
  record.id_fingerprint = store.id_fingerprint();
  ModelStore::write(job.comm, job.common.output, model, names, record, {job.command_line});
}

}  // namespace crucible
