// The switch between versions: the same page of another version, or its first page where it has no such page.
document.addEventListener("DOMContentLoaded", () => {
  const select = document.getElementById("version");
  const versions = window.guideVersions ?? [];
  if (!select || !versions.includes(select.dataset.version)) return;
  select.replaceChildren(
    ...versions.map((version) => new Option(version, version, false, version === select.dataset.version)),
  );
  select.addEventListener("change", async () => {
    const home = `${select.dataset.root}../${select.value}/`;
    const page = home + select.dataset.page;
    // A page that is opened as a file can't ask whether another one exists.
    const there = location.protocol === "file:" || (await fetch(page, { method: "HEAD" })).ok;
    location.href = there ? page : `${home}index.html`;
  });
});
