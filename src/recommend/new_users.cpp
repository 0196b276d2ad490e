#include "crucible/recommend/new_users.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/text/text_fields.hpp"
#include "crucible/text/text_source.hpp"
#include "crucible/text/text_stream.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

namespace crucible {
namespace {

constexpr std::size_t named_unknowns = 5;

bool in_scale(const ModelTraits& traits, float rating) {
  return traits.scale_high <= traits.scale_low || (rating >= traits.scale_low && rating <= traits.scale_high);
}

std::string scale_text(const ModelTraits& traits) {
  return shortest(static_cast<double>(traits.scale_low)) + " to " +
         shortest(static_cast<double>(traits.scale_high));
}

OwnRatings sorted(const std::map<BookIndex, float>& rated) {
  OwnRatings own;
  for (const auto& [book, rating] : rated) {
    own.books.push_back(book);
    own.ratings.push_back(rating);
  }
  return own;
}

/// Calls `take` with each line of a text, packed or not, without the byte order mark that some programs write
/// at its start.
template <typename Take>
void each_line(const std::string& path, Take take) {
  TextStream stream(path);
  if (!stream.can_be_opened_again())
    throw InputError(stream.name(), "is a pipe, which only one process can read: name a file");
  LineReader lines(stream);
  std::string_view line;
  while (lines.next(line)) {
    if (lines.overlong()) throw InputError(path, lines.count(), "the line is too long");
    if (lines.count() == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    take(lines.count(), line);
  }
}

FieldRules rules_for(std::string_view first_line) {
  FieldRules rules;
  rules.quotes = true;
  for (const char* separator : {"\t", ";", ","})
    if (first_line.find(separator) != std::string_view::npos) {
      rules.separator = Separator(separator);
      break;
    }
  return rules;
}

/// Collects the rows of one file.
class NewUserRows {
 public:
  NewUserRows(const std::string& path, const BookCatalogue& catalogue, const ModelTraits& traits)
      : path_(path), catalogue_(catalogue), traits_(traits) {}

  void take(std::int64_t number, std::string_view line) {
    if (trimmed(line).empty()) return;
    if (!splitter_) splitter_.emplace(rules_for(line));
    if (const char* problem = splitter_->split(line)) throw InputError(path_, number, problem);
    if (splitter_->size() != 3)
      throw InputError(path_, number,
                       "has " + std::to_string(splitter_->size()) +
                           " columns where user,book,rating are expected: " + printable(line));
    float rating = 0;
    const NumberProblem problem = parse_rating((*splitter_)[2], rating);
    if (problem != NumberProblem::none) {
      if (number == 1) return;
      throw InputError(path_, number, "the rating " + printable((*splitter_)[2]) + " " + describe(problem));
    }
    if (!in_scale(traits_, rating))
      throw InputError(path_, number,
                       "the rating " + shortest(static_cast<double>(rating)) +
                           " is outside the model's scale, " + scale_text(traits_));
    add(std::string(trimmed((*splitter_)[0])), std::string(trimmed((*splitter_)[1])), rating);
  }

  NewUsers finish() {
    for (const std::string& name : order_) result_.users.push_back({name, sorted(rated_[name])});
    if (result_.users.empty()) throw InputError(path_, "holds no ratings");
    return std::move(result_);
  }

 private:
  void add(const std::string& name, const std::string& id, float rating) {
    const auto [user, is_new] = rated_.try_emplace(name);
    if (is_new) order_.push_back(name);
    if (const std::optional<BookIndex> book = catalogue_.find(id)) {
      user->second[*book] = rating;
      return;
    }
    ++result_.unknown_rows;
    if (result_.unknown_books.size() < named_unknowns) result_.unknown_books.push_back(id);
  }

  const std::string& path_;
  const BookCatalogue& catalogue_;
  const ModelTraits& traits_;
  std::optional<FieldSplitter> splitter_;
  std::vector<std::string> order_;
  std::unordered_map<std::string, std::map<BookIndex, float>> rated_;
  NewUsers result_;
};

}  // namespace

OwnRatings parse_rate(std::span<const std::string> pairs, const BookCatalogue& catalogue,
                      const ModelTraits& traits) {
  std::map<BookIndex, float> rated;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.rfind('=');
    if (equals == std::string::npos)
      throw UsageError("`rate`: " + printable(pair) + " has no rating; write ID=RATING,ID=RATING");
    const std::string text = pair.substr(equals + 1);
    float rating = 0;
    const NumberProblem problem = parse_rating(text, rating);
    if (problem != NumberProblem::none)
      throw UsageError("`rate`: " + printable(text) + " " + describe(problem));
    if (!in_scale(traits, rating))
      throw UsageError("`rate`: " + printable(text) + " is outside the model's scale, " + scale_text(traits));
    const std::string id(trimmed(std::string_view(pair).substr(0, equals)));
    if (!rated.emplace(catalogue.need(id, "rate"), rating).second)
      throw UsageError("`rate`: book " + printable(id) + " is there twice");
  }
  return sorted(rated);
}

NewUsers read_new_users(const std::string& path, const BookCatalogue& catalogue, const ModelTraits& traits) {
  NewUserRows rows(path, catalogue, traits);
  each_line(path, [&](std::int64_t number, std::string_view line) { rows.take(number, line); });
  return rows.finish();
}

std::vector<BookIndex> read_book_list(const std::string& path, const BookCatalogue& catalogue,
                                      std::vector<std::string>& unknown) {
  std::vector<BookIndex> books;
  each_line(path, [&](std::int64_t, std::string_view line) {
    const std::string id(trimmed(line));
    if (id.empty()) return;
    if (const std::optional<BookIndex> book = catalogue.find(id))
      books.push_back(*book);
    else
      unknown.push_back(id);
  });
  std::sort(books.begin(), books.end());
  books.erase(std::unique(books.begin(), books.end()), books.end());
  return books;
}

std::optional<std::vector<BookIndex>> read_candidates(const std::string& only, const std::string& exclude,
                                                      const BookCatalogue& catalogue,
                                                      std::vector<std::string>& unknown) {
  if (only.empty() && exclude.empty()) return std::nullopt;
  std::vector<BookIndex> candidates;
  if (only.empty()) {
    candidates.resize(static_cast<std::size_t>(catalogue.size()));
    std::iota(candidates.begin(), candidates.end(), 0);
  } else {
    candidates = read_book_list(only, catalogue, unknown);
  }
  if (exclude.empty()) return candidates;
  const std::vector<BookIndex> excluded = read_book_list(exclude, catalogue, unknown);
  std::erase_if(candidates,
                [&](BookIndex book) { return std::binary_search(excluded.begin(), excluded.end(), book); });
  return candidates;
}

}  // namespace crucible
