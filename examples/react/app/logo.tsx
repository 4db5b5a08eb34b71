export function Logo() {
  return (
    <svg viewBox="0 0 40 40" width="36" height="36" aria-hidden="true">
      <rect width="40" height="40" rx="10" fill="#0b7a4b" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="12" cy="25" r="5.5" />
        <circle cx="28" cy="25" r="5.5" />
        <path d="M12 25l5-10h8l3 10M17 15l4 10h7M15 12h4M25 15l1-3h3" />
      </g>
    </svg>
  );
}
