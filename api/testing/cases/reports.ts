import { row } from "../cases.ts";

/** Days in which nothing was: what reports count is proved in reports/reports.test.ts. */
const days = { from: "2020-01-01", to: "2020-01-02" };

export const cases = [
  row("GET /reports/conversations", {
    query: days,
    status: 200,
    answers: { data: { ...days, total: { started: 0 } } },
  }),
  row("GET /reports/first-replies", {
    query: days,
    status: 200,
    answers: { data: { ...days, total: { answered: 0 } } },
  }),
  row("GET /reports/ratings", { query: days, status: 200, answers: { data: { ...days, agents: [] } } }),
  row("GET /reports/leads", { query: days, status: 200, answers: { data: { ...days, total: { leads: 0 } } } }),
  row("GET /reports/conversion", { query: days, status: 200, answers: { data: { ...days, leads: 0, money: [] } } }),
  row("GET /reports/team", { query: days, status: 200, answers: { data: { ...days, agents: [] } } }),
];
