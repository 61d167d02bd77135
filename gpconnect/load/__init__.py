"""Volume and performance: simulated users put a provider under load, and its response times are held to the limits."""
