"""The figures of ``streams.py`` as bars: JSON on standard input, the picture's path as argument."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

OURS = "#0b6e4f"
VARIATION = "#8fc1ad"
"""Of ours: what it would be with another library."""
PEERS = "#8d99ae"
BOUNDS = "#d8dee9"


def draw(columns: dict[str, dict[str, float]], path: str) -> None:
    """Draw the microseconds for an event, of each contestant, for each stream."""
    matplotlib: Any = import_module("matplotlib")
    matplotlib.use("Agg")
    matplotlib.rcParams |= {"svg.hashsalt": "streams", "font.size": 9}
    pyplot: Any = import_module("matplotlib.pyplot")
    figure, axes = pyplot.subplots(
        1, len(columns), figsize=(10, 3.6), facecolor="white", layout="constrained"
    )
    most = max(max(bars.values()) for bars in columns.values())
    for axis, (title, bars) in zip(axes, columns.items(), strict=True):
        _bars(axis, title, bars, most)
    figure.savefig(path, metadata={"Date": None} if path.endswith(".svg") else None)


def _bars(axis: Any, title: str, bars: dict[str, float], most: float) -> None:
    names = sorted(bars, key=bars.__getitem__, reverse=True)
    drawn = axis.barh(
        names,
        [bars[name] for name in names],
        color=[_color(name) for name in names],
        height=0.7,
    )
    axis.bar_label(drawn, fmt="{:.3g}", padding=3)
    axis.set_xscale("log")
    axis.xaxis.set_major_formatter("{x:g}")
    axis.xaxis.minorticks_off()
    axis.set_xlim(0.05, most * 3)
    axis.set_title(title, loc="left", fontsize=10)
    axis.set_xlabel("CPU µs for an event, logarithmic: less is better")
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.grid(True, color="#e5e9f0")
    axis.set_axisbelow(True)


def _color(name: str) -> str:
    if name.startswith("ssegen"):
        return VARIATION if "+" in name else OURS
    return BOUNDS if name.startswith(("floor", "validate_json")) else PEERS


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.argv[1])
