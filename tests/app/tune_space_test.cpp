#include "crucible/tune/tune_space.hpp"

#include "crucible/core/error.hpp"
#include "options/train_option_reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(TuneSpace, GridIsEveryCombination) {
  const TuneSpace space({{"factors", "8,16"}, {"epochs", "5"}, {"optimizer", "sgd,adagrad"}},
                        train_option_reader(true));
  const std::vector<OptionTexts> expected{{{"factors", "8"}, {"optimizer", "sgd"}},
                                          {{"factors", "8"}, {"optimizer", "adagrad"}},
                                          {{"factors", "16"}, {"optimizer", "sgd"}},
                                          {{"factors", "16"}, {"optimizer", "adagrad"}}};
  EXPECT_EQ(space.grid(), expected);
  EXPECT_EQ(space.fixed(), (OptionTexts{{"epochs", "5"}}));
}

TEST(TuneSpace, WithoutListsThereIsOneCandidate) {
  EXPECT_EQ(
      TuneSpace(OptionTexts{{"epochs", "5"}, {"no-biases", "yes"}}, train_option_reader(true)).grid().size(),
      1U);
  EXPECT_EQ(TuneSpace(OptionTexts{}, train_option_reader(true)).draw(7, 1).size(), 1U);
}

TEST(TuneSpace, DrawsStayInRangeAndDiffer) {
  const TuneSpace space({{"factors", "8:64"}, {"learning-rate", "0.001:0.1"}, {"decay", "0.9,0.95"}},
                        train_option_reader(true));
  const std::vector<OptionTexts> drawn = space.draw(200, 1);
  ASSERT_EQ(drawn.size(), 200U);
  std::int64_t small_rates = 0;
  for (const OptionTexts& candidate : drawn) {
    ASSERT_EQ(candidate.size(), 3U);
    EXPECT_TRUE(candidate[0].second == "0.9" || candidate[0].second == "0.95");
    const std::string& factors = candidate[1].second;
    EXPECT_EQ(factors.find('.'), std::string::npos) << factors;
    EXPECT_GE(std::stoi(factors), 8);
    EXPECT_LE(std::stoi(factors), 64);
    const double rate = std::stod(candidate[2].second);
    EXPECT_GE(rate, 0.001);
    EXPECT_LE(rate, 0.1);
    small_rates += rate < 0.01 ? 1 : 0;
  }
  EXPECT_EQ(std::set<OptionTexts>(drawn.begin(), drawn.end()).size(), drawn.size());
  // half of a logarithmic scale; of an even one it would be a tenth
  EXPECT_GT(small_rates, 70);
  EXPECT_LT(small_rates, 130);
}

TEST(TuneSpace, LongerDrawsStartWithShorterOnes) {
  const TuneSpace space(OptionTexts{{"learning-rate", "0.001:0.1"}}, train_option_reader(true));
  const std::vector<OptionTexts> few = space.draw(3, 1);
  const std::vector<OptionTexts> many = space.draw(10, 1);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
  EXPECT_NE(few, space.draw(3, 2));
}

TEST(TuneSpace, DrawsOfFewValuesEnd) {
  EXPECT_EQ(TuneSpace(OptionTexts{{"factors", "8,16"}, {"decay", "0.9,1"}}, train_option_reader(true))
                .draw(50, 1)
                .size(),
            4U);
}

TEST(TuneSpace, RefusesWhatTrainWouldRefuse) {
  for (const auto& [name, text] : OptionTexts{{"factors", "8,none"},
                                              {"factors", "-3"},
                                              {"factors", "8,8"},
                                              {"factors", "64:8"},
                                              {"optimizer", "sgd,sdg"},
                                              {"optimizer", "a:b"},
                                              {"decay", "0.5:2"}}) {
    try {
      const TuneSpace space({{name, text}}, train_option_reader(true));
      FAIL() << name << " " << text;
    } catch (const UsageError& error) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
  EXPECT_THROW(TuneSpace(OptionTexts{{"learning-rate", "0.001:0.1"}}, train_option_reader(true)).grid(),
               UsageError);
}

TEST(TrainOptionReader, DrawsAndTheirEpochsNeedAValidationPart) {
  const TuneCandidate with = train_option_reader(true).read({});
  const TuneCandidate without = train_option_reader(false).read({});
  EXPECT_TRUE(with.keeps_best);
  EXPECT_FALSE(without.keeps_best);
  EXPECT_GT(with.options.epochs, without.options.epochs);
  EXPECT_EQ(with.options.patience, without.options.patience);
  EXPECT_FALSE(train_option_reader(true).read({{"optimizer", "sgd"}}).keeps_best);
  EXPECT_FALSE(train_option_reader(true).read({{"unrated-weight", "0.1"}}).keeps_best);
}

}  // namespace
}  // namespace crucible
