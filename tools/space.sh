# Keeps old build artefacts from filling the disk. Sourced by ./dev. The target directory may be shared between clones,
# so nothing is removed while a build holds its lock, and the newest go last: what is missing cargo builds again.

# limit_target: while the directory is over GAVEL_TARGET_MIB_MAX, removes what has not been written for 14, 3, then 0 days.
limit_target() {
  local target=$CARGO_TARGET_DIR max=${GAVEL_TARGET_MIB_MAX:-16384} days
  [ -d "$target/debug" ] || return 0
  for days in 14 3 0; do
    (($(du -sm "$target" | cut -f1) > max)) || return 0
    echo "$target is over $max MiB: removing what is older than $days days" >&2
    flock --nonblock "$target/debug/.cargo-lock" \
      find "$target"/debug/{incremental,deps,build,.fingerprint} -mindepth 1 -maxdepth 1 -mtime "+$days" -exec rm -rf {} + || return 0
  done
}
