// Gives files a seal that fits what they hold now:  reseal [--layout=N] FILE...
#include "reseal.hpp"

#include <fstream>
#include <iterator>

int main(int argc, char** argv) {
  std::uint64_t layout = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]).starts_with("--layout=")) {
      layout = std::stoull(argv[i] + 9);
      continue;
    }
    std::ifstream in(argv[i], std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    crucible::testing::reseal(bytes, layout);
    std::ofstream out(argv[i], std::ios::binary);
    out << bytes << std::flush;
    if (!in || !out) return 1;
  }
  return 0;
}
