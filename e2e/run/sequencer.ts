import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Where files take long, longest first. They mostly wait, so what takes the processor fills the time beside them. */
const slow = ["e2e/simulation/", "e2e/faults/", "e2e/"];

/** Starts the files that take longest first, or the others would wait at the end for the last of them alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = slow.findIndex((folder) => moduleId.includes(`/${folder}`));
      return place < 0 ? slow.length : place;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
