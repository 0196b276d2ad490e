# Prints a small catalogue's ratings as CSV, the same at every run: users and books of two tastes, ratings 1..5 that
# are high where tastes agree. With -v titles=1 it prints the books' titles instead.
#
#   awk -f ratings.awk [-v users=300] [-v books=120] [-v share=0.3]
function number(n) { state = (state * 16807) % 2147483647; return int(state / 1000) % n }
BEGIN {
  if (!users) users = 300
  if (!books) books = 120
  if (!share) share = 0.3
  state = 42
  if (titles) {
    print "book_id,title"
    for (b = 1; b <= books; b++) printf "%d,\"%s, volume %d\"\n", b, b % 2 ? "The Odd Dragon" : "The Even Baker", b
    exit
  }
  print "user_id,book_id,rating"
  for (u = 1; u <= users; u++)
    for (b = 1; b <= books; b++)
      if (number(1000) < 1000 * share) {
        rating = (u % 2 == b % 2 ? 4 : 2) + (b % 7 == 0) - (u % 5 == 0) + number(2)
        if (rating > 5) rating = 5
        if (rating < 1) rating = 1
        printf "%d,%d,%d\n", u, b, rating
      }
}
