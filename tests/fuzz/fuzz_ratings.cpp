// The reader of ratings files, beyond the seal: a good file with changes, sealed again.
#include "crucible/store/rating_store.hpp"
#include "harness.hpp"
#include "reseal.hpp"
#include "small_files.hpp"

namespace crucible::fuzz {

namespace {

const std::string& good_file() {
  static const std::string file = written_by([](const std::string& path) {
    testing::write_small_ratings(world(), path, {12, 9, 1});
  });
  return file;
}

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> all{""};
  const auto size = static_cast<std::uint32_t>(good_file().size());
  for (std::uint32_t at = 4096; at < size; at += 61)
    all.push_back(change(at, static_cast<std::uint8_t>(at % 8), at * 2654435761U));
  return all;
}

void take(std::string_view input) {
  static const MemoryFile file;
  std::string bytes = changed(good_file(), input);
  testing::reseal(bytes);
  file.set(bytes);
  const RatingStore store = RatingStore::open(world(), file.path());
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
