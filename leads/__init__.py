"""The baton itself: leads, companies, what they did, where they stand and who holds them."""
