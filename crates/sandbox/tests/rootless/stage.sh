#!/bin/sh
# As root, on a host with cgroup v2: runs its arguments as a user without any right, who was given what systemd and useradd
# give: a delegated cgroup and subordinate ids. Afterwards nothing may be left in that cgroup. What a test takes away:
# SUBIDS, the lines of /etc/subuid and /etc/subgid; LENT, what of the cgroup belongs to the user; PLACE, where in it he is.
set -eu
: "${SUBIDS=daemon:200000:65536}" "${LENT=. cgroup.procs cgroup.threads cgroup.subtree_control}" "${PLACE=.}"
if [ -z "${STAGED:-}" ]; then STAGED=1 exec unshare --mount --propagation private "$0" "$@"; fi

here=$(cd "$(dirname "$0")/../../../.." && pwd)
target=$(cd "$(dirname "$1")/.." && pwd)
ids=$(mktemp -d)
printf '%s\n' "$SUBIDS" >"$ids/subids"
chmod -R a+rX "$ids"
for file in /etc/subuid /etc/subgid; do mount --bind "$ids/subids" "$file"; done
# Only root may enter /root, where what was built lies by default.
mount --bind /root "$ids"
mount -t tmpfs -o mode=755 tmpfs /root
for directory in "$here" "$target"; do
  case $directory in /root/*) mkdir -p "$directory" && mount --bind "$ids/${directory#/root/}" "$directory" ;; esac
done
umount "$ids"

lent=/sys/fs/cgroup/gavel-lent-$$
echo '+cpu +memory +pids' >/sys/fs/cgroup/cgroup.subtree_control
mkdir "$lent"
for name in $LENT; do chown daemon "$lent/$name"; done
if [ "$PLACE" != . ]; then
  mkdir "$lent/$PLACE"
  chown -R daemon "$lent/$PLACE"
fi
status=0
sh -c 'echo $$ >"$0" && exec setpriv --reuid=daemon --regid=daemon --clear-groups "$@"' "$lent/$PLACE/cgroup.procs" "$@" || status=$?
for left in "$lent"/*/; do
  [ "$left" = "$lent/gavel-owner/" ] || [ ! -d "$left" ] || { echo "$left is left" >&2; status=1; }
done
find "$lent" -depth -type d -exec rmdir '{}' ';' || status=1
rm -r "$ids"
exit "$status"
