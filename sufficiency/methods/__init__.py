"""Methods: the rate and the stocks and flows, both tried on the past, and which to use."""
