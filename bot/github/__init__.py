"""GitHub as typed reads and idempotent writes, within GitHub's limits."""
