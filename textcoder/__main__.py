"""``python -m textcoder`` is the same as ``textcoder``."""

from textcoder.cli.main import main

if __name__ == "__main__":
    main()
