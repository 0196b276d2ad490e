#pragma once

#include "crucible/hdf5/h5_file.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/model/training_state.hpp"
#include "crucible/store/provenance.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// What stands beside the factors in a model file.
struct ModelRecord {
  std::vector<EpochReport> history;
  std::string config;               ///< effective options, "name = value" a line
  std::string ratings_fingerprint;  ///< of the ratings file (RatingStore)
  std::string id_fingerprint;
  std::string instruction_set;  ///< that the kernels ran on
  std::int64_t shards = 0;      ///< of the schedule
  std::int64_t best_epoch = 0;  ///< the epoch that the factors are from; 0 for svd
};

/// A model file (model.h5), open for reading. docs/file-format.md has its layout. Reading members are local.
class ModelStore {
 public:
  /// Checks the seal, then format, version, shapes, and that the file is complete. Collective.
  static ModelStore open(const Communicator& comm, const std::string& path);

  /// Writes model, names and record as a sealed file, never in place. `model` and `names` hold this rank's
  /// users; its books may be all of them on every rank, or this rank's part: `names` must match. `state`,
  /// where given, is what training needs to go on. What stood at `path` is kept as `keep_previous`, where
  /// that is not empty. Collective.
  static void write(const Communicator& comm, const std::string& path, const FactorModel& model,
                    const ModelNames& names, const ModelRecord& record, const Provenance& provenance,
                    const TrainingState* state = nullptr, const std::string& keep_previous = {});

  const std::string& path() const noexcept { return file_.path(); }
  const ModelTraits& traits() const noexcept { return traits_; }
  std::int64_t total_users() const noexcept { return users_; }
  std::int64_t total_books() const noexcept { return books_; }
  std::int64_t k() const noexcept { return k_; }
  bool has_titles() const noexcept { return has_titles_; }
  const Seal& seal() const noexcept { return seal_; }
  const ModelRecord& record() const noexcept { return record_; }

  /// True where training can go on from here.
  bool has_state() const { return file_.has("/state"); }
  /// Where training stood; `slots` and `values` are left empty. Throws InputError where there is no state.
  TrainingState read_state() const;
  /// Rows `slot.needed` of a slot. Throws InputError where the file's has another shape.
  std::vector<float> read_slot(const StateSlot& slot) const;

  /// The factors of `users` and `books`, checked to be finite.
  FactorModel read(IndexRange users, IndexRange books) const;
  std::vector<std::string> user_ids(IndexRange users) const;
  std::vector<std::string> book_ids(IndexRange books) const;
  /// Empty texts where the file has no titles.
  std::vector<std::string> book_titles(IndexRange books) const;

 private:
  explicit ModelStore(H5File file) : file_(std::move(file)) {}
  void read_header();
  void read_record();

  H5File file_;
  Seal seal_;
  ModelTraits traits_;
  ModelRecord record_;
  std::int64_t users_ = 0;
  std::int64_t books_ = 0;
  std::int64_t k_ = 0;
  bool has_titles_ = false;
};

}  // namespace crucible
