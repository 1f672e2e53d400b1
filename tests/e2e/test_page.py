"""What the page about the HTTP interface shows can be done as it is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.e2e.a_process import service

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_commands_of_the_page_run(tmp_path: Path) -> None:
    """Typed one after the other, the page's commands fetch a plan that is the same as the command line makes."""
    script = "\n".join(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    with service(tmp_path / "data") as running:
        address = str(running.caller.http.base_url).rstrip("/")
        assert "api=http://127.0.0.1:8000\n" in script
        typed = subprocess.run(
            ["bash", "-euc", script.replace("api=http://127.0.0.1:8000\n", f"api={address}\n")],
            cwd=tmp_path,
            env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert typed.returncode == 0, f"{typed.stdout[-3000:]}\n{typed.stderr}"
    said = typed.stdout
    for word in ("scenario_faulty", "HTTP/1.1 202 Accepted", "event: end", '"COMPLETED"', "no_plan_yet"):
        assert word in said
