# A Nomad client that runs agents. Addresses, ports, the data directory, the region and the servers come from a second file.

log_level            = "INFO"
leave_on_interrupt   = false
leave_on_terminate   = false
disable_update_check = true

server {
  enabled = false
}

client {
  enabled = true

  # Tasks are agents of ours, never people's programs: agents give those a sandbox each.
  options = {
    "driver.allowlist" = "raw_exec"
    # Each of these asks a network or a service that is not there, for seconds.
    "fingerprint.denylist" = "env_aws,env_gce,env_azure,env_digitalocean,consul,vault,cni,bridge"
  }
}

plugin "raw_exec" {
  config {
    enabled = true
  }
}

acl {
  enabled = true
}

telemetry {
  prometheus_metrics         = true
  publish_allocation_metrics = true
  disable_hostname           = true
}
