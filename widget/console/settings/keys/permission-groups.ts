import type { Permission } from "../../../../api/access/permissions.ts";

/** What a secret key may do, by what it is about. */
export const permissionGroups: readonly (readonly [
  label: string,
  permissions: readonly (readonly [Permission, string])[],
])[] = [
  [
    "Leads",
    [
      ["leads:read", "Read"],
      ["leads:write", "Write"],
      ["leads:delete", "Delete"],
    ],
  ],
  [
    "People",
    [
      ["contacts:read", "Read"],
      ["contacts:write", "Write"],
    ],
  ],
  [
    "Pipeline",
    [
      ["opportunities:read", "Read"],
      ["opportunities:write", "Write"],
    ],
  ],
  [
    "Prospects",
    [
      ["prospects:read", "Read"],
      ["prospects:write", "Write"],
    ],
  ],
  [
    "Activities",
    [
      ["activities:read", "Read"],
      ["activities:write", "Write"],
    ],
  ],
  [
    "Conversations",
    [
      ["conversations:read", "Read"],
      ["conversations:write", "Write"],
    ],
  ],
  ["Webhooks", [["webhooks:manage", "Manage"]]],
];

/** All that a secret key can hold. */
export const everyPermission: readonly Permission[] = permissionGroups.flatMap(([, permissions]) =>
  permissions.map(([permission]) => permission),
);

/** Choices of several at once, for what keys are mostly made for. */
export const presets: readonly (readonly [label: string, permissions: readonly Permission[]])[] = [
  ["Everything", everyPermission],
  ["Read only", everyPermission.filter((permission) => permission.endsWith(":read"))],
  ["Add leads", ["leads:read", "leads:write"]],
];

/** The choice with one permission turned, in the order of the groups. */
export function turned(chosen: readonly Permission[], permission: Permission, on: boolean): readonly Permission[] {
  return everyPermission.filter((one) => (one === permission ? on : chosen.includes(one)));
}

/** What a key may do in a few words: "Everything", "Leads, People (read)". */
export function permissionsText(chosen: readonly Permission[]): string {
  const preset = presets.find(([, all]) => all.length === chosen.length && all.every((one) => chosen.includes(one)));
  if (preset !== undefined) return preset[0];
  return permissionGroups
    .filter(([, all]) => all.some(([one]) => chosen.includes(one)))
    .map(([label, all]) => {
      const held = all.filter(([one]) => chosen.includes(one)).map(([, name]) => name.toLowerCase());
      return held.length === all.length ? label : `${label} (${held.join(", ")})`;
    })
    .join(", ");
}
