"""Indicator catalogues: reading published results into values per institution, indicator and campaign."""
