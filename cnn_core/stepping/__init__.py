"""One operation under the lens: every number it adds up, in the order in which a person would add them."""
