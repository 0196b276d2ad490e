#include "fields/json_object.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using Keys = std::vector<std::string>;

TEST(JsonObject, GivesPlainValuesByKey) {
  JsonObject object;
  const std::string line =
      R"( {"a": "x\"\u00e9\ud83d\ude00\n", "b": -1.5e3, "n": null, "t": true, "o": {"a": [1, {"b": 2}]}, "b": 7} )";
  ASSERT_EQ(object.parse(line), nullptr);
  EXPECT_EQ(object.text("a"), "x\"\xc3\xa9\xf0\x9f\x98\x80\n");
  EXPECT_EQ(object.text("b"), "7");
  EXPECT_EQ(object.text("n"), "null");
  EXPECT_EQ(object.text("t"), std::nullopt);
  EXPECT_EQ(object.text("o"), std::nullopt);
  EXPECT_EQ(object.text("c"), std::nullopt);
  EXPECT_EQ(object.keys(), (Keys{"a", "b", "n", "t", "o", "b"}));
  EXPECT_EQ(object.parse("{}"), nullptr);
  EXPECT_EQ(object.keys(), Keys{});
}

TEST(JsonObject, RefusesWhatIsNone) {
  JsonObject object;
  for (const char* line :
       {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1} x", "{\"a\":\"b}", R"({"a":"\x"})",
        R"({"a":"\ud800"})", "{\"a\":01x}", "{a:1}", "{\"a\":[1}", "{\"a\":-}"})
    EXPECT_NE(object.parse(line), nullptr) << line;
  EXPECT_NE(object.parse("{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}"), nullptr);
}

}  // namespace
}  // namespace crucible
