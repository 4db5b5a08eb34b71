import { describe, expect, test } from "vitest";
import { isInRange, isPublic, parseRange } from "./public-address.ts";

/** The last address before a range and the first after it are public; its first and last are not. */
const closed: readonly (readonly [range: string, before: string, first: string, last: string, after: string])[] = [
  ["10.0.0.0/8", "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"],
  ["100.64.0.0/10", "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"],
  ["127.0.0.0/8", "126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"],
  ["168.63.129.16", "168.63.129.15", "168.63.129.16", "168.63.129.16", "168.63.129.17"],
  ["169.254.0.0/16", "169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"],
  ["172.16.0.0/12", "172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"],
  ["192.0.0.0/24", "191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"],
  ["192.0.2.0/24", "192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"],
  ["192.88.99.0/24", "192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"],
  ["192.168.0.0/16", "192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"],
  ["198.18.0.0/15", "198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"],
  ["198.51.100.0/24", "198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"],
  ["203.0.113.0/24", "203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"],
  ["2001::/23", "2606::1", "2001::", "2001:1ff:ffff::", "2001:200::"],
  ["2001:db8::/32", "2001:db7:ffff::", "2001:db8::", "2001:db8:ffff::", "2001:db9::"],
  ["2002::/16", "2001:ffff::", "2002::", "2002:ffff::", "2003::"],
  ["3fff::/20", "3ffd::", "3fff::", "3fff:fff::", "3fff:1000::"],
];

describe.each(closed)("%s", (_, before, first, last, after) => {
  test("is closed from its first address to its last, and nothing beside it", () => {
    expect([before, first, last, after].map(isPublic)).toEqual([true, false, false, true]);
  });
});

test.each([
  "0.0.0.0",
  "0.255.255.255",
  "224.0.0.0",
  "255.255.255.255",
  "::",
  "::1",
  "1fff::",
  "4000::",
  "fc00::1",
  "fe80::1",
])("%s is not public", (address) => expect(isPublic(address)).toBe(false));

test.each(["", "crm.example", "0177.0.0.1", "8.8.8", "8.8.8.8/32", "8.8.8.8%eth0", "2606:4700::1%eth0", " 8.8.8.8"])(
  "%j is no address at all",
  (text) => {
    expect(isPublic(text)).toBe(false);
    expect(
      isInRange(
        text,
        [parseRange("0.0.0.0/0"), parseRange("::/0")].flatMap((range) => (range ? [range] : [])),
      ),
    ).toBe(false);
  },
);

test.each([
  "",
  "10",
  "10.0.0.0/",
  "10.0.0.0/33",
  "10.0.0.0/8/8",
  "10.0.0.0/-1",
  "::/129",
  "::ffff:10.0.0.0/104",
  "fe80::1%lo",
])("%j is no range", (text) => expect(parseRange(text)).toBeNull());

test("the range of everything holds no mapped address", () => {
  const everything = parseRange("::/0");
  expect(isInRange("fd00::1", everything === null ? [] : [everything])).toBe(true);
  expect(isInRange("::ffff:10.0.0.1", everything === null ? [] : [everything])).toBe(false);
});
