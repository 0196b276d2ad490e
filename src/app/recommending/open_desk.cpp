#include "recommending/open_desk.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace crucible {

namespace {

/// What may be recommended; empty for all books.
std::vector<BookIndex> candidates_of(Job& job, const BookCatalogue& catalogue,
                                     const RecommendRequest& asked) {
  std::vector<std::string> unknown;
  auto candidates = read_candidates(asked.only, asked.exclude, catalogue, unknown);
  warn_of_books(job, unknown, std::ssize(unknown), "the lists of books name");
  if (candidates && candidates->empty())
    throw UsageError("crucible recommend: --only and --exclude leave no book of the model to recommend");
  return std::move(candidates).value_or(std::vector<BookIndex>());
}

FactorModel books_of(const ModelStore& model) {
  const IndexRange all{0, model.total_books()};
  FactorModel books = model.read({0, 0}, all);
  books.spread = model.read_spread({0, 0}, all);
  books.link = model.read_link();
  return books;
}

}  // namespace

OpenDesk::OpenDesk(Job& job, const ModelStore& model, const RecommendRequest& asked)
    : catalogue(model.book_ids({0, model.total_books()}), model.book_titles({0, model.total_books()})),
      desk(books_of(model), asked.top, candidates_of(job, catalogue, asked),
           asked.by == "taste" ? Order::taste : Order::rating) {}

void warn_of_books(Job& job, const std::vector<std::string>& unknown, std::int64_t count,
                   const std::string& who) {
  constexpr std::size_t shown = 5;
  constexpr std::size_t longest = 40;
  if (count == 0) return;
  std::string text;
  for (std::size_t i = 0; i < std::min(unknown.size(), shown); ++i)
    text += (i == 0 ? " (" : ", ") + printable(unknown[i], longest);
  job.log.warning(who + " " + grouped(count) + " books that the model does not have" + text +
                  (count > static_cast<std::int64_t>(shown) ? ", ...)" : ")"));
}

}  // namespace crucible
