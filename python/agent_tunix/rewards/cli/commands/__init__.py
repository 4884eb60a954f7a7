"""The commands: the options, arguments and help of each; the work is done beside this folder, imported when asked."""
