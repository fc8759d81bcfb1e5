"""Geometry of the drawn figures: values in, places in a drawing out. Knows no models, no words, no colours.

Widths are shares of the drawing in percent, heights are pixels: so a drawing fills a phone as well as a sheet of paper
while its letters keep their size. `templates/charts/` draws what is worked out here, for pages and for prints alike.
"""
