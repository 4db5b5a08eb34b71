import { expect, test } from "vitest";
import { Viewing } from "./viewing.ts";

function stage() {
  const told: (number | null)[] = [];
  const timers = new Set<() => void>();
  const viewing = new Viewing({
    environment: {
      after(_, call) {
        timers.add(call);
        return () => timers.delete(call);
      },
    },
    employeeId: 1,
    tell: (id) => told.push(id),
  });
  const pass = () => {
    for (const call of [...timers]) {
      timers.delete(call);
      call();
    }
  };
  return { viewing, told, pass };
}

test("going from one conversation to the next is told once, by where it ended", () => {
  const { viewing, told, pass } = stage();
  viewing.look(1);
  pass();
  viewing.look(null);
  viewing.look(2);
  viewing.look(3);
  pass();
  expect(told).toEqual([1, 3]);
});

test("a new connection hears it again", () => {
  const { viewing, told, pass } = stage();
  viewing.look(7);
  pass();
  viewing.tellAgain();
  viewing.tellAgain();
  pass();
  expect(told).toEqual([7, 7]);
});

test("the others at this conversation are named, oneself and other conversations are not", () => {
  const { viewing } = stage();
  const [me, bob] = [
    { id: 1, name: "Me" },
    { id: 2, name: "Bob" },
  ];
  viewing.look(7);
  viewing.receive({ conversation_id: 7, employees: [me, bob] });
  viewing.receive({ conversation_id: 8, employees: [{ id: 3, name: "Eve" }] });
  expect(viewing.others.value).toEqual(["Bob"]);
  viewing.look(8);
  expect(viewing.others.value).toEqual([]);
});
