# A loop without end, on every thread it gets. Expected: time_limit.
3.times { fork }
loop { }
