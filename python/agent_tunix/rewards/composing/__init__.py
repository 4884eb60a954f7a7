"""Rewards as objects: made of functions, combined, named, and looked up by name."""
