#!/bin/bash
# `crucible help --man [COMMAND]`: groff or mandoc takes every page without a warning, and each option is on its page.
# `--help` is one screen, and --help-all has the rest.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

run 0 help --markdown
mv out commands.md
commands=$(sed -n 's/^## \([a-z]*\)$/\1/p' commands.md)
[ "$(wc -w <<<"$commands")" -gt 10 ] || fail "commands.md has few commands"

# options_of COMMAND: those of its part of commands.md, and those of all commands.
options_of() {
  awk -v part="## $1" '/^## / { here = $0 == part || $0 == "## All commands" } here' commands.md |
    sed -n 's/^| `\(-o, \)\?--\([a-z0-9-]*\).*/--\2/p'
}

echo "= pages have all options"
for command in $commands; do
  run 0 help --man "$command"
  sed 's/\\-/-/g' out >page
  grep -q "^crucible-$command - " page || fail "the page of $command does not begin with its name"
  while read -r option; do
    grep -qE -- "fB$option\\\\fR( |$)" page || fail "the page of $command lacks $option"
  done < <(options_of "$command")
  mv out "crucible-$command.1"
done
run 0 help --man
for command in $commands; do expect_out "crucible\\-$command"; done
mv out crucible.1
run 2 help --man trian
expect_err_once "did you mean 'train'?"

echo "= help is one screen, and nothing is lost"
for command in $commands; do
  run 0 "$command" --help
  [ "$(wc -l <out)" -le 50 ] || fail "--help of $command has $(wc -l <out) lines"
  # A long list of choices stands in a line of its own.
  ! grep -qE '^.{101}' <(sed '1,/:$/d; /^  --/d' out) || fail "--help of $command has lines of more than 100 characters"
  run 0 "$command" --help-all
  ! grep -q "more options" out || fail "--help-all of $command leaves options out"
  while read -r option; do
    grep -qE -- "^  (-o, )?$option( |$)" out || fail "--help-all of $command lacks $option"
  done < <(options_of "$command")
done
run 0 train --help
expect_out "more options: crucible train --help-all"
expect_out "--factors"
! grep -q -- "--user-bias-rate" out || fail "--help of train has what few need"

echo "= readers of pages take them"
readers=0
if command -v groff >/dev/null && groff -man -Tascii -z crucible.1 2>/dev/null; then
  readers=1
  for page in *.1; do
    groff -man -ww -Tascii -z "$page" >out 2>err || fail "groff refuses $page"
    [ ! -s err ] || fail "groff warns of $page"
  done
fi
if command -v mandoc >/dev/null; then
  readers=1
  for page in *.1; do mandoc -T lint -W error "$page" >out 2>err || fail "mandoc refuses $page"; done
fi
[ "$readers" -eq 1 ] || skip "neither groff with its man macros nor mandoc is installed (Debian: groff, mandoc)"
