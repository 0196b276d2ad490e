#!/bin/bash
# crucible expand: stored components become the picture that compress showed, at any number of ranks.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

for kind in rgb grey16 rgba; do
  /usr/bin/python3 "$e2e_folder/picture.py" "$kind" 43 57 "$kind.png"
  run 0 compress "$kind.png" --ranks 2,9 -o "$kind"
  run 0 expand "$kind/factors.h5" -o "$kind-9.png" --json "$kind.json"
  cmp "$kind-9.png" "$kind/rank-9.png" || fail "the picture is not the one that compress showed"
  run_on $((5 - ranks)) 0 expand "$kind/factors.h5" --rank 2 -o "$kind-2.png"
  cmp "$kind-2.png" "$kind/rank-2.png" || fail "the picture of the first 2 components is another one"
done

echo "= what cannot be done is refused and leaves nothing"
run 2 expand rgb/factors.h5 -o rgb-9.png
expect_err_once "--force"
run 0 expand rgb/factors.h5 -o rgb-9.png --force
run 2 expand rgb/factors.h5 --rank 10 -o no.png
expect_err_once "--rank"
run 2 expand rgb/factors.h5 -o no.jpg
run 2 expand rgb.png -o no.png
expect_err_once "rgb.png"
head -c 5000 rgb/factors.h5 >cut.h5
run 2 expand cut.h5 -o no.png
expect_err_once "cut.h5"
run 0 info rgb/factors.h5
expect_out "crucible-compression"
expect_no_file no.png
expect_no_file no.jpg
