#include "crucible/model/all_books.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace crucible {

FactorModel with_all_books(const Communicator& comm, FactorModel model) {
  const Matrix& mine = model.book_factors;
  const std::vector<float> factors =
      comm.concatenate_all(std::span<const float>(mine.data(), static_cast<std::size_t>(mine.size())));
  Matrix all(model.total_books, model.k());
  std::copy(factors.begin(), factors.end(), all.data());
  model.book_factors = std::move(all);
  model.book_bias = comm.concatenate_all(std::span<const float>(model.book_bias));
  model.books = {0, model.total_books};
  return model;
}

}  // namespace crucible
