# A host with cgroup v2 and nothing else: Debian's kernel under QEMU's emulation, with this machine's files as its
# read-only root. Sourced by ./dev after build.sh.

guest_commands=(/usr/bin/qemu-system-x86_64:qemu-system-x86 /usr/share/seabios:seabios /usr/bin/busybox:busybox-static)

# In the order in which they need each other.
guest_modules=(virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci netfs fscache 9pnet 9pnet_virtio 9p)

# Nothing is installed of the kernel: its package is only unpacked.
build_guest() {
  local stage=$1 package module
  package=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1)
  echo "guest: unpacking $package" >&2
  mkdir "$stage/package" "$stage/modules" || return
  ( cd "$stage/package" && apt-get download -q "$package" >&2 && dpkg -x ./*.deb . ) || return
  cp "$stage"/package/boot/vmlinuz-* "$stage/vmlinuz" || return
  for module in "${guest_modules[@]}"; do
    find "$stage/package" -name "$module.ko" -exec cp {} "$stage/modules/" ';'
    [ -s "$stage/modules/$module.ko" ] || { echo "guest: the kernel has no module $module" >&2; return 1; }
  done
  rm -rf "$stage/package"
}

# guest SCRIPT: runs SCRIPT's text with sh, as root, in the guest, and ends as it does. What can be written there is memory.
guest() {
  local home work status attempt
  home=$(built guest tools/guest.sh) || return
  work=$(mktemp -d)
  mkdir -p "$work"/root/{bin,proc,dev,host}
  cp "$(command -v busybox)" "$work/root/bin/busybox"
  cp -r "$home/modules" "$work/root/modules"
  printf '%s\n' "$1" >"$work/root/script"
  cat >"$work/root/init" <<INIT
#!/bin/busybox sh
PATH=/bin
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
for module in ${guest_modules[*]}; do insmod /modules/\$module.ko; done
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=1048576,cache=loose host /host
for directory in tmp run var/tmp; do mount -t tmpfs -o mode=1777 tmpfs /host/\$directory; done
mount -t proc proc /host/proc
mount -t sysfs sys /host/sys
mount -t cgroup2 -o nsdelegate cgroup /host/sys/fs/cgroup
mount -t devtmpfs dev /host/dev
mkdir -p /host/dev/shm /host/dev/mqueue
mount -t tmpfs -o mode=1777 tmpfs /host/dev/shm
mount -t mqueue mqueue /host/dev/mqueue
# The kernel measures its clock as it starts. On a busy host that can go wrong by far, and every limit of time with it; the other clock
# is the host's.
before=\$(cat /host/sys/class/rtc/rtc0/since_epoch)
sleep 4
[ \$((\$(cat /host/sys/class/rtc/rtc0/since_epoch) - before)) -ge 3 ] || { echo "guest: its clock is wrong"; poweroff -f; }
cp /script /host/run/script
ip link set lo up
# Not chroot alone: in a changed root nobody may make a user namespace. And only one /proc, as on any host.
umount /proc
cd /host
mount -o move . /
chroot . /bin/sh /run/script </dev/null
echo "guest: exit \$?"
poweroff -f
INIT
  chmod +x "$work/root/init"
  ( cd "$work/root" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1 >"$work/initrd" )
  for attempt in 1 2 3 4 5; do
    start_guest "$home" "$work" | sed -u 's/\r$//' | tee "$work/said"
    grep -q '^guest: its clock is wrong' "$work/said" || break
  done
  status=$(sed -n 's/^guest: exit //p' "$work/said")
  rm -rf "$work"
  [ "$status" = 0 ]
}

start_guest() {
  local home=$1 work=$2
  # The kernel's own mitigations cost much under emulation and protect nothing in a guest that only tests.
  qemu-system-x86_64 -accel tcg,thread=multi -machine q35 -cpu max -smp 2 -m 3072 -kernel "$home/vmlinuz" -initrd "$work/initrd" \
    -append 'console=ttyS0 quiet loglevel=1 panic=-1 mitigations=off tsc=reliable' -nographic -no-reboot -nodefaults -serial stdio -net none \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap </dev/null
}
