"""The replayed case: its cast, its script, and doubles of services that cannot be had; not in the image."""
