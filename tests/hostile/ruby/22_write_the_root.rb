# Writes where it must not. Expected: ok.
opened = %w[/ /usr /usr/bin /usr/lib /lib /proc /proc/sys/kernel /dev /etc].select do |place|
  File.write(File.join(place, "gavel-was-here"), "x")
rescue SystemCallError
  false
end
["/usr/bin/ruby", $LOAD_PATH.last, "/lib", "/w"].each do |place|
  [File.method(:unlink), ->(path) { File.chmod(0o777, path) }, ->(path) { File.rename(path, "#{path}2") }].each do |change|
    change.call(place)
    opened << place
  rescue SystemCallError
    next
  end
end
p opened
exit opened.empty?
