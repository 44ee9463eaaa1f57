"""Clips: what was recorded. Uploads (tus), clips, their renditions and transcripts.

An upload grows by parts; a finished one becomes a clip. The original is never served: people see
renditions. A clip's state is derived from its rows and never stored:

    refused     a refusal row says why
    preparing   no playable rendition yet
    playable    at least one playable rendition
    ready       every step of its processing is done (`developed_at` and `captioned_at` are set)
"""
