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

/// What a model file records besides the factors.
struct ModelRecord {
  std::vector<EpochReport> history;
  std::string config;               ///< effective options, lines "name = value"
  std::string ratings_fingerprint;  ///< of the ratings file (RatingStore)
  std::string id_fingerprint;
  std::string instruction_set;  ///< the instruction set that the kernels used
  std::int64_t shards = 0;      ///< of the schedule
  std::int64_t best_epoch = 0;  ///< the epoch of the factors; 0 for svd
  /// rating_checks() of this rank's users, by which a later training knows whose ratings have changed; empty:
  /// unknown. ModelStore does not keep them in memory.
  std::vector<std::int64_t> rating_checks = {};
};

/// A model file (model.h5), open for reading. docs/file-format.md has its layout. All members but open() and
/// write() are local. They throw InputError, which names file and dataset, for bad content, and IoError for a
/// failing device.
class ModelStore {
 public:
  /// Collective. Checks the seal, the format, the version, the shapes, and that the file is complete.
  static ModelStore open(const Communicator& comm, const std::string& path);

  /// Collective. Writes model, names and record as a sealed file, never in place. `model` and `names` hold
  /// this rank's users. They hold either all books on every rank, or this rank's part; both must hold the
  /// same. `state`, if given, is what training needs to continue. If `keep_previous` is not empty, the old
  /// file at `path` is kept under that name. Throws what write_sealed() throws.
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

  /// True if training can continue from this file.
  bool has_state() const { return file_.has("/state"); }
  /// The progress of the training. `slots` and `values` are left empty. Throws InputError if there is no
  /// state.
  TrainingState read_state() const;
  /// The columns of a slot; 0 if there is no such slot.
  std::int64_t slot_columns(const std::string& name) const;
  /// The rows `slot.needed` of a slot. Throws InputError if the slot has another shape in the file.
  std::vector<float> read_slot(const StateSlot& slot) const;

  /// The factors of `users` and `books`, without time effects, spread and link. Throws InputError if one is
  /// not finite.
  FactorModel read(IndexRange users, IndexRange books) const;
  /// The time effects of `users` and of all books, as FactorModel::times has them. Throws InputError for bad
  /// content.
  TimeEffects read_times(IndexRange users) const;
  /// Their layers, without rows.
  std::vector<TimeLayer> time_layers() const;
  /// How far the ratings of `users` lie from predictions, and what that is multiplied by for `books`; empty
  /// if the file has no spread. Throws InputError for bad content.
  Spread read_spread(IndexRange users, IndexRange books) const;
  bool has_link() const { return file_.has("/link"); }
  /// What the books that somebody has rated say, of all books; empty if the file has no link. Throws
  /// InputError for bad content.
  RatedLink read_link() const;
  std::vector<std::string> user_ids(IndexRange users) const;
  std::vector<std::string> book_ids(IndexRange books) const;
  /// What ModelRecord says of the ratings of `users`; empty if the file says nothing.
  std::vector<std::int64_t> rating_checks(IndexRange users) const;
  /// The titles of `books`; empty texts if the file has no titles.
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
