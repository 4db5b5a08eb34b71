import type { SimTab } from "./tab.ts";
import type { World } from "./world.ts";

type Given = Pick<LockManager, "request">;
interface Request {
  readonly tab: SimTab;
  readonly grant: () => void;
}

/** One browser's Web Locks: exclusive, in the order of asking; a tab that is closed lets go. */
export interface Locks {
  of(tab: SimTab): Given;
  /** What the tab held or waited for is free. */
  release(tab: SimTab): void;
}

export function createLocks(world: World): Locks {
  const queues = new Map<string, Request[]>();

  function queueOf(name: string): Request[] {
    const known = queues.get(name) ?? [];
    queues.set(name, known);
    return known;
  }

  function grantHead(name: string): void {
    const [head] = queueOf(name);
    if (head !== undefined) world.after(world.random.between(0, 2), () => head.tab.run(head.grant));
  }

  function leave(name: string, request: Request): void {
    const queue = queueOf(name);
    const index = queue.indexOf(request);
    if (index < 0) return;
    queue.splice(index, 1);
    if (index === 0) grantHead(name);
  }

  function ask(tab: SimTab, name: string, work: (lock: object) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request: Request = {
        tab,
        grant() {
          if (queueOf(name)[0] !== request) return;
          const done = Promise.resolve().then(() => work({}));
          done.then(resolve, reject).finally(() => leave(name, request));
        },
      };
      queueOf(name).push(request);
      if (queueOf(name).length === 1) grantHead(name);
    });
  }

  return {
    of: (tab) => ({ request: (name: string, work: never) => ask(tab, name, work) }) as unknown as Given,
    release(tab) {
      for (const [name, queue] of queues) {
        for (const request of [...queue]) if (request.tab === tab) leave(name, request);
      }
    },
  };
}
