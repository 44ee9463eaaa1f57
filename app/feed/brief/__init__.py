"""The brief: what one person is to look at now, worth no more than a shift can spare of them."""
