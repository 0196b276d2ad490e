#!/bin/bash
# crucible compress: rank-k pictures, table, montage and animation, the same at any number of ranks.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

picture() { /usr/bin/python3 "$e2e_folder/picture.py" "$@"; }
# The bytes at the start of FILE as hexadecimal digits.
head_of() { head -c "$2" "$1" | od -An -tx1 | tr -d ' \n'; }
expect_png() { # FILE WIDTH HEIGHT DEPTH COLOUR
  expect_equal "$(head_of "$1" 26 | tail -c 20)" "$(printf '%08x%08x%02x%02x' "$2" "$3" "$4" "$5")" "header of $1"
}

picture rgb 61 47 photo.png
run 0 compress photo.png --ranks 1,5,20 -o photo --json photo.json
for file in rank-1.png rank-5.png rank-20.png montage.png progression.gif table.csv factors.h5; do
  expect_file "photo/$file"
done
expect_png photo/rank-5.png 61 47 8 2
expect_equal "$(head_of photo/progression.gif 6)" 474946383961 "GIF89a"
expect_equal "$(json photo.json rows) $(json photo.json columns)" "47 183" shape
expect_equal "$(json photo.json ranks.1.k)" 5 k
# k (m + n + 1) / (m n)
expect_number "$(json photo.json ranks.1.size_ratio) - 5 * (47 + 183 + 1) / (47 * 183) < 1e-12"
for row in 0 1; do
  next=$((row + 1))
  for column in size_ratio singular_value_share energy_share psnr ssim bytes; do
    expect_number "$(json photo.json "ranks.$row.$column") < $(json photo.json "ranks.$next.$column")"
  done
done
expect_number "$(json photo.json ranks.2.psnr) > 25 && $(json photo.json ranks.2.energy_share) < 1"
expect_number "$(json photo.json residual) < 30 && $(json photo.json orthogonality) < 30"
expect_equal "$(json photo.json ranks.2.bytes)" "$(stat -c %s photo/factors.h5)" "size of factors.h5"
expect_equal "$(json photo.json ranks.0.png_bytes)" "$(stat -c %s photo/rank-1.png)" "size of rank-1.png"

echo "= the same from one rank and from four"
run_on $((5 - ranks)) 0 compress photo.png --ranks 1,5,20 -o other
for file in rank-1.png rank-5.png rank-20.png montage.png progression.gif table.csv; do
  cmp "photo/$file" "other/$file" || fail "$file differs"
done

echo "= k by size or by energy"
run 0 compress photo.png --size 0.12 -o small --json small.json
k=$(json small.json stored_k)
expect_number "$k * (47 + 183 + 1) / (47 * 183) <= 0.12 && ($k + 1) * (47 + 183 + 1) / (47 * 183) > 0.12"
expect_file "small/rank-$k.png"
run 0 compress photo.png --energy 0.99 -o sharp --json sharp.json
k=$(json sharp.json stored_k)
expect_number "$(json sharp.json ranks.0.energy_share) >= 0.99"
run 0 compress photo.png --ranks $((k - 1)) -o blunt --json blunt.json
expect_number "$(json blunt.json ranks.0.energy_share) < 0.99"

echo "= every kind of picture"
picture grey 40 30 grey.png
picture grey16 33 21 deep.png
picture rgba 20 30 clear.png
picture palette 25 17 palette.png
picture rgb 1 37 thin.png
picture rgb 37 1 flat.png
picture grey 1 1 dot.png
for kind in grey:40:30:8:0 deep:33:21:16:0 clear:20:30:8:6 palette:25:17:8:2 thin:1:37:8:2 flat:37:1:8:2 dot:1:1:8:0; do
  IFS=: read -r name width height depth colour <<<"$kind"
  run 0 compress "$name.png" --ranks 1 -o "$name" --json "$name.json"
  expect_png "$name/rank-1.png" "$width" "$height" "$depth" "$colour"
done
expect_equal "$(json flat.json ranks.0.psnr)" None "PSNR of a single row, which is of rank 1"

echo "= the plan without the work; what cannot be done leaves nothing"
run 0 compress photo.png --dry-run -o plan
expect_out "qr-dc    grid"
expect_out "fits"
expect_no_file plan
run 2 compress photo.png --ranks 48 -o no
expect_err_once "--ranks: 48 is more than the 47 components"
run 2 compress photo.png --size 0.0001 -o no
expect_err_once "--size"
run 2 compress photo.png --size 0.1 --energy 0.9 -o no
run 2 compress photo.png --max-pixels 1000 -o no
expect_err_once "photo.png"
head -c 900 photo.png >cut.png
run 2 compress cut.png -o no
expect_err_once "cut.png"
run 2 compress photo.json -o no
run 2 compress photo.png -o photo
expect_err_once "--force"
expect_no_file no
