"""The world outside: each module implements a Protocol that the domain declares."""
