"""Lists as offices send them: small good ones, and one function for each thing that goes wrong with lists, with what is true about it."""
