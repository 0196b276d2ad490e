#include "ids/id_numbers.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/id_spelling.hpp"
#include "crucible/text/text_fields.hpp"
#include "fields/digits.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace crucible {

namespace {

/// Exponents up to which a number is written out.
constexpr int largest_exponent = 30;

/// Removes an exponent such as "e+05" from the end of `text`. False if it has no plus sign, is no number or
/// is too large.
bool take_exponent(std::string_view& text, int& exponent) {
  const std::size_t at = text.find_first_of("eE");
  if (at == std::string_view::npos) return true;
  std::string_view digits = text.substr(at + 1);
  text = text.substr(0, at);
  if (!digits.starts_with('+')) return false;
  digits.remove_prefix(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  return error == std::errc{} && end == digits.data() + digits.size() && exponent >= 0 &&
         exponent <= largest_exponent && all_digits(digits);
}

/// What each id becomes; empty if one is no number.
std::vector<std::string> unified(const std::vector<std::string_view>& texts) {
  std::vector<std::string> all;
  all.reserve(texts.size());
  for (const std::string_view text : texts) {
    auto number = number_id(text);
    if (!number) return {};
    all.push_back(std::move(*number));
  }
  return all;
}

}  // namespace

std::optional<std::string> number_id(std::string_view id) {
  const bool negative = id.starts_with('-');
  if (negative || id.starts_with('+')) id.remove_prefix(1);
  int exponent = 0;
  if (!take_exponent(id, exponent)) return std::nullopt;
  const std::size_t point = std::min(id.find('.'), id.size());
  std::string whole(id.substr(0, point));
  std::string fraction(id.substr(std::min(point + 1, id.size())));
  if (whole.empty() || !all_digits(whole) || !all_digits(fraction)) return std::nullopt;
  for (; exponent > 0; --exponent) {
    whole += fraction.empty() ? '0' : fraction.front();
    if (!fraction.empty()) fraction.erase(0, 1);
  }
  fraction.erase(fraction.find_last_not_of('0') + 1);
  const bool zero = whole == "0" && fraction.empty();
  return (negative && !zero ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

std::string id_among_numbers(std::string_view id) {
  id = trimmed(id);
  std::string number = number_id(id).value_or(std::string(id));
  if (number.empty() || !all_digits(number)) return number;
  const std::size_t zeros = number.find_first_not_of('0');
  return number.substr(std::min(zeros, number.size() - 1));
}

LocalNote unify_numbers(const Communicator& comm, IdDictionary& ids, std::vector<std::uint32_t>& column,
                        std::vector<LocalPlace>& places) {
  LocalNote note;
  if (!comm.any(!ids.numeric())) return note;
  const std::vector<std::string_view> texts = ids.numeric() ? std::vector<std::string_view>() : ids.texts();
  const std::vector<std::string> numbers = unified(texts);
  if (comm.any(numbers.size() < texts.size()) || ids.numeric()) return note;

  IdDictionary fresh;
  std::vector<std::uint32_t> to(numbers.size());
  std::vector<LocalPlace> fresh_places;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    to[i] = fresh.add(std::string_view(numbers[i]));
    if (to[i] == fresh_places.size()) fresh_places.push_back(places[i]);
  }
  for (std::uint32_t& number : column) {
    if (numbers[number] != texts[number])
      note.add(places[number], printable(texts[number]) + " is " + numbers[number]);
    number = to[number];
  }
  ids = std::move(fresh);
  places = std::move(fresh_places);
  return note;
}

}  // namespace crucible
