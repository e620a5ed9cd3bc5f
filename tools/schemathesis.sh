#!/usr/bin/env bash
# usage: GAVEL_KEY=KEY tools/schemathesis.sh ADDRESS
# Sends what the API's document allows, and what it forbids, to a running api (ADDRESS such as http://127.0.0.1:8080) and
# compares each answer with the document. Exit status 0: nothing was found. The requests are the same every time; the key
# should be one without rate limits that may act for others. It takes about a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
address=${1:?"usage: GAVEL_KEY=KEY $0 ADDRESS"}
export GAVEL_KEY=${GAVEL_KEY:?"set GAVEL_KEY to a key of this api"}
cache=${GAVEL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/gavel}
source tools/packages.sh
source tools/build.sh

home=$(built schemathesis tools/schemathesis/requirements.txt)
config=$PWD/tools/schemathesis/schemathesis.toml
# It writes what it found into its working directory.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# Its own programs name the directory that they were built in, so Python is asked instead.
timeout --kill-after=10 300 "$home/venv/bin/python" -m schemathesis.cli --config-file "$config" \
  run "$address/v1/openapi.json" "${@:2}"
