import { expect, test } from "vitest";
import { permissions, permissionsOfRole, roles } from "../../api/access/permissions.ts";
import { may } from "./rights.ts";

test("the console offers exactly what the API lets a role do", () => {
  for (const role of roles) {
    const offered = permissions.filter((permission) => may(role, permission));
    expect(new Set(offered), role).toEqual(new Set(permissionsOfRole[role]));
  }
});

test("administration is for owners and admins, what is the owner's for owners", () => {
  expect(roles.filter((role) => may(role, "admin"))).toEqual(["owner", "admin"]);
  expect(roles.filter((role) => may(role, "owner"))).toEqual(["owner"]);
});
