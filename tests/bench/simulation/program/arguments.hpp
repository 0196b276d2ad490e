#pragma once

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

/// "--name value" pairs of the simulated programs.
class Arguments {
 public:
  Arguments(int argc, char** argv) {
    for (int i = 1; i + 1 < argc; i += 2) values_[std::string(argv[i]).substr(2)] = argv[i + 1];
  }
  std::string text(const std::string& name, const std::string& fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : found->second;
  }
  std::int64_t whole(const std::string& name, std::int64_t fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : std::atoll(found->second.c_str());
  }
  double number(const std::string& name, double fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : std::atof(found->second.c_str());
  }

 private:
  std::map<std::string, std::string> values_;
};
