"""What goes over the wire, typed, with descriptions and examples."""
