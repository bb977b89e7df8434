"""The reports: each a function from a look to what is shown."""
