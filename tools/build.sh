# Builds the pinned tools of this directory once, into a cache outside of the checkout. Sourced by ./dev, which sets
# `cache`, after packages.sh; prints paths on stdout and progress on stderr. What a running build writes is only renamed to its place when whole.

# hash_of FILE...: a short name for the pins, so that a changed pin is another directory.
hash_of() { cat "$@" | sha256sum | cut -c1-12; }

# with_progress LABEL LOG COUNT_PATTERN TOTAL COMMAND...: runs it with its messages in LOG and shows how many lines match.
with_progress() {
  local label=$1 log=$2 pattern=$3 total=$4; shift 4
  local started=$SECONDS shown=-30 step=30
  [ -t 2 ] && step=1
  "$@" >"$log" 2>&1 & local pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS - shown >= step)); then
      shown=$SECONDS
      local line; line="$label: $(grep -c -- "$pattern" "$log" || true)${total:+ of at most $total}, $((SECONDS - started)) s"
      if [ -t 2 ]; then printf '\r\033[K%s' "$line" >&2; else echo "$line" >&2; fi
    fi
    sleep 0.5
  done
  [ -t 2 ] && printf '\r\033[K' >&2
  local status=0; wait "$pid" || status=$?
  if ((status)); then
    echo "$label failed:" >&2; tail -n 30 "$log" >&2
    return "$status"
  fi
  echo "$label: done in $((SECONDS - started)) s" >&2
}

# build_go NAME PACKAGE CGO FLAGS...: go-builds the module tools/NAME to STAGE/NAME.
build_go() {
  local name=$1 package=$2 cgo=$3 stage=$4; shift 4
  local packages=$stage/packages
  ( cd "tools/$name" && with_progress "$name: modules fetched" "$stage/log" '^go: downloading' '' \
      env GOFLAGS=-mod=readonly GOWORK=off CGO_ENABLED="$cgo" go list -deps "$@" -f '{{.ImportPath}}' "$package" ) || return
  grep -v '^go: ' "$stage/log" >"$packages"
  ( cd "tools/$name" && with_progress "$name: packages compiled" "$stage/log" '^[a-z]' "$(wc -l <"$packages")" \
      env GOFLAGS=-mod=readonly GOWORK=off CGO_ENABLED="$cgo" go build -v -trimpath -ldflags '-s -w' "$@" -o "$stage/$name" "$package" ) || return
  rm -f "$packages"
}

build_nats-server() { build_go nats-server github.com/nats-io/nats-server/v2 0 "$1"; }
build_nomad() {
  echo "nomad: built once from source; four to ten minutes on two cores" >&2
  build_go nomad github.com/hashicorp/nomad 1 "$1" -tags 'ui release codegen_generated hashicorpmetrics'
}
build_versitygw() { build_go versitygw github.com/versity/versitygw/cmd/versitygw 0 "$1"; }
build_node() {
  mkdir -p "$1/node"
  cp tools/node/package.json tools/node/package-lock.json "$1/node/"
  ( cd "$1/node" && with_progress "node tools: npm ci" "$1/log" '^added' '' npm ci --ignore-scripts --no-audit --no-fund )
}

# venv STAGE NAME: Python in STAGE/venv with the files of tools/NAME/requirements.txt.
venv() {
  /usr/bin/python3 -m venv "$1/venv" || return
  with_progress "$2: packages fetched" "$1/log" '^Collecting' "$(grep -c == "tools/$2/requirements.txt")" \
    "$1/venv/bin/python" -m pip install "${pip_options[@]}" -r "tools/$2/requirements.txt"
}
pip_options=(--no-input --disable-pip-version-check --only-binary :all: --require-hashes)

build_schemathesis() { venv "$1" schemathesis; }

# And beside it the testlib.h of a package that carries it.
build_problemtools() {
  local carrier=$1/carrier
  venv "$1" problemtools || return
  "$1/venv/bin/python" -m pip install "${pip_options[@]}" --no-deps --no-compile --quiet --target "$carrier" -r tools/problemtools/testlib.txt >&2 || return
  mv "$carrier/rbx/resources/predownloaded/testlib.h" "$1/" && rm -rf "$carrier"
}

# built NAME PIN...: the directory of a tool, building it when it is not there. Two at once wait for each other.
built() {
  local name=$1; shift
  local home; home=$cache/tools/$name-$(hash_of "$@")
  if [ ! -d "$home" ]; then
    mkdir -p "$cache/tools"
    (
      flock 9
      [ -d "$home" ] && exit
      stage=$(mktemp -d "$cache/tools/.build-$name.XXXXXX")
      trap 'rm -rf "$stage"' EXIT
      # No `set -e` here: bash ignores it on the left of `||`.
      "build_$name" "$stage" && rm -f "$stage/log" && chmod 755 "$stage" && mv -T "$stage" "$home"
    ) 9>"$cache/tools/.lock-$name" || return
  fi
  touch "$home"
  echo "$home"
}

nats_server() {
  local found version home
  # Older ones lack what the leader's lease is made of (a time to live for each message).
  if found=$(command -v nats-server) && version=$("$found" --version | sed -n 's/^nats-server: v//p') && at_least "$version" 2.12; then
    echo "$found"
    return
  fi
  home=$(built nats-server tools/nats-server/go.{mod,sum}) && echo "$home/nats-server"
}

nomad_program() {
  local found home
  if found=$(command -v nomad); then
    local version; version=$("$found" version | sed -n '1s/^Nomad v\([0-9.]*\).*/\1/p')
    if [ "$version" = 2.0.0 ] || ! at_least "$version" 1.11.5; then
      echo "warning: $found is $version; below 1.11.5 and in 2.0.0 tasks can reach outside of their directories (CVE-2026-6959)" >&2
    fi
    echo "$found"
    return
  fi
  home=$(built nomad tools/nomad/go.{mod,sum}) && echo "$home/nomad"
}

versitygw_program() {
  local home
  home=$(built versitygw tools/versitygw/go.{mod,sum}) && echo "$home/versitygw"
}

problemtools() { built problemtools tools/problemtools/{requirements,testlib}.txt; }

node_tools() { built node tools/node/package.json tools/node/package-lock.json; }

# Tools whose pins have changed, and builds that were killed, are removed once nobody has used them for a month or a day.
sweep_tools() {
  [ -d "$cache/tools" ] || return 0
  find "$cache/tools" -mindepth 1 -maxdepth 1 -type d \
    \( -name '.build-*' -mtime +0 -o -mtime +30 \) -exec rm -rf {} +
}
