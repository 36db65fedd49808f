"""The audit log: whatever is done to it behind the program's back is found and named."""

from __future__ import annotations

import hashlib
import json
import threading

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from palabre.commands import root
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.audit import ZERO, Entry, Fault, link, verify_audit, write_audit
from tests.machinery.seeds import NOW, make_client

ENTRIES = 6
COPY = """
    insert into workspaces_auditentry
        (workspace_id, number, at, actor, action, subject, detail, hash)
    select workspace_id, {number}, at, actor, action, subject, detail, hash
    from workspaces_auditentry where workspace_id = %(log)s and number = {copied}
"""
SHIFT = "update workspaces_auditentry set number = {to} where workspace_id = %(log)s and {which}"


def write(workspace: int, count: int = ENTRIES) -> None:
    """Write some entries, each in a transaction of its own."""
    for number in range(1, count + 1):
        entry = Entry(f"member:{number}", "close", f"thread:{number}", {"é": [number, None]})
        with workspace_scope([workspace]):
            write_audit(workspace, [entry], now=NOW)


def verify(workspace: int) -> tuple[int, list[Fault]]:
    """Verify as the program does."""
    with workspace_scope([workspace]):
        return verify_audit(workspace)


@pytest.fixture
def log(database: None) -> int:
    """Give the number of a workspace whose log has six entries."""
    write(7)
    return 7


def tamper(log: int, *statements: str) -> None:
    """Change the log as somebody does who holds the database."""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("alter table workspaces_auditentry disable trigger user")
        for statement in statements:
            cursor.execute(statement, {"log": log})
        cursor.execute("alter table workspaces_auditentry enable trigger user")


def faults_after(log: int, *statements: str) -> list[tuple[int, str]]:
    """Return the faults that are found after tampering."""
    tamper(log, *statements)
    return [(fault.number, fault.kind) for fault in verify(log)[1]]


def change(column: str, value: str, number: int = 3) -> str:
    """Return the statement that changes one column of one entry."""
    return (
        f"update workspaces_auditentry set {column} = {value} "
        f"where workspace_id = %(log)s and number = {number}"
    )


def remove(which: str) -> str:
    """Return the statement that removes entries."""
    return f"delete from workspaces_auditentry where workspace_id = %(log)s and {which}"


def test_a_log_that_nobody_touched_is_whole(log: int) -> None:
    assert verify(log) == (ENTRIES, [])


def test_a_log_without_entries_is_whole(database: None) -> None:
    assert verify(8) == (0, [])


def test_the_hash_is_the_one_the_documentation_tells(database: None) -> None:
    entry = Entry("member:1", "close", "thread:1", {"b": 1, "a": "é"})
    text = (
        '{"action":"close","actor":"member:1","at":"2026-11-21T12:00:00.000000+00:00",'
        '"detail":{"a":"é","b":1},"number":1,"previous":"' + "0" * 64 + '",'
        '"subject":"thread:1","workspace":7}'
    )
    expected = hashlib.sha256(text.encode()).digest()
    assert link(ZERO, workspace=7, number=1, at=NOW, entry=entry) == expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'member:9'"),
        ("action", "'reopen'"),
        ("subject", "'thread:9'"),
        ("detail", "'{}'"),
        ("detail", """'{"é": [3, null], "more": 1}'"""),
        ("detail", """'{"é": [3.5, null]}'"""),
        ("at", "at + interval '1 microsecond'"),
        ("hash", "decode(repeat('00', 32), 'hex')"),
        ("hash", "'\\x'"),
    ],
)
@pytest.mark.parametrize("number", [1, 3, ENTRIES])
def test_an_altered_field_names_its_entry_alone(
    log: int, column: str, value: str, number: int
) -> None:
    assert faults_after(log, change(column, value, number)) == [(number, "altered")]


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ("number = 1", [(1, "missing")]),
        ("number = 3", [(3, "missing")]),
        ("number in (2, 3)", [(2, "missing"), (3, "missing")]),
        ("number = 6", [(6, "cut")]),
        ("number > 3", [(4, "cut"), (5, "cut"), (6, "cut")]),
        ("true", [(number, "cut") for number in range(1, 7)]),
    ],
)
def test_removed_entries_are_named(log: int, which: str, expected: list[tuple[int, str]]) -> None:
    assert faults_after(log, remove(which)) == expected


@pytest.mark.parametrize("number", [0, -3, 7, 99])
def test_a_copy_under_a_number_of_its_own_is_named(log: int, number: int) -> None:
    assert faults_after(log, COPY.format(number=number, copied=3)) == [(number, "inserted")]


def test_a_second_entry_of_the_same_number_is_named(log: int) -> None:
    found = faults_after(
        log,
        "alter table workspaces_auditentry drop constraint audit_number_once",
        COPY.format(number=3, copied=3),
    )
    assert found == [(3, "inserted")]


def test_an_entry_pushed_between_others_is_named(log: int) -> None:
    found = faults_after(
        log,
        SHIFT.format(to="-number", which="number >= 4"),
        SHIFT.format(to="1 - number", which="number < 0"),
        COPY.format(number=4, copied=2),
    )
    assert (4, "altered") in found
    assert (7, "inserted") in found


def test_a_removed_entry_whose_place_was_closed_up_is_named(log: int) -> None:
    found = faults_after(
        log, remove("number = 3"), SHIFT.format(to="number - 1", which="number > 3")
    )
    assert found[0] == (3, "altered")
    assert found[-1] == (6, "cut")


@pytest.mark.parametrize(("one", "two"), [(1, 2), (3, 4), (5, 6)])
def test_two_neighbours_that_changed_places_are_both_named(log: int, one: int, two: int) -> None:
    found = faults_after(
        log,
        SHIFT.format(to="0", which=f"number = {one}"),
        SHIFT.format(to=str(one), which=f"number = {two}"),
        SHIFT.format(to=str(two), which="number = 0"),
    )
    assert found == [(one, "altered"), (two, "altered")]


def test_a_changed_entry_with_a_hash_made_to_fit_breaks_the_chain_after_it(log: int) -> None:
    tamper(log, change("actor", "'member:9'"))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select at, hash, (select hash from workspaces_auditentry b where b.workspace_id = "
            "a.workspace_id and b.number = 2) from workspaces_auditentry a "
            "where workspace_id = %s and number = 3",
            [log],
        )
        at, _, previous = cursor.fetchone()
    entry = Entry("member:9", "close", "thread:3", {"é": [3, None]})
    forged = link(bytes(previous), workspace=log, number=3, at=at, entry=entry)
    assert faults_after(log, change("hash", f"'\\x{forged.hex()}'")) == [(4, "altered")]


def test_the_last_entry_with_a_hash_made_to_fit_is_named_too(log: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select hash from workspaces_auditentry where workspace_id = %s and number = 5", [log]
        )
        (previous,) = cursor.fetchone()
    entry = Entry("member:9", "close", "thread:6", {"é": [6, None]})
    forged = link(bytes(previous), workspace=log, number=6, at=NOW, entry=entry)
    found = faults_after(
        log, change("actor", "'member:9'", 6), change("hash", f"'\\x{forged.hex()}'", 6)
    )
    assert found == [(6, "altered")]


def test_an_entry_moved_to_another_client_is_missing_here_and_named_there(log: int) -> None:
    write(8, 2)
    assert faults_after(log, change("workspace_id", "8")) == [(3, "missing")]
    assert [(one.number, one.kind) for one in verify(8)[1]] == [(3, "inserted")]


def test_the_end_of_the_log_cannot_be_moved_alone(log: int) -> None:
    head = "update workspaces_audithead set number = {} where workspace_id = %(log)s"
    assert faults_after(log, head.format(4)) == [(5, "inserted"), (6, "inserted")]
    assert faults_after(log, head.format(8)) == [(7, "cut"), (8, "cut")]
    found = faults_after(log, "delete from workspaces_audithead where workspace_id = %(log)s")
    assert found == [(number, "inserted") for number in range(1, 7)]


def test_writers_at_the_same_moment_keep_one_chain(database: None) -> None:
    barrier = threading.Barrier(5)

    def work() -> None:
        barrier.wait()
        write(9, 12)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(9) == (60, [])


def test_a_transaction_that_is_taken_back_leaves_no_gap(log: int) -> None:
    def fail() -> None:
        with workspace_scope([log]):
            write_audit(log, [Entry("a", "close", "thread:1")], now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    write(log, 1)
    assert verify(log) == (ENTRIES + 1, [])


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
DETAILS = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def test_whatever_the_particulars_hold_the_log_stays_whole(database: None) -> None:
    @bounds(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(actor=WORDS, detail=st.dictionaries(WORDS, DETAILS, max_size=3))
    def hold(actor: str, detail: dict[str, object]) -> None:
        with workspace_scope([5]):
            write_audit(5, [Entry(actor, "close", "thread:1", detail)], now=NOW)
            assert verify_audit(5)[1] == []

    hold()


@pytest.fixture
def runner(database: None) -> CliRunner:
    """Give the command line on this test's installation."""
    return CliRunner()


def test_the_command_names_the_entry_and_ends_with_1(runner: CliRunner) -> None:
    client, other = make_client("Une"), make_client("Deux")
    write(client.id, 3)
    folder = str(settings.DATA.path)
    done = runner.invoke(root, ["audit", "verify", "--data", folder])
    assert (done.exit_code, done.output) == (0, "une: 4 entries, whole\ndeux: 1 entries, whole\n")
    tamper(client.id, change("actor", "'nobody'"))
    done = runner.invoke(root, ["audit", "verify", "--data", folder])
    assert done.exit_code == 1
    assert "une: 4 entries, NOT whole\n  entry 3: altered" in done.output
    done = runner.invoke(root, ["audit", "verify", "--data", folder, "--json"])
    assert done.exit_code == 1
    assert json.loads(done.output)[0]["faults"] == [{"entry": 3, "fault": "altered"}]
    slug = other.workspace.slug
    done = runner.invoke(root, ["audit", "verify", "--data", folder, "--workspace", slug])
    assert done.exit_code == 0
