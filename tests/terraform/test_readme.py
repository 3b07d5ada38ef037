"""terraform/README.md names what there is, and nothing else."""

import re

from tests.support.terraform.workspace import CONFIGURATION, module_names

README = (CONFIGURATION / "README.md").read_text()


def section(heading: str) -> str:
    return README.split(f"## {heading}\n")[1].split("\n## ")[0]


def first_cells(table: str) -> list[str]:
    return re.findall(r"^\| (.+?) \|", table, re.MULTILINE)[1:]


def test_the_readme_lists_every_module_and_links_to_it() -> None:
    links = re.findall(r"^\| \[(\w+)\]\(modules/(\w+)\)", README, re.MULTILINE)

    assert sorted(name for name, _ in links) == module_names()
    assert all(name == target for name, target in links)


def test_the_variables_that_the_readme_explains_exist() -> None:
    declared = {
        name
        for path in CONFIGURATION.glob("variables*.tf")
        for name in re.findall(r'^variable "(\w+)"', path.read_text(), re.MULTILINE)
    }
    explained = re.findall(r"`(\w+)`", " ".join(first_cells(section("Variables that matter"))))

    assert explained
    assert set(explained) <= declared


def test_the_files_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"`((?:environments/)?[\w.]+\.(?:tf|tfvars|tfbackend|hcl))`", README))

    assert named
    assert all((CONFIGURATION / name).exists() for name in named), named
