"""The options, arguments and help of each command; the modules that do the work are imported when a command runs."""
