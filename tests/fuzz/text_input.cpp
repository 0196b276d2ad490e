#include "text_input.hpp"

#include "crucible/text/text_format.hpp"

#include <cstdint>

namespace crucible::fuzz {

ImportOptions take_options(std::string_view& input) {
  const auto format = static_cast<std::uint8_t>(input[0]);
  const auto bits = static_cast<std::uint8_t>(input[1]);
  input.remove_prefix(least_text_input);
  ImportOptions options;
  const std::vector<std::string> names = text_format_names();
  options.format = names[format % names.size()];
  options.rows.duplicates = static_cast<DuplicatePolicy>(bits % 4);
  if ((bits & 4U) != 0) options.skip_bad_rows = 1000;
  if ((bits & 8U) != 0) options.rows.min_user_ratings = options.rows.min_book_ratings = 2;
  if ((bits & 16U) != 0) options.rows.scale = RatingScale{1, 5};
  if ((bits & 32U) != 0) options.encoding = TextEncoding::latin1;
  if ((bits & 64U) != 0) options.header = HeaderUse::no;
  if ((bits & 128U) != 0) options.columns = {"2", "1", "3"};
  options.skip_missing = (bits & 4U) != 0;
  if ((bits & 16U) != 0) options.count_as = CountUse::log;
  if ((bits & 2U) != 0) options.time_format = "%d %b %Y %H:%M";
  return options;
}

std::vector<std::string> text_seeds() {
  const std::vector<std::string> files{
      "user_id,book_id,rating\n1,10,5\n1,20,3\n2,10,4\n",
      "1\t10\t5\t881250949\n1\t20\t3\t881250950\n2\t10\t1\t881250951\n",
      "1::10::4.5::881250949\n1::20::3::881250950\n",
      "userId,movieId,rating,timestamp\n1,10,4.5,881250949\n2,10,1,881250950\n",
      "\"User-ID\";\"ISBN\";\"Book-Rating\"\n\"1\";\"0345339681\";\"5\"\n\"2\";\"034545104X\";\"0\"\n",
      "10:\n1,5,2005-09-06\n2,3,2005-09-07\n20:\n1,4,2005-09-08\n",
      "0 10 5\n0 20 3\n1 10 4\n",
      "%%MatrixMarket matrix coordinate real general\n% a comment\n3 3 3\n1 1 5\n2 2 3.5\n3 3 1e0\n",
      "{\"user_id\": \"\\u00e9\", \"asin\": \"B1\", \"overall\": 4.0, \"x\": [1, {\"y\": null}]}\n",
      "0 3:4 7:2.5\n0 3:1\n# a remark\n",
      "user\tb1\tb2\tb3\nu\t1\t\tNA\nv\t2,5\t4\t5\n",
      "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1.0\t01\t3\t8.8e8\n",
      "user,item,rating,date\n1,2,3,2005-09-06T12:34:56.7+02:00\n",
      "5 0:1 10:1 20:0.5\n3 0:1 11:1 20:0.1\n4 1:1 10:1 21:0.2\n",
      "m,u1,u2,u3\nm1,1,,0\nm2,NA,2,3\n",
      "\"user\" \"item\" \"rating\"\n\"1\" 7 8 4\n\"2\" 7 9 2\n",
      "#1,2,3\n#2,3,4\n3,4,20101231\n",
      "who;what;how\na;\"b;c\";1.5\n\"d \"\"e\"\"\";f;2\n",
      "\xEF\xBB\xBFuser,item,rating\r\n1,2,3\r\n",
      std::string("user_id,book_id,rating\n1,10,5\n1,20,3\n") + titles_mark +
          "book_id,title\n10,\"A, \"\"quoted\"\"\ntitle\"\n20,Plain\n",
      std::string("1::10::5::1\n2::10::3::2\n") + titles_mark + "10::A Title (1999)::Drama|War\n",
      std::string("1\t10\t5\t1\n2\t10\t3\t2\n") + titles_mark + "10|Caf\xE9|01-Jan-1995||http://x\n",
  };
  std::vector<std::string> all;
  for (const std::string& file : files)
    for (unsigned format = 0; format < text_format_names().size(); ++format)
      all.push_back(std::string{static_cast<char>(format), static_cast<char>(format * 4)} + file);
  return all;
}

}  // namespace crucible::fuzz
