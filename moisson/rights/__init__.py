"""Licences as evidence: publishers' statements, resolved by a table; what each licence allows; and laws that need no licence."""
