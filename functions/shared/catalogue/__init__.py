"""How the catalogue's tables are laid out and read, for the recommender and for the tools that fill them."""
