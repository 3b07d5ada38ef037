"""Write the tables of inputs and outputs in the README of every Terraform module.

Run ``python -m tools.module_readmes`` after a change of a variable or an output.
"""

import sys
from pathlib import Path

from tools.markdown_tables import filled, table
from tools.paths import ROOT, TERRAFORM_DIRECTORY
from tools.terraform_declarations import declarations

MODULES = TERRAFORM_DIRECTORY / "modules"


def written(module: Path) -> str:
    """Return the README of a module's directory with its tables as the module declares them now."""
    return filled((module / "README.md").read_text(encoding="utf-8"), tables(module))


def tables(module: Path) -> dict[str, str]:
    """Return name → table in Markdown."""
    declared = declarations(module)
    inputs = (
        (f"`{each.name}`", f"`{each.type}`", f"`{each.default}`" if each.default else "required", each.description)
        for each in declared
        if each.kind == "variable"
    )
    outputs = ((f"`{each.name}`", each.description) for each in declared if each.kind == "output")
    return {
        "inputs": table(("name", "type", "default", "meaning"), inputs),
        "outputs": table(("name", "meaning"), outputs),
    }


def main() -> int:
    """Write the tables and say which READMEs changed."""
    for module in sorted(MODULES.iterdir()):
        readme, text = module / "README.md", written(module)
        if text != readme.read_text(encoding="utf-8"):
            readme.write_text(text, encoding="utf-8")
            print(f"wrote the tables of {readme.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
