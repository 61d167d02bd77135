"""The commands of ``gpconnect-conformance``, by subject."""
