"""Several workers come to what one comes to, run after run."""
