// Filters and unfolds; the page can be read without it.
(() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const words = document.getElementById('words');
  const runs = all('details.run'), groups = all('.group'), totals = all('.totals button');
  const searched = new Map();

  // What a run is found by: its line, its purpose, what it covers.
  const textOf = run => {
    if (!searched.has(run)) {
      const parts = run.querySelectorAll(':scope > summary, .about, .covers, .place');
      searched.set(run, [...parts].map(part => part.textContent).join(' ').toLowerCase());
    }
    return searched.get(run);
  };

  const show = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(word => word);
    const verdicts = totals.filter(button => button.getAttribute('aria-pressed') === 'true')
      .map(button => button.dataset.verdict);
    let shown = 0;
    for (const run of runs) {
      const verdict = verdicts.length === 0 || verdicts.includes(run.dataset.verdict);
      run.hidden = !verdict || !wanted.every(word => textOf(run).includes(word));
      if (!run.hidden) ++shown;
    }
    for (const group of groups) group.hidden = !group.querySelector('details.run:not([hidden])');
    document.getElementById('none').hidden = shown > 0;
    document.getElementById('shown').value = `${shown} of ${runs.length} shown`;
  };
  const unfold = (open, which = () => true) => {
    for (const run of runs) if (!run.hidden && which(run)) run.open = open;
  };

  for (const button of totals) {
    button.disabled = false;
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', button.getAttribute('aria-pressed') !== 'true');
      show();
    });
  }
  document.getElementById('unfold').addEventListener('click', () => unfold(true));
  document.getElementById('fold').addEventListener('click', () => unfold(false));
  document.getElementById('filter').addEventListener('submit', event => event.preventDefault());
  words.addEventListener('input', show);
  document.addEventListener('keydown', event => {
    if (event.key === '/' && document.activeElement !== words && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      words.focus();
    } else if (event.key === 'Escape' && document.activeElement === words) {
      words.value = '';
      show();
    }
  });

  // On paper nothing can be unfolded: what did not pass is shown in full.
  const opened = [];
  addEventListener('beforeprint', () => unfold(true, run => {
    const wanted = !run.open && !['pass', 'skip'].includes(run.dataset.verdict);
    if (wanted) opened.push(run);
    return wanted;
  }));
  addEventListener('afterprint', () => {
    for (const run of opened.splice(0)) run.open = false;
  });

  document.getElementById('filter').hidden = false;
  show();
})();
