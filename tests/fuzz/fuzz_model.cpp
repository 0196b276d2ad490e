// The user of models and checkpoints, beyond the seal: a good file with changes, sealed again.
#include "crucible/store/model_store.hpp"
#include "harness.hpp"
#include "resealed.hpp"
#include "small_files.hpp"

namespace crucible::fuzz {

namespace {

constexpr testing::SmallShape shape{7, 5, 2};

}  // namespace

std::string make_good_file() {
  return written_by([](const std::string& path) { testing::write_small_checkpoint(world(), path, shape); });
}

void read_file(const std::string& path) {
  const ModelStore store = ModelStore::open(world(), path);
  const IndexRange users{0, store.total_users()};
  const IndexRange books{0, store.total_books()};
  (void)store.user_ids(users);
  (void)store.book_ids(books);
  (void)store.book_titles(books);
  (void)store.read(users, books);
  if (!store.has_state()) return;
  (void)store.read_state();
  (void)store.read_slot({"user_factors", shape.users, shape.factors, users, users});
  (void)store.read_slot({"book_factors", shape.books, shape.factors, books, books});
}

}  // namespace crucible::fuzz
