"""Everything that can be asked of the product, each described once: name, request, answer, errors, who, cost."""
