"""Changes rules in one place at a time and counts the changes that the tests notice."""
