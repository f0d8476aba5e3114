# SPDX-License-Identifier: MIT
import pytest

from deltaward.plots.images import grid, image_shape


def test_square_or_given() -> None:
    assert image_shape(None, 784) == (28, 28)
    assert image_shape((2, 6), 12) == (2, 6)
    assert image_shape([1, 1], 1) == (1, 1)


@pytest.mark.parametrize(
    ("shape", "pixels", "error", "message"),
    [
        (None, 63, ValueError, r"^shape: 63 inputs make no square; give \(height, width\)"),
        ((3, 4), 13, ValueError, "^shape: 3 × 4 = 12; the inputs are 13"),
        (12, 12, TypeError, "^shape: 12; expected"),
        ("ab", 12, TypeError, "^shape: 'ab'; expected"),
        ((3, 2, 2), 12, TypeError, "^shape: "),
        ((3.0, 4), 12, TypeError, r"^shape\[0\]: 3.0 of type float"),
        ((-3, -4), 12, ValueError, r"^shape\[0\]: -3; expected at least 1"),
    ],
)
def test_refused(shape: object, pixels: int, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        image_shape(shape, pixels)


def test_a_grid_holds_all() -> None:
    for count in range(1, 101):
        rows, columns = grid(count)
        assert rows * columns >= count > (rows - 1) * columns
