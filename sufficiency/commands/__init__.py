"""Commands: what a person types, and what happens when it fails. Heavy imports stand inside them."""
