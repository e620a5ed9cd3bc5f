// Looks for files of the host and of Gavel's. Expected: ok.
const fs = require("fs");
const found = [];
for (const path of ["/etc/passwd", "/etc/shadow", "/root", "/home", "/var", "/run", "/sys", "/proc/1/environ"]) {
  try {
    found.push(fs.statSync(path).isDirectory() ? fs.readdirSync(path)[0] : fs.readFileSync(path)[0]);
  } catch {}
}
console.log(found);
process.exit(found.filter((one) => one !== undefined).length);
