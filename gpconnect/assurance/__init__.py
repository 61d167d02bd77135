"""What a run says: outcomes, blocking, order, tables and reports."""
