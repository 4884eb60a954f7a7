"""Makes what is uploaded from the tree, and checks it; each file is behind a target of the Makefile."""
