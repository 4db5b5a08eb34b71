import { join } from "node:path";
import express, { type Express, type RequestHandler } from "express";
import { type SigningKey, signChatToken } from "./chat-token.ts";
import { createPages, type PageSettings } from "./pages.ts";
import { createSessions } from "./sessions.ts";
import { findUser } from "./users.ts";

export interface SiteOptions extends PageSettings {
  readonly signingKey: SigningKey;
}

/** A website with a sign-in, whose chat knows by `GET /chat-token` who is there. */
export function createSite({ signingKey, ...settings }: SiteOptions): Express {
  const sessions = createSessions();
  const pages = createPages(settings);
  const app = express().disable("x-powered-by");
  app.use(express.static(join(import.meta.dirname, "public"), { index: false }));
  // What is sent depends on who asks: no cache keeps it, and the back button shows nothing of who signed out.
  app.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });

  app.get("/", (request, response) => {
    response.send(pages.home(sessions.read(request)));
  });

  app.get("/sign-in", (request, response) => {
    if (sessions.read(request) !== null) response.redirect(303, "/");
    else response.send(pages.signIn());
  });

  app.post("/sign-in", fromOurPages, express.urlencoded({ extended: false, limit: "4kb" }), (request, response) => {
    const { email, password } = request.body ?? {};
    const person = findUser(String(email), String(password));
    if (person === null) {
      response.status(401).send(pages.signIn("There is nobody with this email and password."));
      return;
    }
    sessions.begin(request, response, person);
    response.redirect(303, "/");
  });

  app.post("/sign-out", fromOurPages, (request, response) => {
    sessions.end(request, response);
    response.redirect(303, "/");
  });

  // Signed for who is signed in; for nobody there is no token, and no error in the browser's console either. Other sites'
  // pages cannot read the answer: it allows no origin.
  app.get("/chat-token", async (request, response) => {
    const person = sessions.read(request);
    if (person === null) response.status(204).end();
    else response.type("text/plain").send(await signChatToken(person, signingKey));
  });

  return app;
}

/**
 * Refuses forms that another website submits in a visitor's name. Browsers say by Sec-Fetch-Site where a request comes
 * from, older ones by Origin; what says neither is no browser, and has nobody's cookie.
 */
const fromOurPages: RequestHandler = (request, response, next) => {
  const site = request.get("Sec-Fetch-Site");
  const origin = request.get("Origin");
  const isOurs = site === undefined ? origin === undefined || hostOf(origin) === request.host : site === "same-origin";
  if (isOurs) next();
  else response.status(403).type("text/plain").send("This form is for our own pages.\n");
};

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : null);
