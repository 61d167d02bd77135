"""Would the suite notice? Every seeded fault against the scenarios that decide what it violates."""
