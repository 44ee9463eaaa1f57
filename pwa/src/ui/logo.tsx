/** Two taps: the first has landed, the second is landing. */
export function Logo() {
  return (
    <p class="logo">
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <circle class="logo-ripple" cx="40" cy="25" r="16" />
        <circle class="logo-tap" cx="40" cy="25" r="8" />
        <circle class="logo-tap-first" cx="22" cy="43" r="9" />
      </svg>
      <span>Twotap</span>
    </p>
  );
}
