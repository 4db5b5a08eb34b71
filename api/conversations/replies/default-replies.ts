import { ticketTexts } from "./flows/ticket-texts.ts";
import type { ReplyRule, ReplyRules } from "./reply-rules.ts";

const talk = "Talk to a person";
const ticket = "Create ticket";
const status = "Check service status";
const hours = "Opening hours";
const pricing = "Pricing";

/** The parts of a rule in one line: each list of phrases is written as text, its phrases parted by commas. */
const topic = (
  phrases: string,
  reply: string,
  actions: readonly string[],
  more: Partial<ReplyRule> = {},
): ReplyRule => ({
  any_of: phrases.split(",").map((phrase) => phrase.trim()),
  reply,
  suggested_actions: [...actions],
  ...more,
});

const forAPerson =
  "talk to a person, talk to someone, talk to somebody, talk to a human, talk to a real person, speak to a person, " +
  "speak to someone, speak to somebody, speak to a human, speak with someone, speak with a human, chat with someone, " +
  "chat with a human, real person, actual person, need a human, want a human, get a human, need an agent, want an agent, " +
  "get an agent, live agent, call me, call me back, callback, talk to sales, speak to sales, contact sales, " +
  "talk to support, customer service, is anyone there, anybody there, not a bot, mit einem menschen, mitarbeiter, " +
  "parler à quelqu'un, un humain, hablar con una persona, hablar con alguien";

/** By themselves these ask for a person; in a sentence they name machines and departments as well. */
const personInAWord = "human, agent, representative, operator";

const ofAnger =
  "unacceptable, ridiculous, terrible, awful, horrible, furious, fed up, sick of, third time, still not fixed, " +
  "still broken, nobody answers, no one answers, nobody helps, no one helps, waste of time, worst, complaint, complain, " +
  "wtf, useless, cancel my contract, cancel our contract, refund, emergency, urgent, asap, ransomware, hacked";

const askingForAPerson = (phrases: string, more: Partial<ReplyRule> = {}): ReplyRule[] => [
  topic(
    phrases,
    "I've asked the {{company_name}} team to join you here. You can already tell us what it is about, and leave an email or phone number in case we get cut off.",
    [ticket, status],
    { ...more, hours: "open", action: "talk_to_person" },
  ),
  topic(
    phrases,
    "Our team is away right now (we are available {{agent_hours}}), but your message is in our inbox. Leave an email or phone number and we will get back to you.",
    [ticket, hours],
    { ...more, hours: "closed", action: "talk_to_person" },
  ),
];

/**
 * What the product answers out of the box: an IT provider's front desk. Each suggested action, sent back, is known by a
 * rule. Rules for short messages and for contact data come after the topics: "hi, my printer is dead" is about a printer.
 */
export const defaultReplies: ReplyRules = {
  rules: [
    ...askingForAPerson(forAPerson),
    ...askingForAPerson(personInAWord, { max_words: 2 }),
    topic(
      "create ticket, create a ticket, open ticket, open a ticket, new ticket, raise a ticket, submit a ticket, log a ticket, " +
        "file a ticket, support ticket, support request, report a problem, report an issue, ticket erstellen, ticket eröffnen",
      "Let's open a ticket for the {{company_name}} team.",
      [talk],
      { action: "create_ticket" },
    ),
    topic(
      ofAnger,
      "I'm sorry about the trouble. I have raised this with the {{company_name}} team as urgent. Please tell us what happened and how to reach you best.",
      [ticket, status],
      { action: "talk_to_person" },
    ),
    topic(
      "service status, system status, status page, outage, outages, is it down, servers down, server down, server is down, " +
        "everything is down, down for everyone, known issues, is there a problem with your, are you having issues, are you down",
      "{{service_status}}",
      [ticket, talk],
      { action: "service_status" },
    ),
    topic(
      "opening hours, business hours, office hours, working hours, hours of operation, what hours, your hours, " +
        "when are you open, when do you open, when do you close, what time do you open, what time do you close, 24/7, 24x7, are you open, open on, open today, open tomorrow, " +
        "open now, weekend, weekends, öffnungszeiten, horaires, horario",
      "Our team is available {{agent_hours}}. You can leave a message here at any time.",
      [talk, ticket],
    ),
    topic(
      "seo, backlink, backlinks, guest post, guest posts, link building, crypto, bitcoin, casino, rank your website, " +
        "ranking on google, followers, web design services, lead generation services",
      "Thank you for the offer. This chat is for questions about our services; if there is something we can do for you, tell us here.",
      [pricing],
    ),
    topic(
      "job, jobs, career, careers, vacancy, vacancies, hiring, internship, apprenticeship, resume, cv, apply for, " +
        "application for, job application, bewerbung, praktikum",
      "Thank you for your interest in working with {{company_name}}. Tell us which role it is about and leave an email; the right person gets back to you.",
      [talk, hours],
    ),
    topic(
      "pricing, price, prices, priced, cost, costs, how much, quote, quotation, rates, fee, fees, estimate, proposal, " +
        "subscription, buy, purchase, free trial, demo, sales, new customer, become a customer, managed services, " +
        "managed it, your services, preise, kosten, angebot, tarif, tarifs, precio, precios",
      "Happy to help with pricing. It depends on how many people and devices you have: roughly how many are there, and what do you need help with? Leave an email and {{company_name}} will send you a quote.",
      [talk, hours],
    ),
    topic(
      "invoice, invoices, billing, bill, payment, payments, receipt, charged, overcharged, rechnung, facture, factura",
      "I'll pass billing questions on to the {{company_name}} team. Which invoice is it about, and which email may we answer to? Please send no card numbers here.",
      [ticket, talk],
    ),
    topic(
      "password, passwords, pasword, passwort, passcode, mot de passe, contraseña, locked out, locked my account, log in, " +
        "login, log on, logon, sign in, signing in, cant sign in, mfa, 2fa, two factor, authenticator, verification code, " +
        "account locked, account is locked, reset my account",
      "I can help with sign-in problems. Which account or program is it for, and what message do you see? Please never send your password here.",
      [ticket, talk],
    ),
    topic(
      "email me, mail me, e-mail me, write me, my email is, my e-mail is, my mail is, my email address is, reach me, contact me, " +
        "my number is, my phone is, my phone number is, text me",
      "Thanks, now we can reach you even if you leave this page. What is it about? The {{company_name}} team reads along.",
      [talk, ticket, status],
      { contact: "given" },
    ),
    topic(
      "email, emails, e-mail, e-mails, emial, emials, mail, mails, outlook, mailbox, inbox, exchange, spam, phishing, attachment, " +
        "attachments, gmail, calendar",
      "I can help with email issues. Could you describe the problem? For example: sending, receiving, or a message you see.",
      [ticket, status],
    ),
    topic(
      "printer, printers, print, printing, prints, pinter, scanner, scan, scanning, toner, paper jam, plotter, drucker, " +
        "imprimante, impresora",
      "Printer trouble, understood. Which model is it, and what does its display or your computer say? Turning it off and on again clears many print queues.",
      [ticket, talk],
    ),
    topic(
      "network, internet, wifi, wi-fi, wlan, wireless, vpn, router, connection, connect, connecting, ethernet, firewall, dns, " +
        "offline, no signal, remote desktop, shared drive, network drive, réseau, netzwerk",
      "Let's look at the connection. Is it one device or everybody, and does it happen on Wi-Fi, cable or both? Restarting the router is worth a try while we talk.",
      [status, ticket, talk],
    ),
    topic(
      "slow, slowly, sluggish, freeze, freezes, freezing, frozen, hangs, laggy, crash, crashes, crashed, crashing, blue screen, " +
        "bsod, wont start, won't start, will not start, wont turn on, won't turn on, doesn't turn on, doesnt turn on, " +
        "computer, laptop, pc, macbook, virus, malware, lent, langsam",
      "Sorry that your computer is holding you up. Since when does it happen, and is it one program or everything? If you have not restarted it today, that is a good first step.",
      [ticket, talk],
    ),
    topic(
      "are you a bot, are you a robot, are you human, are you a human, are you real, are you an ai, is this a bot, " +
        "talking to a bot, talking to a robot, talking to a human, bist du ein bot, bist du ein mensch",
      "You are talking to the automatic reply of {{company_name}}. The team reads along, and a person can join you.",
      [talk, ticket],
    ),
    topic(
      "thanks, thank you, thx, ty, cheers, that helped, solved, it works now, works again, danke, merci, gracias",
      "You're welcome! Is there anything else we can do for you?",
      [talk],
      { max_words: 6 },
    ),
    topic("status, any problems, is something down", "{{service_status}}", [ticket, talk], {
      max_words: 4,
      action: "service_status",
    }),
    topic(
      "hi, hello, hey, hiya, hallo, moin, bonjour, salut, hola, good morning, good afternoon, good evening, guten tag",
      "Hello! How can the {{company_name}} team help you?",
      [talk, ticket, status, pricing],
      { max_words: 4 },
    ),
    topic(
      "ok, okay, k, yes, yep, no, nope, sure, fine, great, cool, alright, bye, goodbye, good bye, tschüss, au revoir, adiós",
      "All right. Tell us here whenever something comes up.",
      [talk, ticket],
      { max_words: 2 },
    ),
    {
      any_of: [],
      contact: "given",
      reply:
        "Thanks, now we can reach you even if you leave this page. What is it about? The {{company_name}} team reads along.",
      suggested_actions: [talk, ticket, status],
    },
    {
      any_of: [],
      contact: "known",
      reply: "Thanks for your message. The {{company_name}} team will read it here and get back to you.",
      suggested_actions: [talk, ticket, status, pricing],
    },
  ],
  fallback: {
    reply:
      "Thanks for your message. The {{company_name}} team will read it here. Could you tell us a bit more, and leave an email or phone number so that we can reach you?",
    suggested_actions: [talk, ticket, status, pricing],
  },
  ticket: ticketTexts.parse({}),
};
