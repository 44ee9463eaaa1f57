import { describe, expect, test } from "vitest";
import { dayAfter, instantOf, mondayOf, shiftBetween, wallOf, weekdayOf } from "../../src/plan/wall";

const at = (day: string, time: string, zone: string) => new Date(instantOf({ day, time }, zone)).toISOString();

describe("a time on the wall", () => {
  test.each([
    ["2026-11-24", "06:00", "Europe/Berlin", "2026-11-24T05:00:00.000Z"],
    ["2026-07-01", "06:00", "Europe/Berlin", "2026-07-01T04:00:00.000Z"],
    ["2026-07-01", "00:00", "Asia/Kathmandu", "2026-06-30T18:15:00.000Z"],
    ["2026-07-01", "23:30", "America/New_York", "2026-07-02T03:30:00.000Z"],
  ])("%s %s in %s", (day, time, zone, instant) => expect(at(day, time, zone)).toBe(instant));

  test("that is skipped is the moment of the change", () => {
    expect(at("2026-03-29", "02:30", "Europe/Berlin")).toBe("2026-03-29T01:00:00.000Z");
    expect(at("2026-10-04", "02:15", "Australia/Lord_Howe")).toBe("2026-10-03T15:30:00.000Z");
  });

  test("that comes twice is its first coming", () => {
    expect(at("2026-10-25", "02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
    expect(at("2026-11-01", "01:30", "America/New_York")).toBe("2026-11-01T05:30:00.000Z");
  });

  test("reads back as it was written, in any zone and season", () => {
    for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "UTC"]) {
      for (let month = 1; month <= 12; month += 1) {
        const wall = { day: `2026-${String(month).padStart(2, "0")}-15`, time: "13:45" };
        expect(wallOf(instantOf(wall, zone), zone)).toEqual(wall);
      }
    }
  });

  test("that is none is not a number", () => expect(instantOf({ day: "", time: "06:00" }, "UTC")).toBeNaN());
});

describe("a shift", () => {
  test("that ends earlier on the clock ends on the next day", () => {
    expect(shiftBetween("2026-11-24", "22:00", "06:00", "Europe/Berlin")).toEqual({
      starts_at: "2026-11-24T21:00:00.000Z",
      ends_at: "2026-11-25T05:00:00.000Z",
    });
  });
  test("through the night of the change is an hour longer", () => {
    const { starts_at, ends_at } = shiftBetween("2026-10-24", "22:00", "06:00", "Europe/Berlin")!;
    expect(Date.parse(ends_at) - Date.parse(starts_at)).toBe(9 * 3_600_000);
  });
  test("without a time is none", () => expect(shiftBetween("2026-11-24", "", "06:00", "UTC")).toBeNull());
});

test("weeks begin on Monday", () => {
  expect(weekdayOf("2026-11-23")).toBe(0);
  expect(mondayOf("2026-11-29")).toBe("2026-11-23");
  expect(dayAfter("2026-12-31")).toBe("2027-01-01");
});
