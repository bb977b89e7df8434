"""How soon: calendars, the agreement, running clocks and what happens when one runs out."""
