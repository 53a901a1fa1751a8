"""Write scikit-learn's handwritten digits into the package, so that nobody needs scikit-learn to load them.

    python scripts/embed_digits.py

scikit-learn starts threads when it is imported, and the runner's forkserver must not have any.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).resolve().parents[1] / "cnn_core" / "datasets" / "digits.npz"


def main() -> None:
    """Save the 1,797 images of 8 × 8 with levels 0 to 16, and their labels."""
    digits = load_digits()
    np.savez_compressed(TARGET, images=digits.images.astype(np.uint8), labels=digits.target.astype(np.uint8))


if __name__ == "__main__":
    main()
