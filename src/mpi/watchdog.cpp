#include "crucible/mpi/watchdog.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/heartbeat.hpp"
#include "crucible/mpi/session.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>

#include <pthread.h>
#include <unistd.h>

namespace crucible {

namespace {

/// Seconds between the turn of rank 0, that of rank 1 and that of the others. mpirun needs about 3 seconds to
/// end ranks that ignore a polite signal.
constexpr double head_start = 4;

double step_of(double seconds) { return std::clamp(seconds / 20, 0.01, 1.0); }

/// `seconds` without zeros at the end: 30, 0.5.
std::string plain(double seconds) {
  std::string text = std::to_string(seconds);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

double IdleClock::advance(std::uint64_t beats, double elapsed) noexcept {
  idle_ = started_ && beats == last_beats_ ? idle_ + std::min(elapsed, longest_step_) : 0;
  started_ = true;
  last_beats_ = beats;
  return idle_;
}

Watchdog::Watchdog(const Communicator& comm, double seconds, std::string hint)
    : who_(comm.size() == 1 ? "" : " [rank " + std::to_string(comm.rank()) + " on " + host_name() + "]"),
      hint_(std::move(hint)),
      seconds_(seconds) {
  if (seconds > 0) start(seconds + head_start * std::min(comm.rank(), 2));
}

Watchdog::Watchdog(std::string who, double seconds, std::string hint)
    : who_(std::move(who)), hint_(std::move(hint)), seconds_(seconds) {
  require(seconds > 0, "Watchdog: a limit above 0");
  start(seconds);
}

void Watchdog::start(double limit) {
  // The main thread must get all signals, because it notes them. The new thread inherits a mask that blocks
  // all.
  sigset_t all{};
  sigset_t before{};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this, limit] { watch(limit); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Watchdog::~Watchdog() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void Watchdog::watch(double limit) {
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> step(step_of(seconds_));
  IdleClock idle(2 * step.count());
  std::unique_lock lock(mutex_);
  for (Clock::time_point last = Clock::now(); !end_;) {
    ended_.wait_for(lock, step);
    const Clock::time_point now = Clock::now();
    const double elapsed = std::chrono::duration<double>(now - last).count();
    last = now;
    if (idle.advance(Heartbeat::beats(), elapsed) >= limit && !end_) give_up();
  }
}

void Watchdog::give_up() const noexcept {
  const char* activity = Heartbeat::activity();
  const std::string message =
      "\ncrucible: error" + who_ + ": nothing went on for " + plain(seconds_) + " seconds, " +
      (activity == nullptr ? "in work on this rank" : std::string("waiting in ") + activity) +
      "; a rank, a link or a disk has stopped. What was saved is intact: run the same command "
      "again" +
      (hint_.empty() ? "" : " (" + hint_ + ")") + "\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(static_cast<int>(ExitCode::failed));
}

}  // namespace crucible
