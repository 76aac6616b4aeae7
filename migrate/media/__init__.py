"""Files that an export only names: found in it, fetched into a cache before anything is planned, and given places.

Names come from the export, never from an answer. What cannot be had stays where it was, and the report says why.
"""
