import { describe, expect, test } from "vitest";
import { pack, packCredential, unpack, unpackCreation, unpackRequest } from "../../src/signin/web-authn";

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;
const valuesOf = (buffer: BufferSource): number[] => [...new Uint8Array(buffer as ArrayBuffer)];
const credential = (response: object) =>
  ({ id: "AQ", rawId: bytes(1), type: "public-key", response }) as unknown as PublicKeyCredential;

describe("bytes on their way to the server and back", () => {
  test("are base64url without padding", () => {
    expect(pack(bytes(251, 255, 254))).toBe("-__-");
    expect(pack(bytes(1))).toBe("AQ");
    expect(valuesOf(unpack("-__-"))).toEqual([251, 255, 254]);
    expect(valuesOf(unpack("AQ"))).toEqual([1]);
  });

  test("are unpacked where a browser wants bytes, and nowhere else", () => {
    const made = unpackCreation({
      rp: { id: "localhost", name: "Twotap" },
      user: { id: "AQ", name: "Maria", displayName: "Maria" },
      challenge: "Ag",
      excludeCredentials: [{ id: "Aw", type: "public-key", transports: ["internal"] }],
      attestation: "none",
    });
    expect(valuesOf(made.challenge)).toEqual([2]);
    expect(valuesOf(made.user.id)).toEqual([1]);
    expect(made.user.name).toBe("Maria");
    expect(valuesOf(made.excludeCredentials![0]!.id)).toEqual([3]);
    expect(made.excludeCredentials![0]!.transports).toEqual(["internal"]);
    expect(made.attestation).toBe("none");
  });

  test("may be about no passkey in particular", () => {
    const asked = unpackRequest({ challenge: "Ag", rpId: "localhost", userVerification: "required" });
    expect(asked.allowCredentials).toEqual([]);
    expect(asked.userVerification).toBe("required");
  });
});

describe("what an older browser answers", () => {
  test("to a registration: the attestation, and how the passkey can be reached", () => {
    const packed = packCredential(
      credential({
        clientDataJSON: bytes(2),
        attestationObject: bytes(3),
        authenticatorData: bytes(4),
        getTransports: () => ["internal"],
      }),
    );
    expect(packed).toEqual({
      id: "AQ",
      rawId: "AQ",
      type: "public-key",
      response: { clientDataJSON: "Ag", attestationObject: "Aw", transports: ["internal"] },
    });
  });

  test("to a sign-in: the signature and whose it is, when it says so", () => {
    const signed = { clientDataJSON: bytes(2), authenticatorData: bytes(3), signature: bytes(4) };
    const packed = { clientDataJSON: "Ag", authenticatorData: "Aw", signature: "BA" };
    expect(packCredential(credential({ ...signed, userHandle: null })).response).toEqual(packed);
    expect(packCredential(credential({ ...signed, userHandle: bytes(5) })).response).toEqual({ ...packed, userHandle: "BQ" });
  });
});
