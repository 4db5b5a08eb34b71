import { useState } from "react";
import { NavLink, Route, Routes } from "react-router";
import type { ValethonMessage } from "../valethon.ts";
import { ValethonChat } from "../valethon-chat.tsx";
import { Account, type Theme } from "./account.tsx";
import { Bikes } from "./bikes.tsx";
import { Home } from "./home.tsx";
import { Logo } from "./logo.tsx";
import { useSession } from "./session.ts";

export interface AppProps {
  readonly publicKey: string;
  /** Origin of the product. */
  readonly product: string;
}

/** The chat stands beside the routes, not in them: whichever is shown, it is the same chat. */
export function App({ publicKey, product }: AppProps) {
  const [theme, setTheme] = useState<Theme>("auto");
  const [showsChat, showChat] = useState(true);
  const [isReady, setReady] = useState(false);
  const [answer, setAnswer] = useState<ValethonMessage | null>(null);
  const session = useSession(() => setAnswer(null));

  return (
    <div className="page" data-theme={theme}>
      <header className="wide top">
        <NavLink className="brand" to="/">
          <Logo />
          Tandem
        </NavLink>
        <nav aria-label="Main">
          <NavLink to="/" end>
            Home
          </NavLink>
          <NavLink to="/bikes">Bikes</NavLink>
          <NavLink to="/account">{session.person?.name ?? "Account"}</NavLink>
        </nav>
      </header>
      <main className="wide">
        <Routes>
          <Route index element={<Home isReady={isReady && showsChat} answer={answer} />} />
          <Route path="bikes" element={<Bikes />} />
          <Route path="account" element={<Account {...{ session, theme, setTheme, showsChat, showChat }} />} />
          <Route path="*" element={<h1>There is no such page.</h1>} />
        </Routes>
      </main>
      <footer className="wide foot">
        <p>Tandem, 8 Depot Street, Port Ellery</p>
      </footer>
      {showsChat && (
        <ValethonChat
          src={`${product}/widget/chat.js`}
          publicKey={publicKey}
          primaryColor="#0b7a4b"
          greeting="Flat tyre, lost key, wrong bike? Tell us."
          theme={theme}
          identity={session.whoIsHere}
          onReady={() => setReady(true)}
          onMessage={setAnswer}
        />
      )}
    </div>
  );
}
