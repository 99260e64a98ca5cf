"""What all families of XML share: the walker, the roles, the source made safe."""
