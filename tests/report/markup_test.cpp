#include "markup/markup.hpp"

#include "markup/base64.hpp"
#include "markup/table.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(Markup, EscapesTexts) {
  EXPECT_EQ(Markup("<b>&\"it's\"</b>").code(), "&lt;b&gt;&amp;&quot;it&#39;s&quot;&lt;/b&gt;");
  EXPECT_EQ(Markup("Überfall 東京\t1\n2").code(), "Überfall 東京\t1\n2");
}

TEST(Markup, ReplacesWhatIsNoTextOrTurnsIt) {
  // A bell, a byte of no UTF-8, an override of the direction, DEL, a C1 control and a noncharacter.
  const std::string hostile =
      "a\ab\xFF"
      "c\xE2\x80\xAE"
      "d\x7F"
      "e\xC2\x85"
      "f\xEF\xBF\xBF";
  EXPECT_EQ(Markup(hostile).code(), "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFD");
  EXPECT_EQ(Markup(std::string_view("a\0b", 3)).code(), "a\uFFFDb");
}

TEST(Element, EscapesAttributesAndLeavesOutEmptyOnes) {
  EXPECT_EQ(element("td", {{"class", "\"><script>"}, {"id", ""}}, "x < y").code(),
            "<td class=\"&quot;&gt;&lt;script&gt;\">x &lt; y</td>");
  EXPECT_EQ(element("br").code(), "<br/>\n");
  EXPECT_EQ(element("span").code(), "<span></span>");
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(shortened("äöü", 3), "äöü");
  EXPECT_EQ(shortened("äöüß", 3), "äö…");
}

TEST(Table, NamesRowsAndColumns) {
  Table table;
  table.header = {"model", "RMSE"};
  table.add({"a", figure_text(0.65, 2)});
  table.add({"b", figure_text(std::nan(""), 2)});
  EXPECT_EQ(html_of(table).code(),
            "<div class=\"wide\"><table class=\"numbers\"><thead><tr><th scope=\"col\">model</th><th "
            "scope=\"col\">RMSE</th></tr>\n</thead>\n<tbody><tr><th scope=\"row\">a</th><td>0.65</td></tr>\n"
            "<tr><th scope=\"row\">b</th><td>–</td></tr>\n</tbody>\n</table>\n</div>\n");
}

TEST(Base64, IsThatOfTheStandard) {  // RFC 4648, section 10
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64(std::string("\xff\xfe\x00", 3)), "//4A");
}

}  // namespace
}  // namespace crucible
