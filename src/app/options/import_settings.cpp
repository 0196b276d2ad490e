#include "options/import_settings.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/text_fields.hpp"
#include "crucible/text/text_format.hpp"
#include "options/scale_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crucible {

namespace {

/// "LOW:HIGH". Throws UsageError.
RatingScale rating_scale(const std::string& text) {
  const auto [low, high] = parse_scale(text, "import");
  if (low >= high)
    throw UsageError("crucible import: --scale: " + printable(text) +
                     ": its lowest rating is not below its highest");
  return {low, high};
}

/// Words for separators that are awkward on a command line.
std::string parse_separator(const std::string& text) {
  if (text == "tab" || text == "\\t") return "\t";
  if (text == "space" || text == "blank") return " ";
  if (!text.empty()) static_cast<void>(Separator(text));
  return text;
}

template <typename Value, std::size_t n>
Value choice_of(const std::array<std::pair<const char*, Value>, n>& choices, const std::string& name) {
  const auto found =
      std::find_if(choices.begin(), choices.end(), [&](const auto& c) { return name == c.first; });
  require(found != choices.end(), "a choice is not in its table");
  return found->second;
}

template <typename Value, std::size_t n>
std::vector<std::string> names_of(const std::array<std::pair<const char*, Value>, n>& choices) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.emplace_back(choice.first);
  return names;
}

constexpr std::array<std::pair<const char*, DuplicatePolicy>, 4> duplicate_choices{
    {{"last", DuplicatePolicy::last},
     {"first", DuplicatePolicy::first},
     {"mean", DuplicatePolicy::mean},
     {"error", DuplicatePolicy::error}}};
constexpr std::array<std::pair<const char*, HeaderUse>, 3> header_choices{
    {{"auto", HeaderUse::automatic}, {"yes", HeaderUse::yes}, {"no", HeaderUse::no}}};
constexpr std::array<std::pair<const char*, DecimalMark>, 3> decimal_choices{
    {{"auto", DecimalMark::automatic}, {"point", DecimalMark::point}, {"comma", DecimalMark::comma}}};
constexpr std::array<std::pair<const char*, CountUse>, 4> count_choices{
    {{"none", CountUse::unset}, {"log", CountUse::log}, {"one", CountUse::one}, {"raw", CountUse::raw}}};
constexpr std::array<std::pair<const char*, TextEncoding>, 3> encoding_choices{
    {{"auto", TextEncoding::automatic}, {"utf-8", TextEncoding::utf8}, {"latin-1", TextEncoding::latin1}}};

}  // namespace

void ImportSettings::declare(OptionTable& options) {
  declare_text(options);
  declare_kept(options);
}

void ImportSettings::declare_text(OptionTable& options) {
  options.positional_list("TEXT...", data_.files,
                          "files of ratings, read as one in this order: plain or gzip, bzip2, xz, zstd, "
                          "zip; folders of part files; - for standard input (or one HDF5 file)");
  options.group("What the text looks like");
  options.add_choice("format", data_.format, text_format_names(), "how the ratings are written down");
  options.add("separator", separator_, "TEXT",
              "between columns, also 'tab', or 'space' for any run of blanks (unset: by format, else found)");
  options.add("columns", data_.columns, "USER,BOOK[,RATING[,TIMESTAMP]]",
              "their names in the header, keys of JSON lines, or positions from 1 (unset: by format and "
              "header); without RATING each row counts 1");
  options.add_choice("header", header_, names_of(header_choices), "whether the first line names the columns");
  options.add_choice("encoding", encoding_, names_of(encoding_choices),
                     "of the text; auto goes by the format");
  options.add_choice("decimal", decimal_, names_of(decimal_choices),
                     "mark of the ratings' fractions; auto takes a comma where it cannot mark thousands");
  options.add("time-format", data_.time_format, "FORM",
              "of the times: s, ms, us or ns since 1970, iso, mdy, dmy, ymd, or a pattern such as '%d.%m.%Y "
              "%H:%M'; auto tells numbers' units by their size");
  options.add_choice("row-ids", row_ids_, names_of(header_choices),
                     "wide, libsvm: whether a line begins with its user's id (else lines are numbered)");
  options.add("count-column", data_.count_column,
              "wide: the first column (after the ids) only counts the ratings of its row");
  options.add("titles", data_.titles, "FILE",
              "the books' titles, joined by id: CSV with a header, id::title, id|title, or two columns");
  options.add(
      "triplets", triplets_, "USER,BOOK,RATING[,TIMESTAMP]",
      "for an HDF5 file, unless that is found: its equally long lists or fields of a table, or one table, "
      "group or sparse matrix");
  options.add("max-expansion", data_.max_expansion, "N",
              "refuse compressed files with more than N bytes of text for each of theirs", {1, 1e9});
}

void ImportSettings::declare_kept(OptionTable& options) {
  options.group("What is kept");
  options.add("scale", scale_, "LOW:HIGH", "refuse ratings outside (unset: any finite rating)");
  options.add("ignore-rating", data_.rows.ignore_rating, "X",
              "leave out rows with this rating, which means unrated (book-crossing: 0)");
  options.add("missing", data_.missing, "VALUE,...",
              "values that mean unrated: such rows, or cells of wide files, are left out");
  options.add(
      "skip-missing", data_.skip_missing,
      "leave out rows without a rating, user or book: empty, NA, null or \\N, which are refused otherwise");
  options.add_choice(
      "count-as", count_as_, names_of(count_choices),
      "the rating column counts plays or clicks: the rating is ln(1 + count), 1, or the count");
  options.add("min-user-ratings", data_.rows.min_user_ratings, "N",
              "leave out users with fewer, again and again until all that are left have enough");
  options.add("min-book-ratings", data_.rows.min_book_ratings, "N", "the same for books");
  options.add_choice("duplicates", duplicates_, names_of(duplicate_choices),
                     "which of several ratings of a book by one user counts");
  options.add("skip-bad-rows", data_.skip_bad_rows, "N",
              "leave out up to N rows that cannot be read, and say which");
}

void ImportSettings::settle() {
  data_.separator = parse_separator(separator_);
  data_.header = choice_of(header_choices, header_);
  data_.encoding = choice_of(encoding_choices, encoding_);
  data_.decimal = choice_of(decimal_choices, decimal_);
  data_.count_as = choice_of(count_choices, count_as_);
  data_.row_ids = choice_of(header_choices, row_ids_);
  data_.rows.duplicates = choice_of(duplicate_choices, duplicates_);
  if (!scale_.empty()) data_.rows.scale = rating_scale(scale_);
  const std::size_t columns = data_.columns.size();
  if (columns == 1 || columns > 4)
    throw UsageError("crucible import: --columns needs two to four: USER,BOOK[,RATING[,TIMESTAMP]]");
  const std::size_t datasets = triplets_.size();
  if (datasets == 2 || datasets > 4)
    throw UsageError(
        "crucible import: --triplets needs three or four, USER,BOOK,RATING[,TIMESTAMP], or one table or "
        "group");
}

void ImportSettings::refuse_options_of_texts(const OptionTable& options) const {
  if (data_.files.size() > 1) throw UsageError("crucible import: of HDF5 files one is read at a time");
  for (const char* name : {"format", "separator", "columns", "header", "encoding", "skip-bad-rows", "decimal",
                           "time-format", "row-ids", "count-column", "missing", "skip-missing", "count-as"})
    if (options.given(name))
      throw UsageError(std::string("crucible import: --") + name + " is for text, not for HDF5 (--triplets)");
}

}  // namespace crucible
