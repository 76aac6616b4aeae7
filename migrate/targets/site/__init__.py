"""Static-site generators: what all of them share, and one module each."""
