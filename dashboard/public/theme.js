// Before the first paint, so that nobody who wants the dark sees a flash of white. The key is lib/theme.ts's.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("switchyard.theme");
  } catch {
    // A browser that keeps nothing shows what the system says.
  }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
