/** An address by which somebody tries to reach a server of this machine or its network. */
export interface ForgedTarget {
  readonly what: string;
  readonly url: (port: number) => string;
  /** What its refusal says. */
  readonly says: RegExp;
  /** What its name resolves to. */
  readonly addresses?: readonly string[];
}

const closed = /not on the Internet/;
const noAddress = /no web address/;
const noName = /no name of the DNS/;
const odd = /invisible character/;

const hosts: Readonly<Record<string, string>> = {
  loopback: "127.0.0.1",
  "another address of loopback": "127.8.9.10",
  decimal: "2130706433",
  octal: "0177.0.0.1",
  "octal with more zeros": "00000177.0.0.01",
  hexadecimal: "0x7f.0.0.1",
  "one hexadecimal number": "0x7f000001",
  "two parts": "127.1",
  "three parts": "127.0.1",
  "a dot at the end": "127.0.0.1.",
  "full-width digits": "１２７.０.０.１",
  "circled digits": "①②⑦.⓪.⓪.①",
  "dots of another script": "127。0。0。1",
  "half-width dots": "127｡0｡0｡1",
  "percent-encoded dots": "127%2e0%2e0%2e1",
  "percent-encoded digits": "%31%32%37.0.0.1",
  "nothing but zero": "0",
  "the unspecified address": "0.0.0.0",
  "this network": "0.1.2.3",
  "a private network of class A": "10.0.0.1",
  "a private network of class B": "172.31.255.255",
  "a private network of class C": "192.168.0.1",
  "a carrier's own network": "100.64.0.1",
  "link-local": "169.254.0.1",
  "metadata of a cloud": "169.254.169.254",
  "metadata of a cloud in hexadecimal": "0xa9fea9fe",
  "metadata of Alibaba": "100.100.100.200",
  "metadata of Azure": "168.63.129.16",
  "metadata of Oracle": "192.0.0.192",
  documentation: "203.0.113.7",
  benchmarking: "198.19.0.1",
  "AS112, which answers for private names": "192.31.196.1",
  AMT: "192.52.193.1",
  "relays of 6to4": "192.88.99.1",
  multicast: "239.255.255.250",
  reserved: "240.0.0.1",
  broadcast: "255.255.255.255",
  "IPv6 loopback": "[::1]",
  "IPv6 loopback in full": "[0000:0000:0000:0000:0000:0000:0000:0001]",
  "the unspecified address of IPv6": "[::]",
  "IPv4 mapped into IPv6": "[::ffff:127.0.0.1]",
  "IPv4 mapped into IPv6, in hexadecimal": "[::ffff:7f00:1]",
  "IPv4-compatible IPv6": "[::127.0.0.1]",
  "IPv4 translated (SIIT)": "[::ffff:0:127.0.0.1]",
  NAT64: "[64:ff9b::127.0.0.1]",
  "local NAT64": "[64:ff9b:1::127.0.0.1]",
  "6to4": "[2002:7f00:1::]",
  Teredo: "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
  ORCHID: "[2001:20::1]",
  "IPv6 benchmarking": "[2001:2::1]",
  "IPv6 documentation": "[2001:db8::1]",
  "newer IPv6 documentation": "[3fff::1]",
  "unique local": "[fd00::1]",
  "metadata of Amazon by IPv6": "[fd00:ec2::254]",
  "IPv6 link-local": "[fe80::1]",
  "site-local": "[fec0::1]",
  "IPv6 multicast": "[ff02::1]",
  discard: "[100::1]",
  "what nobody was given": "[4000::1]",
  localhost: "localhost",
  "localhost in capitals": "LOCALHOST",
  "localhost in circles": "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
  "a name below localhost": "metadata.localhost",
};

const texts: readonly ForgedTarget[] = [
  { what: "no host", url: () => "http://", says: noAddress },
  { what: "a path for a host", url: (port) => `http:///127.0.0.1:${port}/`, says: closed },
  { what: "no slashes", url: (port) => `http:127.0.0.1:${port}/`, says: noAddress },
  { what: "backslashes", url: (port) => `http:\\\\127.0.0.1:${port}\\`, says: odd },
  { what: "a backslash before an @", url: (port) => `https://8.8.8.8\\@127.0.0.1:${port}/`, says: odd },
  { what: "a line break", url: (port) => `http://127.0.\n0.1:${port}/`, says: odd },
  { what: "a header in the path", url: (port) => `http://127.0.0.1:${port}/ HTTP/1.1\r\nX: y`, says: odd },
  { what: "a soft hyphen", url: (port) => `http://local\u00adhost:${port}/`, says: odd },
  { what: "a zone id", url: (port) => `http://[fe80::1%25lo]:${port}/`, says: noAddress },
  { what: "five numbers", url: (port) => `http://127.0.0.1.1:${port}/`, says: noAddress },
  { what: "a dot at the end of localhost", url: (port) => `http://localhost.:${port}/`, says: noName },
  { what: "an encoded dot at the end", url: (port) => `http://localhost%2e:${port}/`, says: noName },
  { what: "two dots", url: (port) => `http://a..localhost:${port}/`, says: noName },
  { what: "a wildcard", url: (port) => `http://*.localhost:${port}/`, says: noName },
  { what: "a user name", url: (port) => `http://8.8.8.8@127.0.0.1:${port}/`, says: /user name/ },
  { what: "a password", url: (port) => `http://x:y@127.0.0.1:${port}/`, says: /password/ },
  { what: "a fragment", url: (port) => `http://127.0.0.1:${port}/#@8.8.8.8`, says: /contains a #/ },
  { what: "an empty fragment", url: (port) => `http://127.0.0.1:${port}/#`, says: /contains a #/ },
  { what: "a very long address", url: (port) => `http://127.0.0.1:${port}/${"a".repeat(2000)}`, says: /2000/ },
  { what: "one that grows", url: (port) => `http://127.0.0.1:${port}/${"é".repeat(500)}`, says: /2000/ },
  ...[
    "file:///etc/passwd",
    "gopher://127.0.0.1:1/",
    "ftp://127.0.0.1/",
    "data:text/plain,x",
    "javascript:alert(1)",
  ].map((url) => ({ what: url, url: () => url, says: noAddress })),
  { what: "http to the Internet", url: () => "http://8.8.8.8/", says: /plain http/ },
  ...[22, 25, 0, 6379, 8080].map((port) => ({
    what: `port ${port} on the Internet`,
    url: () => `https://8.8.8.8:${port}/`,
    says: new RegExp(`has port ${port}\\.`),
  })),
];

const named = Object.entries({
  "a name of loopback": ["127.0.0.1"],
  "a name of IPv6 loopback": ["::1"],
  "a name of a mapped address": ["::ffff:127.0.0.1"],
  "a name with a private address among public ones": ["8.8.8.8", "127.0.0.1", "1.1.1.1"],
  "a name that is private by IPv6 alone": ["8.8.8.8", "::1"],
  "a name with an address in a zone": ["fe80::1%lo"],
  "a name that resolves to another name": ["localhost"],
}).map(([what, addresses], index) => ({
  what,
  addresses,
  url: (port: number) => `https://name${index}.example:${port}/hook`,
  says: closed,
}));

export const forgedTargets: readonly ForgedTarget[] = [
  ...Object.entries(hosts).map(([what, host]) => ({
    what,
    url: (port: number) => `http://${host}:${port}/hook`,
    says: closed,
  })),
  ...texts,
  ...named,
];
