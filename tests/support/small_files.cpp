#include "small_files.hpp"

#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"

namespace crucible::testing {

namespace {

std::vector<std::string> names(const char* kind, IndexRange range) {
  std::vector<std::string> all;
  for (std::int64_t i = range.begin; i < range.end; ++i) all.push_back(kind + std::to_string(i));
  return all;
}

/// Values that are not all alike, as a trained model's are.
float value_at(std::int64_t i) { return static_cast<float>((i * 2654435761) % 1000) / 1000; }

IndexRange part(const Communicator& comm, std::int64_t total) {
  return even_part(total, comm.size(), comm.rank());
}

}  // namespace

void write_small_ratings(const Communicator& comm, const std::string& path, SmallShape shape) {
  RatingTable table;
  table.total_users = shape.users;
  table.total_books = shape.books;
  table.scale_low = 1;
  table.scale_high = 5;
  table.books = part(comm, shape.books);
  table.ratings.users = part(comm, shape.users);
  table.ratings.total_books = shape.books;
  SplitLabels split{"random", "random", "test=0.1", 7, {}, {}};
  for (std::int64_t u = table.ratings.users.begin; u < table.ratings.users.end; ++u) {
    for (std::int64_t b = u % 3; b < shape.books; b += 3) {
      table.ratings.book.push_back(static_cast<BookIndex>(b));
      table.ratings.rating.push_back(static_cast<float>(1 + (u + b) % 5));
      table.timestamp.push_back(u * 1000 + b);
      split.part.push_back(static_cast<std::uint8_t>((u + b) % 7 > 2 ? 0 : (u + b) % 7));
      split.fold.push_back(static_cast<std::uint8_t>((u + b) % 5));
    }
    table.ratings.offsets.push_back(static_cast<std::int64_t>(table.ratings.book.size()));
  }
  table.total_ratings = comm.sum_value(table.ratings.size());
  table.user_ids = names("user-", table.ratings.users);
  table.book_ids = names("book-", table.books);
  table.book_titles = names("The Book of ", table.books);
  RatingStore::write(comm, path, table, std::vector<SplitLabels>{split}, {"a test"});
}

void write_small_checkpoint(const Communicator& comm, const std::string& path, SmallShape shape) {
  FactorModel model;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.total_users = shape.users;
  model.total_books = shape.books;
  model.users = part(comm, shape.users);
  model.books = part(comm, shape.books);
  model.user_bias.assign(static_cast<std::size_t>(model.users.size()), 0.1F);
  model.book_bias.assign(static_cast<std::size_t>(model.books.size()), 0.2F);
  model.user_factors = Matrix::Constant(model.users.size(), shape.factors, 0.3F);
  model.book_factors = Matrix::Constant(model.books.size(), shape.factors, 0.4F);
  TrainingState state;
  state.progress.epoch = 3;
  state.slots = {{"user_factors", shape.users, shape.factors, model.users, model.users},
                 {"book_factors", shape.books, shape.factors, model.books, {0, shape.books}}};
  state.values = [k = shape.factors](const StateSlot& slot) {
    std::vector<float> values;
    for (std::int64_t i = slot.rows.begin * k; i < slot.rows.end * k; ++i) values.push_back(value_at(i));
    return values;
  };
  ModelRecord record;
  record.history.resize(3);
  record.config = "factors = 8\n";
  const ModelNames ids{names("user-", model.users), names("book-", model.books),
                       names("The Book of ", model.books)};
  ModelStore::write(comm, path, model, ids, record, {"a test"}, &state);
}

}  // namespace crucible::testing
