"""Without a fault nothing fails: the suite at any time of day and year, in any order that its needs allow."""
