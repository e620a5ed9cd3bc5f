// Calls others. Expected: ok.
const net = require("net");
let left = 3;
const ended = (open) => {
  if (open) process.exit(1);
  if (--left === 0) process.exit(0);
};
for (const host of ["127.0.0.1", "169.254.169.254", "1.1.1.1"]) {
  try {
    const socket = net.connect({ host, port: 80 });
    socket.on("connect", () => ended(true));
    socket.on("error", () => ended(false));
  } catch {
    ended(false);
  }
}
