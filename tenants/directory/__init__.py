"""Who exists and who may do what: tenants, their people, and the tokens they call the hub with.

The directory log is the truth (`crypto.directory`); the tables here are what the hub lists and looks up by.
"""
