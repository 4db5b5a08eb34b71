import { css } from "lit";

/** A list of people or things with what can be done to each at its end. */
export const peopleLook = css`
  .people {
    margin: -0.25rem 0;
  }
  .people > li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.75rem;
    min-height: 3.25rem;
    padding: 0.5rem 0;
    border-top: 1px solid var(--c-line);
  }
  .people > li:first-child {
    border-top: 0;
  }
  .people .who {
    display: grid;
    flex: 1 1 12rem;
    min-width: 0;
  }
  .people .who > * {
    overflow-wrap: anywhere;
  }
  .people .status {
    text-transform: none;
    white-space: nowrap;
  }
  .people strong {
    font-weight: 600;
  }
`;
