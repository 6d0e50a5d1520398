// Holds the library together until its first file lands.
