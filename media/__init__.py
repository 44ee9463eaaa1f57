"""The darkroom: files in; renditions, posters, waveforms and transcripts out.

It knows no database, no HTTP and no person, and runs alone: `python -m media FILE`.

    sniff      the first bytes decide what a file is; its name and its label never do
    probe      what is in it, measured by a child process inside the sandbox
    plan       which passes to make of it (pure)
    arguments  what to tell ffmpeg (pure)
    runner     starts ffmpeg bounded, follows its progress, kills its whole group
    develop    one pass: one decode, its renditions, poster, samples and waveform
    whisper    samples to words, with the model in a child process that may die

A foreign file is never decoded in the caller's process.
"""
