"""The commands of the `todobot` program: one module each, named as it is typed."""
