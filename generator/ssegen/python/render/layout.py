"""Lines that do not fit, broken as black breaks them.

black takes a third of a millisecond per line, and nearly every line of an SDK is as black leaves it
already: the templates see to that. What remains are statements and entries of known shapes that are
too long: fields, aliases, arguments, imports, calls. They are broken here by black's own rules,
which are quoted beside the code that follows them. Where those rules would have to try several
ways, the shape is unknown and black is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .docstring import DOCSTRING, WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = "    "
_CANDIDATE = re.compile(
    rf"{DOCSTRING}|^(?=[^\n]{{{WIDTH + 1},}}$|[^\n]*[^\x00-\x7f])( *)([^\n]+)$",
    re.MULTILINE | re.DOTALL,
)
_LONG_CONSTANT = re.compile(
    rf"{DOCSTRING}|^(?=[^\n]{{{WIDTH + 1},}}$)"
    r"(\w+: [^\n]+ = )(\w+\()\n((?: [^\n]*\n)*)\)$",
    re.MULTILINE | re.DOTALL,
)
_SHORT_TUPLE = re.compile(
    rf"{DOCSTRING}|^( *\w+=(?:lambda: )?\()\n(?: +([^\n]+,)\n)? *(\),)$",
    re.MULTILINE | re.DOTALL,
)
_STRUCTURE = re.compile(
    r""" "(?:[^"\\]++|\\.)*+" | '(?:[^'\\]++|\\.)*+' | [][(){}] | ,\ ? | \ \|\ | \ =\ """,
    re.VERBOSE | re.DOTALL,
)
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")
_ANNOTATED = re.compile(r"([^\W\d]\w*): (.+)", re.DOTALL)
_ASSIGNED = re.compile(r"(\w+) = (.+)", re.DOTALL)
_METHOD = re.compile(r"(def \w+\()self(\) -> [^\n]+:)")
_IMPORTED = re.compile(r"(from \S+ import )(.+)")


class UnknownShapeError(Exception):
    """A line that only black knows how to break."""


def laid_out(source: str) -> str:
    """Break the lines of a module that do not fit.

    Args:
        source: A module that is as black leaves it but for the length of its lines: a line that
            ends in a comma is an entry of brackets that are open before and after it, and every
            other line but a docstring's is the whole of a statement, or opens or closes brackets.

    Raises:
        UnknownShapeError: A line has a shape that is not known here.
    """
    if "(\n" in source:
        # A comma that makes a tuple of one does not keep black from joining the lines.
        source = _SHORT_TUPLE.sub(_joined, source)
        source = _LONG_CONSTANT.sub(_parenthesized, source)
    return _CANDIDATE.sub(_broken, source)


def _broken(found: re.Match[str]) -> str:
    indent, text = found[1], found[2]
    if text is None or _fits(indent + text):  # a docstring is as it should be
        return found[0]
    lines = _entry(indent, text) if text.endswith(",") else _statement(indent, text)
    return "\n".join(lines)


def _fits(line: str) -> bool:
    if line.isascii():
        return len(line) <= WIDTH
    from black.strings import (
        str_width,
    )  # takes a tenth of a second, and is seldom needed

    return str_width(line) <= WIDTH


def _joined(found: re.Match[str]) -> str:
    """A tuple of at most one on a line."""
    if found[1] is None:  # a docstring that only looks like code
        return found[0]
    return f"{found[1]}{found[2] or ''}{found[3]}"


def _parenthesized(found: re.Match[str]) -> str:
    """Put the value of a constant into parentheses where its brackets do not fit beside the name.

    ``_prefer_split_rhs_oop_over_rhs``: only where all before them fits.
    """
    target, call, body = found.groups()
    if target is None or not _fits(f"{target}("):  # a docstring has no target
        return found[0]
    indented = re.sub("^", _STEP, body, flags=re.MULTILINE).removesuffix(_STEP)
    return f"{target}(\n{_STEP}{call}\n{indented}{_STEP})\n)"


def _statement(indent: str, text: str) -> Iterator[str]:
    if text.startswith(") -> ") and text.endswith(":"):
        return _annotation(indent, ") -> ", text[5:-1], ":")
    if found := _METHOD.fullmatch(text):
        return _method(indent, found[1], found[2])
    if text.startswith(("class ", "@")):
        return _brackets(indent, text)
    if text.startswith("return "):
        return _brackets(indent, text, instead=True)
    if found := _IMPORTED.fullmatch(text):
        return _import(indent, found[1], found[2])
    if found := _ANNOTATED.fullmatch(text):
        annotation, value = _assignment(found[2])
        if not value:
            return _annotation(indent, f"{found[1]}: ", annotation, "")
        target = f"{found[1]}: {annotation} = "
        if _fits(f"{indent}{target}("):
            return _value(indent, target, value)
        if _has_brackets(value.removesuffix("(")) or _is_union(value):
            raise UnknownShapeError(text)
        return _annotation(indent, f"{found[1]}: ", annotation, f" = {value}")
    if _ASSIGNED.fullmatch(text):
        return _brackets(indent, text, instead=True)
    raise UnknownShapeError(text)


def _method(indent: str, head: str, tail: str) -> Iterator[str]:
    """``left_hand_split`` of a method without arguments."""
    yield indent + head
    yield f"{indent}{_STEP}self,"
    if _fits(indent + tail):
        yield indent + tail
    else:
        yield from _statement(indent, tail)


def _entry(indent: str, text: str) -> Iterator[str]:
    """Break what stands between brackets, at the weakest of its delimiters."""
    if found := _ANNOTATED.fullmatch(text):
        annotation, value = _assignment(found[2][:-1])
        if _is_union(annotation) or _has_brackets(annotation):
            end = f" = {value}," if value else ","
            return _annotation(indent, f"{found[1]}: ", annotation, end)
        return iter((indent + text,))
    return _inside(indent, text)


def _inside(indent: str, text: str) -> Iterator[str]:
    """``delimiter_split``, and ``right_hand_split`` where there is no delimiter."""
    if _fits(indent + text):
        yield indent + text
        return
    core = text.removesuffix(",")
    comma = text[len(core) :]
    items = _cut(core, ",")
    if items[1:]:
        for item in items:
            yield from _inside(indent, f"{item},")
        return
    members = _cut(core, " | ")
    if members[1:]:
        first, *rest = members
        *rest, last = (f"| {member}" for member in rest)
        for member in (first, *rest, last + comma):
            yield from _inside(indent, member)
        return
    if _has_brackets(core):
        yield from _brackets(indent, text)
    else:
        yield indent + text


def _brackets(indent: str, text: str, *, instead: bool = False) -> Iterator[str]:
    """``right_hand_split`` at the only brackets of a line.

    Args:
        indent: What the line begins with.
        text: The rest of it.
        instead: Whether black could put the content of the line into parentheses instead, which
            it considers where the brackets do not help.
    """
    head, body, tail = _parted(text)
    if not _fits(indent + tail) or (instead and not _fits(indent + head)):
        raise UnknownShapeError(text)
    yield indent + head
    items = _cut(body, ",")
    # should_split_line: the items of a display are not put beside each other.
    if items[1:] and (body.endswith(",") or _is_display(head)):
        for item in items:
            yield from _inside(indent + _STEP, f"{item},")
    else:
        yield from _inside(indent + _STEP, body)
    yield indent + tail


def _annotation(indent: str, head: str, annotation: str, tail: str) -> Iterator[str]:
    """Break an annotation, which black may put into parentheses.

    ``can_omit_invisible_parens``: a union gets them, and what has no brackets to split at.
    """
    union = _is_union(annotation)
    if not union and _has_brackets(annotation):
        yield from _brackets(indent, f"{head}{annotation}{tail}", instead=True)
        return
    if not union and not _fits(indent + _STEP + annotation) and "." not in annotation:
        if tail.startswith(" = "):
            raise UnknownShapeError(annotation)
        yield f"{indent}{head}{annotation}{tail}"
        return
    yield from _wrapped(indent, head, annotation, tail)


def _value(indent: str, target: str, value: str) -> Iterator[str]:
    """Break an annotated assignment whose value does not fit behind its target."""
    if not _is_union(value) and _has_brackets(value):
        head, _, _ = _parted(value)
        if _fits(f"{indent}{target}{head}"):
            return _brackets(indent, target + value, instead=True)
    return _wrapped(indent, target, value, "")


def _wrapped(indent: str, head: str, body: str, tail: str) -> Iterator[str]:
    if not _fits(f"{indent}{head}(") or not _fits(f"{indent}){tail}"):
        raise UnknownShapeError(body)
    yield f"{indent}{head}("
    yield from _inside(indent + _STEP, body)
    yield f"{indent}){tail}"


def _import(indent: str, head: str, names: str) -> Iterator[str]:
    yield f"{indent}{head}("
    for name in names.split(", "):
        yield f"{indent}{_STEP}{name},"
    yield f"{indent})"


def _assignment(text: str) -> tuple[str, str]:
    annotation, *value = _cut(text, " = ")
    return annotation, value[0] if value else ""


def _is_union(text: str) -> bool:
    return len(_cut(text, " | ")) > 1


def _is_display(head: str) -> bool:
    """Whether the brackets that end the text are no call and no subscript."""
    before = head[-2:-1]
    return not (before.isalnum() or before in ("_", ")", "]"))


def _has_brackets(text: str) -> bool:
    return any(found[0] in _OPENING for found in _STRUCTURE.finditer(text))


def _cut(text: str, delimiter: str) -> list[str]:
    """Cut a text at the delimiters that stand in no brackets; a comma at its end is none."""
    parts: list[str] = []
    depth = start = 0
    for found in _STRUCTURE.finditer(text):
        mark = found[0]
        if mark in _OPENING:
            depth += 1
        elif mark in _CLOSING:
            depth -= 1
        elif depth == 0 and mark.startswith(delimiter):
            parts.append(text[start : found.start()])
            start = found.end()
    if start < len(text):
        parts.append(text[start:])
    return parts


def _parted(text: str) -> tuple[str, str, str]:
    """Part a text into what ends in the opening bracket, what is within, and the rest.

    Raises:
        UnknownShapeError: There are several pairs to choose from, or none.
    """
    pairs: list[tuple[int, int]] = []
    depth = opening = 0
    for found in _STRUCTURE.finditer(text):
        if found[0] in _OPENING:
            if depth == 0:
                opening = found.end()
            depth += 1
        elif found[0] in _CLOSING and depth > 0:
            depth -= 1
            if depth == 0:
                pairs.append((opening, found.start()))
    if len(pairs) != 1 or pairs[0][0] == pairs[0][1]:
        raise UnknownShapeError(text)
    [(start, end)] = pairs
    return text[:start], text[start:end], text[end:]
