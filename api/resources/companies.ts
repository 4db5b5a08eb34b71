import { listOperation } from "../kit/list-operation.ts";
import { readOperation } from "../kit/resource.ts";
import { company } from "./company-record.ts";

export const companyOperations = [
  listOperation("/companies", company, {
    summary: "List companies",
    description: "Full customers: what converted prospects became.",
  }),
  readOperation("/companies/{id}", company, "Get a company"),
] as const;
