// The reader of models and checkpoints, beyond the seal: a good file with changes, sealed again.
#include "crucible/store/model_store.hpp"
#include "harness.hpp"
#include "reseal.hpp"
#include "small_files.hpp"

namespace crucible::fuzz {

namespace {

constexpr testing::SmallShape shape{7, 5, 2};

const std::string& good_file() {
  static const std::string file =
      written_by([](const std::string& path) { testing::write_small_checkpoint(world(), path, shape); });
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
  const ModelStore store = ModelStore::open(world(), file.path());
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
