#include "crucible/tune/tune_space.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/core/random.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crucible {

namespace {

/// After this many repeated draws in a row, no new candidate is expected.
constexpr std::uint64_t most_repeats = 1000;
constexpr std::int64_t most_grid_candidates = 100'000;

[[noreturn]] void refuse(const std::string& name, const std::string& problem) {
  throw UsageError("`" + name + "`: " + problem);
}

bool is_accepted(const TrainOptionReader& reader, const std::string& name, double value) {
  try {
    reader.check_value(name, shortest(value, 9));
    return true;
  } catch (const UsageError&) {
    return false;
  }
}

TuneDimension range_of(const TrainOptionReader& reader, const std::string& name, const std::string& text,
                       std::size_t colon) {
  TuneDimension range{name, {}, 0, 0, false, false};
  const auto number = [&](const std::string& part) {
    reader.check_value(name, part);
    double value = 0;
    const auto [end, failure] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (failure != std::errc() || end != part.data() + part.size() || !std::isfinite(value))
      refuse(name, printable(text) + " is no range of numbers");
    return value;
  };
  range.low = number(text.substr(0, colon));
  range.high = number(text.substr(colon + 1));
  if (!(range.low < range.high))
    refuse(name, printable(text) + " is no range LOW:HIGH: its ends are the wrong way round");
  // An option of whole numbers refuses a number between them.
  constexpr double golden = 0.381966;
  range.whole = !is_accepted(reader, name, range.low + golden * (range.high - range.low));
  range.logarithmic = range.low > 0;
  return range;
}

TuneDimension list_of(const TrainOptionReader& reader, const std::string& name, const std::string& text) {
  TuneDimension list{name, {}, 0, 0, false, false};
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    const std::string value = text.substr(begin, comma - begin);
    if (value.empty()) refuse(name, printable(text) + " has an empty entry");
    reader.check_value(name, value);
    if (std::find(list.values.begin(), list.values.end(), value) != list.values.end())
      refuse(name, printable(value) + " is there twice");
    list.values.push_back(value);
    begin = comma + 1;
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

TuneSpace::TuneSpace(OptionTexts texts, const TrainOptionReader& reader) {
  std::sort(texts.begin(), texts.end());  // the order in which options are given must not matter
  for (const auto& [name, text] : texts) {
    const std::size_t colon = text.find(':');
    if (text.find(',') != std::string::npos) {
      dimensions_.push_back(list_of(reader, name, text));
    } else if (colon != std::string::npos) {
      dimensions_.push_back(range_of(reader, name, text, colon));
    } else {
      if (!text.empty()) reader.check_value(name, text);
      fixed_.emplace_back(name, text);
    }
  }
}

std::vector<OptionTexts> TuneSpace::grid() const {
  std::vector<OptionTexts> candidates{{}};
  for (const TuneDimension& dimension : dimensions_) {
    if (dimension.values.empty())
      refuse(dimension.option,
             "a range needs `trials` N, how many candidates to draw; or name values: A,B,C");
    std::vector<OptionTexts> longer;
    for (const OptionTexts& candidate : candidates)
      for (const std::string& value : dimension.values) {
        longer.push_back(candidate);
        longer.back().emplace_back(dimension.option, value);
      }
    candidates = std::move(longer);
    if (std::ssize(candidates) > most_grid_candidates)
      throw UsageError("the grid has more than " + grouped(most_grid_candidates) +
                       " candidates; draw some of them with `trials` N");
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
