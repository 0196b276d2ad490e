#include "options/train_option_reader.hpp"

#include "options/train_option_binding.hpp"

namespace crucible {

namespace {

/// The texts as the arguments of a command line: "yes" stands for a switch.
std::vector<std::string> arguments_of(const OptionTexts& texts) {
  std::vector<std::string> arguments;
  for (const auto& [name, text] : texts) {
    arguments.push_back("--" + name);
    if (text != "yes") arguments.push_back(text);
  }
  return arguments;
}

void parse(const OptionTexts& texts, TrainOptionBinding& binding) {
  OptionTable table("tune");
  binding.declare(table);
  table.parse(arguments_of(texts));
}

}  // namespace

TrainOptionReader train_option_reader(bool validates) {
  const auto check_value = [](const std::string& name, const std::string& text) {
    TrainOptionBinding binding;
    parse({{name, text}}, binding);
  };
  const auto read = [validates](const OptionTexts& texts) {
    TrainOptionBinding binding;
    parse(texts, binding);
    TuneCandidate candidate{binding.options(true), binding.shards, binding.draws(validates)};
    // Patience is by what judges the candidate, which need not be a validation part.
    candidate.options.epochs = binding.epochs(validates);
    return candidate;
  };
  return {check_value, read};
}

}  // namespace crucible
