#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# LeNet-5 by Embedded Swift over board:uio, as an ordinary user: registers and the interrupt by the
# kernel's UIO, memory by the rig's u-dma-buf, whose orders to synchronise come by calls and by files.
# A memory that obeys none must be noticed, or the rest would prove nothing.
if [ ! -e /proc/device-tree/fabric@10000000 ]; then
  echo 'SKIPPED uio: the device tree has no node for it'
  exit 0
fi
set -e
mkdir -p /etc
echo 'nobody:x:65534:65534::/tmp:/bin/sh' >/etc/passwd
board=board:uio,dma=0x10000000,switch=0x10020000,slcr=0x10030000,length-width=23,programmed=yes
sys=/sys/class/u-dma-buf/udmabuf0
golden() { # PARAMETER...
  insmod /modules/accel_udmabuf.ko "$@"
  chmod 666 /dev/uio0 /dev/udmabuf0 $sys/sync_for_cpu $sys/sync_for_device
  su -s /bin/sh nobody -c "cd /tests &&
    golden lenet5-overlay.npy digits-images-idx3-ubyte logits.npy 24 $board"
  status=$?
  rmmod accel_udmabuf
  return $status
}
golden ioctl=1
golden ioctl=0
# Two sessions of four loads and two batches.
events=$(cat /sys/class/uio/uio0/event)
echo "uio: $events interrupts"
[ "$events" -ge 12 ]
if golden deaf=1 >/tmp/deaf 2>&1; then
  echo 'uio: nobody misses the words that were never synchronised'
  exit 1
fi
