"""Generate every example anew: ``python generated_examples/regenerate.py``.

``specs/NAME.yaml`` becomes an installable SDK in ``generated_examples/NAME/``. Options are handed
to ``ssegen generate``: ``--check`` changes nothing and fails where an example is not up to date.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVED = frozenset(
    {
        "anthropic_messages",
        "chat",
        "generic",
        "llamabot_chat",
        "ollama_chat",
        "openai_chat",
    }
)
"""The examples that have a server as well."""

SPECS = tuple(sorted(path for path in (ROOT / "specs").iterdir() if path.is_file()))


def command(spec: Path, *options: str) -> tuple[str, ...]:
    """The command line that generates the example of a document, for the repository's root."""
    target = ROOT / "generated_examples" / spec.stem
    return (
        *(sys.executable, "-m", "ssegen", "generate"),
        str(spec.relative_to(ROOT)),
        *("-o", str(target.relative_to(ROOT)), "--project"),
        *(("--server",) if spec.stem in SERVED else ()),
        *options,
    )


def main(options: list[str]) -> int:
    """Run the command of every example; the highest exit code of all."""
    return max(
        subprocess.run(command(spec, *options), cwd=ROOT).returncode for spec in SPECS
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
