"""Sizes that several layers go by."""

LONG = 1 << 20
"""Characters, or bytes, of a text that is so long that each copy of it counts: then the earlier form is let go before
the next is made, or it is worked on a part of this size at a time."""
