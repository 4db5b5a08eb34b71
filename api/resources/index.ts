import { conversationOperations } from "../conversations/agent-operations.ts";
import { widgetOperations } from "../conversations/widget.ts";
import { importOperations } from "../imports/import-operations.ts";
import type { Signatures } from "../kit/operation.ts";
import { personalDataOperations } from "../personal-data/personal-data.ts";
import { reportOperations } from "../reports/reports.ts";
import { activityOperations } from "./activities.ts";
import { apiKeyOperations } from "./api-keys.ts";
import { auditLogOperations } from "./audit-log.ts";
import { batchOperations } from "./batch.ts";
import { cannedReplyOperations } from "./canned-replies.ts";
import { companyOperations } from "./companies.ts";
import { customFieldOperations } from "./custom-fields.ts";
import { employeeChangeOperations } from "./employee-changes.ts";
import { employeeOperations } from "./employees.ts";
import { eventOperations } from "./events.ts";
import { inviteOperations } from "./invites.ts";
import { leadOperations } from "./leads.ts";
import { noteOperations } from "./notes.ts";
import { opportunityOperations } from "./opportunities.ts";
import { ownSessionOperations } from "./own-sessions.ts";
import { peopleOperations } from "./people.ts";
import { pipelineOperations } from "./pipeline.ts";
import { profileOperations } from "./profile.ts";
import { prospectOperations } from "./prospects.ts";
import { resetOperations } from "./reset.ts";
import { searchOperations } from "./search.ts";
import { sessionOperations } from "./session.ts";
import { settingsOperations } from "./settings.ts";
import { setupOperations } from "./setup.ts";
import { webhookOperations } from "./webhooks.ts";
import { welcomeOperations } from "./welcome.ts";

/** Every operation of the API, in the order of the docs. */
export const operations = [
  ...widgetOperations,
  ...leadOperations,
  ...importOperations,
  ...opportunityOperations,
  ...pipelineOperations,
  ...peopleOperations,
  ...prospectOperations,
  ...companyOperations,
  ...activityOperations,
  ...noteOperations,
  ...customFieldOperations,
  ...conversationOperations,
  ...cannedReplyOperations,
  ...searchOperations,
  ...reportOperations,
  ...eventOperations,
  ...webhookOperations,
  ...batchOperations,
  ...employeeOperations,
  ...employeeChangeOperations,
  ...inviteOperations,
  ...apiKeyOperations,
  ...settingsOperations,
  ...personalDataOperations,
  ...auditLogOperations,
  ...resetOperations,
  ...sessionOperations,
  ...ownSessionOperations,
  ...profileOperations,
  ...welcomeOperations,
  ...setupOperations,
] as const;

/** What the typed client knows: each operation's input and result, by its name. */
export type ApiSignatures = Signatures<typeof operations>;
