#include "import/import_heads.hpp"

#include "columns/chosen_columns.hpp"
#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "fields/digits.hpp"
#include "ids/id_owner_plan.hpp"
#include "source/part_files.hpp"
#include "syntax/text_syntax.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace crucible {

namespace {

/// Throws where two files of one import do not go together.
void check_alike(const TextLayout& first, const TextLayout& other, const std::string& name,
                 const std::string& first_name) {
  const auto differ = [&](bool has, const char* what) {
    throw InputError(name, std::string(has ? "has " : "lacks ") + what + ", unlike " + first_name);
  };
  if (first.timed() != other.timed()) differ(other.timed(), "timestamps");
  if (first.rated() != other.rated()) differ(other.rated(), "ratings");
  if (first.row_numbers != other.row_numbers) differ(!other.row_numbers, "ids of users");
}

/// Finds the layouts of the files, and leaves part files without rows out. For rank 0.
class HeadReader {
 public:
  HeadReader(const ImportOptions& options, TextSources& sources) : options_(options), sources_(sources) {}

  void run() {
    if (options_.files.empty()) throw UsageError("no input file");
    for (const InputFile& input : with_part_files(options_.files)) {
      if (input.first_part || input.is_part != in_folder_) model_.reset();
      in_folder_ = input.is_part;
      look_at(input);
    }
    if (files.empty()) throw InputError(display_name(options_.files.front()), "holds no ratings");
    std::erase(packings, "");
  }

  std::vector<SizedFile> files;
  std::vector<std::string> paths;
  std::vector<std::string> packings;

 private:
  void look_at(const InputFile& input) {
    std::unique_ptr<TextStream> stream = sources_.open(input.path);
    const std::string_view head = stream->head(static_cast<std::size_t>(longest_head));
    if (input.is_part && begin_of(head).first.empty()) return;
    const SizedFile file{resolve(input, head, stream->name()), stream->file_bytes(), stream->is_plain()};
    if (!files.empty())
      check_alike(files.front().resolved.layout, file.resolved.layout, stream->name(),
                  display_name(paths.front()));
    files.push_back(file);
    paths.push_back(input.path);
    if (std::find(packings.begin(), packings.end(), stream->packing()) == packings.end())
      packings.push_back(stream->packing());
    sources_.keep(input.path, std::move(stream));
  }

  struct Begin {
    HeadLines lines;         ///< behind `first`
    std::string_view first;  ///< the first line that is neither blank nor a comment
    TextLayout comments;     ///< knows of the comments before it
  };
  static Begin begin_of(std::string_view head) {
    Begin begin{HeadLines(head), {}, {}};
    std::string_view comment;
    if (!find_first_line(begin.lines, begin.comments, begin.first, comment)) begin.first = {};
    return begin;
  }

  /// The first file says how those after it that have no header of their own are to be read: the part files
  /// of a folder are pieces of one text, and others may be.
  ResolvedFile resolve(const InputFile& input, std::string_view head, const std::string& name) {
    const Begin begin = begin_of(head);
    if (model_ && (input.is_part ? continues_model(begin.first) : continues_first(begin)))
      return like_model(begin);
    ResolvedFile file = resolve_file(head, options_, name);
    if (!model_ && file.layout.preset().syntax->has_columns && (input.is_part || file.layout.header)) {
      model_ = file;
      const bool skips_first = file.layout.data_begin > begin.lines.begin();
      model_header_ = skips_first ? begin.first : std::string_view();
    }
    return file;
  }

  /// A part file without a header of its own, or with that of the first part.
  bool continues_model(std::string_view first) const {
    if (first == model_header_ || model_->layout.preset().syntax->names_are_keys) return true;
    FieldSplitter fields(model_->layout.fields);
    return fields.split(first) != nullptr || !names_columns(fields);
  }

  /// Another file that begins with a row as long as those of the first file, not with a header.
  bool continues_first(const Begin& begin) const {
    const TextLayout& model = model_->layout;
    FieldSplitter fields(model.fields);
    if (model.preset().syntax->row_is_user || begin.first == model_header_ ||
        fields.split(begin.first) != nullptr || fields.size() != static_cast<std::size_t>(model.column_count))
      return false;
    std::string_view second;
    const bool has_second = HeadLines(begin.lines).next(second);
    // A line without a digit before one that has some is a header of unknown names.
    return !names_columns(fields) && (has_digit(begin.first) || (has_second && !has_digit(second)));
  }

  /// True for names that user and book go by, or that the user gives.
  bool names_columns(const FieldSplitter& fields) const {
    const std::vector<std::string> names = header_names(fields);
    const Roles roles = roles_by_name(names);
    if (roles[user_role] != no_column && roles[book_role] != no_column) return true;
    return !options_.columns.empty() && !columns_are_positions(options_) &&
           std::all_of(options_.columns.begin(), options_.columns.end(), [&](const std::string& column) {
             return std::find(names.begin(), names.end(), header_name(column)) != names.end();
           });
  }

  ResolvedFile like_model(const Begin& begin) const {
    ResolvedFile file = *model_;
    const bool repeats_header = begin.first == model_header_;
    file.layout.data_begin = repeats_header ? begin.lines.end() : begin.lines.begin();
    file.layout.head_lines = begin.lines.number() - (repeats_header ? 0 : 1);
    file.layout.comment_lines = begin.comments.comment_lines;
    file.layout.first_comment = begin.comments.first_comment;
    return file;
  }

  const ImportOptions& options_;
  TextSources& sources_;
  std::optional<ResolvedFile> model_;  ///< the first of the files, or of the folder whose parts come
  std::string model_header_;
  bool in_folder_ = false;
};

/// Collective. Texts of rank 0 on all ranks.
std::vector<std::string> share_texts(const Communicator& comm, const std::vector<std::string>& texts) {
  std::vector<std::string_view> mine;
  if (comm.is_root()) mine.assign(texts.begin(), texts.end());
  return concatenate_texts(comm, mine);
}

/// Collective. The files of rank 0 on all ranks.
std::vector<SizedFile> share_files(const Communicator& comm, const std::vector<SizedFile>& found) {
  struct Plain {
    TextLayout layout;
    std::int64_t size = 0;
    bool plain = true;
  };
  std::vector<Plain> figures;
  std::vector<std::string> names;
  for (const SizedFile& file : found) {
    figures.push_back({file.resolved.layout, file.size, file.plain});
    names.push_back(file.resolved.names);
  }
  figures = comm.broadcast_vector(std::move(figures));
  names = share_texts(comm, names);
  std::vector<SizedFile> files;
  for (std::size_t i = 0; i < figures.size(); ++i)
    files.push_back({{figures[i].layout, names[i]}, figures[i].size, figures[i].plain});
  return files;
}

}  // namespace

std::vector<SizedFile> find_files(const Communicator& comm, const ImportOptions& options,
                                  TextSources& sources, std::vector<std::string>& paths,
                                  ImportReport& report) {
  HeadReader reader(options, sources);
  on_root(comm, [&] { reader.run(); });
  paths = share_texts(comm, reader.paths);
  report.packings = share_texts(comm, reader.packings);
  report.files = static_cast<std::int64_t>(paths.size());
  return share_files(comm, reader.files);
}

}  // namespace crucible
