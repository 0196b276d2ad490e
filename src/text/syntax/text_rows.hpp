#pragma once

#include "crucible/text/text_source.hpp"
#include "fields/row_sink.hpp"
#include "syntax/plain_rows.hpp"
#include "syntax/text_syntax.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace crucible {

/// Turns the lines of files into ratings, one after the other. Local.
class RowParser {
 public:
  /// Rows go to `rows`. @pre all outlive this object
  RowParser(const ImportOptions& options, const RowPolicy& policy, RawRatings& rows)
      : options_(options), sink_(options, policy, rows), rows_(rows) {}

  /// The next lines are of file number `index`. `from_start`: they begin with its first row; otherwise a rank
  /// before this one reads what stands before them.
  void begin_piece(const ResolvedFile& file, std::int32_t index, bool from_start);

  /// Takes line `number` of the piece over; blank ones, comments and ignored ratings are fine. False if it
  /// is bad: see RowSink::problem(), fatal().
  bool take(std::string_view line, std::int64_t number);

  /// Takes the plain rows that `lines` has at hand, up to the first line that take() is to look at. Before
  /// them stand `lines_before` lines of the piece that `lines` does not count.
  void take_plain(LineReader& lines, std::int64_t lines_before);

  RowSink& sink() noexcept { return sink_; }
  const RowSink& sink() const noexcept { return sink_; }

 private:
  const ImportOptions& options_;
  RowSink sink_;
  RawRatings& rows_;
  std::unique_ptr<LineParser> parser_;
  std::optional<PlainRows> plain_;
};

}  // namespace crucible
