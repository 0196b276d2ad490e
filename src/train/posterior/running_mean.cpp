#include "posterior/running_mean.hpp"

#include "posterior/rank_k_mean.hpp"
#include "posterior/row_products.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// All rows: the mean's factors beside the draw's, each times the root of its weight. The draw's are taken
/// about `center`.
AlignedFloats stack(const ChainSide& side, std::int64_t stride, double weight,
                    const std::vector<double>& center) {
  AlignedFloats pairs(at(side.total * stride));
  const auto old_root = static_cast<float>(std::sqrt(1 - weight));
  const auto new_root = static_cast<float>(std::sqrt(weight));
  for (std::int64_t r = 0; r < side.total; ++r) {
    if (side.rated[at(r)] == 0) continue;
    const float* mean = side.row(side.mean, r);
    const float* draw = side.row(side.draw, r);
    float* to = pairs.data() + r * stride;
    for (std::int64_t i = 0; i < side.k; ++i) {
      to[i] = old_root * mean[i];
      to[side.k + i] = new_root * (draw[i] - static_cast<float>(center[at(i)]));
    }
  }
  return pairs;
}

/// The factors of this rank's rows of the mean: pairs x map.
void shrink(const Kernels& kernels, ChainSide& side, AlignedFloats& pairs, const MatrixD& map) {
  const std::int64_t stride = kernels.stride;
  float* own = pairs.data() + side.own.begin * stride;
  multiply_rows(kernels, own, side.own.size(), map);
  for (std::int64_t r = 0; r < side.own.size(); ++r)
    std::copy_n(own + r * stride, side.k, side.row(side.mean, side.own.begin + r));
}

/// This rank's rows: the bias of a draw once the factors of both sides are taken about their means, plus
/// `shift`; of a row without ratings it is `unrated`.
void mix_biases(ChainSide& side, const std::vector<double>& mean_of_side,
                const std::vector<double>& mean_of_other, double weight, double shift, double unrated) {
  for (std::int64_t r = side.own.begin; r < side.own.end; ++r) {
    const float* draw = side.row(side.draw, r);
    double bias = unrated;
    if (side.rated[at(r)] != 0) {
      bias = static_cast<double>(draw[side.k]) + shift;
      for (std::int64_t i = 0; i < side.k; ++i)
        bias += mean_of_other[at(i)] * (static_cast<double>(draw[i]) - mean_of_side[at(i)]);
    }
    float& mean = side.row(side.mean, r)[side.k];
    mean = static_cast<float>((1 - weight) * static_cast<double>(mean) + weight * bias);
  }
}

}  // namespace

void add_to_mean(const Communicator& comm, const Kernels& pair_kernels, ChainSide& users, ChainSide& books,
                 double weight, bool biases) {
  const std::vector<double> none(at(users.k));
  const std::vector<double> user_mean = mean_row(users);
  const std::vector<double> book_mean = mean_row(books);
  AlignedFloats user_pairs = stack(users, pair_kernels.stride, weight, biases ? user_mean : none);
  AlignedFloats book_pairs = stack(books, pair_kernels.stride, weight, biases ? book_mean : none);
  RankKMaps maps = rank_k_maps(gram_of(pair_kernels, user_pairs.data(), users.total, 2 * users.k),
                               gram_of(pair_kernels, book_pairs.data(), books.total, 2 * books.k), users.k,
                               users.rated_rows);
  // Ranks on other processors may round otherwise.
  for (MatrixD* map : {&maps.users, &maps.books})
    comm.broadcast(std::span<double>(map->data(), static_cast<std::size_t>(map->size())));
  shrink(pair_kernels, users, user_pairs, maps.users);
  shrink(pair_kernels, books, book_pairs, maps.books);
  if (biases) {
    // With p = p' + m_u and q = q' + m_b: p q = p' q' + p' m_b + m_u q' + m_u m_b. The first term is the
    // mean's product, the second goes to the users' biases, the rest and the users' mean bias to the books'.
    double both = user_mean.back();
    for (std::int64_t i = 0; i < users.k; ++i) both += user_mean[at(i)] * book_mean[at(i)];
    mix_biases(users, user_mean, book_mean, weight, -user_mean.back(), 0);
    mix_biases(books, book_mean, user_mean, weight, both, both + book_mean.back());
  }
  share_rows(comm, users, users.mean);
  share_rows(comm, books, books.mean);
}

}  // namespace crucible
