// Takes memory without end, outside of the collector's heap. Expected: memory_limit.
const kept = [];
for (;;) kept.push(Buffer.alloc(16 << 20, 1));
