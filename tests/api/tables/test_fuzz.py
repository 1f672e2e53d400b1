"""Whatever is done to a folder of tables, import gives a scenario or faults."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.tables import import_folder, write_scenario_tables
from api.tables.layout import TABLES
from models.check.codes import CODES
from models.errors import BadInput, Fault
from tests.models.check.documents import rich_scenario

JUNK = st.one_of(
    st.sampled_from([b"", b'"', b",", b";", b"\n", b"\r", b"\x00", b"\xff", b"'=", b"1e999", b"31/02/2027", b"9" * 40]),
    st.binary(max_size=5),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound folder, written once."""
    folder = tmp_path_factory.mktemp("sound")
    write_scenario_tables(rich_scenario(), folder)
    return folder


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    spoilt=st.lists(
        st.tuples(st.sampled_from([table.file for table in TABLES]), st.integers(0, 10**6), st.integers(0, 20), JUNK),
        min_size=1,
        max_size=3,
    )
)
def test_spoilt_tables_give_faults_or_a_scenario(
    spoilt: list[tuple[str, int, int, bytes]], sound: Path, tmp_path: Path
) -> None:
    """Bytes cut out of or put into tables never make import raise anything but its list of faults."""
    folder = tmp_path / "tables"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound, folder)
    for file, start, length, junk in spoilt:
        data = (folder / file).read_bytes()
        at = start % (len(data) + 1)
        (folder / file).write_bytes(data[:at] + junk + data[at + length :])
    for fault in _faults_of(folder):
        assert fault.code in CODES
        assert fault.pointer.partition(":")[0].endswith(".csv"), fault


def _faults_of(folder: Path) -> tuple[Fault, ...]:
    """Faults of a folder; none where it can be read."""
    try:
        import_folder(folder)
    except BadInput as bad:
        return bad.faults
    return ()
