import providers from "email-providers/all.json" with { type: "json" };

/** Mail hosts that the list lacks. */
const more = [
  ...["fastmail.com", "tutanota.com", "tutanota.de", "tuta.com", "tuta.io", "tutamail.com", "keemail.me", "posteo.de"],
  ...["mailfence.com", "disroot.org", "riseup.net", "duck.com", "onmail.com", "mail.dk", "jubii.dk", "kolumbus.fi"],
  ...["ziggo.nl", "xs4all.nl", "proximus.be", "telia.com", "bredband.net", "online.no", "aon.at", "a1.net"],
  ...["chello.at", "hispeed.ch", "vodafone.de", "netcologne.de", "bbox.fr", "numericable.fr", "fastwebnet.it"],
  ...["volny.cz", "azet.sk", "citromail.hu", "internet.ru", "mynet.com", "139.com", "189.cn", "sohu.com"],
  ...["spectrum.net", "outlook.co.uk", "outlook.pl", "hotmail.at", "hotmail.ch", "hotmail.fi", "hotmail.no"],
  ...["hotmail.pl", "hotmail.pt", "hotmail.se", "live.at", "live.cl", "live.co.za", "live.com.pt", "live.no"],
  ...["live.se", "yahoo.at", "yahoo.be", "yahoo.ch", "yahoo.com.tr", "yahoo.nl", "yahoo.no", "yahoo.pl"],
  ...["aol.ca", "aol.com.au", "aol.de", "aol.es", "aol.fr", "aol.jp", "aol.nl", "aol.pl", "aol.se", "gmx.ch"],
  ...["gmx.co.uk", "gmx.es", "gmx.eu", "gmx.info", "gmx.it", "gmx.org", "gmx.us", "yandex.by", "yandex.com.tr"],
  ...["yandex.kz", "yandex.ua"],
];

/** In the list, but no mail host: RFC 2606 keeps it for examples, where it stands for any company. */
const example = "example.com";

const hosts = new Set([...providers, ...more].filter((host) => host !== example));

/** Whether a domain is a mail host's, so that it says nothing about a company (R13). */
export const isMailHost = (domain: string): boolean => hosts.has(domain);
