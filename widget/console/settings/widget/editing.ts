import type { KeySettings, Workspace } from "./key-settings.ts";

/** What the parts of the widget's form work with. */
export interface Editing {
  /** As edited. */
  readonly settings: KeySettings;
  readonly workspace: Workspace;
  /** By the setting's name. */
  readonly problems: Readonly<Record<string, string>>;
  set<Name extends keyof KeySettings>(name: Name, value: KeySettings[Name] | undefined): void;
  /** Takes over settings that were changed as a whole. */
  replace(settings: KeySettings): void;
}
