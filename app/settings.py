"""Every setting of the service. Set them as environment variables with the prefix `TWOTAP_`.

Nothing has to be set: the defaults are one machine with SQLite and local files under `var/`.
Names carry their unit.
"""

from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="TWOTAP_",
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
        env_ignore_empty=True,
    )

    # Where things live.
    var_dir: Path = Path("var")
    """Data of this installation: database, clips, secrets, weights. Keep it out of the source."""
    database_url: str = ""
    """`sqlite:///path` or `postgresql://...`. Empty: a SQLite file in `var_dir`."""
    database_pool_count: int = Field(default=8, ge=1)
    """Connections one process may hold to the database."""
    blobs_url: str = ""
    """Where recorded bytes live: `file:///path` or `s3://bucket/prefix`. Empty: `var_dir`/blobs."""
    s3_endpoint_url: str = ""
    """Address of an S3-compatible store that is not Amazon's."""
    s3_public_endpoint_url: str = ""
    """The store's address as phones reach it. Empty: `s3_endpoint_url`."""
    s3_region: str = "us-east-1"
    """Region the S3 requests are signed for."""
    s3_access_key_id: str = ""
    """Empty: the credentials of the environment, as the S3 client finds them."""
    s3_secret_access_key: SecretStr = SecretStr("")
    """Secret half of `s3_access_key_id`."""
    pwa_dir: Path = ROOT / "pwa" / "dist"
    """The built phone app. Missing: the service answers its API only."""
    weights_dir: Path | None = None
    """A ready Whisper model folder. None: fetched once into `var_dir`/weights and verified."""

    # How people reach it.
    host: str = "0.0.0.0"  # noqa: S104 - phones reach the service over the local network
    """Address the web process listens on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """TCP port the web process listens on."""
    public_url: str = ""
    """The address people open, e.g. `https://crew.example`. Empty: this machine's own address."""
    forwarded_allow_ips: str = "127.0.0.1"
    """Proxies whose X-Forwarded-* headers are believed, comma separated."""

    tls: Literal["off", "own"] = "off"
    """`own`: https with a certificate made here, for trying it on phones nearby; they warn once."""
    tls_cert_path: Path | None = None
    """A certificate chain in PEM. With `tls_key_path`: serve https with it."""
    tls_key_path: Path | None = None
    """The private key of `tls_cert_path`."""

    # Signing in at the company's own provider, where it has one. Off without an issuer.
    oidc_issuer: str = ""
    """Address of an OpenID Connect provider, to sign in with company accounts. Empty: not offered."""
    oidc_client_id: str = ""
    """What the provider calls this installation."""
    oidc_client_secret: SecretStr = SecretStr("")
    """Secret half of `oidc_client_id`. Empty: a public client, which proves itself by PKCE alone."""
    oidc_name: str = "Company account"
    """What the button to the provider says."""
    oidc_person_claim: str = "sub"
    """The claim that equals a person's `external_id`. It must be one that people cannot edit themselves."""
    oidc_organisation: UUID | None = None
    """Id of the organisation whose people these are. Empty: the only one there is."""

    # Limits. The phone learns them from `GET /api/me`.
    clip_max_s: int = Field(default=30, ge=1)
    """Where a phone stops recording. A file made elsewhere may last a minute."""
    upload_max_bytes: int = Field(default=200_000_000, ge=1)
    """Largest upload. 30 s of 4K from a phone is about 180 MB."""
    upload_chunk_bytes: int = Field(default=262_144, ge=1024)
    """Size of the parts a phone sends: at most this much is sent again after a cut."""
    upload_expires_s: int = Field(default=7 * 86_400, ge=60)
    """An unfinished upload is forgotten after this long without a byte."""
    upload_stall_s: int = Field(default=30, ge=1)
    """A PATCH that sends nothing for this long is ended; what arrived is kept."""
    upload_open_count: int = Field(default=20, ge=1)
    """Unfinished uploads one person may have."""
    quota_bytes: int = Field(default=50_000_000_000, ge=1)
    """Bytes an organisation may keep."""
    text_max_chars: int = Field(default=2_000, ge=1)
    """Longest text of a post or reply."""
    body_max_bytes: int = Field(default=1_000_000, ge=1024)
    """Largest JSON body."""
    roster_max_bytes: int = Field(default=50_000_000, ge=1024)
    """Largest file of people or shifts. 50,000 people are about 4 MB."""
    roster_kept_s: int = Field(default=7 * 86_400, ge=3_600)
    """How long the lines of a file of people, and what they would change, are kept to look at."""
    session_max_s: int = Field(default=30 * 86_400, ge=60)
    """A device stays signed in this long."""
    shared_session_max_s: int = Field(default=12 * 3_600, ge=60)
    """A shared phone stays unlocked at most this long; it locks itself long before, when nobody uses it."""
    shared_lock_after_s: int = Field(default=120, ge=10)
    """A shared phone locks itself when nobody touches it for this long."""
    pin_min_chars: int = Field(default=6, ge=6, le=12)
    """Digits that a PIN for shared phones has at least."""
    pin_lead_min_chars: int = Field(default=8, ge=6, le=12)
    """The same for leads and admins."""
    step_up_max_s: int = Field(default=300, ge=1)
    """A passkey's answer is fresh this long: within it, weighty acts ask for no other."""
    rate_person_per_min: int = Field(default=600, ge=0)
    """Requests one person may make in a minute; as many at once are fine. 0: no bound, as for those below."""
    rate_device_per_min: int = Field(default=600, ge=0)
    """Requests one phone may make in a minute, whoever holds it."""
    rate_site_per_min: int = Field(default=30_000, ge=0)
    """Requests all people of one site may make in a minute."""
    rate_presented_per_min: int = Field(default=600, ge=0)
    """Requests in a minute that present the same join link, code or cookie without being signed in."""
    rate_strangers_per_min: int = Field(default=6_000, ge=0)
    """Requests in a minute by everybody who is not signed in, together."""
    command_kept_s: int = Field(default=30 * 86_400, ge=60)
    """How long a repeated command is answered with its first answer."""
    change_kept_s: int = Field(default=30 * 86_400, ge=60)
    """How long a phone may be away and still get only what changed; after that it starts afresh."""
    job_kept_s: int = Field(default=30 * 86_400, ge=60)
    """How long finished jobs are kept to look at."""

    # Push.
    push_hosts: str = "fcm.googleapis.com,.push.services.mozilla.com,.notify.windows.com,.push.apple.com"
    """Push services that may be called, comma separated; one that begins with a dot: any name below it."""
    push_own_origin: str = ""
    """A push service of your own, e.g. `http://127.0.0.1:9301`: may be plain http and inside your network."""
    push_contact: str = ""
    """`mailto:` or `https:` address that push services may write to. Empty: `public_url`."""

    # The darkroom.
    ffmpeg_path: Path | None = None
    """A system ffmpeg. None: the newer one of PATH's and the bundled wheel's."""
    sandbox: Literal["auto", "bubblewrap", "reduced"] = "auto"
    """How ffmpeg is walled in. `bubblewrap` refuses to start without it."""
    transcode_concurrency: int = Field(default=0, ge=0)
    """Clips developed at once by one worker. 0: one, or two on four cores and more."""
    transcribe_concurrency: int = Field(default=0, ge=0)
    """Clips captioned at once by one worker. 0: one, or two on four cores and more."""
    whisper_device: Literal["auto", "cpu", "cuda"] = "auto"
    """Where Whisper runs."""
    whisper_compute_type: str = "int8"
    """Number format of the Whisper weights in memory."""
    whisper_threads: int = Field(default=0, ge=0)
    """CPU threads of Whisper. 0: all cores."""

    # Operation.
    queue_poll_ms: int = Field(default=200, ge=10)
    """How often a worker looks for work; also the longest wait of an idle queue."""
    log_format: Literal["auto", "json", "human"] = "auto"
    """`auto` is human on a terminal and JSON lines elsewhere."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Quietest level that is still logged."""

    @property
    def scheme(self) -> Literal["http", "https"]:
        """What this process speaks itself; a proxy in front may speak another."""
        return "https" if self.tls == "own" or self.tls_cert_path else "http"

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.var_dir / 'twotap.sqlite'}"

    @property
    def resolved_blobs_url(self) -> str:
        return self.blobs_url or (self.var_dir / "blobs").resolve().as_uri()
