"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PACKAGES = [
    "accounts",
    "capture",
    "handoff",
    "integrations",
    "leads",
    "nurture",
    "reports",
    "routing",
    "scoring",
    "sla",
]
DOORS = {"views", "api", "tasks", "admin"}
# What happens before a workspace is known, and so cannot go through one.
BEFORE_THE_DOOR = {"members.py", "context.py"}


def modules() -> list[Path]:
    found = [path for name in PACKAGES for path in (HOUSE / name).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def name(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def too_long(paths, limit) -> list[str]:
    return [f"{name(path)}: {lines(path)} lines" for path in paths if lines(path) > limit]


def is_noun(path: Path) -> bool:
    return "models" in path.parts or path.name == "models.py"


def test_modules_are_short_enough_to_read():
    assert too_long((path for path in modules() if not is_noun(path) and path.name != "settings.py"), 300) == []
    assert too_long((path for path in modules() if is_noun(path)), 400) == []
    assert too_long((HOUSE / "tests").rglob("*.py"), 300) == []


def test_templates_scripts_and_styles_are_short_enough_to_read():
    templates = list((HOUSE / "templates").rglob("*.html"))
    assert too_long((path for path in templates if not path.name.startswith("_")), 120) == []
    assert too_long((path for path in templates if path.name.startswith("_")), 60) == []
    assert too_long((HOUSE / "static").rglob("*.js"), 100) == []
    assert too_long((HOUSE / "static").rglob("*.css"), 200) == []


def test_functions_are_short_enough_to_read():
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 40:
                long.append(f"{name(path)}:{node.lineno} {node.name}")
    assert long == []


def test_nothing_is_called_utils():
    vague = re.compile(r"^(utils?|helpers?|common|misc|base)\.py$")
    assert [name(path) for path in modules() if vague.match(path.name)] == []
    words = re.compile(r"(Manager|Service|Handler|Processor|Helper|Util|Info)$")
    classes = [
        f"{name(path)}: {node.name}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and words.search(node.name) and node.name not in {"UserManager", "Service"}
    ]
    assert classes == []


def test_doors_reach_tenants_rows_only_through_the_workspace():
    """`Model.objects` in a door would read past the workspace; people and heartbeats are nobody's tenant data."""
    allowed = re.compile(r"\b(User|Heartbeat|UserSession|AccountMail|EmailAddress|Authenticator)\.objects\b")
    wrong = []
    for path in modules():
        if not ({path.stem, *path.parts} & DOORS) or {"management", "actions"} & set(path.parts):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"\b[A-Z]\w+\.objects\b", line) and not allowed.search(line):
                wrong.append(f"{name(path)}:{number} {line.strip()}")
    assert wrong == []


def test_the_environment_is_read_in_the_settings_and_nowhere_else():
    reads = re.compile(r"os\.(environ|getenv)")
    elsewhere = [
        name(path)
        for path in modules()
        if reads.search(path.read_text())
        and path.name not in {"settings.py", "wsgi.py", "celery.py", "collector.py"}
        # The services start before Django does, from the environment they were given.
        and "services" not in path.parts
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    "pattern", [r"\bon(click|load|submit|change|input)=", r"\bstyle=", r"<script>", r"<style", r"javascript:"]
)
def test_pages_have_no_inline_script_or_style(pattern):
    wrong = []
    for path in (HOUSE / "templates").rglob("*.html"):
        if "mails" in path.parts:  # mail programs know only inline styles
            continue
        if re.search(pattern, path.read_text()):
            wrong.append(name(path))
    assert wrong == []


def test_templates_never_mark_leads_data_as_safe():
    wrong = [
        name(path) for path in (HOUSE / "templates").rglob("*.html") if re.search(r"\|\s*safe\b", path.read_text())
    ]
    assert wrong == []


def test_no_lead_data_is_marked_as_safe_in_code():
    wrong = [name(path) for path in modules() if "mark_safe" in path.read_text() and "templatetags" not in path.parts]
    assert wrong == []


def test_serializers_name_their_fields():
    wrong = [name(path) for path in modules() if 'fields = "__all__"' in path.read_text()]
    assert wrong == []
