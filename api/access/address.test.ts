import { describe, expect, test } from "vitest";
import { addressAllowed, addressPartition, clientAddress, normaliseAddress, parseAllowedIp } from "./address.ts";

describe("the client's address", () => {
  const rows: [string | undefined, string | string[] | undefined, number, string | null, string][] = [
    ["203.0.113.9", "198.51.100.1", 0, "203.0.113.9", "without trusted proxies the header is ignored"],
    ["10.0.0.1", "198.51.100.1", 1, "198.51.100.1", "one proxy: the last entry"],
    ["10.0.0.1", "6.6.6.6, 198.51.100.1", 1, "198.51.100.1", "what the client itself wrote is not believed"],
    ["10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1", "two proxies: the last but one"],
    ["10.0.0.1", ["6.6.6.6, 198.51.100.1", "10.0.0.2"], 2, "198.51.100.1", "a header sent twice is one list"],
    ["10.0.0.1", "198.51.100.1", 5, "198.51.100.1", "fewer entries than hops: the first"],
    ["10.0.0.1", undefined, 1, "10.0.0.1", "no header: the socket's own"],
    ["10.0.0.1", "unknown, 10.0.0.2", 2, "10.0.0.2", "no address: the nearest on our side"],
    ["10.0.0.1", "rubbish", 1, "10.0.0.1", "nothing but rubbish: the socket's own"],
    ["10.0.0.1", "198.51.100.1:4711", 1, "198.51.100.1", "an entry with its port"],
    ["10.0.0.1", "[2001:db8::1]:443", 1, "2001:db8::1", "an IPv6 entry with its port"],
    ["::ffff:203.0.113.9", undefined, 0, "203.0.113.9", "IPv4 on a dual-stack socket"],
    ["fe80::1%eth0", undefined, 0, "fe80::1", "a zone is the machine's own matter"],
    [undefined, undefined, 0, null, "a socket that is gone"],
  ];
  test.each(rows)("%s behind %s with %i hops is %s: %s", (socket, forwarded, hops, expected) => {
    expect(clientAddress(socket, forwarded, hops)).toBe(expected);
  });
});

describe("the partition of an address", () => {
  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::", "2001:db8:1:2::/64"],
    ["::1", "0:0:0:0::/64"],
    [null, "none"],
    ["rubbish", "none"],
  ])("%s belongs to %s", (address, expected) => {
    expect(addressPartition(address)).toBe(expected);
  });
});

test("short, octal and made-up spellings are no addresses", () => {
  for (const text of ["127.1", "0177.0.0.1", "1.2.3", "1.2.3.256", "", "localhost", "1.2.3.4, 5.6.7.8"]) {
    expect(normaliseAddress(text)).toBeNull();
  }
});

describe("a key's allowed addresses", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7/32"],
    [" 203.0.113.0/24 ", "203.0.113.0/24"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["203.0.113.0/33", null],
    ["203.0.113.0/", null],
    ["203.0.113.0/24/8", null],
    ["203.0.113.0/-1", null],
    ["example.com", null],
    ["10.1", null],
  ])("%s is stored as %s", (text, expected) => {
    expect(parseAllowedIp(text)).toBe(expected);
  });

  test.each([
    [[], "203.0.113.9", true],
    [[], null, true],
    [["203.0.113.0/24"], "203.0.113.9", true],
    [["203.0.113.0/24"], "::ffff:203.0.113.9", true],
    [["203.0.113.0/24"], "203.0.114.9", false],
    [["203.0.113.0/24"], "2001:db8::1", false],
    [["2001:db8::/32", "10.0.0.1/32"], "2001:db8:ffff::1", true],
    [["2001:db8::/32", "10.0.0.1/32"], "10.0.0.1", true],
    [["2001:db8::/32", "10.0.0.1/32"], "10.0.0.2", false],
    [["203.0.113.0/24"], null, false],
  ])("%j and %s: %s", (allowed, address, expected) => {
    expect(addressAllowed(allowed, address)).toBe(expected);
  });
});
