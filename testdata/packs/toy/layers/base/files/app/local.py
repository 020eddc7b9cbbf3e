# Your own: nothing overwrites it.
