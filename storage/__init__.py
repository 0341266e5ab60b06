"""Everything that is kept: tables, queries, transactions and migrations."""
