#!/bin/sh
# As root: runs all but its first argument as a user without any right, who was given what systemd and useradd give: a
# delegated cgroup, where the host has cgroup v2, and subordinate ids. Afterwards nothing of Gavel's may be left in that
# cgroup. The first argument is where what was built lies; PLACE is where in the cgroup the user is. What a test can take
# away: SUBIDS, the lines of /etc/subuid and /etc/subgid; LENT, what of the cgroup is the user's; CONTROLLERS, what can be
# limited in it; SEARCH, where the user finds commands; HIDDEN, a file of /proc.
set -eu
: "${SUBIDS=daemon:200000:65536}" "${LENT=. cgroup.procs cgroup.threads cgroup.subtree_control}"
: "${CONTROLLERS=+cpu +memory +pids}" "${SEARCH=$PATH}" "${PLACE=.}"
if [ -z "${STAGED:-}" ]; then STAGED=1 exec unshare --mount --propagation private "$0" "$@"; fi

here=$(cd "$(dirname "$0")/../../../.." && pwd)
target=$(cd "$1" && pwd)
shift
spare=$(mktemp -d)
printf '%s\n' "$SUBIDS" >"$spare.ids"
for file in /etc/subuid /etc/subgid; do mount --bind "$spare.ids" "$file"; done
# Only root may enter /root, where what was built lies by default.
mount --rbind /root "$spare"
mount -t tmpfs -o mode=755 tmpfs /root
for directory in "$here" "$target"; do
  case $directory in /root/*) mkdir -p "$directory" && mount --bind "$spare/${directory#/root/}" "$directory" ;; esac
done
umount --lazy "$spare"
rm -r "$spare" "$spare.ids"
# Where tests lock their slots: root's may be there already.
mkdir -p -m 700 /run/gavel-test
mount -t tmpfs -o mode=700,uid="$(id -u daemon)" tmpfs /run/gavel-test

if [ -n "${HIDDEN:-}" ]; then mount --bind /dev/null "$HIDDEN"; fi
as_user() { exec setpriv --reuid=daemon --regid=daemon --clear-groups env PATH="$SEARCH" "$@"; }
if [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then as_user "$@"; fi
service=/sys/fs/cgroup/gavel-service-$$
lent=$service/lent
echo '+cpu +memory +pids' >/sys/fs/cgroup/cgroup.subtree_control
mkdir "$service"
echo "$CONTROLLERS" >"$service/cgroup.subtree_control"
mkdir -p "$lent/$PLACE"
for name in $LENT; do chown daemon "$lent/$name"; done
if [ "$PLACE" != . ]; then chown -R daemon "$lent/$PLACE"; fi
status=0
( sh -c 'echo $PPID' >"$lent/$PLACE/cgroup.procs" && as_user "$@" ) || status=$?
rmdir "$lent/gavel-owner" 2>/dev/null || true
rmdir "$lent" "$service" || status=1
exit "$status"
