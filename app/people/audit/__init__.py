"""The audit log: who did what to whom or what, when, from which device. Append-only and hash-chained.

Administrative and security acts only: what a worker reads or answers is nobody's business here.

    entry   one act. Its hash is an HMAC over the hash before it and everything it says, so that without
            the key (`secrets/audit.key`) no entry can be changed, put in, left out or moved unseen
    head    the number and hash of the newest entry, sealed with the same key, written in the same
            transaction: cutting off the end shows
    witness the head as this machine last saw and verified it, in a file beside the database. Putting
            back an older database, whose head was true once, shows up to the last hour

The database itself refuses to change or delete entries; the chain tells when somebody made it do so.
Who has both the database and the key file can write any history: keep the witness, or the head that
`twotap doctor` prints, where they cannot reach it.
"""
