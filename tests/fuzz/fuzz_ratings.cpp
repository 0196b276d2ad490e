// The user of ratings files, beyond the seal: a good file with changes, sealed again.
#include "crucible/store/rating_store.hpp"
#include "harness.hpp"
#include "resealed.hpp"
#include "small_files.hpp"

namespace crucible::fuzz {

std::string make_good_file() {
  return written_by([](const std::string& path) { testing::write_small_ratings(world(), path, {12, 9, 1}); });
}

void read_file(const std::string& path) {
  const RatingStore store = RatingStore::open(world(), path);
  const IndexRange users{0, store.total_users()};
  const IndexRange books{0, store.total_books()};
  (void)store.user_ids(users);
  (void)store.book_ids(books);
  (void)store.book_titles(books);
  (void)store.plan(3);
  (void)store.read(users);
  for (const SplitSummary& split : store.splits()) {
    (void)store.read_part(users, split.name, {Part::train, Part::test});
    if (split.has_folds) (void)store.read_fold(users, split.name, 1, true);
  }
  (void)store.read_table(1, 2);
  store.validate(users);
}

}  // namespace crucible::fuzz
