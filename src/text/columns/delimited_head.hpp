#pragma once

#include "columns/column_sample.hpp"
#include "syntax/text_syntax.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Finds the layout of one file of a delimited format: the header, then what each column is, by the options,
/// by the header's names, or by position (see UnnamedColumns). Local.
class DelimitedHead {
 public:
  DelimitedHead(FileHead& head, ResolvedFile& file);
  /// Throws InputError, UsageError.
  void resolve();

 private:
  Roles named_roles();
  bool has_header(bool names_are_known, bool by_name) const;
  void settle_named();
  Roles behind_row_names(Roles roles) const;
  void refuse_positions_beside_row_names() const;
  void check_half_named() const;
  void take_sample();
  void fit_row_names();
  void check() const;
  void settle_values();
  bool ids_begin_with(char mark) const;
  void take_marked_rows();

  FileHead& head_;
  const ImportOptions& options_;
  ResolvedFile& file_;
  TextLayout& layout_;
  FieldSplitter fields_;  ///< of the first line
  std::vector<std::string> names_;
  ColumnSample sample_;
  bool commented_names_ = false;
};

}  // namespace crucible
