# Says which of the commands that Gavel needs are missing, and installs the packages that have them with apt-get.
# Sourced by ./dev. Rust and Go are not ours to install: it says what it needs and stops.

# PATH:PACKAGE; PATH may be a pattern. Language files name these paths, so a version manager's copy elsewhere does not count.
commands_needed=(
  /usr/bin/gcc:gcc /usr/bin/g++:g++ /usr/bin/python3:python3 /usr/bin/node:nodejs /usr/bin/npm:npm
  /usr/bin/javac:default-jdk-headless /usr/bin/ruby:ruby /usr/bin/php:php-cli
  /usr/bin/mono:mono-runtime /usr/bin/mcs:mono-mcs /usr/bin/kotlinc:kotlin
  '/usr/lib/python3.*/ensurepip:python3-venv'
  /usr/bin/unshare:util-linux /usr/bin/setpriv:util-linux /usr/bin/flock:util-linux
)

# at_least HAVE WANT: compares versions such as 1.26.8.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# is_there PATTERN: whether a program or a directory of this name can be used.
is_there() {
  local found
  for found in $1; do [ -x "$found" ] && return; done
  return 1
}

require_rust_and_go() {
  local go_version
  command -v cargo >/dev/null || { echo "Rust 1.95 is needed: no cargo on the PATH" >&2; return 1; }
  command -v go >/dev/null || { echo "Go 1.25 or newer is needed: no go on the PATH" >&2; return 1; }
  go_version=$(go env GOVERSION)
  at_least "${go_version#go}" 1.25 || { echo "Go 1.25 or newer is needed: this is $go_version" >&2; return 1; }
}

install_packages() {
  local entry package missing=() sudo=()
  for entry in "${commands_needed[@]}"; do
    package=${entry#*:}
    # npm comes with some packages of nodejs and not with others; each is asked for by its own command.
    is_there "${entry%%:*}" || [[ " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  echo "Gavel needs these Debian packages, which are not installed: ${missing[*]}" >&2
  command -v apt-get >/dev/null || { echo "there is no apt-get here: please install them and try again" >&2; return 1; }
  ((EUID == 0)) || sudo=(sudo)
  echo "Installing them: ${sudo[*]-} apt-get install --no-install-recommends ${missing[*]}" >&2
  "${sudo[@]}" apt-get update -q || echo "apt-get update failed; trying with the package lists that are there" >&2
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" libc6-dev
}
