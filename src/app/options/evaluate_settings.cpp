#include "options/evaluate_settings.hpp"

namespace crucible {

namespace {

std::string metric_help() {
  std::string names;
  for (const MetricRow& row : metric_table()) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return "what to measure: all, or some of " + names +
         "; name@K is measured at one list length, a name alone at each of --top; liang stands for the three "
         "of papers on implicit feedback, capped_recall@20, capped_recall@50 and ndcg@100";
}

std::string baselines_help() {
  std::string names;
  for (const std::string& name : extra_baseline_names()) names += (names.empty() ? "" : ", ") + name;
  return "put these below the usual ones: " + names +
         " (the linear model of books x books by Steck, 2019; takes 16 bytes of memory x books^2 and a time "
         "of "
         "books^3)";
}

}  // namespace

void EvaluateSettings::declare(OptionTable& options) {
  options.positional("MODEL", model, "model.h5");
  options.positional("RATINGS", ratings, "ratings.h5 with a split");
  options.add("split", split, "NAME", "judge by what this split holds out");
  options.add_choice("part", part_, {"test", "validation"}, "which part of the split to judge by");
  options.add(
      "fold", fold, "N",
      "judge by fold N of the split, counted from 0 (default: the one that the model was trained without)",
      {0, 255});
  options.group("What to measure");
  options.add("metrics", metrics_, "LIST", metric_help());
  options.add("top", top_, "K,K,...", "lengths of the recommended lists", {1, 1e6});
  options.add("relevant-from", relevant_from_, "RATING",
              "lowest rating that makes a held-out book relevant (default: every one is)");
  options.add("beside", beside, "MODEL,...", "other models of the same ratings, to stand beside this one");
  options.add("bootstrap", bootstrap_, "N", "resamples of the users for 95 % intervals; 0 for none",
              {0, 1e5});
  options.add("groups", groups_, "break the figures down by users' and books' numbers of ratings");
  options.add("seed", seed_, "N", "of the resampling");
  options.group("Baselines that cost more than a pass over the ratings");
  options.add("baselines", extra_baselines_, "LIST", baselines_help());
  options.add("ease-lambda", ease_lambda_, "X",
              "ridge of ease (default: 25 x the square root of the training ratings per rated book)",
              {0, 1e12});
  options.add("ease-by-rating", ease_by_rating_,
              "ease learns (rating / highest)^2, as --unrated-weight does, instead of 1 for each rating");
  options.group("Files for trec_eval and ranx");
  options.add("trec-run", trec_run, "FILE", "write the model's lists");
  options.add("trec-qrels", trec_qrels, "FILE", "write the relevant held-out books");
}

EvaluateOptions EvaluateSettings::evaluate_options() const {
  EvaluateOptions what;
  what.metrics = parse_metrics(metrics_, top_);
  what.relevant_from = relevant_from_;
  what.bootstrap = bootstrap_;
  what.groups = groups_;
  what.extra_baselines = extra_baselines_;
  what.ease_lambda = ease_lambda_;
  what.ease_by_rating = ease_by_rating_;
  what.seed = static_cast<std::uint64_t>(seed_);
  return what;
}

}  // namespace crucible
