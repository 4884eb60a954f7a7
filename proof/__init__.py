"""Programs that look for faults: long mixed work, Valgrind, oracles, and the table of promises. Nothing here ships."""
