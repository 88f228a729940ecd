"""Modules of a size that a person can open."""

from __future__ import annotations

from tests.python.plan.builders import STRING, alias, model, optional, required

from ssegen.ir.types import Definition, Reference, Union
from ssegen.python.plan.partition import LARGEST, Part, Partition, partition


def large(key: str, lines: int = 390) -> Definition:
    return model(key, *(required(f"p{n}") for n in range(lines)))


def parted(
    *definitions: Definition, owner: str = "shared", taken: tuple[str, ...] = ()
) -> Partition:
    known = {definition.key: definition for definition in definitions}
    return partition(dict.fromkeys(known, owner), {k: k for k in known}, known, taken)


def test_what_fits_in_one_module_stays_in_it() -> None:
    found = parted(large("PaymentMethod"), large("Invoice"))
    assert found.homes == {"PaymentMethod": "shared", "Invoice": "shared"}
    assert found.parts == {"shared": Part("shared", "")}


def test_names_that_start_alike_go_to_a_module_of_their_own() -> None:
    found = parted(
        large("PaymentMethod"),
        large("PaymentIntent"),
        large("InvoiceItem"),
        large("Invoice"),
        model("Small"),
    )
    assert found.homes == {
        "PaymentMethod": "shared_payment",
        "PaymentIntent": "shared_payment",
        "InvoiceItem": "shared_invoice",
        "Invoice": "shared_invoice",
        "Small": "shared",
    }
    assert found.parts["shared_payment"] == Part("shared", "payment")


def test_a_family_that_is_too_large_is_parted_by_the_next_word() -> None:
    third = ("Fee", "Note", "Plan")
    names = [f"Payment{second}{t}" for second in ("Card", "Bank") for t in third]
    found = parted(*map(large, names))
    assert set(found.homes.values()) == {"shared_payment_card", "shared_payment_bank"}


def test_what_an_owner_is_called_does_not_part_what_is_its_own() -> None:
    names = ["ChatMessage", "ChatMessagePart", "ChatRole", "ChatsUsage"]
    found = parted(*map(large, names), owner="chat")
    assert found.homes == {
        "ChatMessage": "chat_message",
        "ChatMessagePart": "chat_message",
        "ChatRole": "chat_role",
        "ChatsUsage": "chat_usage",
    }


def test_families_too_small_for_a_module_are_parted_by_letter() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    found = parted(
        *(large(f"{a}{b}".title(), 50) for a in letters for b in "ab"), owner="shared"
    )
    assert found.homes["Aa"] == "shared_a_to_f"
    assert found.homes["Za"] == "shared_t_to_z"


def test_one_more_definition_leaves_the_others_where_they_are() -> None:
    some = [large(f"{a}{b}") for a in ("Pay", "Ship", "Bill") for b in ("One", "Two")]
    before = parted(*some).homes
    after = parted(*some, model("PayThree"), model("Tax")).homes
    assert before.items() <= after.items()


def test_a_union_of_several_modules_goes_to_one_that_no_other_needs_to_run() -> None:
    found = parted(
        *(large(name) for name in ("PayOne", "PayTwo", "ShipOne", "ShipTwo")),
        alias("PayAny", Union((Reference("PayOne"), Reference("ShipOne")))),
        alias("PayMore", Union((Reference("PayAny"), STRING))),
        alias("PayOwn", Union((Reference("PayOne"), Reference("PayTwo")))),
        model("PayUser", optional("any", Reference("PayAny"))),
    )
    assert found.homes["PayAny"] == found.homes["PayMore"] == "shared_unions"
    assert found.homes["PayOwn"] == found.homes["PayUser"] == "shared_pay"


def test_a_module_takes_no_name_of_a_resource() -> None:
    names = ("PayOne", "PayTwo", "PayThree", "ShipOne")
    found = parted(*map(large, names), owner="chat", taken=("chat", "chat_pay"))
    assert "chat_pay" not in found.homes.values()
    assert len(set(found.homes.values())) == 2


def test_long_enumerations_and_descriptions_count() -> None:
    words = "word " * 20 * LARGEST
    wordy = model("Wordy")
    found = parted(
        type(wordy)(wordy.key, wordy.name, words, ()),
        large("Pay", 60),
        large("Ship", 60),
    )
    assert len(set(found.homes.values())) > 1
