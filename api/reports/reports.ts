import { conversationsReport } from "./conversations.ts";
import { conversionReport } from "./conversion.ts";
import { firstRepliesReport } from "./first-replies.ts";
import { leadsReport } from "./leads.ts";
import { ratingsReport } from "./ratings.ts";
import { teamReport } from "./team.ts";

export const reportOperations = [
  conversationsReport,
  firstRepliesReport,
  ratingsReport,
  leadsReport,
  conversionReport,
  teamReport,
] as const;
