"""The rewards that people train with today, value for value, in linear time and in any thread.

Each module is one library's set, with its names, signatures and values; the docstrings name what differs.
"""
