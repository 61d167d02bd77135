"""The embedded reference provider: a real HTTP server on SQLite."""
