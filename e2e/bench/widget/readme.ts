const markers = ["<!-- bench:widget -->", "<!-- /bench:widget -->"] as const;

/** A README with this between its markers, in place of what stood there. Throws when it has no markers. */
export function putBetweenMarkers(readme: string, content: string): string {
  const [begin, end] = markers.map((marker) => readme.indexOf(marker)) as [number, number];
  if (begin < 0 || end < begin) throw new Error(`The README has no ${markers.join(" … ")} to write between.`);
  return `${readme.slice(0, begin + markers[0].length)}\n${content}\n${readme.slice(end)}`;
}
