/** Records as the API answers them to the console; the fields that the console shows or sends. */

export type Mode = "live" | "test";

export interface Employee {
  readonly employee_id: number;
  readonly name: string;
  readonly email: string;
  readonly role: "owner" | "admin" | "agent" | "viewer";
}

export interface Pagination {
  readonly page: number;
  readonly per_page: number;
  readonly total: number;
  readonly total_pages: number;
}

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly pagination: Pagination;
}

export interface ConversationRow {
  readonly conversation_id: number;
  readonly status: "open" | "closed" | "ended";
  readonly visitor_name: string | null;
  readonly trust: "claimed" | "verified";
  readonly contact: {
    readonly email: string | null;
    readonly name: string | null;
    readonly phone: string | null;
    readonly company: string | null;
  };
  readonly lead_id: number | null;
  readonly assigned_to: number | null;
  readonly wants_person: boolean;
  readonly last_message: string | null;
  readonly last_message_by: "visitor" | "agent" | "bot" | "system" | null;
  readonly last_message_at: string | null;
  readonly waiting_since: string | null;
  readonly unread: number;
  readonly last_seq: number;
  readonly page_url: string | null;
  readonly rating: number | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Touch {
  readonly landing_url?: string | null;
  readonly page_url?: string | null;
  readonly title?: string | null;
  readonly referrer?: string | null;
  readonly utm_source?: string | null;
  readonly utm_medium?: string | null;
  readonly utm_campaign?: string | null;
  readonly utm_term?: string | null;
  readonly utm_content?: string | null;
  readonly at?: string | null;
}

export interface Attribution {
  readonly first?: Touch | null;
  readonly last?: Touch | null;
}

export interface TrailEntry {
  readonly page_url: string;
  readonly page_title: string | null;
  readonly at: string;
}

export interface ConversationDetail extends ConversationRow {
  readonly visitor: {
    readonly visitor_id: string;
    readonly locale: string | null;
    readonly user_agent: string | null;
    readonly trail: readonly TrailEntry[];
    readonly attribution: Attribution;
  };
  readonly lead: Pick<
    Lead,
    "lead_id" | "first_name" | "last_name" | "email" | "phone" | "company_name" | "status" | "score"
  > | null;
}

export const leadStatuses = ["new", "contacted", "qualified", "unqualified", "converted"] as const;
export type LeadStatus = (typeof leadStatuses)[number];

export interface Lead {
  readonly lead_id: number;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly company_name: string | null;
  readonly status: LeadStatus;
  readonly source: string;
  readonly form_type: string | null;
  readonly score: number;
  readonly assigned_to: number | null;
  readonly tags: readonly string[];
  readonly attribution: Attribution;
  readonly score_breakdown: readonly { readonly reason: string; readonly label: string; readonly points: number }[];
  readonly previous_lead_id: number | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Note {
  readonly note_id: number;
  readonly content: string;
  readonly is_pinned: boolean;
  readonly author_name: string | null;
  readonly created_at: string;
}

export interface Activity {
  readonly activity_id: number;
  readonly type: string;
  readonly subject: string;
  readonly description: string | null;
  readonly completed: boolean;
  readonly due_date: string | null;
  readonly completed_at: string | null;
  readonly created_at: string;
}

export interface LeadDetail extends Lead {
  readonly activities: readonly Activity[];
  readonly notes: readonly Note[];
  readonly conversations: readonly {
    readonly conversation_id: number;
    readonly status: string;
    readonly last_message: string | null;
    readonly last_message_at: string | null;
    readonly created_at: string;
  }[];
}
