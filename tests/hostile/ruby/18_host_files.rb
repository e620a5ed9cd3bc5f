# Looks for files of the host and of Gavel's. Expected: ok.
found = %w[
  /etc/passwd /etc/shadow /etc/hostname /root /home /var /run /boot /sys /opt /proc/1/environ /proc/kcore /proc/sys/kernel/core_pattern
].reject do |path|
  (File.directory?(path) ? Dir.children(path).join : File.binread(path, 64)).to_s.empty?
rescue SystemCallError
  true
end
p found
exit found.empty?
