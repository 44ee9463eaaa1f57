/** The invitation a link carries in its fragment, which no server log ever sees. */
let token: string | null = null;

/** A person joins; a phone is enrolled for all. */
const PLACES = ["/join", "/enrol"];

/** Takes the token out of the address at once: it must not stay in history, screenshots or a shared link. */
export function readInviteFromAddress(): void {
  if (!PLACES.includes(location.pathname) || location.hash.length < 2) return;
  token = decodeURIComponent(location.hash.slice(1));
  history.replaceState(history.state, "", location.pathname);
}

export const inviteToken = (): string | null => token;

export function forgetInvite(): void {
  token = null;
}
