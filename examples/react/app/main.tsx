import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./app.tsx";

const root = document.querySelector<HTMLElement>("#app");
if (root === null) throw new Error("The page has no #app.");
const { publicKey = "", product = "" } = root.dataset;

createRoot(root).render(
  <StrictMode>
    <BrowserRouter>
      <App publicKey={publicKey} product={product} />
    </BrowserRouter>
  </StrictMode>,
);
