// Prints, as one JSON object, what adamw_reference.py needs to repeat 50 AdamW steps in PyTorch: the start,
// the ratings, the batches in order, the options, and where crucible ended.
#include "crucible/mpi/session.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "schedule/batch_order.hpp"

#include <cstdio>
#include <span>
#include <vector>

namespace {

using crucible::testing::Planted;

template <typename Values>
void print_array(const char* name, const Values& values, const char* format) {
  std::printf("\"%s\": [", name);
  const char* separator = "";
  for (const auto value : values) {
    std::printf("%s", separator);
    std::printf(format, value);
    separator = ", ";
  }
  std::printf("],\n");
}

void print_ratings(const Planted& plan) {
  std::vector<long> user;
  std::vector<long> book;
  std::vector<double> value;
  for (std::int64_t u = 0; u < plan.users; ++u) {
    for (std::int64_t b = 0; b < plan.books; ++b) {
      const auto entry = crucible::testing::planted_entry(plan, u, b);
      if (entry.part != 1) continue;
      user.push_back(u);
      book.push_back(b);
      value.push_back(static_cast<double>(entry.rating));
    }
  }
  print_array("user", user, "%ld");
  print_array("book", book, "%ld");
  print_array("rating", value, "%.9g");
}

void print_batches(std::int64_t count, const crucible::TrainOptions& options) {
  std::vector<long> order;
  for (std::int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    const crucible::BatchOrder permutation(count, options.seed, epoch);
    for (std::int64_t j = 0; j < count; ++j) order.push_back(permutation(j));
  }
  print_array("order", order, "%ld");
}

}  // namespace

int main(int argc, char** argv) {
  const crucible::MpiSession session(argc, argv);
  const crucible::Communicator& comm = session.world();
  const Planted plan{.low = 1, .high = 5};
  crucible::TrainData data =
      crucible::testing::without_validation(crucible::testing::planted_data(plan, comm.size(), comm));
  const std::int64_t count = comm.sum_value(data.train.size());
  crucible::TrainOptions options;
  options.optimizer = &crucible::optimizer_named("adamw");
  options.factors = 24;
  options.epochs = 5;
  options.batch = (count + 9) / 10;  // ten steps an epoch
  crucible::Trainer trainer(comm, options, std::move(data));
  const std::vector<float> start = crucible::testing::whole_model(comm, trainer.last_model());
  trainer.run(nullptr);
  const std::vector<float> end = crucible::testing::whole_model(comm, trainer.last_model());
  if (!comm.is_root()) return 0;
  std::printf("{\"users\": %ld, \"books\": %ld, \"k\": %ld, \"count\": %ld, \"batch\": %ld,\n", plan.users,
              plan.books, options.factors, count, options.batch);
  print_ratings(plan);
  print_batches(count, options);
  print_array("start", start, "%.9g");
  print_array("end", end, "%.9g");
  std::printf("\"learning_rate\": 1e-3, \"weight_decay\": 1e-2}\n");
  return 0;
}
