#!/bin/bash
# A page of crucible report with all that it can have, as a browser shows it.
browser_folder=$(dirname "$(readlink -f "$0")")
. "$browser_folder/../e2e/lib.sh"
needs chromium chromium
needs chromedriver chromium-driver
needs_python selenium h5py numpy

run 0 generate --users 300 --books 150 --ratings 9000 -o ratings.h5
run 0 split ratings.h5 --test 0.1 --validation 0.1 -o split.h5
run 0 train split.h5 --factors 4 --epochs 4 --optimizer sgd -o model.h5 --json train.json
run 0 train split.h5 --factors 2 --epochs 2 --optimizer adamw -o other.h5
run 0 evaluate model.h5 split.h5 --beside other.h5 --metrics rmse,ndcg --bootstrap 50 --json test.json
run 0 generate --matrix 40,12,100 -o matrix.h5
run 0 pca matrix.h5 --scores -o pca.h5
/usr/bin/python3 "$e2e_folder/picture.py" rgb 61 47 photo.png
run 0 compress photo.png --ranks 1,5,20 -o photo
run 0 report model.h5 other.h5 split.h5 test.json train.json pca.h5 photo -o page.html

check() { /usr/bin/python3 "$browser_folder/report_in_browser.py" "$@"; }
check page.html || fail "the page is not as it should be in a browser"

echo "= what is wrong in a page is found"
sed 's/arrow keys go from book to book/keys of arrows go from book to book/' page.html >other_script.html
! check other_script.html >found 2>&1 || fail "a script that the page's policy forbids was not found"
grep -q 'the console says' found || fail "the console was silent about a forbidden script"
sed 's/<main>/<main><p style="width: 5000px">wide<\/p>/' page.html >wide.html
cmp -s page.html wide.html && fail "there is no main element"
! check wide.html >found 2>&1 || fail "a page that scrolls sideways was not found"
grep -q 'scrolls sideways' found || fail "something else was found in a wide page"
