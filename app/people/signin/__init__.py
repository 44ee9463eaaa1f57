"""Proof of who somebody is, for leads and admins: passkeys, printed recovery codes, a company's OIDC."""
