"""Pictures of posts: drawn small once, kept in the data folder, told apart by their content."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageCms, ImageOps

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
SMALL, LARGE = 96, 640
SIZES = (SMALL, LARGE)
QUALITY = 82
UNREADABLE = (
    OSError, ValueError, SyntaxError, EOFError, OverflowError, struct.error,
    Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises for a file that is not what it says."""


class PictureRefused(Exception):  # noqa: N818 - it is not an error of the program.
    """A file that is not kept as a picture: the sentence says why."""


def draw_sizes(content: bytes) -> Mapping[int, bytes]:
    """Return a picture as WebP: a square of 96 pixels, and the whole within 640.

    It stands upright, in sRGB, without metadata. `PictureRefused` when the file cannot be read or
    would become too large in memory.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureRefused(f"{opened.width} × {opened.height} pixels are too many.")
            opened.draft("RGB", (2 * LARGE, 2 * LARGE))
            whole = _plain(ImageOps.exif_transpose(opened))
        square = ImageOps.fit(whole, (SMALL, SMALL), Image.Resampling.LANCZOS)
        whole.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
        return {SMALL: _webp(square), LARGE: _webp(whole)}
    except UNREADABLE as problem:
        raise PictureRefused(f"This picture cannot be read: {problem}") from problem


def _plain(picture: Image.Image) -> Image.Image:
    """Return a picture in sRGB, with its transparency if any."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            outside = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(picture, own, outside, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            changed = None
        if changed is not None:
            return changed
    return picture.convert(mode)


def _webp(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.info.clear()
    picture.save(made, "WEBP", quality=QUALITY, method=4)
    return made.getvalue()


def keep_picture(workspace: int, surface: int, content: bytes) -> str:
    """Draw a picture, write its files and return its hash; `PictureRefused` when it is none."""
    sizes = draw_sizes(content)
    digest = hashlib.sha256(content).hexdigest()[:16]
    for size, drawn in sizes.items():
        path = picture_path(workspace, surface, digest, size)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        draft.write_bytes(drawn)
        draft.replace(path)
    return digest


def has_picture(workspace: int, surface: int, digest: str) -> bool:
    """Say whether the files of a picture are all there."""
    return all(picture_path(workspace, surface, digest, size).is_file() for size in SIZES)


def drop_picture(workspace: int, surface: int, digest: str) -> None:
    """Take the files of a picture away."""
    for size in SIZES:
        picture_path(workspace, surface, digest, size).unlink(missing_ok=True)


def picture_path(workspace: int, surface: int, digest: str, size: int) -> Path:
    """Return where a picture of a surface is kept."""
    folder: Path = settings.DATA.path / "pictures" / str(workspace)
    return folder / f"{surface}-{digest}-{size}.webp"
