"""The use cases: each loads, decides and saves in one transaction.

`acting` is what they share; then one module a feature: `start`, `steps`, `whole` (the handoff as a whole),
`reading` (what people look at) and `mornings` (digests).
"""
