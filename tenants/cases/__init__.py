"""Cases: who takes part in one matter, how far each has come, and what the public knows."""
