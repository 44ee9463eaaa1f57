import { expect, test } from "vitest";
import { barsPath, fractionAt, resamplePeaks } from "../../src/ui/waveform-scale";

test("bars keep the loudest of each stretch, whatever the number of peaks", () => {
  expect(resamplePeaks([1, 9, 2, 3], 2)).toEqual([9, 3]);
  expect(resamplePeaks([5, 7], 4)).toEqual([5, 5, 7, 7]);
  expect(resamplePeaks([], 3)).toEqual([0, 0, 0]);
  expect(resamplePeaks([4], 0)).toEqual([]);
});

test("a finger's place is counted from where reading begins", () => {
  const box = { left: 100, width: 200 };
  expect(fractionAt(150, box, false)).toBe(0.25);
  expect(fractionAt(150, box, true)).toBe(0.75);
  expect([fractionAt(0, box, false), fractionAt(999, box, false)]).toEqual([0, 1]);
});

test("silence is drawn as dots, the loudest fills the height", () => {
  expect(barsPath([0, 255], 5, 40)).toBe("M2.5 19.5v1.0M7.5 0.0v40.0");
});
