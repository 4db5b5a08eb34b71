import type { Maker, ParameterTable } from "./parameters.ts";

const leadNamed = ({ record }: Maker, last_name: string) =>
  record("POST /leads", "lead_id", { last_name, email: `${last_name}@others.example` });

export const activityTable: ParameterTable = {
  list: "GET /activities",
  parameters: ["page", "per_page", "type", "entity_type", "entity_id", "assigned_to", "completed"],
  takes: ["POST /activities", "POST /leads"],
  id: "activity_id",
  async make(maker) {
    const { site, record, has } = maker;
    const { employee_id } = await site.employ("Walter");
    const [lead, other] = [await leadNamed(maker, "Active"), await leadNamed(maker, "Idle")];
    const activity = (entity_id: number, body: object, entity_type = "lead") =>
      record("POST /activities", "activity_id", { entity_type, entity_id, ...body });
    const contact = has("POST /people")
      ? await record("POST /people", "contact_id", { last_name: "Act", email: "act@others.example" })
      : null;
    const listed = {
      ...(contact === null ? {} : { visit: await activity(contact, { type: "call", subject: "Visit" }, "contact") }),
      call: await activity(lead, { type: "call", subject: "Call", assigned_to: employee_id }),
      mail: await activity(lead, { type: "email", subject: "Mail", completed: true }),
      talk: await activity(other, { type: "meeting", subject: "Talk" }),
    };
    return { listed, others: { employee: employee_id, other } };
  },
  rows: [
    { parameter: "page", value: 2, beside: { per_page: 2 }, finds: ["call", "visit"] },
    { parameter: "per_page", value: 2, finds: ["talk", "mail"] },
    { parameter: "type", value: "email", finds: ["mail"] },
    { parameter: "entity_type", value: "contact", finds: ["visit"] },
    { parameter: "entity_id", value: ({ other }) => other, beside: { entity_type: "lead" }, finds: ["talk"] },
    { parameter: "assigned_to", value: ({ employee }) => employee, finds: ["call"] },
    { parameter: "completed", value: "true", finds: ["mail"] },
    { parameter: "completed", value: "false", finds: ["talk", "call", "visit"] },
  ],
};

export const noteTable: ParameterTable = {
  list: "GET /notes",
  parameters: ["entity_type", "entity_id", "page"],
  takes: ["POST /notes", "POST /leads"],
  id: "note_id",
  async make(maker) {
    const [lead, other] = [await leadNamed(maker, "Noted"), await leadNamed(maker, "Jotted")];
    const note = (entity_id: number, content: string) =>
      maker.record("POST /notes", "note_id", { entity_type: "lead", entity_id, content });
    const listed = { one: await note(lead, "One"), two: await note(lead, "Two"), three: await note(other, "Three") };
    return { listed, others: { lead, other } };
  },
  rows: [
    { parameter: "entity_type", value: "lead", beside: ({ other }) => ({ entity_id: other }), finds: ["three"] },
    // A contact may have the same number as a lead.
    { parameter: "entity_type", value: "contact", beside: ({ other }) => ({ entity_id: other }), finds: [] },
    { parameter: "entity_id", value: ({ lead }) => lead, beside: { entity_type: "lead" }, finds: ["two", "one"] },
    { parameter: "page", value: 2, beside: { per_page: 2 }, finds: ["one"] },
  ],
};

export const customFieldTable: ParameterTable = {
  list: "GET /custom-fields",
  parameters: ["entity_type"],
  takes: ["POST /custom-fields"],
  id: "custom_field_id",
  async make({ record }) {
    const field = (entity_type: string, key: string) =>
      record("POST /custom-fields", "custom_field_id", { entity_type, key, label: key, type: "text" });
    const listed = { size: await field("lead", "size"), birthday: await field("contact", "birthday") };
    return { listed, others: {} };
  },
  rows: [
    { parameter: "entity_type", value: "lead", finds: ["size"] },
    { parameter: "entity_type", value: "contact", finds: ["birthday"] },
  ],
};

/** Twenty-one, one more than are answered unless told. */
const crowd = Array.from({ length: 21 }, (_, i) => `crowd${i}`);

export const searchTable: ParameterTable = {
  list: "GET /search",
  parameters: ["q", "types", "limit"],
  takes: ["POST /leads"],
  id: "id",
  async make(maker) {
    const { record, has } = maker;
    const contact = has("POST /people")
      ? { contact: await record("POST /people", "contact_id", { last_name: "Quill", email: "q@others.example" }) }
      : {};
    const exact = await leadNamed(maker, "Quill");
    const longer = await leadNamed(maker, "Quillson");
    const members: Record<string, number> = {};
    for (const name of crowd) members[name] = await leadNamed(maker, name);
    return { listed: { ...contact, exact, longer, ...members }, others: {} };
  },
  rows: [
    { parameter: "q", value: "quillson", finds: ["longer"] },
    { parameter: "types", value: "contact", beside: { q: "quill" }, finds: ["contact"] },
    // The exact word stands before the longer one.
    { parameter: "limit", value: 1, beside: { q: "quill", types: "lead" }, finds: ["exact"] },
    { parameter: "limit", value: 21, beside: { q: "crowd" }, finds: crowd.toReversed() },
  ],
};
