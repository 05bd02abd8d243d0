"""The front door: all that other rooms may ask of casework, one module per audience."""
