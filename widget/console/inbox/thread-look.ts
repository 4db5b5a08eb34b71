import { css } from "lit";

export const threadLook = css`
  :host {
    min-height: 0;
    background: var(--c-surface);
  }
  section {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }
  valethon-messages {
    flex: 1;
    min-height: 0;
    font-size: 0.875rem;
  }
  valethon-messages::part(bubble) {
    max-width: 40rem;
    border-radius: 14px;
  }
  valethon-messages::part(bot) {
    background: var(--c-accent-soft);
    color: var(--c-ink);
  }
  valethon-messages::part(note) {
    border-color: light-dark(#efd9a6, #4d3a15);
    background: var(--c-warn-soft);
    color: var(--c-ink);
  }
  .earlier {
    display: flex;
    margin: 0.5rem auto;
  }
  .viewers {
    padding: 0.25rem 1.25rem 0;
    color: var(--c-violet);
  }
  .missing {
    display: grid;
    place-items: center;
    padding: 2rem;
    text-align: center;
  }
  .missing div {
    display: grid;
    justify-items: center;
    gap: 0.625rem;
  }
  .loading {
    flex: 1;
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    gap: 0.75rem;
    padding: 1rem 1.25rem;
  }
  .loading i {
    height: 2.375rem;
    border-radius: 14px;
    background: var(--c-hover);
  }
  .m1 {
    width: 40%;
  }
  .m2 {
    width: 55%;
    align-self: flex-end;
  }
  .m3 {
    width: 30%;
  }
`;
