import type { Chime } from "../../state/one-sound.ts";

/** A context that may not start leaves its promise open. */
const startsWithin = 500;
/** Seconds. */
const length = 0.9;
/** A context that runs keeps the device awake; it outlives its last tone by a little. */
const restsAfter = 3_000;

/** Two soft tones, E5 and A5, made by hand: a file would be one more request. */
export interface TwoTones extends Chime {
  /** Called while the visitor touches the page: Safari lets a context start at no other time for its first time. */
  prepare(): void;
  close(): void;
}

export function createChime(): TwoTones {
  let context: AudioContext | null = null;
  let resting: ReturnType<typeof setTimeout> | undefined;

  /** Before the visitor's first touch a browser would refuse, and say so in the page's console. */
  function open(): AudioContext | null {
    if (!navigator.userActivation?.hasBeenActive) return null;
    try {
      context ??= new AudioContext();
    } catch {
      // No more contexts for this page, or no audio at all.
    }
    return context;
  }

  function restLater(): void {
    clearTimeout(resting);
    resting = setTimeout(() => void context?.suspend().catch(() => {}), restsAfter);
  }

  async function ready(): Promise<boolean> {
    const audio = open();
    if (audio === null) return false;
    restLater();
    const late = new Promise<void>((resolve) => setTimeout(resolve, startsWithin));
    await Promise.race([audio.resume().catch(() => {}), late]);
    return audio.state === "running";
  }

  return {
    ready,
    prepare() {
      if (context === null) void ready();
    },
    ring() {
      if (context === null) return;
      restLater();
      playTones(context);
    },
    close() {
      clearTimeout(resting);
      void context?.close().catch(() => {});
      context = null;
    },
  };
}

function playTones(context: AudioContext): void {
  const start = context.currentTime;
  const tone = new OscillatorNode(context, { type: "sine", frequency: 659.26 });
  const volume = new GainNode(context, { gain: 0 });
  tone.frequency.setValueAtTime(880, start + 0.16);
  for (const [at, loudest] of [
    [0, 0.06],
    [0.16, 0.08],
  ] as const) {
    // Rising and falling instead of switching: a step is heard as a click.
    volume.gain.setTargetAtTime(loudest, start + at, 0.008);
    volume.gain.setTargetAtTime(0, start + at + 0.05, at === 0 ? 0.05 : 0.15);
  }
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + length);
}
