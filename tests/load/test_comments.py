"""Comments of YAML: found where they are, and not where a text only speaks of them."""

from __future__ import annotations

import pytest

from ssegen.load.comments import Comment, comments

TEXT = """\
a: 1 # note: at the end
# note: before b

  # something else
b:
  # note: before c
  c: |
    text
    # note: inside
  # note: after a block
  d: "x # note: inside"
  e: >-
    folded

# note: before f
f: plain
  goes on # note: on the second line
g: [1, # note: in a flow
 2]
h: 'it''s
  # note: inside'
# note: last
"""


def test_comments_are_found_with_the_line_that_they_speak_of() -> None:
    found = [(c.line, c.text.strip(), c.covers) for c in comments(TEXT, "note:")]
    assert found == [
        (1, "note: at the end", 1),
        (2, "note: before b", 5),
        (6, "note: before c", 7),
        (10, "note: after a block", 11),
        (15, "note: before f", 16),
        (17, "note: on the second line", 17),
        (18, "note: in a flow", 18),
        (22, "note: last", 23),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_of_yaml_ends_a_comment(end: str) -> None:
    (found,) = comments(f"a: 1{end}# note: x{end}{end}b: 2{end}", "note:")
    assert found == Comment(2, 1, " note: x", 4)


def test_characters_that_yaml_1_1_takes_for_line_breaks_change_nothing() -> None:
    (found,) = comments("a: x\x85y # note: here\n", "note:")
    assert found == Comment(1, 8, " note: here", 1)


def test_a_hash_inside_a_word_begins_no_comment() -> None:
    assert list(comments("a: x#note\n", "note")) == []
    assert list(comments('{"a": "# note: json"}', "note:")) == []


def test_json_that_is_no_yaml_has_no_comments() -> None:
    assert list(comments(r'{"a": "\ud83d\ude00 # note: json"}', "note:")) == []
