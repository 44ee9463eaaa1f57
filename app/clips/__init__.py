"""Clips: what was recorded. Uploads (tus), clips, their renditions and transcripts.

An upload grows by parts; a finished one becomes a clip. The original is never served: people see
renditions. A clip's state is derived from its rows and never stored:

    refused     a refusal row says why
    preparing   no playable rendition yet
    playable    at least one playable rendition
    ready       every step of its processing is done (`developed_at` and `captioned_at` are set)

    tus          the protocol's headers, pure        upload_router  its verbs over HTTP
    receiving    a body into parts, as it arrives    service        uploads and clips: verbs
    workflows    what happens after the last byte    darkroom       its steps, on the engines of `media`
    results      what the darkroom made, written     router         clips, captions and media over HTTP

What is invariant: an upload's parts touch and never overlap; a clip exists exactly when its upload
is finished; the team sees a clip only after a post or reply with it was published.
"""
