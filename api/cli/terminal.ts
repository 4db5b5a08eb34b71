/** Where a command that goes on prints, and hears that it is to end. */
export interface Terminal {
  print(line: string): void;
  /**
   * Aborts when whoever looks has had enough: Ctrl-C, SIGTERM, or a pipe that was closed. Whoever asks for it has to end
   * by it: the first signal no longer ends the process by itself. The second does.
   */
  untilStopped(): AbortSignal;
}

/** The terminal or pipe of this process. */
export function createTerminal(process: NodeJS.Process): Terminal {
  const { stdout } = process;
  return {
    print: (line) => void stdout.write(`${line}\n`),
    untilStopped() {
      const stopping = new AbortController();
      const stop = () => stopping.abort();
      process.once("SIGINT", stop).once("SIGTERM", stop);
      stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
        stop();
      });
      return stopping.signal;
    },
  };
}
