"""Run the command line with ``python -m kb``.

Step 8: the outermost face; it holds no logic.
"""

from kb.cli import main

if __name__ == "__main__":
    main()
