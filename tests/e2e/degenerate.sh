#!/bin/bash
# Shapes at the edge of what there is: one row, one column, one user, one rating, all ratings equal, nothing but zeros,
# fewer books than a list is long, users with one rating, more ranks than users. Every command either works or ends with
# one message that names the file.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# A file of ratings for each shape, "user,book,rating" a line.
ratings_of() {
  echo user_id,book_id,rating,timestamp
  pairs_of "$1" | awk '{ print $0 "," 1000000000 + NR }'
}
pairs_of() {
  case $1 in
    one-rating) echo 1,1,4 ;;
    one-user) for b in 1 2 3 4 5 6; do echo "1,$b,$((b % 5 + 1))"; done ;;
    one-book) for u in 1 2 3 4 5 6; do echo "$u,1,$((u % 5 + 1))"; done ;;
    one-each) for u in 1 2 3 4 5 6; do echo "$u,$((u % 3)),$((u % 5 + 1))"; done ;;
    equal) for u in 1 2 3 4 5; do for b in 1 2 3 4; do echo "$u,$b,3"; done; done ;;
    zeros) for u in 1 2 3; do for b in 1 2 3 4; do echo "$u,$b,0"; done; done ;;
  esac
}

# one_way FILE ARGUMENT...: the command works, or refuses FILE (or its options) in one line.
one_way() {
  local file=$1 code=0 launch=()
  shift
  [ "$ranks" -eq 1 ] || launch=("$mpiexec" -n "$ranks")
  timeout $((100 * patience)) "${launch[@]}" "$program" "$@" >out 2>err </dev/null || code=$?
  case $code in
    0) outcome=works ;;
    2)
      [ "$(grep -c 'crucible: error' err)" -eq 1 ] || fail "not one message: crucible $*"
      grep -q "crucible: error: .*$file" err || fail "the message does not name $file: crucible $*"
      outcome=refused
      ;;
    *) fail "exit code $code: crucible $*" ;;
  esac
  printf '  %-8s %s\n' "$outcome" "$*"
}

# must OUTCOME: of the command before.
must() { [ "$outcome" = "$1" ] || fail "expected: $1"; }

# All shapes alone; under several ranks, where each command takes a second to start, those that ranks have to share.
shapes="one-rating one-user one-book one-each equal zeros"
[ "$ranks" -eq 1 ] || shapes="one-rating one-each"
for shape in $shapes; do
  echo "= $shape"
  ratings_of "$shape" >"$shape.csv"
  one_way "$shape.csv" import "$shape.csv" -o "$shape.h5"
  must works
  one_way "$shape.h5" info "$shape.h5" --validate
  must works
  for protocol in random per-user last users; do
    one_way "$shape.h5" split "$shape.h5" --protocol "$protocol" --name "$protocol" -o "$shape-$protocol.h5"
    [ "$outcome" = works ] || continue
    one_way "$shape-$protocol.h5" train "$shape-$protocol.h5" --factors 2 --epochs 2 -o "$shape-$protocol-model.h5"
    [ "$outcome" = works ] || continue
    one_way "$shape-$protocol.*h5" evaluate "$shape-$protocol-model.h5" "$shape-$protocol.h5" --bootstrap 0
  done
  for options in "--sync allreduce" "--sync rotate" "--optimizer adamw" "--optimizer gibbs" \
    "--unrated-weight 0.1" "--unrated-weight 0.1 --target presence"; do
    # Shares of a highest rating of 0 are refused by the option's name.
    [[ $shape != zeros || $options != *unrated* ]] || continue
    # shellcheck disable=SC2086
    one_way "$shape.h5" train "$shape.h5" --factors 2 --epochs 2 $options --fresh -o "$shape-model.h5"
    must works
  done
  one_way "$shape-model.h5" info "$shape-model.h5"
  must works
  one_way "$shape-model.h5" recommend "$shape-model.h5" --user 1 --top 10
  one_way "$shape-model.h5" recommend "$shape-model.h5" --all -o "$shape-lists.csv"
  one_way "$shape-model.h5" recommend "$shape-model.h5" --rate 1=3 --top 10
  for method in dc krylov; do
    one_way "$shape.h5" svd "$shape.h5" --method "$method" --rank 1 -o "$shape-$method.h5"
    [ "$shape" = zeros ] || must works
    one_way "$shape.h5" pca "$shape.h5" --method "$method" --rank 1 -o "$shape-$method-pca.h5"
  done
  [ ! -e "$shape-random.h5" ] ||
    one_way "\($shape-random.h5\|split .random.\)" tune "$shape-random.h5" --factors 2,3 --epochs 2 -o "$shape-tuned.h5"
done

echo "= matrices"
for size in 1,1 1,5 5,1; do
  name=matrix-${size/,/x}
  run 0 generate --matrix "$size,10" -o "$name.h5"
  for method in auto pdgesvd dc qr-dc polar gram krylov; do
    one_way "$name.h5" svd "$name.h5" --method "$method" --rank 1 -o "$name-$method.h5"
    must works
    one_way "$name.h5" pca "$name.h5" --method "$method" --rank 1 -o "$name-$method-pca.h5"
    case $size in 1,*) must refused ;; *) must works ;; esac
  done
done

echo "= a picture of one pixel"
/usr/bin/python3 "$e2e_folder/picture.py" grey 1 1 dot.png
one_way dot.png compress dot.png -o dot
must works
