#include "options/svd_settings.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "options/memory_size.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Factors of a ratings file or sparse matrix where --rank is not given.
constexpr std::int64_t usual_rank = 100;
/// A sparse matrix with more elements than this is not made dense unless it is asked for: 64 MiB of doubles.
constexpr std::int64_t largest_filled = std::int64_t{1} << 23U;

std::vector<std::string> method_names() {
  std::vector<std::string> names{to_string(svd_method::automatic)};
  for (const SvdMethod method : svd_methods()) names.emplace_back(method->name);
  return names;
}

std::string method_help() {
  std::string help = "route: auto says what it takes and why";
  for (const SvdMethod method : svd_methods())
    if (method->summary != nullptr)
      help.append("; ").append(method->name).append(" ").append(method->summary);
  return help;
}

/// "65,536 rows, 64 vectors a pass".
std::string blocks_text(const StreamPlan& plan, bool turned) {
  return grouped(plan.block_rows) + (turned ? " columns, " : " rows, ") + grouped(plan.vectors) +
         " vectors a pass";
}

/// The bytes of --memory, which is for matrices that can be read in blocks. Throws UsageError. Local.
std::int64_t memory_limit(const std::string& text, const MatrixSource& input) {
  if (text.empty()) return no_memory_limit;
  if (input.is_sparse())
    throw UsageError("--memory is for dense datasets, and " + input.path() +
                     (input.is_ratings() ? " holds ratings" : " holds a sparse matrix") +
                     ": krylov does not make it dense");
  try {
    return parse_memory_size(text);
  } catch (const UsageError& error) {
    throw UsageError(std::string("--memory: ") + error.what());
  }
}

}  // namespace

void SvdSettings::declare(OptionTable& options) {
  options.group("How to decompose");
  options.add("rank", rank_, "K",
              "largest singular triplets wanted (default: ratings and sparse matrices 100, a dataset all)",
              {1, 1e9});
  options.add_choice("method", method_, method_names(), method_help());
  options.add("block", block_, "N", "block size of the block-cyclic layout", {1, 100000});
  options.add("grid", grid_, "PxQ",
              "process grid (default: for dc and qr-dc one row of up to 16 ranks with a block each, else as "
              "square as the number of ranks allows)");
  options.add("tolerance", tolerance_, "T", "krylov: stop at residuals of T times the singular value",
              {1e-12, 0.5});
  options.add("memory", memory_, "SIZE",
              "what all ranks of a host may take together, such as 4GiB (default: what is free); a dataset "
              "that needs more is read in blocks, pass after pass, if --rank is given");
  options.add("seed", seed_, "N", "of the starting vectors of krylov, and of noise");
}

void SvdSettings::settle(const Communicator& comm, const MatrixSource& input, bool values_only, bool turns) {
  on_every_rank(comm, [&] {
    const std::int64_t all = std::min(input.rows(), input.columns());
    if (rank_ && *rank_ > all)
      throw UsageError("--rank: " + std::to_string(*rank_) + " is more than the " + std::to_string(all) +
                       " singular values of this matrix");
    wanted_ = rank_.value_or(input.is_sparse() ? std::min(usual_rank, all) : all);
    options_.method = parse_svd_method(method_);
    options_.rank = wanted_ == all ? 0 : wanted_;
    options_.values_only = values_only;
    options_.block = narrow<int>(block_);
    if (!grid_.empty()) options_.grid = parse_grid(grid_);
    if (options_.grid && options_.grid->size() > comm.size())
      throw UsageError("--grid: " + grid_ + " needs " + std::to_string(options_.grid->size()) +
                       " ranks, but there are " + std::to_string(comm.size()));
    if (options_.method != svd_method::automatic && options_.method->truncated() && !rank_ &&
        !input.is_sparse())
      throw UsageError("--method " + method_ + " is for a few singular values: say how many with --rank K");
    limit_ = memory_limit(memory_, input);
    take(settled_method(input));
  });
  if (parse_svd_method(method_) == svd_method::automatic && !options_.method->truncated())
    take(choice_that_fits(comm, {options_.method, reason_}, input.rows(), input.columns(), options_, limit_));
  settle_memory(comm, input, turns);
}

void SvdSettings::settle_memory(const Communicator& comm, const MatrixSource& input, bool turns) {
  const auto fits_by = [&](SvdMethod method) {
    return fits_memory(comm, plan_for(input, comm.size(), method), limit_);
  };
  const bool free_to_choose = parse_svd_method(method_) == svd_method::automatic;
  if (input.is_sparse() || !rank_ || !(free_to_choose || krylov()) || fits_by(options_.method)) return;
  if (fits_by(&svd_method::krylov)) return take({&svd_method::krylov, "no other route fits into the memory"});
  turned_ = turns && input.rows() < input.columns();
  // Where nobody said how much, half is left to others, and to the system's copies of the file.
  const bool limited = limit_ != no_memory_limit;
  const std::int64_t share = memory_share(comm, limit_) / (limited ? 1 : 2);
  stream_ = stream_plan(turned_ ? input.columns() : input.rows(), turned_ ? input.rows() : input.columns(),
                        comm.size(), wanted_, share, input.chunk_rows(turned_));
  take({&svd_method::krylov,
        "the matrix does not fit into the memory that is " + allowed_or_free() + ": read in blocks"});
}

void SvdSettings::take(const SvdChoice& choice) {
  options_.method = choice.method;
  reason_ = choice.reason;
}

SvdChoice SvdSettings::settled_method(const MatrixSource& input) const {
  const std::int64_t all = std::min(input.rows(), input.columns());
  const bool few = 4 * wanted_ <= all;
  const bool large = !input.is_ratings() && input.rows() > largest_filled / input.columns();
  if (options_.method != svd_method::automatic || !input.is_sparse() || !(few || large))
    return choose_svd_method(input.rows(), input.columns(), options_);
  if (input.is_ratings())
    return {&svd_method::krylov, "few factors of sparse ratings: block Krylov, never dense"};
  return {&svd_method::krylov, "a sparse matrix: block Krylov, never dense"};
}

void SvdSettings::explain(SvdResult& result) const {
  const std::size_t remark = result.reason.find(';');
  result.reason = reason_ + (remark == std::string::npos ? "" : result.reason.substr(remark));
}

KrylovOptions SvdSettings::krylov_options(Job& job) const {
  KrylovOptions krylov;
  krylov.tolerance = tolerance_;
  krylov.seed = seed();
  krylov.progress = [&job, between = streams() ? 1 : 4, calls = 0](std::int64_t basis, double worst) mutable {
    if (calls++ % between == 0)  // a line for every few blocks is enough, unless each is a pass
      job.log.progress("krylov: basis of " + std::to_string(basis) + ", worst residual " +
                       shortest(worst, 2));
  };
  return krylov;
}

MemoryPlan SvdSettings::plan_for(const MatrixSource& input, int ranks, SvdMethod method) const {
  SvdOptions options = options_;
  options.method = method;
  if (method->truncated() && input.is_sparse())
    return sparse_memory_plan(input.rows(), input.columns(), input.entries(), ranks, wanted_);
  return memory_plan(input.rows(), input.columns(), ranks, options);
}

void SvdSettings::say_plan(Job& job, const MatrixSource& input, const std::string& described) const {
  job.log.result(described);
  job.log.result("would take " + to_string(options_.method) + " for " + grouped(wanted_) +
                 " singular values: " + reason_);
  nlohmann::ordered_json& plans = job.result["memory"] = nlohmann::ordered_json::array();
  const MemoryNeed chosen =
      stream_ ? MemoryNeed(*stream_) : plan_for(input, job.comm.size(), options_.method);
  job.memory.expect(static_cast<double>(job.comm.is_root() ? chosen.bytes_on_root : chosen.bytes_per_rank));
  for (const SvdMethod method : svd_methods()) {
    if (method->truncated() && !input.is_sparse() && !rank_) continue;
    const MemoryPlan plan = plan_for(input, job.comm.size(), method);
    const bool fitting = fits_memory(job.comm, plan, limit_);
    job.log.result("  " + plan_line(plan, fitting));
    plans.push_back({{"method", to_string(method)},
                     {"grid", to_string(plan.grid)},
                     {"bytes_per_rank", plan.bytes_per_rank},
                     {"bytes_on_root", plan.bytes_on_root},
                     {"fits", fitting}});
    if (method->truncated()) continue;
    plans.back()["largest_square"] = largest(job.comm, method);
    job.log.result("           largest square matrix in the memory that is " + allowed_or_free() + ": " +
                   grouped(plans.back()["largest_square"].get<std::int64_t>()));
  }
  if (stream_) say_stream(job);
  job.result["method"] = to_string(options_.method);
  job.result["rows"] = input.rows();
  job.result["columns"] = input.columns();
}

std::string SvdSettings::allowed_or_free() const { return limit_ == no_memory_limit ? "free" : "allowed"; }

std::int64_t SvdSettings::largest(const Communicator& comm, SvdMethod method) const {
  SvdOptions options = options_;
  options.method = method;
  return largest_square(comm.size(), options,
                        [&](const MemoryPlan& plan) { return fits_memory(comm, plan, limit_); });
}

void SvdSettings::say_stream(Job& job) const {
  const bool fitting = fits_memory(job.comm, *stream_, limit_);
  job.log.result("  in blocks of " + blocks_text(*stream_, turned_) + ": " +
                 bytes(static_cast<double>(stream_->bytes_per_rank)) +
                 " a rank: " + (fitting ? "fits" : "does not fit"));
  job.result["stream"] = {{"block_rows", stream_->block_rows},
                          {"vectors", stream_->vectors},
                          {"basis", stream_->basis},
                          {"bytes_per_rank", stream_->bytes_per_rank},
                          {"fits", fitting}};
}

void SvdSettings::announce(Job& job, const MatrixSource& input, const std::string& described) const {
  if (stream_)
    require_memory(job.comm, *stream_, "reading the matrix in blocks",
                   "allow more, use more hosts, or ask for fewer singular values (`rank`)", limit_);
  else
    require_memory(job.comm, plan_for(input, job.comm.size(), options_.method), limit_);
  job.log.info(described);
  job.log.info("method " + to_string(options_.method) + ": " + reason_ +
               (stream_ ? " of " + blocks_text(*stream_, turned_) : ""));
}

}  // namespace crucible
