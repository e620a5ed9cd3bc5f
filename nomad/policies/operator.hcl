# `gavel scale` and an operator's look at the UI: jobs of the default namespace, and reading how nodes are.

namespace "default" {
  policy       = "read"
  capabilities = ["submit-job", "dispatch-job", "scale-job", "read-logs", "read-fs", "alloc-lifecycle"]
}

node {
  policy = "read"
}

agent {
  policy = "read"
}
