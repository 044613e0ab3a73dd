#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The package's Swift tests in the virtual board's guest, as an ordinary user: those that are tagged
# `board` run on /dev/accel0. What counts is the line in which Swift Testing closes.
bundle=$(cat /tests/bundle)
targets='^(AccelTests|CDriverTests|CBoardSimTests|CConvTests|LibAccelTests|ProgramSupportTests)\.'
# Bouncing changes nothing for tests on no device.
if grep -q swiotlb=force /proc/cmdline; then
  targets='\.(SessionTests|DeviceBufferTests|TransferTests|TestedBoardTests|LibraryTests'
  targets="$targets|DefaultNetworkTests)"
fi
mkdir -p /etc
echo 'nobody:x:65534:65534::/tmp:/bin/sh' >/etc/passwd
chmod 1777 /tmp
chmod 666 /dev/accel0
echo Y >/sys/module/accel/parameters/exclusive
echo 268435456 >/sys/module/accel/parameters/quota
su -s /bin/sh nobody -c "cd /tmp && ACCEL_OFFLINE=1 ACCEL_TEST_DATA=/none NO_COLOR=1 \
  ACCEL_TEST_DEVICE=board:/dev/accel0 '$bundle' --testing-library swift-testing --no-parallel \
  --filter '$targets' --skip Fuzz" 2>&1 | tee /tmp/suite |
  # Line by line: a guest that is stopped has said how far it came.
  while IFS= read -r line; do
    case $line in
      ✘* | SKIPPED* | *' Suite '* | *'Test run with'*) echo "suite: $line" ;;
    esac
  done
grep -a '^ON ' /tmp/suite | sort | uniq -c | sed 's/^/suite: /'
grep -aqE '^✔ Test run with [1-9][0-9]* tests in [0-9]+ suites passed' /tmp/suite || exit 1
# Not all of them on a simulated board after all, and nothing left behind.
[ "$(grep -a '^ON board:/dev/accel0: ' /tmp/suite | sort -u | wc -l)" -ge 19 ] || exit 2
[ "$(cat /sys/class/misc/accel0/device/buffers)" = 0 ]
