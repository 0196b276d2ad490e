#include "crucible/app/commands.hpp"
#include "crucible/data/import_text.hpp"
#include "crucible/data/text_fields.hpp"
#include "crucible/data/text_format.hpp"
#include "crucible/data/text_source.hpp"
#include "crucible/data/triplet_columns.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/store/triplet_store.hpp"
#include "option_text.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace crucible {

namespace {

/// Bad rows that are printed one by one; --json has them all.
constexpr std::size_t shown_bad_rows = 20;

/// "LOW:HIGH". Throws UsageError.
RatingScale parse_scale(const std::string& text) {
  const std::size_t colon = text.find(':');
  try {
    if (colon == std::string::npos) throw UsageError("is not LOW:HIGH, for example 1:5");
    const RatingScale scale{parse_real(text.substr(0, colon), {}), parse_real(text.substr(colon + 1), {})};
    if (scale.low >= scale.high) throw UsageError("its lowest rating is not below its highest");
    return scale;
  } catch (const UsageError& error) {
    throw UsageError("crucible import: --scale: " + printable(text) + ": " + error.what());
  }
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
constexpr std::array<std::pair<const char*, TextEncoding>, 3> encoding_choices{
    {{"auto", TextEncoding::automatic}, {"utf-8", TextEncoding::utf8}, {"latin-1", TextEncoding::latin1}}};

/// True where HDF5's signature stands where the format allows it, at 0 or at a power of two from 512 on.
/// Throws what TextFile throws, so that nothing waits for a pipe.
bool is_hdf5(const std::string& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  const std::string head = TextFile(path).head(16384);
  for (std::size_t place = 0; place < head.size(); place = place == 0 ? 512 : 2 * place)
    if (std::string_view(head).substr(place).starts_with(signature)) return true;
  return false;
}

nlohmann::ordered_json json_of(const std::vector<BadRow>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const BadRow& row : rows)
    list.push_back({{"file", row.file}, {"line", row.line}, {"problem", row.problem}});
  return list;
}

class ImportCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional_list(
        "TEXT...", data_.files,
        "files of ratings, read as one in this order (or, with --triplets, one HDF5 file)");
    options.group("What the text looks like");
    options.add_choice("format", data_.format, text_format_names(), "how the ratings are written down");
    options.add(
        "separator", separator_, "TEXT",
        "between columns, also 'tab', or 'space' for any run of blanks (unset: by format, else found)");
    options.add("columns", data_.columns, "USER,BOOK,RATING[,TIMESTAMP]",
                "their names in the header, or positions from 1 (unset: by format and header)");
    options.add_choice("header", header_, names_of(header_choices),
                       "whether the first line names the columns");
    options.add_choice("encoding", encoding_, names_of(encoding_choices),
                       "of the text; auto goes by the format");
    options.add("titles", data_.titles, "FILE",
                "the books' titles, joined by id: CSV with a header, id::title, id|title, or two columns");
    options.add("triplets", triplets_, "USER,BOOK,RATING[,TIMESTAMP]",
                "for an HDF5 file: the names of its equally long 1-D datasets");
    options.group("What is kept");
    options.add("scale", scale_, "LOW:HIGH", "refuse ratings outside (unset: any finite rating)");
    options.add("ignore-rating", data_.rows.ignore_rating, "X",
                "leave out rows with this rating, which means unrated (book-crossing: 0)");
    options.add("min-user-ratings", data_.rows.min_user_ratings, "N",
                "leave out readers with fewer, again and again until all that are left have enough");
    options.add("min-book-ratings", data_.rows.min_book_ratings, "N", "the same for books");
    options.add_choice("duplicates", duplicates_, names_of(duplicate_choices),
                       "which of several ratings of a book by one reader counts");
    options.add("skip-bad-rows", data_.skip_bad_rows, "N",
                "leave out up to N rows that cannot be read, and say which");
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    on_every_rank(job.comm, [&] { settle(); });
    std::vector<std::string> inputs = data_.files;
    if (!data_.titles.empty()) inputs.push_back(data_.titles);
    if (!job.common.dry_run || !job.common.output.empty()) check_output(job, inputs);
    const ImportResult imported = job.timings.measure("load", [&] { return import(job, options); });
    report(job, imported.report);
    if (!job.common.dry_run)
      job.timings.measure("write", [&] {
        RatingStore::write(job.comm, job.common.output, imported.table, {}, {job.command_line});
      });
    job.log.result((job.common.dry_run ? "would write " : job.common.output + ": ") + summary(imported));
    return ExitCode::done;
  }

 private:
  /// Turns the texts of options into values. Local.
  void settle() {
    data_.separator = parse_separator(separator_);
    data_.header = choice_of(header_choices, header_);
    data_.encoding = choice_of(encoding_choices, encoding_);
    data_.rows.duplicates = choice_of(duplicate_choices, duplicates_);
    if (!scale_.empty()) data_.rows.scale = parse_scale(scale_);
    const auto listed = [](const std::vector<std::string>& columns) {
      return columns.empty() || columns.size() == 3 || columns.size() == 4;
    };
    if (!listed(data_.columns))
      throw UsageError("crucible import: --columns needs three or four: USER,BOOK,RATING[,TIMESTAMP]");
    if (!listed(triplets_))
      throw UsageError("crucible import: --triplets needs three or four: USER,BOOK,RATING[,TIMESTAMP]");
  }

  /// Collective.
  ImportResult import(Job& job, const OptionTable& options) {
    const std::string& first = data_.files.front();
    if (triplets_.empty()) {
      on_root(job.comm, [&] {
        if (is_hdf5(first))
          throw InputError(first,
                           "is an HDF5 file: name its datasets with --triplets USER,BOOK,RATING[,TIMESTAMP]");
      });
      return import_text(job.comm, data_);
    }
    on_every_rank(job.comm, [&] {
      if (data_.files.size() > 1) throw UsageError("crucible import: --triplets reads one file at a time");
      for (const char* name : {"format", "separator", "columns", "header", "encoding", "skip-bad-rows"})
        if (options.given(name))
          throw UsageError(std::string("crucible import: --") + name + " is for text, not for --triplets");
    });
    return table_from_columns(job.comm, read_triplets(job.comm, first, triplets_), data_.rows, first,
                              data_.titles);
  }

  /// Notes what was done, for people and for --json.
  void report(Job& job, const ImportReport& report) const {
    job.result["users"] = report.users;
    job.result["books"] = report.books;
    job.result["ratings"] = report.ratings;
    job.result["duplicates"] = report.duplicates;
    job.result["conflicts"] = report.conflicts;
    job.result["skipped_rows"] = report.skipped.size() + report.skipped_titles.size();
    job.result["skipped"] = json_of(report.skipped);
    for (const nlohmann::ordered_json& row : json_of(report.skipped_titles))
      job.result["skipped"].push_back(row);
    job.result["format"] = report.format;
    job.result["rows"] = report.rows;
    job.result["ignored"] = report.ignored;
    job.result["lowest_rating"] = report.lowest;
    job.result["highest_rating"] = report.highest;
    if (!data_.titles.empty()) job.result["titles"] = report.titles_found;

    job.log.info("read " + grouped(report.rows) + " rows as " + report.format);
    warn_of(job, report.skipped);
    warn_of(job, report.skipped_titles);
    if (report.ignored > 0)
      job.log.info("left out " + grouped(report.ignored) + " rows with rating " +
                   shortest(report.ignored_rating));
    if (report.duplicates > 0)
      job.log.info("merged " + grouped(report.duplicates) + " duplicates; " + grouped(report.conflicts) +
                   " pairs had different ratings (--duplicates " + duplicates_ + ")");
    if (report.core_ratings > 0)
      job.log.info("left out " + grouped(report.core_users) + " readers, " + grouped(report.core_books) +
                   " books and " + grouped(report.core_ratings) + " ratings to give the others enough");
    if (!data_.titles.empty())
      job.log.info("titles: " + grouped(report.titles_found) + " found, " + grouped(report.titles_missing) +
                   " missing, " + grouped(report.titles_unused) + " of other books");
  }

  static void warn_of(Job& job, const std::vector<BadRow>& rows) {
    for (std::size_t i = 0; i < std::min(rows.size(), shown_bad_rows); ++i)
      job.log.warning(rows[i].file + ":" + std::to_string(rows[i].line) + ": left out: " + rows[i].problem);
    if (rows.size() > shown_bad_rows)
      job.log.warning(grouped(static_cast<std::int64_t>(rows.size() - shown_bad_rows)) +
                      " more bad rows were left out; --json lists them all");
  }

  static std::string summary(const ImportResult& imported) {
    const RatingTable& table = imported.table;
    const double cells = static_cast<double>(table.total_users) * static_cast<double>(table.total_books);
    return grouped(table.total_ratings) + " ratings of " + grouped(table.total_users) + " readers and " +
           grouped(table.total_books) + " books, density " +
           shortest(100 * static_cast<double>(table.total_ratings) / cells, 3) + " %, scale " +
           shortest(table.scale_low) + " to " + shortest(table.scale_high);
  }

  ImportOptions data_;
  std::string separator_;
  std::string header_ = "auto";
  std::string encoding_ = "auto";
  std::string scale_;
  std::string duplicates_ = "last";
  std::vector<std::string> triplets_;
};

}  // namespace

std::unique_ptr<Command> make_import_command() { return std::make_unique<ImportCommand>(); }

}  // namespace crucible
