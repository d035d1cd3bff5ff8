"""How the shipped embedding model was made, so that anyone can make it again; README.md has the steps in order."""
