# The role by which API Gateway logs is the account's: an environment that made it leaves it there for all its APIs.

removed {
  from = aws_api_gateway_account.this

  lifecycle {
    destroy = false
  }
}

removed {
  from = aws_iam_role_policy_attachment.logs

  lifecycle {
    destroy = false
  }
}

removed {
  from = aws_iam_role.logs

  lifecycle {
    destroy = false
  }
}
