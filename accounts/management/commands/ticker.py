"""`manage.py ticker`: answer due bells until stopped."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from accounts.ticker import Ticker


class Command(BaseCommand):
    """Run one ticker; start as many as you like."""

    help = "Answer due work until stopped. Any number of tickers may run."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tick until SIGTERM or Ctrl-C."""
        ticker = Ticker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ticker.stop())
        ticker.run()
