"""What was said before: answers that were taken back."""
