import { useValethon } from "../valethon-chat.tsx";

const bikes = [
  { name: "Courier", what: "Steel, eight gears, carries a crate", free: 4 },
  { name: "Hill", what: "Electric, 80 km, for the long way up", free: 2 },
  { name: "Pair", what: "A tandem, of course", free: 1 },
] as const;

export function Bikes() {
  const { open } = useValethon();
  return (
    <>
      <h1>In the shed today</h1>
      <ul className="cards">
        {bikes.map(({ name, what, free }) => (
          <li key={name}>
            <h2>{name}</h2>
            <p>{what}</p>
            <p className="row">
              <strong>{free} free</strong>
              <button className="link" type="button" onClick={open}>
                Ask about {name}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
