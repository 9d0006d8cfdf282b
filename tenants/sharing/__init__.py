"""Sharing: envelopes and who is given them, shares of keys, and what is handed in at intake.

The hub keeps ciphertexts and says to whom it hands them; it holds no key to any of them.
"""
