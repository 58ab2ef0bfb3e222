"""What can be wished: one command per file, and the file's name is the command's name and its registration."""
