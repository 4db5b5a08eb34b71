import "./app.ts";
import { documentLook } from "./look.ts";

const sheet = documentLook.styleSheet;
if (sheet !== undefined) document.adoptedStyleSheets.push(sheet);
