"""The service: domains in a declared order, wired by main, worker and cli."""
