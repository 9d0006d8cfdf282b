"""What the workers do, one file per kind of work; the schedule and the outbox live in SQL."""
