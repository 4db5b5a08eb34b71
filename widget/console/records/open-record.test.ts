import { describe, expect, test } from "vitest";
import { ApiError } from "../../../api/client.ts";
import type { FormField } from "./form-field.ts";
import { OpenRecord } from "./open-record.ts";

interface Thing {
  readonly [name: string]: unknown;
  readonly name: string;
  readonly phone: string | null;
}

const name: FormField = { name: "name", label: "Name", kind: "text" };
const phone: FormField = { name: "phone", label: "Phone", kind: "phone" };

/** A record on a server that keeps its versions, and others who write to it. */
async function setUp() {
  let [version, stored]: [number, Thing] = [1, { name: "Ada", phone: null }];
  let refusal: ApiError | null = null;
  const write = (change: object) => {
    version += 1;
    stored = { ...stored, ...change };
  };
  const open = new OpenRecord<Thing>(
    { requestUpdate: () => undefined },
    {
      noun: "thing",
      read: async () => ({ value: stored, status: 200, headers: new Headers({ ETag: String(version) }) }),
      write: async (_id, change, { ifMatch }) => {
        if (refusal !== null) throw refusal;
        if (ifMatch !== String(version))
          throw new ApiError(412, { code: "PRECONDITION_FAILED", error: "Stale." }, null);
        write(change);
      },
    },
  );
  open.fields = [name, phone];
  await open.show(7);
  const refuse = (error: ApiError | null) => {
    refusal = error;
  };
  return { open, others: write, refuse, stored: () => stored };
}

describe("a record on screen", () => {
  test("what was typed is stored, and nothing else", async () => {
    const { open, stored } = await setUp();
    open.edit(name, "Ada L.");
    expect(await open.save()).toBe(true);
    expect(stored()).toEqual({ name: "Ada L.", phone: null });
    expect(open.dirty).toBe(false);
  });

  test("somebody else's change is never overwritten unseen, and both values are told", async () => {
    const { open, others, stored } = await setUp();
    open.edit(name, "Ada L.");
    others({ name: "Augusta" });
    expect(await open.save()).toBe(false);
    expect(stored().name).toBe("Augusta");
    expect(open.problem).toContain("You both changed Name (now “Augusta”)");
    expect(open.edits).toEqual({ name: "Ada L." });
    expect(await open.save()).toBe(true);
    expect(stored().name).toBe("Ada L.");
  });

  test("the same is told when it is heard of before saving; what touches nothing that is typed is not", async () => {
    const { open, others } = await setUp();
    open.edit(name, "Ada L.");
    others({ phone: "1" });
    await open.refresh();
    expect(open.problem).toBeNull();
    others({ name: "Augusta" });
    await open.refresh();
    expect(open.problem).toContain("You both changed Name");
  });

  test("choices that follow one another at once are all stored", async () => {
    const { open, stored } = await setUp();
    expect(await Promise.all([open.put({ name: "Augusta" }), open.put({ phone: "1" })])).toEqual([true, true]);
    expect(stored()).toEqual({ name: "Augusta", phone: "1" });
  });

  test("a refusal stands beside its field, and what was typed stays", async () => {
    const { open, refuse } = await setUp();
    open.edit(phone, "x");
    const details = [{ field: "body.phone", code: "invalid", message: "use digits" }];
    refuse(new ApiError(400, { code: "VALIDATION_ERROR", error: "phone: use digits", details }, null));
    expect(await open.save()).toBe(false);
    expect(open.problems).toEqual({ phone: "Use digits" });
    expect(open.problem).toContain("Nothing was saved yet");
    expect(open.edits).toEqual({ phone: "x" });
    open.discard();
    expect([open.problem, open.edits]).toEqual([null, {}]);
  });
});
