#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What one inference costs in system calls: LeNet-5 by the demo in batches of one, with few images
# and with many; the kernel counts, and what is in both runs drops out. Runs in the virtual board's
# guest. See Docs/BoardGuide.md.
set -e
few=100 many=300
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null || true
events=/sys/kernel/tracing/events
all=$events/raw_syscalls/sys_enter
ours=$events/syscalls/sys_enter_ioctl
if [ ! -e $all/trigger ] || [ ! -e $ours/trigger ]; then
  echo "SKIPPED overhead: no tracing of system calls in this kernel"
  exit 0
fi
only='if comm == "accel-demo"'
count() { # IMAGES: lines of a call, or a command of ioctl, and how often
  echo "hist:keys=id $only" >$all/trigger
  echo "hist:keys=cmd.hex $only" >$ours/trigger
  (cd /tmp && ACCEL_OFFLINE=1 accel-demo --mnist --count "$1" --batch 1 --threads 1 \
    --device board:/dev/accel0 >/dev/null 2>&1)
  cat $all/hist $ours/hist |
    sed -n 's/^{ [a-z]*: *\([0-9a-f]*\) } hitcount: *\([0-9]*\)$/\1 \2/p'
  echo "!hist:keys=id $only" >$all/trigger
  echo "!hist:keys=cmd.hex $only" >$ours/trigger
}
count $few >/tmp/few
count $many >/tmp/many
(cat /tmp/few; echo --; cat /tmp/many) | awk -v images=$((many - few)) '
  $1 == "--" { isMany = 1; next }
  { if (isMany) many[$1] = $2; else few[$1] = $2 }
  function each(what) { return (many[what] - few[what]) / images }
  END {
    # Commands of ioctl are longer than numbers of calls; 16 is ioctl on x86-64.
    for (what in many)
      if (length(what) < 4 && what != 16) others += each(what)
    sync = each("4018ac06"); submit = each("c038ac0a"); wait = each("c028ac0b")
    rest = each(16) - sync - submit - wait
    printf "overhead: for each image %.2f syncs, %.2f submits, %.2f waits, ", sync, submit, wait
    printf "%.2f other controls, %.2f other calls\n", rest, others
    # A wait is cut in slices, so that a slow machine needs more of them.
    exit !(sync == 2 && submit == 1 && wait >= 1 && rest < 0.1 && others < 0.1)
  }'
