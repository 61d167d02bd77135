"""Volume and performance: users put a provider under load, and its response times are held to limits."""
