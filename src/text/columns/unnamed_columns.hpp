#pragma once

#include "columns/column_sample.hpp"
#include "syntax/text_syntax.hpp"

#include <string>

namespace crucible {

/// Finds out what the columns of a file without a header are: by position, with what the first rows show as
/// evidence. Local.
class UnnamedColumns {
 public:
  /// `first`: the fields of the file's first line. @pre all outlive this object
  UnnamedColumns(const FileHead& head, const FieldSplitter& first, const ColumnSample& sample,
                 TextLayout& layout)
      : head_(head), first_(first), sample_(sample), layout_(layout) {}

  /// Fills layout.columns and layout.roles_from. Throws InputError if two readings are equally likely, or
  /// none is.
  void settle();

 private:
  void refuse_unknown_header() const;
  bool is_name_over_values(std::size_t column) const;
  bool has_known_name() const;
  void refuse_row_numbers() const;
  void refuse_sizes() const;
  void refuse_many_columns() const;
  void refuse_lists() const;
  void refuse_records() const;
  void order_rating_and_time(Roles& roles);
  void order_ids(Roles& roles);
  void refuse_order(const Roles& roles, const std::string& reason) const;
  IdOrderGuess guess_by_rating_times(const Roles& roles) const;
  void check_rating_column(const Roles& roles) const;
  void check_is_rating(const Roles& roles) const;
  void check_small_times(const Roles& roles) const;
  const ColumnEvidence& evidence(std::int32_t column) const {
    return sample_.evidence[static_cast<std::size_t>(column)];
  }
  const std::vector<std::string>& values(std::int32_t column) const {
    return sample_.values[static_cast<std::size_t>(column)];
  }

  const FileHead& head_;
  const FieldSplitter& first_;
  const ColumnSample& sample_;
  TextLayout& layout_;
};

/// True for what can be read as a rating, or is a number out of the range of ratings.
bool reads_as_rating(std::string_view field);

}  // namespace crucible
