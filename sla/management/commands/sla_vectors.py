"""`manage.py sla_vectors`: have the clock answer the published cases; `--write FILE` keeps its answers in a file."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sla import vectors

PUBLISHED = Path(settings.BASE_DIR) / "docs" / "sla-vectors.json"


class Command(BaseCommand):
    """Check the published vectors, or write a copy."""

    help = "Answer every case of docs/sla-vectors.json (or another file) and print each difference."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, and where to."""
        parser.add_argument("--file", default=str(PUBLISHED), help="cases to answer")
        parser.add_argument("--write", default="", metavar="FILE", help="write the cases that hold to a file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail when one differs."""
        try:
            cases = json.loads(Path(options["file"]).read_text(encoding="utf-8"))
            differing = vectors.check(cases)
        except (OSError, KeyError, ValueError) as problem:
            raise CommandError(f"These cases cannot be read: {problem}") from None
        for sentence in differing:
            self.stderr.write(sentence)
        self.stdout.write(f"{len(cases['cases']):,} checked, {len(differing):,} wrong")
        if differing:
            raise CommandError("The clock and the cases differ.")
        if options["write"]:
            text = json.dumps(cases, ensure_ascii=False, indent=1) + "\n"
            Path(options["write"]).write_text(text, encoding="utf-8")
