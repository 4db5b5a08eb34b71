// Listeners are added by script, since onclick="…" is dead under this policy.
for (const button of document.querySelectorAll("[data-open-chat]")) {
  button.addEventListener("click", () => window.Valethon("open"));
}
