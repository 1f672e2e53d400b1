"""One service for all tests of the HTTP interface."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.http.a_service import Caller, served, settings


@pytest.fixture(scope="session")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A caller of a service that has started."""
    with served(settings(tmp_path_factory.mktemp("data"))) as address:
        found = Caller(address)
        with found.http:
            yield found
