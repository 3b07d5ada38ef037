"""What functions share, and what tools share with them. Imports no function."""
