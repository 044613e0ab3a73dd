#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Subjects read `area: imperative subject`, at most 72 characters, no full stop; a body follows.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! git rev-parse --verify -q HEAD >/dev/null; then
  echo "SKIPPED commit messages: no history here" >&2
  exit 0
fi
# The rule begins with the commit that brought this script.
first=$(git log --diff-filter=A --format=%H -- Scripts/check-commits.sh | tail -n 1)
[ -n "$first" ] || { echo "no commit messages to check yet"; exit 0; }
status=0
complain() { echo "$1" >&2; status=1; }
while read -r commit; do
  subject=$(git log -1 --format=%s "$commit")
  if [ "$(git log -1 --format=%P "$commit" | wc -w)" -gt 1 ]; then continue; fi
  if [ "${#subject}" -gt 72 ]; then complain "$commit: subject beyond 72 characters: $subject"; fi
  [[ $subject =~ ^[a-z0-9,\ -]+:\ [a-z] ]] || complain "$commit: no 'area: subject': $subject"
  [[ $subject != *. ]] || complain "$commit: subject ends in a full stop: $subject"
  [ -n "$(git log -1 --format=%b "$commit")" ] || complain "$commit: does not say why: $subject"
done < <(git rev-list "$first"..HEAD)
exit $status
