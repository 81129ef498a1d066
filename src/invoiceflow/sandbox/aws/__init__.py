"""What the stand-ins for services of AWS share: requests as they came, and whether they are signed."""
