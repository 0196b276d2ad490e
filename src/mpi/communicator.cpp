#include "crucible/mpi/communicator.hpp"

#include "check.hpp"
#include "crucible/core/narrow.hpp"
#include "talking.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace crucible {

namespace {

/// Longest single message, in elements or bytes. MPI's counts are 32-bit.
constexpr std::size_t longest_message = std::size_t{1} << 30U;

/// Calls `send(offset, count)` for consecutive pieces of [0, total), none longer than MPI's counts allow.
template <typename Send>
void in_pieces(std::size_t total, Send&& send) {
  for (std::size_t done = 0; done < total; done += longest_message)
    send(done, narrow<int>(std::min(longest_message, total - done)));
}

std::size_t bytes_of(MPI_Datatype type) {
  int bytes = 0;
  check_mpi(MPI_Type_size(type, &bytes), "MPI_Type_size");
  return static_cast<std::size_t>(bytes);
}

/// Notes what a rank gives away; alone in its communicator it has nobody to give it to.
void count_sent(int ranks, std::size_t bytes) {
  if (ranks > 1) MessageTime::add_bytes(bytes);
}

std::vector<std::int64_t> starts_of(std::span<const std::int64_t> counts) {
  std::vector<std::int64_t> starts(counts.size());
  std::exclusive_scan(counts.begin(), counts.end(), starts.begin(), std::int64_t{0});
  return starts;
}

}  // namespace

Request::~Request() {
  if (requests_.empty()) return;
  const MessageTime time;
  MPI_Waitall(static_cast<int>(requests_.size()), requests_.data(), MPI_STATUSES_IGNORE);
}

Request::Request(Request&& other) noexcept : requests_(std::exchange(other.requests_, {})) {}

Request& Request::operator=(Request&& other) noexcept {
  std::swap(requests_, other.requests_);
  return *this;
}

void Request::wait() {
  const Talking here("a message (MPI_Waitall)");
  check_mpi(MPI_Waitall(narrow<int>(requests_.size()), requests_.data(), MPI_STATUSES_IGNORE), "MPI_Waitall");
  requests_.clear();
}

MessageCost message_cost() noexcept { return MessageTime::total(); }

Communicator::Communicator(MPI_Comm handle, bool owned) : handle_(handle), owned_(owned) {
  check_mpi(MPI_Comm_rank(handle_, &rank_), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(handle_, &size_), "MPI_Comm_size");
}

Communicator::~Communicator() {
  int finalized = 0;
  MPI_Finalized(&finalized);
  // Freeing a communicator is collective. While an exception unwinds, the other ranks may be anywhere.
  if (owned_ && finalized == 0 && std::uncaught_exceptions() == 0) MPI_Comm_free(&handle_);
}

Communicator::Communicator(Communicator&& other) noexcept
    : handle_(other.handle_),
      owned_(std::exchange(other.owned_, false)),
      rank_(other.rank_),
      size_(other.size_) {}

Communicator Communicator::duplicate() const {
  const Talking here("MPI_Comm_dup");
  MPI_Comm copy = MPI_COMM_NULL;
  check_mpi(MPI_Comm_dup(handle_, &copy), "MPI_Comm_dup");
  return Communicator(copy, true);
}

Communicator Communicator::split(int color, int key) const {
  const Talking here("MPI_Comm_split");
  MPI_Comm part = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split(handle_, color, key, &part), "MPI_Comm_split");
  return Communicator(part, true);
}

void Communicator::barrier() const {
  const Talking here("MPI_Barrier");
  check_mpi(MPI_Barrier(handle_), "MPI_Barrier");
}

std::string Communicator::broadcast_text(std::string text, int root) const {
  text.resize(static_cast<std::size_t>(broadcast_value(static_cast<std::int64_t>(text.size()), root)));
  broadcast_bytes(text.data(), text.size(), root);
  return text;
}

std::int64_t Communicator::sum_before(std::int64_t value) const {
  const Talking here("MPI_Exscan");
  std::int64_t before = 0;
  count_sent(size_, sizeof(value));
  check_mpi(MPI_Exscan(&value, &before, 1, MPI_INT64_T, MPI_SUM, handle_), "MPI_Exscan");
  return rank_ == 0 ? 0 : before;
}

std::vector<std::int64_t> Communicator::exchange_counts(std::span<const std::int64_t> counts) const {
  require(counts.size() == static_cast<std::size_t>(size_), "exchange: one count per rank");
  std::vector<std::int64_t> incoming(counts.size());
  count_sent(size_, (counts.size() - 1) * sizeof(std::int64_t));
  const Talking here("MPI_Alltoall");
  check_mpi(MPI_Alltoall(counts.data(), 1, MPI_INT64_T, incoming.data(), 1, MPI_INT64_T, handle_),
            "MPI_Alltoall");
  return incoming;
}

MPI_Datatype Communicator::type_of(Scalar scalar) {
  switch (scalar) {
    case Scalar::f32:
      return MPI_FLOAT;
    case Scalar::f64:
      return MPI_DOUBLE;
    case Scalar::i32:
      return MPI_INT32_T;
    case Scalar::i64:
      return MPI_INT64_T;
    case Scalar::u64:
      return MPI_UINT64_T;
    case Scalar::u8:
      return MPI_UINT8_T;
  }
  throw LogicError("unknown scalar type");
}

MPI_Op Communicator::op_of(Operation operation) {
  switch (operation) {
    case Operation::sum:
      return MPI_SUM;
    case Operation::min:
      return MPI_MIN;
    case Operation::max:
      return MPI_MAX;
  }
  throw LogicError("unknown reduction");
}

void Communicator::broadcast_bytes(void* data, std::size_t bytes, int root) const {
  if (rank_ == root) count_sent(size_, bytes);
  in_pieces(bytes, [&](std::size_t offset, int count) {
    const Talking here("MPI_Bcast");
    check_mpi(MPI_Bcast(static_cast<char*>(data) + offset, count, MPI_BYTE, root, handle_), "MPI_Bcast");
  });
}

void Communicator::reduce_in_place(void* data, std::size_t count, Scalar scalar, Operation operation) const {
  const std::size_t element = bytes_of(type_of(scalar));
  count_sent(size_, count * element);
  in_pieces(count, [&](std::size_t offset, int piece) {
    char* place = static_cast<char*>(data) + offset * element;
    const Talking here("MPI_Allreduce");
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, place, piece, type_of(scalar), op_of(operation), handle_),
              "MPI_Allreduce");
  });
}

Request Communicator::start_reduce_in_place(void* data, std::size_t count, Scalar scalar) const {
  Request request;
  request.requests_.resize(1);
  count_sent(size_, count * bytes_of(type_of(scalar)));
  const MessageTime time;
  check_mpi(MPI_Iallreduce(MPI_IN_PLACE, data, narrow<int>(count), type_of(scalar), MPI_SUM, handle_,
                           request.requests_.data()),
            "MPI_Iallreduce");
  return request;
}

void Communicator::gather_all_bytes(const void* data, std::size_t bytes, void* all) const {
  const int count = narrow<int>(bytes);
  count_sent(size_, bytes);
  const Talking here("MPI_Allgather");
  check_mpi(MPI_Allgather(data, count, MPI_BYTE, all, count, MPI_BYTE, handle_), "MPI_Allgather");
}

void Communicator::concatenate_all_bytes(const void* data, std::span<const std::int64_t> bytes,
                                         void* all) const {
  // One broadcast per rank, because MPI_Allgatherv's 32-bit displacements would limit the total to 2 GiB.
  char* place = static_cast<char*>(all);
  for (int source = 0; source < size_; ++source) {
    const auto size = static_cast<std::size_t>(bytes[static_cast<std::size_t>(source)]);
    if (source == rank_ && size > 0) std::copy_n(static_cast<const char*>(data), size, place);
    broadcast_bytes(place, size, source);
    place += size;
  }
}

void Communicator::exchange_bytes(const void* send, std::span<const std::int64_t> send_counts, void* receive,
                                  std::span<const std::int64_t> receive_counts,
                                  std::size_t element_bytes) const {
  constexpr int tag = 32001;
  const std::vector<std::int64_t> send_starts = starts_of(send_counts);
  const std::vector<std::int64_t> receive_starts = starts_of(receive_counts);
  const auto bytes_at = [&](std::span<const std::int64_t> values, int rank) {
    return static_cast<std::size_t>(values[static_cast<std::size_t>(rank)]) * element_bytes;
  };
  const auto source = [&](int rank) { return static_cast<const char*>(send) + bytes_at(send_starts, rank); };
  const auto target = [&](int rank) { return static_cast<char*>(receive) + bytes_at(receive_starts, rank); };
  std::copy_n(source(rank_), bytes_at(send_counts, rank_), target(rank_));
  // One partner per step: buffers stay bounded at any number of ranks, and there are no 32-bit displacements.
  for (int step = 1; step < size_; ++step) {
    const int to = (rank_ + step) % size_;
    const int from = (rank_ - step + size_) % size_;
    Request incoming = start_receive_bytes(target(from), bytes_at(receive_counts, from), from, tag);
    Request outgoing = start_send_bytes(source(to), bytes_at(send_counts, to), to, tag);
    incoming.wait();
    outgoing.wait();
  }
}

Request Communicator::start_send_bytes(const void* data, std::size_t bytes, int rank, int tag) const {
  Request request;
  if (rank != rank_) count_sent(size_, bytes);
  const MessageTime time;
  in_pieces(bytes, [&](std::size_t offset, int count) {
    MPI_Request handle = MPI_REQUEST_NULL;
    check_mpi(
        MPI_Isend(static_cast<const char*>(data) + offset, count, MPI_BYTE, rank, tag, handle_, &handle),
        "MPI_Isend");
    request.requests_.push_back(handle);
  });
  return request;
}

Request Communicator::start_receive_bytes(void* data, std::size_t bytes, int rank, int tag) const {
  Request request;
  const MessageTime time;
  in_pieces(bytes, [&](std::size_t offset, int count) {
    MPI_Request handle = MPI_REQUEST_NULL;
    check_mpi(MPI_Irecv(static_cast<char*>(data) + offset, count, MPI_BYTE, rank, tag, handle_, &handle),
              "MPI_Irecv");
    request.requests_.push_back(handle);
  });
  return request;
}

}  // namespace crucible
