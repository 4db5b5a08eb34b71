// Without this script the form signs out just as well: the next page names nobody, and the chat forgets. With it the chat
// forgets in this moment, in every tab.
document.querySelector("[data-sign-out]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(event.target.action, { method: "POST" });
  if (answer.ok) await window.Valethon?.reset();
  location.assign("/");
});
