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

/// Element types that can be read and written. Reading converts integers to any integer type of at least the
/// same size, any floating-point type to float or double, and integers to floating point. A number that does
/// not fit into the type throws InputError.
template <typename T>
concept H5Scalar =
    std::same_as<T, std::uint8_t> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
    std::same_as<T, std::uint64_t> || std::same_as<T, float> || std::same_as<T, double>;

enum class H5Class : std::uint8_t { integer, real, text, other };

/// Type and extent of a dataset or of a field of a table. A boolean counts as an integer, 0 or 1.
struct H5Shape {
  H5Class type = H5Class::other;
  std::size_t element_bytes = 0;  ///< size in the file; for text of variable length, the size of a pointer
  bool is_signed = false;
  std::vector<std::int64_t> dims;

  std::int64_t rows() const noexcept { return dims.empty() ? 1 : dims.front(); }
  std::int64_t columns() const noexcept { return dims.size() < 2 ? 1 : dims[1]; }
  bool is_number() const noexcept { return type == H5Class::integer || type == H5Class::real; }
  /// True for the shapes (n), (n x 1) and (1 x n).
  bool is_list() const noexcept {
    return dims.size() == 1 || (dims.size() == 2 && (rows() == 1 || columns() == 1));
  }
  /// Number of values of a list.
  std::int64_t length() const noexcept { return rows() == 1 && dims.size() == 2 ? columns() : rows(); }
};

/// An open HDF5 file: slices of datasets, and attributes.
///
/// Reading is local: every rank opens the file itself with the POSIX driver and reads its own slices. So a
/// failure on one rank cannot stop the others inside a collective call. Writing is collective: rank 0 writes
/// the structure, and every rank writes its rows of the values to the place that rank 0's HDF5 chose for the
/// dataset.
///
/// Reading does not trust the file. It follows only hard links. It refuses datasets with external or virtual
/// storage, with filters other than deflate, shuffle, fletcher32 and scale-offset, and datasets that declare
/// far more bytes than they store. All functions throw InputError for bad content and IoError for a failing
/// device. Both name the file, and the dataset or attribute.
///
/// If a dataset is a table (of compound type), `TABLE/FIELD` names one of its fields, as if the table were a
/// group.
class H5File {
 public:
  /// Local. Opens a file for reading.
  static H5File open(const std::string& path);
  /// Collective. Creates a new file that all ranks write. The first `user_block` bytes are left to the
  /// caller. `comm` must outlive the file.
  static H5File create(const Communicator& comm, const std::string& path, std::int64_t user_block);

  ~H5File();
  H5File(H5File&&) noexcept;
  H5File& operator=(H5File&&) noexcept;

  const std::string& path() const noexcept;

  /// Collective for a file from create(): flushes everything to the device, closes the file, and compares
  /// what it reads back with what was written. Throws IoError if any of this fails on any rank. Local for a
  /// file from open(): closes it.
  void close();

  // The functions from here to real_attribute() read. All are local.

  /// True if `object` is a group or dataset of this file that hard links lead to.
  bool has(const std::string& object) const;
  /// Names in a group, in alphabetical order; none if there is no such group.
  std::vector<std::string> children(const std::string& group) const;
  /// Names of the fields of a table, in its order; none if `dataset` is not a table.
  std::vector<std::string> fields(const std::string& dataset) const;
  bool is_group(const std::string& object) const;
  /// Throws InputError if there is no such dataset, or if it is refused (see above).
  H5Shape shape(const std::string& dataset) const;

  /// Reads the rows `rows` of a 1-D or 2-D dataset, row-major. @pre values.size() == rows.size() x columns
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
  /// The values `range` of a list (see H5Shape::is_list()).
  template <H5Scalar T>
  std::vector<T> read_list(const std::string& dataset, IndexRange range) const {
    const bool lying = shape(dataset).dims.size() == 2 && shape(dataset).rows() == 1;
    const IndexRange only{0, 1};
    std::vector<T> values(static_cast<std::size_t>(range.size()));
    read_block(dataset, lying ? only : range, lying ? range : only, std::span<T>(values));
    return values;
  }
  /// Reads the block `rows` x `columns` of a dataset, row-major. A 1-D dataset counts as one column.
  /// @pre values.size() == rows.size() x columns.size()
  template <H5Scalar T>
  void read_block(const std::string& dataset, IndexRange rows, IndexRange columns, std::span<T> values) const;
  /// The texts `range` of a list of strings of fixed or variable length, without padding.
  std::vector<std::string> read_texts(const std::string& dataset, IndexRange range) const;

  bool has_attribute(const std::string& object, const std::string& name) const;
  std::string text_attribute(const std::string& object, const std::string& name) const;
  std::int64_t int_attribute(const std::string& object, const std::string& name) const;
  /// A list of 1 to 64 integers.
  std::vector<std::int64_t> int_list_attribute(const std::string& object, const std::string& name) const;
  double real_attribute(const std::string& object, const std::string& name) const;

  /// Collective. Creates a group, and its parents if they are missing.
  void create_group(const std::string& group, const std::string& description);
  /// Collective. Creates a contiguous dataset, (total_rows x columns), or (total_rows) if `columns` is 0, and
  /// writes this rank's `rows` of it. The rows of the ranks must not overlap, and together they must cover
  /// all.
  /// @pre values.size() == rows.size() x columns
  template <H5Scalar T>
  void write(const std::string& dataset, std::int64_t total_rows, std::int64_t columns, IndexRange rows,
             std::span<const T> values, const std::string& description);
  /// Collective. The same for texts, as null-padded UTF-8 of the fixed length of the longest one.
  void write_texts(const std::string& dataset, std::int64_t total_rows, IndexRange rows,
                   std::span<const std::string> texts, const std::string& description);
  /// Collective. Creates a dataset of one value, that of rank 0.
  void write_scalar(const std::string& dataset, double value, const std::string& description);

  /// Collective. Writes an attribute of a group or dataset. The value of rank 0 is written.
  void write_attribute(const std::string& object, const std::string& name, const std::string& value);
  void write_attribute(const std::string& object, const std::string& name, std::int64_t value);
  void write_attribute(const std::string& object, const std::string& name, double value);

 private:
  struct State;
  explicit H5File(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace crucible
