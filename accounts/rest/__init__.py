"""What every address under /api/v1/ has in common: keys, scopes, limits, repeats, pages and errors."""
