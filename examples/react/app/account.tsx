import type { ValethonOptions } from "../valethon.ts";
import type { Session } from "./session.ts";

export type Theme = NonNullable<ValethonOptions["theme"]>;

export interface AccountProps {
  readonly session: Session;
  readonly theme: Theme;
  setTheme(theme: Theme): void;
  readonly showsChat: boolean;
  showChat(shows: boolean): void;
}

export function Account({ session, theme, setTheme, showsChat, showChat }: AccountProps) {
  return (
    <>
      <h1>{session.person === null ? "Sign in" : `Hello, ${session.person.name}`}</h1>
      {session.person === null ? <SignIn {...session} /> : <SignedIn {...session} person={session.person} />}
      <section className="panel">
        <h2>Settings</h2>
        <label className="row">
          Colours
          <select value={theme} onChange={({ target }) => setTheme(target.value as Theme)}>
            <option value="auto">as the device</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        </label>
        <label className="row">
          Show the chat
          <input type="checkbox" checked={showsChat} onChange={({ target }) => showChat(target.checked)} />
        </label>
      </section>
    </>
  );
}

function SignIn({ signIn }: Pick<Session, "signIn">) {
  function submit(form: FormData): void {
    signIn({ name: String(form.get("name")), email: String(form.get("email")) });
  }
  return (
    <form className="panel" action={submit}>
      <label>
        Name <input name="name" autoComplete="name" required />
      </label>
      <label>
        Email <input name="email" type="email" autoComplete="email" required />
      </label>
      <button className="button" type="submit">
        Sign in
      </button>
    </form>
  );
}

function SignedIn({ person, signOut }: Pick<Session, "signOut"> & { readonly person: NonNullable<Session["person"]> }) {
  return (
    <section className="panel">
      <p>
        You are signed in as <strong>{person.email}</strong>. The chat knows it, too.
      </p>
      <button className="button quiet" type="button" onClick={signOut}>
        Sign out
      </button>
    </section>
  );
}
