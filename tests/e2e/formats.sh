#!/bin/bash
# crucible import: the files of the known data sets, as they are distributed, without any option but --titles.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# holds NAME FORMAT USERS BOOKS RATINGS LOWEST HIGHEST [import option...]: imports the file NAME.
holds() {
  local name=$1 report
  run 0 import "$name" "${@:8}" -o "$name.h5" --json report.json
  report="$(json report.json format) $(json report.json users) $(json report.json books) $(json report.json ratings)"
  report+=" $(json report.json lowest_rating) $(json report.json highest_rating)"
  expect_equal "$report" "$2 $3 $4 $5 $6 $7" "$name: format, users, books, ratings, lowest, highest"
}
titled() { # FILE ID TITLE
  run 0 info "$1.h5" --find "$2"
  expect_out "$3"
}

echo "= goodbooks-10k, both releases"
printf 'user_id,book_id,rating\n1,258,5\n2,4081,4\n2,258,3\n' >goodbooks
printf 'book_id,goodreads_book_id,title\n258,1,"The Shadow of the Wind (The Cemetery of Forgotten Books, #1)"\n' >books
holds goodbooks goodbooks 2 2 3 3.0 5.0 --titles books
titled goodbooks 258 "The Shadow of the Wind (The Cemetery of Forgotten Books, #1)"
printf 'book_id,user_id,rating\n1,314,5\n1,439,3\n1,439,4\n' >goodbooks-first
holds goodbooks-first goodbooks 2 1 2 4.0 5.0
expect_equal "$(json report.json conflicts)" 1 "conflicts"

echo "= MovieLens 100k"
printf '196\t242\t3\t881250949\n186\t302\t3\t891717742\n22\t377\t1\t878887116\n' >u.data
printf '242|Kolya (1996)|24-Jan-1997||x\n302|Mis\xe9rables, Les (1995)|01-Jan-1995||x\n' >u.item
holds u.data movielens-tab 3 3 3 1.0 3.0 --titles u.item
titled u.data 302 "Misérables, Les (1995)"

echo "= MovieLens 1M and 10M, MovieTweetings"
printf '1::1193::5::978300760\n1::661::3.5::978302109\n' >ratings.dat
printf '661::James and the Giant Peach (1996)::Animation\n' >movies.dat
holds ratings.dat movielens-dat 1 2 2 3.5 5.0 --titles movies.dat
titled ratings.dat 661 "James and the Giant Peach (1996)"
printf '1::0114508::8::1381006850\n2::0102926::0::1590148016\n' >tweetings
holds tweetings movielens-dat 2 2 2 0.0 8.0
titled tweetings 0102926 0102926

echo "= MovieLens 20M and later"
printf 'userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n1,29,0.5,1112484676\n' >ml20m
printf 'movieId,title,genres\n29,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Drama\n' >movies.csv
holds ml20m movielens-csv 1 2 2 0.5 3.5 --titles movies.csv
titled ml20m 29 "City of Lost Children, The (Cité des enfants perdus, La) (1995)"

echo "= Book-Crossing: Latin-1, ids are texts, 0 is no rating"
printf '"User-ID";"ISBN";"Book-Rating"\r\n"276725";"034545104X";"0"\r\n"276726";"0155061224";"5"\r\n' >crossing
printf '"276729";"034545104X";"10"\r\n' >>crossing
printf '"ISBN";"Book-Title";"Book-Author"\r\n"034545104X";"Flesh & Fl\xf6hs";"M. J. Rose"\r\n' >crossing-books
holds crossing book-crossing 2 2 2 5.0 10.0 --titles crossing-books
titled crossing 034545104X "Flesh & Flöhs"

echo "= Netflix Prize"
printf '1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n2:\n822109,4,2005-05-13\n' >netflix
holds netflix netflix 2 2 3 3.0 5.0

echo "= Jester: real ratings, two tabs"
printf '1\t\t5\t\t0.219\n1\t\t7\t\t-9.25\n2\t\t5\t\t9.875\n' >jester
holds jester libmf 2 2 3 -9.25 9.875

echo "= FilmTrust"
printf '1 1 2\n1 2 4\n2 1 0.5\n' >filmtrust
holds filmtrust libmf 2 2 3 0.5 4.0

echo "= LIBMF and MatrixMarket"
printf '0 0 3.5\n0 7 1\n4 7 2\n' >libmf
holds libmf libmf 2 2 3 1.0 3.5
printf '%%%%MatrixMarket matrix coordinate real general\n%% a remark\n3 4 2\n1 4 2.5\n3 1 4\n' >ratings.mtx
holds ratings.mtx matrix-market 2 2 2 2.5 4.0
