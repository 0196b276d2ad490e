#include "crucible/eval/trec.hpp"

#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <ostream>

namespace crucible {
namespace {

constexpr int text_tag = 71;

std::string one_word(std::string id) {
  std::replace_if(
      id.begin(), id.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }, '_');
  return id.empty() ? "_" : id;
}

}  // namespace

void append_trec_run(std::string& text, const std::string& user, std::span<const ScoredBook> shown,
                     std::span<const std::string> book_ids, const std::string& tag) {
  const std::string who = one_word(user);
  float last = std::numeric_limits<float>::infinity();
  int place = 0;
  for (const ScoredBook& book : shown) {
    last = std::min(book.score, std::nextafter(last, -std::numeric_limits<float>::infinity()));
    char score[32];
    std::snprintf(score, sizeof score, "%.9g", static_cast<double>(last));
    text += who + " Q0 " + one_word(book_ids[static_cast<std::size_t>(book.book)]) + " " +
            std::to_string(++place) + " " + score + " " + tag + "\n";
  }
}

void append_trec_qrels(std::string& text, const std::string& user, std::span<const BookIndex> relevant,
                       std::span<const std::string> book_ids) {
  const std::string who = one_word(user);
  for (const BookIndex book : relevant)
    text += who + " 0 " + one_word(book_ids[static_cast<std::size_t>(book)]) + " 1\n";
}

void write_in_rank_order(const Communicator& comm, const std::string& mine, std::ostream& out,
                         const std::string& name) {
  const std::vector<std::int64_t> lengths = comm.gather_all(std::ssize(mine));
  if (!comm.is_root()) {
    comm.start_send(std::span<const char>(mine), 0, text_tag).wait();
  } else {
    out << mine;
    for (int rank = 1; rank < comm.size(); ++rank) {
      std::string theirs(static_cast<std::size_t>(lengths[static_cast<std::size_t>(rank)]), '\0');
      comm.start_receive(std::span<char>(theirs), rank, text_tag).wait();
      out << theirs;
    }
  }
  on_root(comm, [&] {
    if (!out.flush()) throw IoError(name, "writing failed; is the disk full?");
  });
}

}  // namespace crucible
