"""Dates and numbers as this office writes them, named by FORMAT_MODULE_PATH.

Django's own Vietnamese formats read 05/03/1998 as 3 May and print 1234567.5 without dots.
"""
