#!/bin/sh
# C# from the flatbuffer schemas. Needs flatc (Debian: flatbuffers-compiler 2.0.8); its C# is written for an older runtime than the package
# Google.FlatBuffers, which has another namespace and another name for the check of versions.
set -e
cd "$(dirname "$0")"
out=../src/Retrain.Formats/TensorFlowLite/Schema
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
flatc --csharp --gen-onefile -o "$folder" tflite.fbs tflite_metadata.fbs
for name in tflite tflite_metadata; do
  sed -e 's/global::FlatBuffers/global::Google.FlatBuffers/' -e 's/FLATBUFFERS_2_0_8/FLATBUFFERS_25_2_10/' \
    -e 's/^public /internal /' -e 's/[[:space:]]*$//' "$folder/${name}_generated.cs" > "$out/$name.g.cs"
done
