"""The scope: holds for its block, narrows inside, and comes back whatever happened."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import add_account, make_client


def scope() -> str:
    """Return the workspaces of the present transaction, as PostgreSQL knows them."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('palabre.workspaces', true), '')")
        return str(cursor.fetchone()[0])


def test_a_scope_holds_inside_its_block_alone(database: None) -> None:
    assert scope() == ""
    with workspace_scope([3, 4]):
        assert scope() == "{3,4}"
    assert scope() in {"", "{}"}


def test_an_inner_scope_gives_way_to_the_outer_one(database: None) -> None:
    with workspace_scope([1, 2]):
        with workspace_scope([2]):
            assert scope() == "{2}"
            with workspace_scope([]):
                assert scope() == "{}"
            assert scope() == "{2}"
        assert scope() == "{1,2}"


def test_the_outer_scope_is_back_after_an_error_inside(database: None) -> None:
    def fail() -> None:
        with workspace_scope([2]):
            raise Refused("No.")

    with workspace_scope([1]):
        with pytest.raises(Refused):
            fail()
        assert scope() == "{1}"


def test_the_outer_scope_is_back_after_an_error_of_the_database(database: None) -> None:
    def fail() -> None:
        with workspace_scope([2]), connection.cursor() as cursor:
            cursor.execute("select 1 / 0")

    with workspace_scope([1]):
        with pytest.raises(Exception, match="division"):
            fail()
        assert scope() == "{1}"
    assert scope() in {"", "{}"}


def test_an_error_takes_back_what_was_written_in_the_scope(database: None) -> None:
    client = make_client()

    def fail() -> None:
        with workspace_scope([client.id]):
            add_account(client.workspace, "facebook", "77")
            raise Refused("No.")

    with pytest.raises(Refused):
        fail()
    with workspace_scope([client.id]), connection.cursor() as cursor:
        cursor.execute("select count(*) from channels_account")
        assert cursor.fetchone() == (1,)


def test_threads_do_not_share_a_scope(database: None) -> None:
    seen: list[str] = []

    def look() -> None:
        with transaction.atomic():
            seen.append(scope())
        connection.close()

    with workspace_scope([5]):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [""]


@pytest.mark.parametrize("odd", [["1} or true"], ["x"], [None]])
def test_only_numbers_make_a_scope(database: None, odd: list[object]) -> None:
    with pytest.raises((TypeError, ValueError)), workspace_scope(odd):  # type: ignore[arg-type]
        pass
