#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crucible {

/// What the program returns to the shell. These values never change, because job scripts depend on them.
enum class ExitCode : int { done = 0, failed = 1, bad_input = 2, stopped_early = 3 };

/// The families of errors. The user can mend bad usage and bad input (exit code 2), but not the others (exit
/// code 1).
enum class ErrorKind : std::uint8_t { usage, input, io, numerical, memory, logic, foreign };

/// Base of every exception that crucible throws on purpose.
///
/// The message is complete: it names the file, the line or dataset or argument, the value, and what to do. It
/// has no full stop at its end. It has no program name at its start, because main adds that. A library room
/// names an argument in backquotes, as in "`learning_rate`: 7 is not in 0..1". The program shows it as the
/// option --learning-rate (see cli/option_names.hpp).
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

  ErrorKind kind() const noexcept { return kind_; }
  ExitCode exit_code() const noexcept {
    return kind_ == ErrorKind::usage || kind_ == ErrorKind::input ? ExitCode::bad_input : ExitCode::failed;
  }

  /// True if every rank of the job is known to have thrown this same error (see mpi/collective.hpp). Each
  /// rank can then unwind and finish in order instead of aborting the others.
  bool on_all_ranks() const noexcept { return on_all_ranks_; }
  void mark_on_all_ranks() noexcept { on_all_ranks_ = true; }

  /// Replaces the message. Kind and data stay.
  void reword(const std::string& message) { std::runtime_error::operator=(std::runtime_error(message)); }

 private:
  ErrorKind kind_;
  bool on_all_ranks_ = false;
};

/// A wrong command line or configuration: `crucible train: --epochs: -3 is negative`.
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& message) : Error(ErrorKind::usage, message) {}
};

/// A file whose content cannot be accepted. The message becomes "FILE: PROBLEM" or "FILE:LINE: PROBLEM".
class InputError : public Error {
 public:
  InputError(std::string file, const std::string& problem)
      : Error(ErrorKind::input, file + ": " + problem), file_(std::move(file)) {}
  InputError(std::string file, std::int64_t line, const std::string& problem)
      : Error(ErrorKind::input, file + ":" + std::to_string(line) + ": " + problem),
        file_(std::move(file)),
        line_(line) {}

  const std::string& file() const noexcept { return file_; }
  /// The line, counted from 1, or 0 if the file has no lines.
  std::int64_t line() const noexcept { return line_; }

 private:
  std::string file_;
  std::int64_t line_ = 0;
};

/// The operating system or a library failed to read or write. The message becomes "FILE: PROBLEM".
class IoError : public Error {
 public:
  IoError(std::string file, const std::string& problem)
      : Error(ErrorKind::io, file + ": " + problem), file_(std::move(file)) {}

  const std::string& file() const noexcept { return file_; }

 private:
  std::string file_;
};

/// NaN, Inf, divergence, no convergence.
class NumericalError : public Error {
 public:
  explicit NumericalError(const std::string& message) : Error(ErrorKind::numerical, message) {}
};

/// A broken invariant of the program itself.
class LogicError : public Error {
 public:
  explicit LogicError(const std::string& message) : Error(ErrorKind::logic, message) {}
};

/// Throws LogicError with `message` unless `condition` holds. For preconditions (`@pre`).
inline void require(bool condition, const char* message) {
  if (!condition) throw LogicError(message);
}

/// `text` for an error message: in quotes, with control bytes and bytes that are not UTF-8 escaped, and cut
/// after about `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 120);

}  // namespace crucible
