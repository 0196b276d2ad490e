#!/bin/bash
# `crucible help --completion SHELL`: bash completes commands, options, choices and files with it; zsh and fish take it.
#
#   completion.sh CRUCIBLE RANKS
. "$(dirname "$(readlink -f "$0")")/lib.sh"

for shell in bash zsh fish; do
  run 0 help --completion $shell
  mv out crucible.$shell
done
run 2 help --completion csh
expect_err_once "'csh' is not one of bash, zsh, fish"

# completed WORD...: what bash offers for the last word, in alphabetical order, in one line.
completed() {
  (
    # shellcheck disable=SC1091
    . ./crucible.bash
    COMP_WORDS=(crucible "$@") COMP_CWORD=$#
    _crucible
    printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
  )
}
echo "= bash"
expect_equal "$(completed ev)" "evaluate" "commands"
expect_equal "$(completed train --optim)" "--optimizer" "options"
expect_equal "$(completed train --optimizer ada)" "adagrad adamw" "choices"
expect_equal "$(completed recommend --by '')" "rating taste" "all choices"
expect_equal "$(completed train --regularization '')" "auto" "a choice among numbers"
expect_equal "$(completed train --factors '')" "" "a number"
touch some.h5 some.csv
expect_equal "$(completed import some.)" "some.csv some.h5" "files"
expect_equal "$(completed recommend model.h5 --ratings some.h)" "some.h5" "files of an option"
expect_equal "$(completed train -o some.c)" "some.csv" "files of -o"
expect_equal "$(completed help tra)" "train" "commands of help"
expect_equal "$(completed help --completion z)" "zsh" "shells"

expect_equal "$(completed help train z)" "" "nothing follows a command of help"

echo "= every option of every command is in all three"
run 0 help --markdown
mv out commands.md
grep -o '^| `\(-o, \)\?--[a-z0-9-]*' commands.md | sed 's/.*--/--/' | sort -u >options
[ "$(wc -l <options)" -gt 80 ] || fail "commands.md has few options"
while read -r option; do
  grep -qE -- "${option}[ ')]" crucible.bash || fail "bash does not complete $option"
  grep -qE -- "'${option}(\[|=)" crucible.zsh || fail "zsh does not complete $option"
  grep -qE -- "-l ${option#--} " crucible.fish || fail "fish does not complete $option"
done <options

echo "= the shells"
bash -n crucible.bash || fail "bash does not read its file"
for shell in zsh fish; do
  if command -v $shell >/dev/null; then
    $shell -n crucible.$shell || fail "$shell does not read its file"
  else
    echo "Not tried: $shell is not installed"
  fi
done
