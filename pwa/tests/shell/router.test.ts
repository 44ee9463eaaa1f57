import { expect, test } from "vitest";
import { routeOf } from "../../src/router";

const id = "01890a5d-ac96-774b-bcce-b302099a8057";

test.each([
  ["/", { page: "feed" }],
  ["/join", { page: "join" }],
  ["/record", { page: "record" }],
  [`/post/${id}`, { page: "post", id }],
  [`/team/${id}`, { page: "team", id }],
  ["/post/1", { page: "unknown" }],
  ["/nowhere", { page: "unknown" }],
])("%s", (path, route) => {
  expect(routeOf(path)).toEqual(route);
});
