#include "crucible/mpi/stop_request.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>

namespace crucible {

namespace {

volatile std::sig_atomic_t checkpoint_wanted = 0;
volatile std::sig_atomic_t stop_wanted = 0;

extern "C" void note_signal(int number) {
  if (number == SIGUSR1)
    checkpoint_wanted = 1;
  else
    stop_wanted = 1;
}

constexpr std::array signals{SIGUSR1, SIGUSR2, SIGTERM, SIGINT};

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Seconds until Slurm ends the job, if Slurm says when.
std::optional<double> slurm_seconds() {
  const char* text = std::getenv("SLURM_JOB_END_TIME");
  if (text == nullptr) return std::nullopt;
  char* stop = nullptr;
  const long long end = std::strtoll(text, &stop, 10);
  if (stop == text || *stop != '\0') return std::nullopt;
  return static_cast<double>(end) - static_cast<double>(std::time(nullptr));
}

}  // namespace

StopRequest::StopRequest(std::optional<double> max_seconds) {
  if (const auto seconds = max_seconds ? max_seconds : slurm_seconds()) deadline_ = now() + *seconds;
  checkpoint_wanted = 0;
  stop_wanted = 0;
  for (const int number : signals) std::signal(number, note_signal);
}

StopRequest::~StopRequest() {
  for (const int number : signals)
    std::signal(number, number == SIGUSR1 || number == SIGUSR2 ? SIG_IGN : SIG_DFL);
}

OutsideRequest StopRequest::poll(const Communicator& comm, double needed_seconds) {
  // Clocks differ between hosts, so rank 0's decides about the time. A signal may reach any rank.
  const bool late = comm.is_root() && deadline_ && now() + needed_seconds > *deadline_;
  std::array<std::int32_t, 3> heard{stop_wanted, checkpoint_wanted, late ? 1 : 0};
  comm.max(std::span<std::int32_t>(heard));
  checkpoint_wanted = 0;
  if (heard[0] != 0 || heard[2] != 0) {
    reason_ = heard[0] != 0 ? "signal" : "time";
    return OutsideRequest::stop;
  }
  return heard[1] != 0 ? OutsideRequest::checkpoint : OutsideRequest::none;
}

}  // namespace crucible
