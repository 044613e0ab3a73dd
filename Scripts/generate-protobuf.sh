#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Generate Sources/CaffeFormat/caffe.pb.swift and Sources/ONNXFormat/onnx.pb.swift again after a
# change of caffe.proto or onnx.proto. Needs protoc (Debian: protobuf-compiler) and, built from
# swift-protobuf, protoc-gen-swift:
#   Scripts/generate-protobuf.sh PATH/TO/protoc-gen-swift
set -euo pipefail
plugin=$(realpath "${1:?usage: generate-protobuf.sh PATH/TO/protoc-gen-swift}")
cd "$(dirname "$0")/../Sources"
for format in CaffeFormat/caffe ONNXFormat/onnx; do
  (
    cd "$(dirname "$format")"
    protoc --plugin="protoc-gen-swift=$plugin" --swift_opt=Visibility=Package \
      --swift_opt=UseAccessLevelOnImports=true --swift_opt=FileNaming=DropPath \
      --swift_out=. "$(basename "$format").proto"
  )
done
