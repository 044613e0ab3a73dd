#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# DocC archives of the libraries, from the debug build's modules, by the toolchain's own docc. A
# warning, such as a link that leads nowhere or a parameter without a word, is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
out=.build/docs
rm -rf $out
includes=()
for folder in Sources/*/include; do includes+=(-I "$folder"); done
target=$(swiftc -print-target-info | sed -n 's/^ *"unversionedTriple": "\(.*\)",*$/\1/p' | head -n 1)

for module in Accel ModelImport HardwareGen; do
  symbols=$out/symbols/$module
  mkdir -p "$symbols"
  swift-symbolgraph-extract -module-name $module -target "$target" -I .build/debug/Modules \
    "${includes[@]}" -minimum-access-level public -skip-synthesized-members -output-dir "$symbols"
  docc convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$symbols" \
    --fallback-display-name $module --fallback-bundle-identifier "accel.$module" \
    --transform-for-static-hosting --hosting-base-path "$module.doccarchive" \
    --warnings-as-errors --output-dir "$out/$module.doccarchive"
  pages=$(find "$out/$module.doccarchive/data" -name '*.json' | wc -l)
  echo "$out/$module.doccarchive: $pages pages"
done
echo "to read them: python3 -m http.server -d $out, then e.g." \
  "http://localhost:8000/Accel.doccarchive/documentation/accel/"
