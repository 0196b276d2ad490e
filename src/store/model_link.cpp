#include "model_link.hpp"

#include "crucible/core/error.hpp"
#include "finite.hpp"

#include <algorithm>
#include <span>

namespace crucible {

namespace {

constexpr const char* group = "/link";
constexpr const char* of_mean = "/link/mean";
constexpr const char* of_books = "/link/book";

}  // namespace

void write_link(H5File& file, const Communicator& comm, const RatedLink& link) {
  if (link.empty()) return;
  const std::int64_t width = std::ssize(link.mean);
  file.create_group(group, "what the books that somebody has rated say of the factors and the bias");
  const std::int64_t mine = comm.is_root() ? width : 0;
  file.write(of_mean, width, 0, IndexRange{0, mine},
             std::span<const float>(link.mean).first(static_cast<std::size_t>(mine)),
             "expected factors, then bias");
  const std::int64_t books = link.book.rows();
  const IndexRange rows = even_part(books, comm.size(), comm.rank());
  file.write(of_books, books, width, rows,
             std::span<const float>(link.book.data() + rows.begin * width,
                                    static_cast<std::size_t>(rows.size() * width)),
             "what a rating of the book adds, over the root of the number of ratings");
}

RatedLink read_link(const H5File& file, std::int64_t books, std::int64_t k) {
  RatedLink link;
  if (!file.has(group)) return link;
  const auto expect = [&](const std::string& dataset, const std::vector<std::int64_t>& dims) {
    if (file.shape(dataset).dims != dims)
      throw InputError(file.path(), "dataset " + dataset + " does not have the shape of the model");
  };
  expect(of_mean, {k + 1});
  expect(of_books, {books, k + 1});
  link.mean = file.read<float>(of_mean, {0, k + 1});
  check_finite(file.path(), of_mean, link.mean);
  const std::vector<float> values = file.read<float>(of_books, {0, books});
  check_finite(file.path(), of_books, values);
  link.book = Eigen::Map<const Matrix>(values.data(), books, k + 1);
  return link;
}

}  // namespace crucible
