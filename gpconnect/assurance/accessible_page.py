"""Allure's page made accessible, where it is not: names of buttons, landmarks, contrast."""

from typing import Final

from gpconnect.assurance.allure_tool import ReportError

_END: Final = "</body>"

# White on Allure's red has a contrast of 3.7 to 1; 4.5 are needed.
_STYLE: Final = ":root:not(#_) { --color-status-failed-bg: #c62828; --color-status-failed-on-bg: #fff; }"

# Allure draws as the reader goes, so that what is new is looked at again and again.
_SCRIPT: Final = """
{
  const words = text => text.replace(/[-_]+/g, " ").replace(/ ?button$/, "").trim();
  const named = one => one.textContent.trim() || one.hasAttribute("aria-label") || one.title;
  const complete = () => {
    for (const one of document.querySelectorAll("button")) {
      if (!named(one)) one.setAttribute("aria-label", words(one.dataset.testid || "") || "more");
    }
    document.querySelector("#app")?.setAttribute("role", "main");
    const title = document.querySelector("[data-testid=report-title]");
    if (title) { title.setAttribute("role", "heading"); title.setAttribute("aria-level", "1"); }
  };
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; complete(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
}
"""


def accessible(page: str) -> str:
    """Return Allure's page with a script that completes what assistive technology needs.

    Raises ``ReportError`` when the page has no end to put it to.
    """
    before, end, after = page.rpartition(_END)
    if not end:
        raise ReportError("Allure's page has no body. Use the pinned Allure version.")
    return f"{before}<style>{_STYLE}</style>\n<script>{_SCRIPT}</script>\n{end}{after}"
