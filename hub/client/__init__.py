"""What a member's machine runs: key store, verified cache, HTTP client. It carries no hub."""
