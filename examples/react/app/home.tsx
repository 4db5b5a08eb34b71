import { Link } from "react-router";
import type { ValethonMessage } from "../valethon.ts";
import { useValethon } from "../valethon-chat.tsx";

export interface HomeProps {
  /** Whether the chat is on the page. */
  readonly isReady: boolean;
  /** The last message that was written to whoever is here. */
  readonly answer: ValethonMessage | null;
}

export function Home({ isReady, answer }: HomeProps) {
  const { open, isOpen, unread } = useValethon();
  return (
    <>
      <h1>One bike shed for the whole office.</h1>
      <p className="lead">Twelve bikes, one app, no lost keys. We fix what breaks before Monday.</p>
      <p className="actions">
        <Link className="button" to="/bikes">
          See the bikes
        </Link>
        <button className="button quiet" type="button" onClick={open} disabled={!isReady || isOpen}>
          {unread > 0 ? `Read ${unread} new` : "Ask the mechanic"}
        </button>
      </p>
      <section className="cards">
        <article>
          <h2>Unlock by phone</h2>
          <p>Colleagues see what is free, and the shed opens for them.</p>
        </article>
        <article>
          <h2>Repairs included</h2>
          <p>Tell the chat what rattles. The mechanic comes on the same day.</p>
        </article>
        <article>
          <h2>Our last answer</h2>
          <p>{answer?.text ?? "None yet. Ask us something."}</p>
        </article>
      </section>
    </>
  );
}
