"""What every domain stands on: database, jobs, blobs, errors, HTTP plumbing, time and ids.

Knows no domain. Each module is one word of the foundation and can be read alone.
"""
