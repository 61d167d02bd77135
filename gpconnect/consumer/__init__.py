"""How a consumer speaks GP Connect: audit token, headers, client, bodies, recorded exchanges."""
