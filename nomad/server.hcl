# A Nomad server. Addresses, ports, the data directory and the region come from a second file: `gavel up` writes one for
# this machine, operators write theirs. The client has a process of its own: together they lost races at the start.

log_level            = "INFO"
leave_on_interrupt   = false
leave_on_terminate   = false
disable_update_check = true

server {
  enabled          = true
  bootstrap_expect = 1

  # An agent's machine counts as lost after about four seconds; its runs go to another agent long before its tasks are
  # replaced, since the scheduler goes by the agents' own heartbeats.
  heartbeat_grace        = "2s"
  min_heartbeat_ttl      = "3s"
  failover_heartbeat_ttl = "10s"

  # An agent idles in little memory and now and then prepares a toolchain, or compiles, in much: without this its job's
  # memory_max counts for nothing.
  default_scheduler_config {
    memory_oversubscription_enabled = true
  }
}

acl {
  enabled = true
}

# Metrics need no token even with ACLs on: only bind them where strangers do not reach.
telemetry {
  prometheus_metrics = true
  disable_hostname   = true
}

ui {
  enabled = true
}
