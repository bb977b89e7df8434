"""The programs of the cast, as the tests of the API know them."""

from tests.api.conftest import theirs, website, with_scopes

__all__ = ["theirs", "website", "with_scopes"]
