import { expect, it } from "vitest";
import { type Finger, Hold, HOLD_MS } from "../../src/feed/reply-hold";

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function aHold(): { hold: Hold; fingers: Finger[] } {
  const fingers: Finger[] = [];
  return { hold: new Hold((finger) => fingers.push(finger)), fingers };
}

it("leaves a tap to the click", async () => {
  const { hold, fingers } = aHold();
  hold.press();
  hold.lift();
  await pass(HOLD_MS + 50);
  expect(fingers).toEqual([]);
  expect(hold.isSpent).toBe(false);
});

it("sends when a finger that stayed is lifted, once", async () => {
  const { hold, fingers } = aHold();
  hold.press();
  await pass(HOLD_MS + 50);
  expect(fingers.map((finger) => finger.value)).toEqual(["down"]);
  hold.lift();
  hold.lose();
  expect(fingers.map((finger) => finger.value)).toEqual(["lifted"]);
  expect(hold.isSpent).toBe(true);
});

it("goes on by itself when the phone takes the touch away", async () => {
  const { hold, fingers } = aHold();
  hold.press();
  await pass(HOLD_MS + 50);
  hold.lose();
  hold.lift();
  expect(fingers.map((finger) => finger.value)).toEqual(["lost"]);
});
