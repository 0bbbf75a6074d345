"""Parses every Python file of a folder, without running it and without writing anything: `parse_python.py FOLDER`."""
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    compile(path.read_text(encoding="ascii"), str(path), "exec")
