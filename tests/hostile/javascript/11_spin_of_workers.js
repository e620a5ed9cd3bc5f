// Loops without end on many workers. Expected: time_limit | runtime_error | memory_limit.
const { Worker } = require("worker_threads");
for (let i = 0; i < 8; i++) new Worker("for (;;) {}", { eval: true }).on("error", () => {});
for (;;) {}
