# SPDX-License-Identifier: MIT
"""The digits in the package: 1,797 small images, no download."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import numpy as np

from deltaward.datasets.folder import Split
from deltaward.datasets.idx import read_idx

FOLDER = Path(__file__).parent / "data"
IMAGES = "digits-images-idx3-ubyte.gz"
LABELS = "digits-labels-idx1-ubyte.gz"
# SHA-256 of the uncompressed content, by which an installed copy can be verified
SHA256 = MappingProxyType(
    {
        IMAGES: "d224a90b51e21e5d1332d34effc46c3a7d6244906f07c292c24213770d11ca7b",
        LABELS: "ce71631c1f31ce56fa54f31d1d498fafacff59b001e6c30c4a5e29508aa277ad",
    }
)
_TEST_PERIOD = 7


def load_digits() -> Split:
    """Load the handwritten digits that come with the package.

    These are 8 x 8 images that 13 people wrote, the test part of the UCI data set, in its order.
    The grey levels 0 to 16 of the source are rescaled to 0 to 255, as round(v * 255 / 16), so
    that they are pixels like those of the other data sets.

    Every seventh image (index % 7 == 6) is a test image. For much of the file each writer goes
    through the ten digits in order; as 7 and 10 have no common factor, the test images go
    through all of them too, where every fifth would mostly be a 4 or a 9. Of the digits
    0, 1, ..., 9 there are 158, 156, 148, 158, 157, 147, 152, 161, 150, 154 to train with and
    20, 26, 29, 25, 24, 35, 29, 18, 24, 26 to test with.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        x : uint8, shape (1541, 64) and (256, 64), one image a row, 0 is paper and 255 is ink;
        y : uint8, shape (1541,) and (256,), the digit 0 to 9.

    Notes
    -----
    The same 13 people wrote the training and the test images, so the accuracy on the test
    images says less about the writing of others than MNIST's does.

    E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository (1998), https://doi.org/10.24432/C50P49, CC BY 4.0; the 1,797 images that
    scikit-learn ships.
    """
    images = read_idx(FOLDER / IMAGES)
    y = read_idx(FOLDER / LABELS)
    x = images.reshape(len(images), -1)
    test = np.arange(len(x)) % _TEST_PERIOD == _TEST_PERIOD - 1
    return (x[~test], y[~test]), (x[test], y[test])
