/* Conveniences on top of pages that work without them. Nothing here is needed to finish anything. */
"use strict";

(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const KEYS_SWITCH = "dengwen-keys";
  const AGAIN_AFTER = 8000; // ms: a form that did not come back may be sent again
  const PASSING = 6000; // ms: how long good news stays
  const CHORD = 1500; // ms between g and the letter

  /* The error summary speaks first; its links lead into the field */
  const errors = one("[data-errors]");
  if (errors) errors.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-errors] a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    (target.closest(".field") || target).scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  });

  /* A form is sent once */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < AGAIN_AFTER) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = String(Date.now());
    const pressed = event.submitter;
    if (pressed) pressed.setAttribute("aria-disabled", "true");
    window.setTimeout(() => {
      delete form.dataset.sent;
      if (pressed) pressed.removeAttribute("aria-disabled");
    }, AGAIN_AFTER);
  });
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const pressed of all("button[aria-disabled]")) pressed.removeAttribute("aria-disabled");
  });

  /* Dialogs: a link or button with data-dialog opens the one of that id */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.showModal();
    } else if (event.target.matches("dialog")) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });

  /* Menus close when one looks elsewhere */
  document.addEventListener("click", (event) => {
    for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && one("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    one("summary", menu).focus();
  });

  /* Copying */
  if (navigator.clipboard) for (const button of all("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.lastChild.textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });

  /* Good news goes by itself, unless somebody is reading it */
  for (const banner of all("[data-passing]")) {
    const leave = () => (banner.matches(":hover, :focus-within") ? window.setTimeout(leave, PASSING) : banner.remove());
    window.setTimeout(leave, PASSING);
  }

  /* How much may still be written */
  for (const area of all("textarea[maxlength], textarea[data-limit]")) {
    const limit = Number(area.dataset.limit || area.maxLength);
    const counter = document.createElement("p");
    counter.className = "counter";
    counter.setAttribute("aria-hidden", "true");
    const tell = () => {
      counter.textContent = `${area.value.length} / ${limit}`;
      counter.classList.toggle("is-over", area.value.length > limit || (area.maxLength > 0 && area.value.length === limit));
    };
    area.after(counter);
    area.addEventListener("input", tell);
    tell();
  }

  /* Ready words: a tap puts them into the text of their form */
  for (const group of all("[data-phrases]")) {
    const area = one("textarea", group.closest("form"));
    if (!area) continue;
    group.hidden = false;
    area.after(group);
    group.addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-phrase]");
      if (!pressed || area.value.includes(pressed.dataset.phrase)) return;
      area.value += pressed.dataset.phrase;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  /* Leaving quickly: the page is not to be found by going back */
  const leaveLink = one("[data-leave]");
  if (leaveLink) {
    let shifts = [];
    const leave = (event) => {
      if (event) event.preventDefault();
      document.body.hidden = true;
      window.location.replace(leaveLink.href);
    };
    leaveLink.addEventListener("click", leave);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Shift") {
        shifts = [];
        return;
      }
      const now = performance.now();
      shifts = [...shifts.filter((at) => now - at < CHORD), now];
      if (shifts.length >= 3) leave();
    });
  }

  /* The rail as a sheet on phones: Escape closes it */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && window.location.hash === "#rail") window.location.hash = "#main";
  });

  /* The desk by keyboard */
  if (document.body.dataset.keys !== "desk") return;
  const switchBox = one("[data-keys-switch]");
  const isOn = () => window.localStorage.getItem(KEYS_SWITCH) !== "off";
  if (switchBox) {
    switchBox.checked = isOn();
    switchBox.addEventListener("change", () => window.localStorage.setItem(KEYS_SWITCH, switchBox.checked ? "on" : "off"));
  }
  let goingSince = -CHORD;
  const step = (by) => {
    const rows = all("[data-row]");
    const here = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
    const next = rows[Math.min(rows.length - 1, Math.max(0, here < 0 ? 0 : here + by))];
    const target = next && (next.matches("a, button") ? next : one("a, button", next));
    if (!target) return false;
    target.focus();
    return true;
  };
  const press = (element) => {
    if (!element) return false;
    element.click();
    return true;
  };
  const openHelp = () => {
    const help = document.getElementById("keys");
    if (!help || !help.showModal) return false;
    help.showModal();
    return true;
  };
  const search = () => {
    const box = one("[data-search]");
    if (!box || !box.offsetParent) return false;
    box.focus();
    box.select();
    return true;
  };
  const act = (key) => {
    if (performance.now() - goingSince < CHORD) {
      goingSince = -CHORD;
      return press(one(`[data-go="${CSS.escape(key)}"]`));
    }
    if (key === "g") {
      goingSince = performance.now();
      return true;
    }
    if (key === "j") return step(1);
    if (key === "k") return step(-1);
    if (key === "/") return search();
    if (key === "?") return openHelp();
    return press(one(`[data-shortcut="${CSS.escape(key)}"]`));
  };
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isOn()) return;
    if (event.key.length === 1 && act(event.key)) event.preventDefault();
  });
})();
