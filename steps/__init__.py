"""The vocabulary of the feature files, one module per noun: each step names a thing and calls the library."""
