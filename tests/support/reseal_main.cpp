// Gives files a seal that fits what they hold now:  reseal FILE...
#include "reseal.hpp"

#include <fstream>
#include <iterator>

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    crucible::testing::reseal(bytes);
    std::ofstream out(argv[i], std::ios::binary);
    out << bytes << std::flush;
    if (!in || !out) return 1;
  }
  return 0;
}
