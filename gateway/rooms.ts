/** Names of Socket.IO rooms. Each starts with its space or tenant, so that no room ever spans two of them. */
export const rooms = {
  /** Every signed-in employee who looks at this space. */
  agents: (space: string) => `agents:${space}`,
  /** Employees who look at who is on the website now. */
  watchers: (space: string) => `watchers:${space}`,
  /** Every website visitor of this space. */
  visitors: (space: string) => `visitors:${space}`,
  /** All browsers and tabs of one visitor. */
  session: (space: string, widgetSessionId: number) => `session:${space}:${widgetSessionId}`,
  /** Agents who have this conversation open. */
  conversation: (space: string, id: number) => `conversation:${space}:${id}`,
  /** The sockets of one employee among those: they alone see the client ids of what that employee sent. */
  ownConversation: (space: string, id: number, employeeId: number) => `conversation:${space}:${id}:by:${employeeId}`,
  employee: (space: string, id: number) => `employee:${space}:${id}`,
  /**
   * Sockets that hang on one credential. Employees and their sign-ins belong to the tenant and are cut in live and test
   * alike; keys and visitors' sessions belong to one space.
   */
  credential: (what: string, owner: string, id: number) => `credential:${what}:${owner}:${id}`,
} as const;
