#pragma once

#include <cstdint>
#include <string>

namespace crucible {

/// The shortest text from which exactly `value` is read again: "0.1".
std::string number_text(double value);
/// 1229878 as "1,229,878".
std::string grouped(std::int64_t value);
/// `digits` digits behind the point.
std::string fixed(double value, int digits);
/// At most `digits` significant digits, without trailing zeros.
std::string shortest(double value, int digits = 6);
/// `text` with blanks in front of it, at least `width` characters long.
std::string padded(const std::string& text, std::size_t width);
/// 5400 seconds as "1 h 30 min", 90 as "1 min 30 s", 12.34 as "12.3 s".
std::string duration(double seconds);
/// 3221225472 as "3.0 GiB".
std::string bytes(double count);

}  // namespace crucible
