#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Element types that are read and written. Reading converts any integer to any integer type that holds all
/// its values, any floating-point type to float or double, and integers to floating point.
template <typename T>
concept H5Scalar =
    std::same_as<T, std::uint8_t> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
    std::same_as<T, std::uint64_t> || std::same_as<T, float> || std::same_as<T, double>;

enum class H5Class : std::uint8_t { integer, real, text, other };

/// What a dataset is.
struct H5Shape {
  H5Class type = H5Class::other;
  std::size_t element_bytes = 0;  ///< of the file's type; for variable-length text the size of a pointer
  bool is_signed = false;
  std::vector<std::int64_t> dims;

  std::int64_t rows() const noexcept { return dims.empty() ? 1 : dims.front(); }
  std::int64_t columns() const noexcept { return dims.size() < 2 ? 1 : dims[1]; }
};

/// An open HDF5 file: slices of datasets, and attributes.
///
/// Reading is local: every rank opens the file itself with the POSIX driver and reads its own slices, so that
/// a failure on one rank cannot stop the others inside a collective call. Writing is collective: rank 0
/// writes the structure, and every rank writes its rows of the values to where rank 0's HDF5 put the dataset.
///
/// open() is hardened, and every reading goes through it: only hard links are followed, and datasets with
/// external or virtual storage, with filters other than deflate, shuffle and fletcher32, or that declare far
/// more bytes than they store are refused. Errors are InputError (bad content) or IoError, naming file and
/// dataset.
class H5File {
 public:
  /// Opens for reading. Local.
  static H5File open(const std::string& path);
  /// Creates a new file for writing by all ranks. The first `user_block` bytes are left to the caller.
  /// Collective.
  static H5File create(const Communicator& comm, const std::string& path, std::int64_t user_block);

  ~H5File();
  H5File(H5File&&) noexcept;
  H5File& operator=(H5File&&) noexcept;

  const std::string& path() const noexcept;

  /// Writes everything out to the device, closes, and reads back what was written; throws IoError where any
  /// of this fails on any rank. For files being written. Collective.
  void close();

  /// True where `object` is a group or dataset of this file, reached by hard links alone.
  bool has(const std::string& object) const;
  /// Names in a group, in alphabetical order.
  std::vector<std::string> children(const std::string& group) const;
  /// Throws InputError where there is no such dataset or it is refused.
  H5Shape shape(const std::string& dataset) const;

  /// Rows `rows` of a 1-D or 2-D dataset, row-major. @pre values.size() == rows.size() x columns
  template <H5Scalar T>
  void read_rows(const std::string& dataset, IndexRange rows, std::span<T> values) const {
    read_block(dataset, rows, {0, shape(dataset).columns()}, values);
  }
  template <H5Scalar T>
  std::vector<T> read(const std::string& dataset, IndexRange rows) const {
    std::vector<T> values(static_cast<std::size_t>(rows.size() * shape(dataset).columns()));
    read_rows(dataset, rows, std::span<T>(values));
    return values;
  }
  /// All of a dataset.
  template <H5Scalar T>
  std::vector<T> read(const std::string& dataset) const {
    return read<T>(dataset, {0, shape(dataset).rows()});
  }
  /// Block `rows` x `columns` of a 2-D (or 1-D, as one column) dataset, row-major.
  template <H5Scalar T>
  void read_block(const std::string& dataset, IndexRange rows, IndexRange columns, std::span<T> values) const;
  /// Texts of a 1-D dataset of fixed- or variable-length strings, without padding.
  std::vector<std::string> read_texts(const std::string& dataset, IndexRange rows) const;

  bool has_attribute(const std::string& object, const std::string& name) const;
  std::string text_attribute(const std::string& object, const std::string& name) const;
  std::int64_t int_attribute(const std::string& object, const std::string& name) const;
  double real_attribute(const std::string& object, const std::string& name) const;

  /// Creates a group, its parents too. Collective.
  void create_group(const std::string& group, const std::string& description);
  /// Creates a dataset of `total_rows` rows (x columns, where columns > 0: 2-D) and writes this rank's `rows`
  /// of it. The ranks' rows must not overlap and together cover all. Contiguous. Collective.
  template <H5Scalar T>
  void write(const std::string& dataset, std::int64_t total_rows, std::int64_t columns, IndexRange rows,
             std::span<const T> values, const std::string& description);
  /// The same for texts, as fixed-length null-padded UTF-8 as wide as the longest. Collective.
  void write_texts(const std::string& dataset, std::int64_t total_rows, IndexRange rows,
                   std::span<const std::string> texts, const std::string& description);
  /// A scalar dataset; rank 0's value counts. Collective.
  void write_scalar(const std::string& dataset, double value, const std::string& description);

  /// Attributes of a group or dataset; every rank passes the same value. Collective.
  void write_attribute(const std::string& object, const std::string& name, const std::string& value);
  void write_attribute(const std::string& object, const std::string& name, std::int64_t value);
  void write_attribute(const std::string& object, const std::string& name, double value);

 private:
  struct State;
  explicit H5File(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace crucible
