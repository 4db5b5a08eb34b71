import { html, nothing } from "lit";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { may } from "../rights.ts";
import "../settings/canned-card.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import "../settings/rules-card.ts";

/** What is said without anybody writing it: what agents keep ready, and what answers until one of them does. */
export class SettingsRepliesPage extends DeskPage {
  static override styles = [baseLook, buttonLook, frameLook];

  override render() {
    const { role } = this.desk.employee;
    return settingsFrame(
      this,
      { title: "Replies", intro: "What your team keeps ready to say, and what answers a visitor until a person does." },
      html`<console-canned-card .desk=${this.desk} .services=${this.services}></console-canned-card>
        ${may(role, "admin") ? html`<console-rules-card .services=${this.services}></console-rules-card>` : nothing}`,
    );
  }
}

customElements.define("console-settings-replies", SettingsRepliesPage);
