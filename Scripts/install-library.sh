#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# libaccel.a, accel.h and accel.pc below DESTDIR/PREFIX: install-library.sh TARGET
set -euo pipefail
cd "$(dirname "$0")/.."
target=${1:-$(uname -m)}
[ "$target" = armv7l ] && target=armv7
prefix=${PREFIX:-/usr/local} root=${DESTDIR:-}
case $prefix in /*) ;; *) echo "PREFIX=$prefix is no absolute path" >&2; exit 64 ;; esac
library=.build-library/$target/libaccel.a
[ -f "$library" ] || { echo "$library is missing: make library TARGET=$target first" >&2; exit 1; }
version=$(sed -n 's/.*StaticString = "\(.*\)"/\1/p' Sources/Accel/Version.swift)
install -d "$root$prefix"/{include,lib/pkgconfig}
install -m 644 Sources/CAccel/include/accel.h "$root$prefix/include/"
install -m 644 "$library" "$root$prefix/lib/"
cat >"$root$prefix/lib/pkgconfig/accel.pc" <<END
prefix=$prefix
Name: accel
Description: Quantised convolutional networks on Zynq boards
Version: $version
Cflags: -I\${prefix}/include
Libs: -L\${prefix}/lib -laccel -lm -lpthread
END
echo "installed accel.h, libaccel.a and accel.pc ($version, $target) below $root$prefix"
