"""Ship only the few files of other packages that pages load, not the thousands that come along."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage

# address under static/ -> the package and the file inside it (the stylesheet's last line names the map)
VENDOR = {
    "vendor/bootstrap/css/bootstrap.min.css": ("django_include_bootstrap", "static/css/bootstrap.min.css"),
    "vendor/bootstrap/css/bootstrap.min.css.map": (
        "django_include_bootstrap",
        "static/css/bootstrap.min.css.map",
    ),
}
# what installed apps may add: the operators' admin (in English), and htmx 2 with its help for developers
FROM_APPS = ("admin/", "django_htmx/htmx-2.min.js", "django_htmx/django-htmx.js")
TRANSLATIONS = "admin/js/vendor/select2/i18n/"


def package_folder(package: str) -> Path:
    """Where an installed package lies, without importing it. Raises ModuleNotFoundError."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The package “{package}” is missing.")
    return Path(spec.origin).parent


def shipped(path: str) -> bool:
    """Whether a file of an installed app is one that pages may ask for."""
    if path.startswith(TRANSLATIONS):
        return path == f"{TRANSLATIONS}en.js"
    return path.startswith(FROM_APPS)


class VendorStorage(FileSystemStorage):
    """Answers for the files of VENDOR under the addresses written there."""

    prefix = ""

    def path(self, name: str) -> str:
        """Where the file behind an address lies on disk."""
        package, inside = VENDOR[name]
        return str(package_folder(package) / inside)


class VendorFinder(BaseFinder):
    """Find exactly the files of VENDOR."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = VendorStorage(location=Path(__file__).parent)

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to check: a missing package is an error when its file is asked for."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind an address; an empty list when it is not one of ours."""
        if path not in VENDOR:
            return []
        return [self.storage.path(path)] if find_all else self.storage.path(path)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every file as collectstatic and whitenoise want it: its address, the storage to read it from."""
        for path in VENDOR:
            if not matches_patterns(path, list(ignore_patterns or [])):
                yield path, self.storage


class AppFinder(AppDirectoriesFinder):
    """What installed apps bring along, narrowed to what is shipped."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind an address; an empty list when pages have no business asking for it."""
        ask: Any = super().find
        return ask(path, find_all=find_all, **kwargs) if shipped(path) else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """The files that are shipped."""
        for path, storage in super().list(list(ignore_patterns or [])):
            if shipped(path):
                yield path, storage
