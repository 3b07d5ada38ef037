"""The picture in the README is what its source draws."""

from tools import draw_architecture


def test_the_committed_picture_is_drawn_by_its_source() -> None:
    assert draw_architecture.PICTURE.read_text() == draw_architecture.draw()
