"""What is read of a Terraform module's files."""

from pathlib import Path

from tools.terraform_declarations import Declaration, declarations

VARIABLES = """variable "size" {
  description = "Whether it is \\"large\\" or small."
  type = map(object({
    limits = list(number)
    name   = optional(string, "none")
  }))
  default = {
    usual = {
      limits = [1, 2]
    }
  }
  nullable = false

  validation {
    condition     = length(var.size) > 0
    error_message = "size must name something."
  }
}

variable "name" {
  description = "What it is called."
  type        = string
  nullable    = false
}
"""
OUTPUTS = """output "arn" {
  description = "Where it is."
  value       = "arn"
}
"""


def test_variables_and_outputs_are_found_by_name_each_with_its_type_and_default_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "variables.tf").write_text(VARIABLES)
    (tmp_path / "outputs.tf").write_text(OUTPUTS)

    assert declarations(tmp_path) == [
        Declaration("output", "arn", "Where it is."),
        Declaration("variable", "name", "What it is called.", "string"),
        Declaration(
            "variable",
            "size",
            'Whether it is "large" or small.',
            'map(object({ limits = list(number), name = optional(string, "none") }))',
            "{ usual = { limits = [1, 2] } }",
        ),
    ]
