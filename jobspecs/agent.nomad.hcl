# The agents of one region, as one service job: Nomad starts, restarts and scales them. Each agent claims a slot of its host by a
# lock, so several on a host do not meet. `gavel up` registers it for this machine, Terraform for a cluster: one job a region.

variable "region" {
  type        = string
  description = "Nomad's region, which is Gavel's too."
}

variable "datacenters" {
  type    = list(string)
  default = ["*"]
}

variable "count" {
  type        = number
  description = "Agents wanted at the start; the scheduler and `gavel scale` change it later."
}

variable "count_max" {
  type    = number
  default = 64
}

variable "program" {
  type        = string
  description = "Absolute path of gavel-agent on the client's host; gavel-zygote lies beside it."
}

variable "config" {
  type        = string
  description = "Absolute path of the agent's configuration file on the client's host."
}

variable "cpu_mhz" {
  type        = number
  default     = 100
  description = "What Nomad reckons one agent to take. A slot's real CPU is pinned by the agent."
}

variable "memory_mib" {
  type    = number
  default = 128
}

variable "memory_max_mib" {
  type        = number
  default     = 2048
  description = "Bounds the agent with its sandboxes and the toolchains that it prepares; above the largest limit of a language."
}

job "gavel-agent" {
  type        = "service"
  region      = var.region
  datacenters = var.datacenters

  # No deployments: while one is under way Nomad refuses to scale.
  update {
    max_parallel = 0
  }

  group "agent" {
    count = var.count

    scaling {
      enabled = true
      min     = 0
      max     = var.count_max
    }

    network {
      port "metrics" {}
    }

    # An agent that dies is back at once, ten times a minute. An eleventh time waits for the minute to end.
    restart {
      attempts = 10
      interval = "1m"
      delay    = "0s"
      mode     = "delay"
    }

    # With its machine lost, another machine starts one at once; the old one may still run, which the leases allow for.
    reschedule {
      unlimited      = true
      delay          = "5s"
      delay_function = "constant"
    }

    disconnect {
      lost_after = "10s"
      replace    = true
      reconcile  = "keep_replacement"
    }

    task "agent" {
      # As the client's user with its rights: sandboxes need namespaces, cgroups and many uids.
      driver = "raw_exec"

      config {
        command = var.program
        args    = ["--config", var.config]
      }

      env {
        GAVEL_REGION                = var.region
        GAVEL_AGENT__METRICS_LISTEN = "${NOMAD_ADDR_metrics}"
      }

      # Asked to end, an agent finishes its runs for drain_ms (20 s) before it hands them back.
      kill_signal  = "SIGTERM"
      kill_timeout = "30s"

      resources {
        cpu        = var.cpu_mhz
        memory     = var.memory_mib
        memory_max = var.memory_max_mib
      }

      logs {
        max_files     = 3
        max_file_size = 10
      }
    }
  }
}
