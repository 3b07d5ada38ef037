output "name" {
  description = "Name of the table of items, once all that the recommender reads is there."
  value       = aws_dynamodb_table.this.name

  depends_on = [aws_dynamodb_table.listings]
}
