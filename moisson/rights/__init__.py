"""Licences as evidence: what publishers state, resolved by a table; what each licence allows; and laws that need no licence."""
