"""Benchmarks: they print ratios, and decide nothing."""
