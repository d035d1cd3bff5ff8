"""Measurements, side by side with peers. Never part of the tests: machines are shared and noisy."""
