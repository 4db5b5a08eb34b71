import { byName, type Family } from "./metric-family.ts";

/** What the live side tells. */
export const gatewayFamilies: readonly Family[] = [
  {
    type: "gauge",
    name: "valethon_build_info",
    help: "1, with the version of the product that runs.",
    samples: ({ version }) => [{ labels: { version }, value: 1 }],
  },
  {
    type: "gauge",
    name: "valethon_draining",
    help: "1 from the moment this process was asked to stop.",
    samples: ({ gateway }) => [{ labels: {}, value: gateway.draining ? 1 : 0 }],
  },
  {
    type: "gauge",
    name: "valethon_sockets",
    help: "Sockets open now.",
    samples: ({ gateway }) =>
      gateway.sockets.map(({ namespace, transport, open }) => ({ labels: { namespace, transport }, value: open })),
  },
  {
    type: "gauge",
    name: "valethon_commands_in_progress",
    help: "Commands that are being worked on now.",
    samples: ({ gateway }) => [{ labels: {}, value: gateway.working }],
  },
  {
    type: "counter",
    name: "valethon_commands_total",
    help: "Commands that were answered on sockets: outcome is ok, or the code of the refusal.",
    samples: ({ gateway }) =>
      gateway.commands.flatMap(({ namespace, command, outcomes }) =>
        byName("outcome", outcomes, { namespace, command }),
      ),
  },
  {
    type: "histogram",
    name: "valethon_command_seconds",
    help: "From a command's arrival to its acknowledgement.",
    samples: ({ gateway }) =>
      gateway.commands.map(({ namespace, command, seconds }) => ({ labels: { namespace, command }, value: seconds })),
  },
  {
    type: "counter",
    name: "valethon_facts_total",
    help: "Facts and signals passed on to sockets, each once, to however many it went.",
    samples: ({ gateway }) => byName("kind", gateway.facts.sent),
  },
  {
    type: "histogram",
    name: "valethon_fact_delay_seconds",
    help: "From a commit until its fact was handed to the last of its sockets.",
    samples: ({ gateway }) => [...gateway.facts.delays].map(([kind, value]) => ({ labels: { kind }, value })),
  },
  {
    type: "counter",
    name: "valethon_client_faults_total",
    help: "What clients did wrong on sockets, or what was done to them for it.",
    samples: ({ gateway }) => Object.entries(gateway.counts).map(([fault, value]) => ({ labels: { fault }, value })),
  },
];
