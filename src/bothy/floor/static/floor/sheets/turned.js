// Turned away: counted, with its reason, whether or not anybody knows who it was.
import { turnAway } from "../acts.js";
import { s } from "../strings.en.js";
import { html } from "../lit.js";
import { Sheet, labelled, oneOf, tapOne } from "./sheet.js";

class TurnedSheet extends Sheet {
  purpose = "use";

  render() {
    return this.frame(
      s.turned.title,
      html`${oneOf(s.turned.purpose, labelled("purpose"), this.purpose, (purpose) => { this.purpose = purpose ?? "not_known"; this.requestUpdate(); })}
        ${tapOne(s.turned.reason, labelled("turned_away_reason"), (reason) => { this.close(); void turnAway(reason, this.purpose, this.args.person ?? null); })}`,
    );
  }
}
customElements.define("turned-sheet", TurnedSheet);
