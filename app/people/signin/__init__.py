"""Signing in with more than a device's session: passkeys, the printed recovery code, step-up, OIDC.

Words: a *passkey* is a WebAuthn credential of one person; a *challenge* is one question to it, good for
one answer; *step-up* is a fresh answer within a session, asked for before weighty acts; a *recovery
code* opens a session once when every passkey is lost; an *identity* is a person at the company's OIDC
provider.

Passkeys need a name and https, or localhost: at a plain http address or an IP address no browser has
them. There `GET /api/sign-in` says so, and nobody is told to register one. Whoever has a passkey is
asked for it wherever they are: a request chooses its own Host header, so that a stolen session could
otherwise pick an address at which nothing is asked.

Every answer that a challenge's proof is no good, whatever the reason, is the same to the byte:
`passkey.refused`.
"""
