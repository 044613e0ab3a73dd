#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# LeNet-5 by Embedded Swift, as an ordinary user, on the board: every word as expected, and nothing
# left behind. Runs in the virtual board's 32-bit ARM guest, with no Swift but what is in it.
if [ "$(cat /sys/module/accel/parameters/simulate)" = Y ]; then
  echo 'SKIPPED golden: the device has no core'
  exit 0
fi
set -e
mkdir -p /etc
echo 'nobody:x:65534:65534::/tmp:/bin/sh' >/etc/passwd
chmod 666 /dev/accel0
echo Y >/sys/module/accel/parameters/exclusive
su -s /bin/sh nobody -c 'cd /tests &&
  golden lenet5-overlay.npy digits-images-idx3-ubyte logits.npy 24 board:/dev/accel0'
[ "$(cat /sys/class/misc/accel0/device/buffers)" = 0 ]
