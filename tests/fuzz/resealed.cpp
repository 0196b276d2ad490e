#include "resealed.hpp"

#include "harness.hpp"
#include "reseal.hpp"

namespace crucible::fuzz {

namespace {

const std::string& good_file() {
  static const std::string file = make_good_file();
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
  read_file(file.path());
}

}  // namespace crucible::fuzz
