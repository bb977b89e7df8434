"""The ground floor's doors, one module for each part of the house."""
