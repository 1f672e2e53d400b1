"""The commands of ``planner``, one module each; ``docs/cli.md`` is their contract."""
