"""How leads come in: what tracking clients, forms and files say becomes people and activities."""
