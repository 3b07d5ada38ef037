# API Gateway writes logs through one role per account and region, shared by all its APIs.

resource "aws_iam_role" "logs" {
  count = var.manage_gateway_account ? 1 : 0

  name        = var.logging_role_name
  description = "Lets API Gateway write its logs to CloudWatch."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "apigateway.amazonaws.com" }
    }]
  })

  # Under another name it is another role: the account gets the new one before the old one goes.
  lifecycle {
    create_before_destroy = true
  }
}

# API Gateway accepts only a role with this managed policy's permissions on every log group.
resource "aws_iam_role_policy_attachment" "logs" {
  count = var.manage_gateway_account ? 1 : 0

  role       = aws_iam_role.logs[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  count = var.manage_gateway_account ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.logs[0].arn

  depends_on = [aws_iam_role_policy_attachment.logs]
}
