import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { call, callOnce } from "../../src/api/client";
import { proveWith } from "../../src/api/proof";

const needed = () =>
  Response.json({ code: "step_up.needed", detail: "Confirm." }, { status: 403, headers: { "content-type": "application/problem+json" } });

describe("an act that needs a fresh proof", () => {
  const real = globalThis.fetch;
  let answers: Response[] = [];
  let asked = 0;
  let proofs: string[] = [];
  const willing = async (code: string) => proofs.push(code) > 0;

  beforeEach(() => {
    asked = 0;
    proofs = [];
    globalThis.fetch = async () => {
      asked += 1;
      return answers.shift() ?? Response.json({ done: true });
    };
  });
  afterEach(() => {
    globalThis.fetch = real;
    proveWith(async () => false);
  });

  test("is done once the person has proven that it is them", async () => {
    proveWith(willing);
    answers = [needed()];
    await expect(call("POST", "/api/roster")).resolves.toEqual({ done: true });
    expect([proofs, asked]).toEqual([["step_up.needed"], 2]);
  });

  test("is not done, and says so, when they would rather not", async () => {
    proveWith(async () => false);
    answers = [needed()];
    await expect(call("POST", "/api/roster")).rejects.toMatchObject({ code: "step_up.needed" });
    expect(asked).toBe(1);
  });

  test("is tried again once and no more", async () => {
    proveWith(willing);
    answers = [needed(), needed(), needed()];
    await expect(call("POST", "/api/roster")).rejects.toMatchObject({ code: "step_up.needed" });
    expect(asked).toBe(2);
  });

  test("asks one question for several acts at once", async () => {
    proveWith(willing);
    answers = [needed(), needed()];
    await Promise.all([call("POST", "/api/a"), call("POST", "/api/b")]);
    expect(proofs).toHaveLength(1);
  });

  test("does not hold up the proof itself", async () => {
    proveWith(willing);
    answers = [needed()];
    await expect(callOnce("POST", "/api/step-up/begin")).rejects.toMatchObject({ code: "step_up.needed" });
  });
});
