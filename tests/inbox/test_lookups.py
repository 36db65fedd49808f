"""What webhooks leave out is looked up: a post has its words, its picture and its figures."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from PIL import Image

from palabre.channels.intake import apply_batch
from palabre.inbox.lookups import describe_surfaces, refresh_surfaces
from palabre.inbox.models import Surface, Thread
from palabre.inbox.pictures import PictureRefused, draw_sizes, has_picture, picture_path
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, text_of
from tests.machinery.desks import free_port
from tests.machinery.seeds import Client, comment, delivery, keep, make_client
from tests.machinery.squares import Square, run_square
from tests.machinery.strangers import Answer, Stranger, run_stranger


@pytest.fixture
def square(database: None, tmp_path: Path) -> Iterator[tuple[Client, Square]]:
    """Give a client whose page is on a square, with one comment that arrived."""
    port = free_port()
    client = make_client(base_url=f"http://127.0.0.1:{port}/graph")
    with run_square(tmp_path, port, client.account) as running:
        running.comment(client.account, "Bonjour")
        keep(client, delivery(comment(1)))
        apply_batch(client.id)
        yield client, running


@pytest.fixture
def stranger(database: None) -> Iterator[tuple[Client, Stranger]]:
    """Give a client whose network is a stranger's server, with one comment that arrived."""
    with run_stranger() as running:
        client = make_client(base_url=running.address)
        keep(client, delivery(comment(1)))
        apply_batch(client.id)
        yield client, running


def look(chore: Any = describe_surfaces) -> None:
    """Let the worker's chore run once."""

    async def once() -> None:
        async with httpx.AsyncClient(timeout=10) as http:
            await chore(http)

    asyncio.run(once())


def post_of(client: Client) -> Surface:
    """Return the one post."""
    with workspace_scope([client.id]):
        return Surface.objects.get(workspace_id=client.id, kind="post")


def age(client: Client, hours: float) -> None:
    """Let what is known of the post be older, its conversation being of now."""
    with workspace_scope([client.id]):
        Surface.objects.update(described_at=clock.now() - timedelta(hours=hours))
        Thread.objects.update(last_at=clock.now())


def show(stranger: Stranger, answer: Answer, place: str = "/picture.png") -> None:
    """Let the stranger's post have a picture."""
    told = {"message": "Le pain", "full_picture": f"{stranger.address}{place}?sign=1"}
    node = (200, {"Content-Type": "application/json"}, msgspec.json.encode(told))
    stranger.answers |= {"/v26.0/42_1": node, place: answer}


def picture(content: bytes, kind: str = "image/png") -> Answer:
    """Return an answer that says it is a picture."""
    return 200, {"Content-Type": kind}, content


def png(colour: str = "red") -> bytes:
    """Return a small picture."""
    made = BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return made.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few bytes that says it has 50 million pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        summed = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + summed

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 5_000, 1, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(10_000 // 8 + 1) * 5_000))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def test_a_post_gets_its_text_picture_and_figures_from_the_network(
    square: tuple[Client, Square],
) -> None:
    client, running = square
    like = {"author": {"name": "Nour"}}
    running.client.post("/square/api/posts/42_1/likes", json=like).raise_for_status()
    look()
    post = post_of(client)
    assert (post.text, post.likes, post.comments, post.shares) == ("Le pain", 1, 1, None)
    assert post.published_at is not None
    with Image.open(picture_path(client.id, post.pk, post.picture, 96)) as small:
        assert (small.format, small.size) == ("WEBP", (96, 96))
    with Image.open(picture_path(client.id, post.pk, post.picture, 640)) as large:
        assert large.size == (640, 360)


def test_a_picture_is_shown_in_the_list_and_beside_the_conversation_and_served(
    square: tuple[Client, Square],
) -> None:
    client, _ = square
    look()
    post, browser = post_of(client), browser_of(client.member)
    slug = client.workspace.slug
    small, large = (f"/pictures/{slug}/{post.pk}-{post.picture}-{size}.webp" for size in (96, 640))
    with workspace_scope([client.id]):
        thread = Thread.objects.get().pk
    page = text_of(browser.get(f"/inbox/{slug}/{thread}/"))
    assert f'src="{small}" width="40" height="40" alt=""' in page
    assert f'src="{large}"' in page
    assert 'href="https://www.facebook.com/42_1"' in page
    assert "1 commentaire" in page
    answer = browser.get(large)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    listed = browser.get(
        f"/api/v1/surfaces?workspace={slug}",
        headers={"Authorization": f"Bearer {client.token()}"},
    ).json()["items"]
    assert (listed[0]["picture"], listed[0]["comments"], listed[0]["shares"]) == (large, 1, None)


def test_nobody_else_sees_a_picture(square: tuple[Client, Square]) -> None:
    client, _ = square
    look()
    post, other = post_of(client), make_client("Club")
    name = f"{post.pk}-{post.picture}-96.webp"
    browser = browser_of(other.member)
    assert browser.get(f"/pictures/{client.workspace.slug}/{name}").status_code in {403, 404}
    assert browser.get(f"/pictures/{other.workspace.slug}/{name}").status_code == 404


def test_a_lost_file_is_fetched_again(square: tuple[Client, Square]) -> None:
    client, _ = square
    look()
    post = post_of(client)
    picture_path(client.id, post.pk, post.picture, 96).unlink()
    address = f"/pictures/{client.workspace.slug}/{post.pk}-{post.picture}-96.webp"
    assert browser_of(client.member).get(address).status_code == 404
    look()
    assert has_picture(client.id, post.pk, post.picture)


def test_figures_are_asked_again_after_an_hour_while_people_write(
    square: tuple[Client, Square],
) -> None:
    client, running = square
    look()
    running.comment(client.account, "Encore")
    age(client, 0.9)
    look(refresh_surfaces)
    assert post_of(client).comments == 1
    age(client, 1.1)
    look(refresh_surfaces)
    assert post_of(client).comments == 2
    age(client, 30)
    with workspace_scope([client.id]):
        Thread.objects.update(last_at=clock.now() - timedelta(hours=25))
    running.comment(client.account, "Tard")
    look(refresh_surfaces)
    assert post_of(client).comments == 2


def test_a_picture_is_fetched_again_only_when_it_is_another_one(
    stranger: tuple[Client, Stranger],
) -> None:
    client, running = stranger
    show(running, picture(png()))
    look()
    first = post_of(client)
    age(client, 2)
    look(refresh_surfaces)
    assert running.asked.count("/picture.png") == 1
    show(running, picture(png("blue")), "/other.png")
    age(client, 2)
    look(refresh_surfaces)
    second = post_of(client)
    assert second.picture not in {"", first.picture}
    assert not has_picture(client.id, first.pk, first.picture)


def test_a_post_without_a_picture_any_more_loses_it(stranger: tuple[Client, Stranger]) -> None:
    client, running = stranger
    show(running, picture(png()))
    look()
    first = post_of(client)
    bare = msgspec.json.encode({"message": "Le pain"})
    running.answers["/v26.0/42_1"] = (200, {"Content-Type": "application/json"}, bare)
    age(client, 2)
    look(refresh_surfaces)
    assert post_of(client).picture == ""
    assert not picture_path(client.id, first.pk, first.picture, 96).exists()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE: dict[str, Answer] = {
    "html": picture(b"<html><script>alert(1)</script></html>"),
    "bomb": picture(bomb()),
    "large": picture(png() + bytes(9 * 1024 * 1024)),
    "svg": picture(SVG, "image/svg+xml"),
    "svg as png": picture(SVG),
    "page": picture(png(), "text/html"),
    "packed": (200, {"Content-Type": "image/png", "Content-Encoding": "gzip"}, png()),
    "missing": (404, {"Content-Type": "image/png"}, png()),
    "loop": (302, {"Location": "/picture.png"}, b""),
    "file": (302, {"Location": "file:///etc/passwd"}, b""),
    "inside": (302, {"Location": "https://127.0.0.1/picture.png"}, b""),
    "named inside": (302, {"Location": "https://localhost/picture.png"}, b""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_changes_nothing(stranger: tuple[Client, Stranger], name: str) -> None:
    client, running = stranger
    show(running, picture(png()))
    look()
    before = post_of(client)
    show(running, HOSTILE[name], "/next.png" if name != "loop" else "/picture.png?")
    if name == "loop":
        show(running, (302, {"Location": "/again.png"}, b""), "/again.png")
    age(client, 2)
    look(refresh_surfaces)
    after = post_of(client)
    assert (after.picture, after.picture_address) == (before.picture, before.picture_address)
    assert has_picture(client.id, after.pk, after.picture)


def test_a_redirect_does_not_lead_to_another_port_of_this_machine(
    stranger: tuple[Client, Stranger],
) -> None:
    client, running = stranger
    with run_stranger() as inside:
        inside.answers["/secret.png"] = picture(png())
        show(running, (302, {"Location": f"{inside.address}/secret.png"}, b""))
        look()
        assert inside.asked == []
    assert (post_of(client).picture, post_of(client).text) == ("", "Le pain")


def test_a_picture_stands_upright_and_without_its_metadata() -> None:
    made, exif = BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "Camille, 12 rue du Four"
    Image.new("CMYK", (300, 100)).save(made, "JPEG", exif=exif)
    drawn = draw_sizes(made.getvalue())
    with Image.open(BytesIO(drawn[640])) as large:
        assert large.size == (100, 300)
        assert dict(large.getexif()) == {}
    assert b"Camille" not in drawn[640] + drawn[96]


def test_a_cut_off_picture_is_refused() -> None:
    made = BytesIO()
    Image.effect_noise((400, 400), 90).save(made, "JPEG")
    with pytest.raises(PictureRefused):
        draw_sizes(made.getvalue()[:2000])
