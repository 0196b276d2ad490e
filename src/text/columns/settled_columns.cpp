#include "columns/settled_columns.hpp"

#include "columns/column_evidence.hpp"
#include "columns/unrated_values.hpp"
#include "crucible/core/error.hpp"
#include "fields/rating_text.hpp"

#include <algorithm>

namespace crucible {

namespace {

void refuse_counts(const FileHead& head, const FirstRatings& first) {
  const ColumnEvidence evidence = evidence_of(first.values);
  if (!looks_like_counts(evidence)) return;
  throw InputError(
      head.path, first.line,
      first.words + " holds whole numbers up to " + shortest_text(evidence.highest) +
          ": say `count_as` log, one or raw where they count something, `scale` LOW:HIGH where they "
          "are ratings");
}

/// Refuses ratings that can be read in two ways.
void check_ratings(const FileHead& head, const TextLayout& layout, const FirstRatings& first) {
  if (first.name == RatingName::counted)
    throw InputError(head.path, head.lines.number(),
                     first.words +
                         " seems to count something: say `count_as` log, one or raw, or give it as the "
                         "rating with `columns` USER,BOOK,RATING");
  if (layout.preset().ignore_rating) return;
  if (const auto problem = problem_of_unrated(first.values, head.options))
    throw InputError(head.path, first.line, *problem);
  if (first.name == RatingName::none && !head.options.rows.scale) refuse_counts(head, first);
}

}  // namespace

void settle_ratings(const FileHead& head, TextLayout& layout, const FirstRatings& first) {
  if (!layout.rated()) return;
  layout.counts = head.options.count_as != CountUse::unset;
  if (!layout.counts) check_ratings(head, layout, first);
}

void settle_times(const FileHead& head, TextLayout& layout, std::span<const std::string> values,
                  std::int64_t line) {
  if (!layout.timed()) return;
  layout.time = time_rule_named(head.options.time_format);
  if (layout.time.form != TimeForm::none) return;
  bool ambiguous = false;
  layout.time = time_rule_of(values, ambiguous);
  const auto shown = std::find_if_not(values.begin(), values.end(), is_missing_word);
  const std::string first = shown != values.end() ? *shown : "";
  if (ambiguous)
    throw InputError(head.path, line,
                     "the timestamp " + printable(first) +
                         " is a date without marks or a number of seconds: say `time_format` ymd or s");
  if (layout.time.form != TimeForm::none) return;
  layout.time.form = TimeForm::number;
  if (first.empty()) return;
  throw InputError(head.path, line,
                   "the timestamp " + printable(first) + " " + problem_of_time(first, layout.time));
}

}  // namespace crucible
