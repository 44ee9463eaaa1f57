import { expect, test } from "vitest";
import { isPinShaped } from "../../src/join/pin";

test.each([
  ["123456", true],
  ["123456789012", true],
  ["12345", false],
  ["1234567890123", false],
  ["12345a", false],
  ["١٢٣٤٥٦", true],
  ["12 456", false],
  ["", false],
])("%s is shaped like a PIN: %s", (pin, expected) => {
  expect(isPinShaped(pin)).toBe(expected);
});
