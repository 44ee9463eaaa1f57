/** Digits of any script. What the phone can say about a PIN before the server looks at it. The server alone knows which are too common. */
export const PIN_MIN_DIGITS = 6;
export const PIN_MAX_DIGITS = 12;

export function isPinShaped(pin: string): boolean {
  return new RegExp(`^\\p{Nd}{${PIN_MIN_DIGITS},${PIN_MAX_DIGITS}}$`, "u").test(pin);
}
