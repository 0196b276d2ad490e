#include "tune_space.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "option_text.hpp"
#include "text_format.hpp"
#include "train_option_binding.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// Draws in vain after which no new candidate is expected.
constexpr std::uint64_t most_repeats = 1000;
constexpr std::int64_t most_grid_candidates = 100'000;

bool is_accepted(const std::string& name, double value) {
  try {
    check_train_option(name, shortest(value, 9));
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

TuneDimension range_of(const std::string& name, const std::string& text, std::size_t colon) {
  TuneDimension range{name, {}, 0, 0, false, false};
  const auto number = [&](const std::string& part) {
    check_train_option(name, part);
    try {
      return parse_real(part, {});
    } catch (const UsageError&) {
      throw UsageError("crucible tune: --" + name + ": " + printable(text) + " is no range of numbers");
    }
  };
  range.low = number(text.substr(0, colon));
  range.high = number(text.substr(colon + 1));
  if (!(range.low < range.high))
    throw UsageError("crucible tune: --" + name + ": " + printable(text) +
                     " is no range LOW:HIGH: its ends are the wrong way round");
  // an option of whole numbers refuses what lies between them
  constexpr double golden = 0.381966;
  range.whole = !is_accepted(name, range.low + golden * (range.high - range.low));
  range.logarithmic = range.low > 0;
  return range;
}

TuneDimension list_of(const std::string& name, const std::string& text) {
  TuneDimension list{name, {}, 0, 0, false, false};
  for (const std::string& value : split_list(text)) {
    check_train_option(name, value);
    if (std::find(list.values.begin(), list.values.end(), value) != list.values.end())
      throw UsageError("crucible tune: --" + name + ": " + printable(value) + " is there twice");
    list.values.push_back(value);
  }
  return list;
}

std::string drawn(const TuneDimension& dimension, RandomStream& stream) {
  if (!dimension.values.empty()) return dimension.values[stream.below(dimension.values.size())];
  const double share = stream.uniform();
  double value = dimension.logarithmic ? dimension.low * std::pow(dimension.high / dimension.low, share)
                                       : dimension.low + (dimension.high - dimension.low) * share;
  value = std::clamp(dimension.whole ? std::round(value) : value, dimension.low, dimension.high);
  return dimension.whole ? std::to_string(std::llround(value)) : shortest(value, 4);
}

}  // namespace

void check_train_option(const std::string& name, const std::string& text) {
  OptionTable table("tune");
  TrainOptionBinding binding;
  binding.declare(table);
  if (text == "yes")
    table.parse({"--" + name});  // a switch; any other option says that it needs a value
  else
    table.parse({"--" + name, text});
}

TuneSpace::TuneSpace(OptionTexts texts) {
  std::sort(texts.begin(), texts.end());  // a candidate is the same however its options were ordered
  for (const auto& [name, text] : texts) {
    const std::size_t colon = text.find(':');
    if (text.find(',') != std::string::npos) {
      dimensions_.push_back(list_of(name, text));
    } else if (colon != std::string::npos) {
      dimensions_.push_back(range_of(name, text, colon));
    } else {
      if (!text.empty()) check_train_option(name, text);
      fixed_.emplace_back(name, text);
    }
  }
}

std::vector<OptionTexts> TuneSpace::grid() const {
  std::vector<OptionTexts> candidates{{}};
  for (const TuneDimension& dimension : dimensions_) {
    if (dimension.values.empty())
      throw UsageError("crucible tune: --" + dimension.option +
                       ": a range needs --trials N, how many candidates to draw; or name values: A,B,C");
    std::vector<OptionTexts> longer;
    for (const OptionTexts& candidate : candidates)
      for (const std::string& value : dimension.values) {
        longer.push_back(candidate);
        longer.back().emplace_back(dimension.option, value);
      }
    candidates = std::move(longer);
    if (std::ssize(candidates) > most_grid_candidates)
      throw UsageError("crucible tune: the grid has more than " + grouped(most_grid_candidates) +
                       " candidates; draw some of them with --trials N");
  }
  return candidates;
}

std::vector<OptionTexts> TuneSpace::draw(std::int64_t count, std::uint64_t seed) const {
  std::vector<OptionTexts> candidates;
  std::uint64_t repeats = 0;
  for (std::uint64_t number = 0; std::ssize(candidates) < count && repeats < most_repeats; ++number) {
    OptionTexts candidate;
    for (std::size_t d = 0; d < dimensions_.size(); ++d) {
      RandomStream stream(seed, RandomPurpose::tune, number, d);
      candidate.emplace_back(dimensions_[d].option, drawn(dimensions_[d], stream));
    }
    if (std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
      candidates.push_back(std::move(candidate));
      repeats = 0;
    } else {
      ++repeats;
    }
  }
  return candidates;
}

}  // namespace crucible
