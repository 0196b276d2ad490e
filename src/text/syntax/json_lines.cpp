// JSON lines: an object a line; values by key.
#include "columns/column_sample.hpp"
#include "columns/settled_columns.hpp"
#include "crucible/core/error.hpp"
#include "fields/json_object.hpp"
#include "fields/row_sink.hpp"
#include "syntax/text_syntax.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

constexpr std::array<TextFormat, 1> formats{
    {{"jsonl",
      "a JSON object a line, with Amazon's, Yelp's or Goodreads' keys or named ones",
      "",
      HeaderUse::no,
      false,
      false,
      TextEncoding::utf8,
      {}}}};

const char* recognise(const FileHead& head) {
  return head.first.front() == '{' || head.first.front() == '[' ? formats.front().name : nullptr;
}

std::string listed(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + printable(key, 40);
  return text;
}

/// The keys of the first objects, each once. Not every object need have all.
std::vector<std::string> all_keys(const FileHead& head) {
  std::vector<std::string> keys;
  JsonObject object;
  for (const std::string_view row : head.sample(true, sampled_rows)) {
    if (object.parse(row) != nullptr) continue;
    for (const std::string& key : object.keys())
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

/// The keys by role, "" for none.
std::array<std::string, 4> keys_of(FileHead& head, TextLayout& layout) {
  std::array<std::string, 4> keys;
  const auto& chosen = head.options.columns;
  if (!chosen.empty()) {
    std::copy(chosen.begin(), chosen.end(), keys.begin());
    layout.roles_from = RolesFrom::options;
    return keys;
  }
  const std::vector<std::string> found = all_keys(head);
  std::vector<std::string> names(found.size());
  std::transform(found.begin(), found.end(), names.begin(), header_name);
  Roles roles = roles_by_name(names);
  const std::int32_t count = count_column_by_name(names);
  if (roles[rating_role] == no_column && count >= 0) {
    roles[rating_role] = count;
    layout.counts = true;
  }
  const bool clear = std::find(roles.begin(), roles.end(), ambiguous_column) == roles.end();
  if (!clear || roles[user_role] < 0 || roles[book_role] < 0 || roles[rating_role] < 0)
    head.fail("the keys of user, book and rating cannot be told among " + listed(found) +
              ": give them with `columns` USER,BOOK,RATING[,TIMESTAMP]");
  for (std::size_t role = 0; role < roles.size(); ++role)
    if (roles[role] >= 0) keys[role] = found[static_cast<std::size_t>(roles[role])];
  layout.roles_from = RolesFrom::names;
  return keys;
}

/// The values under `key` in the first lines.
std::vector<std::string> sampled_values(const FileHead& head, const std::string& key) {
  std::vector<std::string> values;
  JsonObject object;
  for (const std::string_view row : head.sample(true, sampled_rows))
    if (object.parse(row) == nullptr)
      if (const auto value = object.text(key)) values.emplace_back(*value);
  return values;
}

void resolve(FileHead& head, ResolvedFile& file) {
  if (head.first.front() == '[')
    head.fail("is a JSON array: write its objects one a line, for example with jq -c '.[]'");
  JsonObject object;
  if (const char* problem = object.parse(head.first)) {
    const bool python = head.first.find('"') == std::string_view::npos || head.first.starts_with("{'");
    head.fail(
        std::string(problem) + " in " + printable(head.first) +
        (python ? "; if it is Python, write JSON: python3 -c \"import ast, json, sys; "
                  "[print(json.dumps(ast.literal_eval(line))) for line in sys.stdin]\" <FILE >ratings.jsonl"
                : ""));
  }
  TextLayout& layout = file.layout;
  const auto keys = keys_of(head, layout);
  for (std::size_t role = 0; role < keys.size(); ++role) {
    layout.columns[role] = keys[role].empty() ? no_column : static_cast<std::int32_t>(role);
    file.names += keys[role] + "\n";
  }
  const std::vector<std::string> ratings = sampled_values(head, keys[rating_role]);
  settle_ratings(head, layout,
                 {ratings, layout.counts ? RatingName::counted : RatingName::given,
                  "the key " + printable(keys[rating_role]), head.lines.number()});
  settle_times(head, layout, sampled_values(head, keys[time_role]), head.lines.number());
  layout.data_begin = head.lines.begin();
  layout.head_lines = head.lines.number() - 1;
}

class JsonParser : public LineParser {
 public:
  explicit JsonParser(const ResolvedFile& file) : layout_(file.layout) {
    std::string_view names = file.names;
    for (std::string& key : keys_) {
      const std::size_t end = std::min(names.find('\n'), names.size());
      key = names.substr(0, end);
      names.remove_prefix(std::min(end + 1, names.size()));
    }
  }

  bool take(std::string_view line, RowSink& rows) override {
    if (const char* problem = object_.parse(line)) return rows.refuse(problem);
    std::array<std::string_view, 4> values;
    for (std::size_t role = 0; role < keys_.size(); ++role) {
      if (layout_.columns[role] == no_column) continue;
      const auto value = object_.text(keys_[role]);
      // A rating that is not there is a missing one, as null is.
      if (!value && role != rating_role)
        return rows.refuse("no text or number under the key " + printable(keys_[role]) +
                           (role == time_role ? "; `columns` USER,BOOK,RATING leaves times out" : ""));
      values[role] = value.value_or(std::string_view());
    }
    return rows.add({values[user_role], values[book_role], values[rating_role], values[time_role]});
  }

 private:
  TextLayout layout_;
  std::array<std::string, 4> keys_;
  JsonObject object_;
};

std::unique_ptr<LineParser> make_parser(const ResolvedFile& file, const ImportOptions& /*options*/) {
  return std::make_unique<JsonParser>(file);
}

}  // namespace

extern const TextSyntax json_lines_syntax{.name = "json_lines",
                                          .formats = formats,
                                          .recognise = recognise,
                                          .resolve = resolve,
                                          .make_parser = make_parser,
                                          .has_columns = true,
                                          .names_are_keys = true};

}  // namespace crucible
