"""What may be done, one verb each: require, lock, check, write, audit."""
