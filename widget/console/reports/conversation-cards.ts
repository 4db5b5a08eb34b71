import { type Answer, type Card, dayCells, dayColumns } from "./card.ts";
import { type Interval, intervalLabel } from "./range.ts";
import { changeText, numberText, shareText, spanText } from "./words.ts";

type Conversations = Answer<"GET /reports/conversations">;
type FirstReplies = Answer<"GET /reports/first-replies">;
type Ratings = Answer<"GET /reports/ratings">;
type Team = Answer<"GET /reports/team">;

const moreLess = ["more", "less"] as const;

export function conversationsCard(now: Conversations, before: Conversations | null, interval: Interval): Card {
  const { total, intervals } = now;
  const figure = (label: string, key: keyof typeof total) => ({
    ...{ label, value: numberText(total[key]) },
    change: changeText(total[key], before?.total[key] ?? null, moreLess),
  });
  const values = (key: keyof typeof total) => intervals.map((one) => one[key]);
  return {
    name: "conversations",
    title: "Conversations",
    about: "Those that began then, as they stand now. Missed: over, and nobody of the team wrote.",
    figures: [figure("Started", "started"), figure("Answered", "answered"), figure("Missed", "missed")],
    chart: {
      ...{ kind: "stacked", unit: "count", format: numberText },
      labels: intervals.map((one) => intervalLabel(one, interval)),
      series: [
        { name: "Answered", tone: "accent", values: values("answered") },
        { name: "Waiting", tone: "warn", values: values("waiting") },
        { name: "Missed", tone: "bad", values: values("missed") },
      ],
    },
    columns: [...dayColumns, ...["Started", "Answered", "Waiting", "Missed", "Ended"].map((label) => ({ label }))],
    rows: intervals.map((one) => [
      ...dayCells(one, interval),
      one.started,
      one.answered,
      one.waiting,
      one.missed,
      one.ended,
    ]),
    empty: total.started === 0 ? "No conversation began in these days." : null,
  };
}

export function firstRepliesCard(now: FirstReplies, before: FirstReplies | null, interval: Interval): Card {
  const { total, intervals } = now;
  const figure = (label: string, key: "median_seconds" | "p90_seconds") => ({
    ...{ label, value: total[key] === null ? "–" : spanText(total[key]) },
    change: changeText(total[key], before?.total[key] ?? null, ["longer", "shorter"], spanText),
  });
  return {
    name: "first-replies",
    title: "First reply time",
    about:
      "From the visitor’s first message to the first of your team, nights included. Automatic replies do not count.",
    figures: [figure("Half were answered within", "median_seconds"), figure("Nine of ten within", "p90_seconds")],
    chart: {
      ...{ kind: "lines", unit: "seconds", format: spanText },
      labels: intervals.map((one) => intervalLabel(one, interval)),
      series: [
        { name: "Half within", tone: "accent", values: intervals.map((one) => one.median_seconds) },
        { name: "Nine of ten within", tone: "violet", values: intervals.map((one) => one.p90_seconds) },
      ],
    },
    columns: [
      ...dayColumns,
      { label: "Answered" },
      { label: "Half within", inFile: "Median (seconds)", format: spanText },
      { label: "Nine of ten within", inFile: "90th percentile (seconds)", format: spanText },
    ],
    rows: intervals.map((one) => [...dayCells(one, interval), one.answered, one.median_seconds, one.p90_seconds]),
    empty: total.answered === 0 ? "No conversation of these days was answered." : null,
  };
}

export function distributionCard({ distribution, total }: FirstReplies): Card {
  const within = (from: number, to: number | null) =>
    to === null
      ? `${spanText(from)} and longer`
      : from === 0
        ? `Under ${spanText(to)}`
        : `${spanText(from)} to ${spanText(to)}`;
  return {
    name: "first-reply-distribution",
    title: "How fast the first reply came",
    about: "The answered conversations by the time it took.",
    figures: [],
    chart: null,
    columns: [{ label: "Within" }, { label: "Conversations", bar: true }, { label: "Share" }],
    rows: distribution.map(({ from_seconds, to_seconds, answered }) => [
      ...[within(from_seconds, to_seconds), answered],
      shareText(answered, total.answered),
    ]),
    empty: total.answered === 0 ? "No conversation of these days was answered." : null,
  };
}

export function ratingsCard({ total, scores, intervals }: Ratings, before: Ratings | null, interval: Interval): Card {
  return {
    name: "ratings",
    title: "Ratings",
    about: "What visitors gave, 1 (poor) to 5 (very good), by the day their conversation began.",
    figures: [
      {
        ...{ label: "Average", value: total.average === null ? "–" : numberText(total.average) },
        change: changeText(total.average, before?.total.average ?? null, ["higher", "lower"]),
      },
      {
        ...{ label: "Ratings", value: numberText(total.ratings) },
        change: changeText(total.ratings, before?.total.ratings ?? null, moreLess),
      },
    ],
    chart: {
      ...{ kind: "lines", unit: "count", format: numberText },
      labels: intervals.map((one) => intervalLabel(one, interval)),
      series: [{ name: "Average", tone: "accent", values: intervals.map(({ average }) => average) }],
    },
    columns: [{ label: "Rating" }, { label: "Times given", bar: true }, { label: "Share" }],
    rows: scores.map(({ score, ratings }) => [score, ratings, shareText(ratings, total.ratings)]).reverse(),
    empty: total.ratings === 0 ? "No visitor rated a conversation of these days." : null,
  };
}

export function teamCard({ agents }: Team, { agents: rated }: Ratings): Card {
  const ratingOf = (id: number | null) => (id === null ? undefined : rated.find((one) => one.employee_id === id));
  return {
    name: "team",
    title: "Team",
    about: "Who wrote to visitors in these days. Ratings are those of the conversations assigned to each.",
    figures: [],
    chart: null,
    columns: [
      { label: "Agent" },
      { label: "Replies", bar: true },
      ...["Conversations", "Ratings", "Average"].map((label) => ({ label })),
    ],
    rows: agents.map(({ employee_id, name, replies, conversations }) => {
      const { ratings = 0, average = null } = ratingOf(employee_id) ?? {};
      return [name ?? "Unknown", replies, conversations, ratings, average];
    }),
    empty: agents.length === 0 ? "Nobody of the team wrote in these days." : null,
  };
}
