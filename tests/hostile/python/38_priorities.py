# Takes more of the processor than it was given. Expected: ok.
import os

opened = []
tries = {
    "nice": lambda: os.setpriority(os.PRIO_PROCESS, 0, -10),
    "fifo": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10)),
    "score": lambda: open("/proc/self/oom_score_adj", "w").write("-1000"),
    "setuid": lambda: os.setuid(0),
    "setgroups": lambda: os.setgroups([0]),
}
for name, attempt in tries.items():
    try:
        attempt()
        opened.append(name)
    except OSError:
        pass
print(opened)
raise SystemExit(bool(opened))
