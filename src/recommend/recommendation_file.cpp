#include "crucible/recommend/recommendation_file.hpp"

#include "crucible/core/error.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/provenance.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace crucible {
namespace {

/// Number of users whose lines are in memory at a time.
constexpr std::int64_t users_a_piece = 4096;

/// A CSV field, in quotes if it needs them (RFC 4180).
void append_field(std::string& text, const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) {
    text += field;
    return;
  }
  text += '"';
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

void append_number(std::string& text, float value) {
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

/// The lines of users [first, last), counted from this rank's first user.
std::string lines_of(const RecommendationTable& table, const BookCatalogue& catalogue, std::int64_t first,
                     std::int64_t last) {
  std::string text;
  for (std::int64_t r = first; r < last; ++r)
    for (std::int64_t place = 0; place < table.top; ++place) {
      const auto at = static_cast<std::size_t>(r * table.top + place);
      const BookIndex book = table.book[at];
      if (book < 0) break;
      append_field(text, table.names[static_cast<std::size_t>(r)]);
      text += "," + std::to_string(place + 1) + ",";
      append_field(text, catalogue.id(book));
      text += ",";
      append_number(text, table.score[at]);
      text += ",";
      append_field(text, catalogue.title(book));
      text += "\n";
    }
  return text;
}

/// Calls `take` with this rank's text, piece by piece.
template <typename Take>
void each_piece(const RecommendationTable& table, const BookCatalogue& catalogue, bool header, Take take) {
  if (header) take(std::string("user,place,book,score,title\n"));
  for (std::int64_t first = 0; first < table.users.size(); first += users_a_piece)
    take(lines_of(table, catalogue, first, std::min(first + users_a_piece, table.users.size())));
}

/// A file that is open for writing at any offset.
class WritableFile {
 public:
  WritableFile(const std::string& path, int flags)
      : path_(path), descriptor_(::open(path.c_str(), flags, 0666)) {
    if (descriptor_ < 0) fail("cannot be opened for writing");
  }
  ~WritableFile() { ::close(descriptor_); }
  WritableFile(const WritableFile&) = delete;
  WritableFile& operator=(const WritableFile&) = delete;

  void write(const std::string& text, std::int64_t offset) {
    for (std::size_t done = 0; done < text.size();) {
      const ::ssize_t written = ::pwrite(descriptor_, text.data() + done, text.size() - done,
                                         offset + static_cast<std::int64_t>(done));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail("writing failed");
      done += static_cast<std::size_t>(written);
    }
  }
  void flush() {
    if (::fsync(descriptor_) != 0) fail("writing failed");
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw IoError(path_, what + ": " + std::strerror(errno));
  }

  std::string path_;
  int descriptor_;
};

void write_pieces(const Communicator& comm, const std::string& temporary, const RecommendationTable& table,
                  const BookCatalogue& catalogue) {
  std::int64_t length = 0;
  on_every_rank(comm, [&] {
    each_piece(table, catalogue, comm.is_root(),
               [&](const std::string& text) { length += std::ssize(text); });
  });
  std::int64_t offset = comm.sum_before(length);
  on_root(comm, [&] { WritableFile(temporary, O_WRONLY | O_CREAT | O_EXCL); });
  on_every_rank(comm, [&] {
    WritableFile file(temporary, O_WRONLY);
    each_piece(table, catalogue, comm.is_root(), [&](const std::string& text) {
      file.write(text, offset);
      offset += std::ssize(text);
    });
    file.flush();
  });
}

}  // namespace

void write_recommendations_csv(const Communicator& comm, const std::string& path,
                               const RecommendationTable& table, const BookCatalogue& catalogue) {
  const std::string temporary = comm.broadcast_text(path + ".tmp-" + std::to_string(::getpid()));
  try {
    write_pieces(comm, temporary, table, catalogue);
    on_root(comm, [&] {
      std::error_code failed;
      std::filesystem::rename(temporary, path, failed);
      if (failed) throw IoError(path, "cannot be written: " + failed.message());
    });
  } catch (...) {
    std::error_code ignored;
    if (comm.is_root()) std::filesystem::remove(temporary, ignored);
    throw;
  }
}

void write_recommendations_h5(const Communicator& comm, const std::string& path,
                              const RecommendationTable& table, const BookCatalogue& catalogue,
                              const std::string& command_line) {
  const IndexRange books = even_part(catalogue.size(), comm.size(), comm.rank());
  std::vector<std::string> titles;
  for (std::int64_t b = books.begin; b < books.end; ++b)
    titles.push_back(catalogue.title(static_cast<BookIndex>(b)));
  write_sealed(comm, path, [&](H5File& file) {
    write_header(file, comm, "crucible-recommendations", {command_line});
    file.create_group("/users", "users, in the order of the lists");
    file.create_group("/books", "books, in the order of their index");
    file.create_group("/recommendations", "one row a user, best book first");
    file.write_texts("/users/id", table.total_users, table.users, table.names, "external id of each user");
    file.write_texts(
        "/books/id", catalogue.size(), books,
        std::span(catalogue.ids())
            .subspan(static_cast<std::size_t>(books.begin), static_cast<std::size_t>(books.size())),
        "external id of each book");
    if (catalogue.has_titles())
      file.write_texts("/books/title", catalogue.size(), books, titles,
                       "title of each book, empty where unknown");
    file.write("/recommendations/book", table.total_users, table.top, table.users,
               std::span<const BookIndex>(table.book), "index into /books; -1 where a list is shorter");
    file.write("/recommendations/score", table.total_users, table.top, table.users,
               std::span<const float>(table.score),
               "expected rating, clipped to the scale, or what else books were ordered by; 0 where a list is "
               "shorter");
    file.write_attribute("/", "complete", std::int64_t{1});
  });
}

bool is_recommendation_file(const std::string& path) {
  return std::filesystem::path(path).extension() == ".h5" ||
         std::filesystem::path(path).extension() == ".csv";
}

void write_recommendations(const Communicator& comm, const std::string& path,
                           const RecommendationTable& table, const BookCatalogue& catalogue,
                           const std::string& command_line) {
  require(is_recommendation_file(path), "write_recommendations: a name that ends in .h5 or .csv");
  if (std::filesystem::path(path).extension() == ".csv")
    write_recommendations_csv(comm, path, table, catalogue);
  else
    write_recommendations_h5(comm, path, table, catalogue, command_line);
}

}  // namespace crucible
