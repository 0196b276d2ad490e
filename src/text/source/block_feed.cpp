#include "source/block_feed.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/heartbeat.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace crucible {

namespace {

/// Blocks that wait to be dealt out, at most.
constexpr std::size_t queued_blocks = 4;
/// Blocks that each rank gets before the ranks ask each other whether to go on.
constexpr int turns_a_round = 32;
constexpr int header_tag = 71;
constexpr int text_tag = 72;

struct OwnedBlock {
  TextBlock block;
  std::string text;
};

/// The thread that makes blocks, and the queue that they wait in.
class Production {
 public:
  explicit Production(const BlockProducer& produce) : produce_(produce), thread_([this] { run(); }) {}
  ~Production() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Production(const Production&) = delete;
  Production& operator=(const Production&) = delete;

  /// Waits for the next block; nothing at the end.
  std::optional<OwnedBlock> take() {
    std::unique_lock lock(mutex_);
    const Waiting waiting("text to come from its file or pipe");
    changed_.wait(lock, [&] { return !queue_.empty() || ended_; });
    if (queue_.empty()) return std::nullopt;
    OwnedBlock block = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    changed_.notify_all();
    return block;
  }
  /// True if a block waits: whoever reads the text is faster than the ranks.
  bool is_ahead() {
    const std::lock_guard lock(mutex_);
    return !queue_.empty();
  }
  /// Keeps the memory of a block for another one.
  void recycle(std::string text) {
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(text));
  }
  /// What ended it, if anything did.
  std::exception_ptr failure() {
    const std::lock_guard lock(mutex_);
    return ended_ ? failure_ : nullptr;
  }

 private:
  void run() {
    std::exception_ptr failure;
    try {
      while (make_one()) Heartbeat::beat();
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    failure_ = failure;
    ended_ = true;
    changed_.notify_all();
  }

  bool make_one() {
    OwnedBlock made;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return queue_.size() < queued_blocks || stop_; });
      if (stop_) return false;
      if (!spare_.empty()) {
        made.text = std::move(spare_.back());
        spare_.pop_back();
      }
    }
    if (!produce_(made.block, made.text)) return false;
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(made));
    changed_.notify_all();
    return true;
  }

  const BlockProducer& produce_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<OwnedBlock> queue_;
  std::deque<std::string> spare_;
  std::exception_ptr failure_;
  bool ended_ = false;
  bool stop_ = false;
  std::thread thread_;
};

/// What goes before each block's text, or alone.
struct Header {
  enum class Kind : std::int32_t { block, ask, end };
  Kind kind = Kind::end;
  std::int32_t file = 0;
  std::int64_t order = 0;
  std::int64_t first_line = 0;
  std::int64_t bytes = 0;
};

/// Gives blocks to the consumer until it wants no more or throws.
class Taking {
 public:
  explicit Taking(const BlockConsumer& consume) : consume_(consume) {}
  void take(TextBlock block, std::string_view text) {
    if (done_) return;
    block.text = text;
    try {
      done_ = !consume_(block);
    } catch (...) {
      done_ = true;
      failure_ = std::current_exception();
    }
    Heartbeat::beat();
  }
  bool done() const noexcept { return done_; }
  std::exception_ptr failure() const { return failure_; }

 private:
  const BlockConsumer& consume_;
  bool done_ = false;
  std::exception_ptr failure_;
};

/// Rank 0: a message under way to each other rank.
class Dealer {
 public:
  Dealer(const Communicator& comm, Production& production, Taking& taking, Takers takers)
      : comm_(comm),
        production_(production),
        taking_(taking),
        others_take_(takers == Takers::all && comm.size() > 1),
        under_way_(static_cast<std::size_t>(comm.size())) {}

  void run() {
    while (deal_round()) {
      tell_all(Header::Kind::ask);
      if (comm_.any(taking_.done())) return;
    }
    tell_all(Header::Kind::end);
  }

 private:
  struct Message {
    Header header;
    std::string text;
    Request header_sent;
    Request text_sent;
  };

  bool deal_round() {
    for (int turn = 0; turn < turns_a_round; ++turn) {
      for (int rank = 1; others_take_ && rank < comm_.size(); ++rank) {
        std::optional<OwnedBlock> block = production_.take();
        if (!block) return false;
        send(rank, std::move(*block));
      }
      // While reading is the slowest part, this rank only deals out blocks.
      if (others_take_ && !production_.is_ahead()) continue;
      std::optional<OwnedBlock> block = production_.take();
      if (!block) return false;
      taking_.take(block->block, block->text);
      production_.recycle(std::move(block->text));
    }
    return true;
  }

  Message& free_message(int rank) {
    Message& message = under_way_[static_cast<std::size_t>(rank)];
    message.header_sent.wait();
    message.text_sent.wait();
    if (message.text.capacity() >= block_bytes) production_.recycle(std::exchange(message.text, {}));
    return message;
  }

  void send_header(Message& message, int rank) {
    message.header_sent = comm_.start_send(std::span<const Header>(&message.header, 1), rank, header_tag);
  }

  void send(int rank, OwnedBlock block) {
    Message& message = free_message(rank);
    message.text = std::move(block.text);
    message.header = {Header::Kind::block, block.block.file, block.block.order, block.block.first_line,
                      static_cast<std::int64_t>(message.text.size())};
    send_header(message, rank);
    message.text_sent = comm_.start_send(std::span<const char>(message.text), rank, text_tag);
  }

  void tell_all(Header::Kind kind) {
    for (int rank = 1; rank < comm_.size(); ++rank) {
      Message& message = free_message(rank);
      message.header = {kind, 0, 0, 0, 0};
      send_header(message, rank);
    }
    for (int rank = 1; rank < comm_.size(); ++rank) free_message(rank);
  }

  const Communicator& comm_;
  Production& production_;
  Taking& taking_;
  bool others_take_;
  std::vector<Message> under_way_;
};

/// The other ranks.
void receive_blocks(const Communicator& comm, Taking& taking) {
  std::string text;
  while (true) {
    Header header;
    comm.start_receive(std::span<Header>(&header, 1), 0, header_tag).wait();
    if (header.kind == Header::Kind::end) return;
    if (header.kind == Header::Kind::ask) {
      if (comm.any(taking.done())) return;
      continue;
    }
    text.resize(static_cast<std::size_t>(header.bytes));
    comm.start_receive(std::span<char>(text), 0, text_tag).wait();
    taking.take({header.order, header.file, header.first_line, {}}, text);
  }
}

}  // namespace

std::exception_ptr feed_blocks(const Communicator& comm, const BlockProducer& produce,
                               const BlockConsumer& consume, Takers takers) {
  Taking taking(consume);
  std::exception_ptr failure;
  if (comm.is_root()) {
    Production production(produce);
    Dealer(comm, production, taking, takers).run();
    failure = production.failure();
  } else {
    receive_blocks(comm, taking);
  }
  agree_on_failure(comm, taking.failure());
  return failure;
}

}  // namespace crucible
