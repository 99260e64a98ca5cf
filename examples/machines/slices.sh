#!/bin/sh
# Slices by GNU parallel: here, or on the machines of a list (`--sshloginfile nodes`) that see the workspace and the recipe.
#
#     ./slices.sh mine.toml /shared/build 64 [options of parallel]
set -eu
recipe=$1 out=$2 slices=$3
shift 3
moisson harvest "$recipe" --out "$out"
seq 0 $((slices - 1)) | parallel "$@" moisson map "$recipe" --out "$out" --slice "{}/$slices"
moisson build "$recipe" --out "$out"
