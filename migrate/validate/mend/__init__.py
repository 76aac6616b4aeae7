"""Repair: a copy of an export with the faults mended that rules found; what no rule touches stays byte for byte."""
