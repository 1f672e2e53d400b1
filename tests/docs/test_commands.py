"""Every command that README.md and docs/ show runs, in the order in which it is shown."""

from pathlib import Path

import pytest

from api.cli import run
from tests.docs.commands import ROOT, Command, commands, pages

SHOWN = {page: commands(page) for page in pages()}


@pytest.mark.parametrize("page", [p for p in SHOWN if SHOWN[p]], ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page's commands, typed one after the other in an empty folder beside the bundled scenarios, do as it says."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    for command in SHOWN[page]:
        if command.appended is not None:
            line, file = command.appended
            with (tmp_path / file).open("a", encoding="utf-8") as table:
                table.write(f"{line}\n")
        elif command.reason_not_to_run is None:
            assert command.words[0] == "planner", f"{page.name}:{command.line}: neither run nor excused"
            code = run(command.shortened)
            said = capsys.readouterr()
            assert code == command.code, f"{page.name}:{command.line}: {said.err or said.out}"


def test_reads_commands(tmp_path: Path) -> None:
    """Output is passed over, continued lines are joined, comments are dropped, promised exit codes are kept.

    So are lines that are added to a file.
    """
    page = tmp_path / "page.md"
    page.write_text(
        "Text\n\n```console\n$ planner check a.json  # exit code 2\nfault\n$ planner plan a.json \\\n"
        "    -o p.json\n```\n\n```sh\n# a remark\nplanner check b.json\ncurl -s http://127.0.0.1:8000/\n"
        "echo 'a,b c' >> t.csv\n```\n",
        encoding="utf-8",
    )
    check, plan, other, curl, echo = commands(page)
    assert check == Command(("planner", "check", "a.json"), 4, 2)
    assert plan.shortened == ["plan", "a.json", "-o", "p.json", "--time-limit", "2"]
    assert other.code == 0
    assert curl.reason_not_to_run
    assert echo.appended == ("a,b c", "t.csv")


def test_readme_shows_commands() -> None:
    """The first page shows commands, and this test has not lost sight of them."""
    assert any(command.words[:2] == ("planner", "plan") for command in SHOWN[ROOT / "README.md"])
