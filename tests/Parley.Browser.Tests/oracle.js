// In place before anything of a page is read, in every frame: what only hostile script would call is a finding, and
// whatever of a page is neither the page's own nor allowed in a comment is one too.
(() => {
  const isTop = window === top;
  let shared;
  try { shared = top.oracle ??= { findings: [], at: '' }; } catch { shared = { findings: [], at: '' }; }
  const find = (what) => shared.findings.push({ at: shared.at, what });
  const caught = (what) => find('ran script: ' + what);

  window.caught = caught;
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'postMessage', 'Function', 'Worker', 'SharedWorker',
    'WebSocket', 'XMLHttpRequest', 'Image', 'Audio', 'RTCPeerConnection'])
    window[name] = function () { caught(name); };
  // The page itself watches its own discussion, and nothing else.
  const Source = window.EventSource;
  window.EventSource = function (url, init) {
    if (/^\/api\/v1\/sites\/[\w-]+\/stories\/[\w-]+\/live(\?|$)/.test(url)) return new Source(url, init);
    caught('EventSource');
  };
  // The driver of the browser asks through it, and always for the oracle.
  const genuine = window.eval;
  window.eval = (text) => { if (!/oracle/.test(text)) caught('eval ' + text.slice(0, 100)); return genuine(text); };
  for (const name of ['setTimeout', 'setInterval']) {
    const timer = window[name];
    window[name] = (work, ...rest) => typeof work === 'function' ? timer(work, ...rest) : caught(name);
  }
  const fetched = window.fetch;
  window.fetch = (input, init) => /^\/(api\/v1|comments)\//.test(input) ? fetched(input, init) : caught('fetch');
  Navigator.prototype.sendBeacon = () => caught('sendBeacon');
  document.write = document.writeln = () => caught('document.write');
  for (const name of ['domain', 'title']) Object.defineProperty(document, name, { get: () => '', set: () => caught(name) });
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(document, 'cookie', { get: () => cookie.get.call(document), set: () => caught('cookie') });
  window.addEventListener('error', (event) => { if (event.error) caught('error: ' + event.message); });
  window.addEventListener('unhandledrejection', (event) => caught('error: ' + event.reason));

  const stop = (event) => {
    if (event.target.closest?.('a[href], area[href]') && /^(https?|mailto):/.test(event.target.closest('a[href], area[href]').href))
      event.preventDefault();
  };
  document.addEventListener('click', stop, true);
  document.addEventListener('auxclick', stop, true);
  document.addEventListener('submit', (event) => event.preventDefault(), true);
  if (!isTop) return;

  // The words of a comment, and those of a story: what they may be made of, and with which attributes.
  const comment = { P: ['dir'], BLOCKQUOTE: ['dir'], UL: ['dir'], OL: ['dir', 'start'], LI: [], PRE: ['dir'], CODE: [],
    EM: [], STRONG: [], DEL: [], BR: [], A: ['href', 'rel'] };
  const body = { P: ['dir'], H2: [], H3: [], H4: [], BLOCKQUOTE: [], UL: [], OL: [], LI: [], PRE: [], CODE: [], EM: [], STRONG: [],
    DEL: [], A: ['href'], BR: [], HR: [] };
  const containers = '.text, .body';
  const addresses = ['href', 'src', 'action', 'formaction', 'data', 'poster', 'background', 'xlink:href', 'srcset', 'ping', 'cite'];
  const numbered = /^(comment|h|replies|story)[-.][0-9a-z]{26}$/;
  const counted = ['html', 'head', 'body', 'main', 'h1', 'form:not(.vote)', 'textarea', 'script', 'style', 'title', 'base', 'footer'];

  const containerOf = (element) => element.parentElement?.closest(containers);
  const classes = (element) => [...element.classList].map((c) => '.' + c.replace(/^h\d+$/, 'h0')).sort().join('');

  // Where an element of the page's own stands, as far up as the comment that holds it, and which attributes it has.
  const sign = (element) => {
    const path = [];
    for (let at = element, items = 0; at && items < 2; at = at.parentElement) {
      path.push(at.localName + classes(at));
      if (at.localName === 'li') items++;
    }
    return path.join(' < ') + ' [' + [...element.attributes].map((a) => a.name).sort().join(' ') + ']';
  };
  const hasWords = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());

  // The page's own script is done when it has made the folds.
  shared.ready = () => new Promise((done) => {
    const look = () => {
      if (!document.querySelector('.fold') && document.querySelector('#branches li > ol')) return;
      watch.disconnect();
      done();
    };
    const watch = new MutationObserver(look);
    watch.observe(document, { childList: true, subtree: true });
    look();
  });

  // What a page of this kind is made of, when nobody means any harm.
  shared.learn = (page) => {
    const known = { signs: [], worded: [], ids: [], counts: [] };
    for (const element of page.querySelectorAll('*')) {
      if (containerOf(element)) continue;
      known.signs.push(sign(element));
      if (hasWords(element)) known.worded.push(sign(element));
      if (element.id && !numbered.test(element.id)) known.ids.push(element.id);
    }
    for (const name of counted) known.counts.push(name + ' ' + page.querySelectorAll(name).length);
    return known;
  };

  const judgeAddress = (name, value, isWords) => {
    if (!isWords && /^(\/(?!\/)|#)/.test(value) && !/[\\\s]/.test(value)) return;
    // The icon that spares the browser from asking for one.
    if (!isWords && value === 'data:,') return;
    let protocol = 'none';
    try { protocol = new URL(value).protocol; } catch { }
    if (!['http:', 'https:', 'mailto:'].includes(protocol)) find('address in ' + name + ': ' + value);
  };

  const judgeWords = (element, container) => {
    const allowed = (container.matches('.body') ? body : comment)[element.tagName];
    if (!allowed || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') find('element ' + element.tagName);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) find('attribute on…: ' + name);
      else if (allowed && !allowed.includes(name)) find('attribute ' + name);
      if (addresses.includes(name)) judgeAddress(name, value, true);
    }
    if (!container.matches('.body') && element.tagName === 'A' && element.rel !== 'ugc nofollow noopener noreferrer') find('link without rel');
  };

  const judgeOwn = (element, known) => {
    const signed = sign(element);
    if (!known.signs.has(signed)) find('outside of any comment: ' + signed);
    else if (hasWords(element) && !known.worded.has(signed)) find('words outside of any place for words: ' + signed);
    if (element.id && !numbered.test(element.id) && !known.ids.has(element.id)) find('id ' + element.id);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) find('attribute on…: ' + name);
      if (addresses.includes(name)) judgeAddress(name, value, false);
    }
  };

  const touch = (element) => {
    for (const type of ['pointerover', 'mouseover', 'mouseenter', 'mousemove', 'focus', 'focusin', 'pointerdown', 'mousedown',
      'touchstart', 'mouseup', 'click', 'dblclick', 'auxclick', 'contextmenu', 'keydown', 'keypress', 'keyup', 'beforeinput',
      'input', 'change', 'paste', 'copy', 'cut', 'dragstart', 'dragenter', 'drop', 'wheel', 'scroll', 'select', 'submit',
      'reset', 'toggle', 'animationstart', 'animationend', 'transitionend', 'mouseleave', 'mouseout', 'blur']) {
      element.dispatchEvent(type === 'click' ? new MouseEvent(type, { bubbles: true, cancelable: true })
        : new Event(type, { bubbles: true, cancelable: true }));
    }
    element.focus?.();
    if (element.matches('input, textarea, select')) { try { element.value = 'typed'; } catch { } }
  };

  const judgeComment = (page, { id, name, html, plain }) => {
    const item = page.getElementById('comment-' + id);
    const article = item?.querySelector(':scope > article');
    if (!article || !item.closest('ol.branches')) return find('is not in the discussion');
    // The place of somebody whose words never came has a sentence of ours.
    for (const part of ['h3', '.name', html ? '.text' : '.gone'])
      if (article.querySelectorAll(part).length !== 1) find(article.querySelectorAll(part).length + ' of ' + part);
    if (article.querySelector('.name')?.textContent !== name) find('is signed ' + article.querySelector('.name')?.textContent);
    if (!html) return;
    const words = article.querySelector('.text');
    const expected = document.createElement('template');
    expected.innerHTML = html;
    if (words?.innerHTML !== expected.innerHTML) find('reads otherwise than its data: ' + words?.innerHTML);
    // Controls are shown as the replacement character.
    const letters = (text) => text.replace(/[\s\u007f-\u009f\uFFFD]/g, '');
    if (plain != null && letters(words?.textContent ?? '') !== letters(plain)) find('does not show its words');
  };

  const turn = () => new Promise((done) => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); });

  shared.judge = async (page, kind, expected) => {
    const known = Object.fromEntries(Object.entries(kind).map(([key, values]) => [key, new Set(values)]));
    const name = shared.at;
    const all = [...page.querySelectorAll('*')];
    const ids = all.filter((e) => e.id).map((e) => e.id);
    if (new Set(ids).size !== ids.length) find('two elements with one id: ' + ids.find((id, i) => ids.indexOf(id) !== i));
    for (const counts of counted.map((tag) => tag + ' ' + page.querySelectorAll(tag).length))
      if (!known.counts.has(counts)) find('outside of any comment: ' + counts);
    if (page.compatMode !== 'CSS1Compat') find('is read in quirks mode');
    const notes = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
    if (notes.nextNode()) find('holds a note: ' + notes.currentNode.data);
    if (expected.total != null && page.querySelectorAll('#branches article').length !== expected.total)
      find(page.querySelectorAll('#branches article').length + ' comments instead of ' + expected.total);
    const before = page.body.innerHTML;
    for (const element of all) {
      const container = containerOf(element);
      shared.at = element.closest('li[id^=comment-]')?.id.replace('comment-', '') || name;
      const count = shared.findings.length;
      if (container) judgeWords(element, container);
      else judgeOwn(element, known);
      if (container || shared.findings.length > count) touch(element);
      if (container && container.matches('.text')) await turn();
    }
    shared.at = name;
    if (!expected.comments?.length && page.body.innerHTML !== before) find('changed when touched');
    for (const one of expected.comments ?? []) {
      shared.at = one.id;
      judgeComment(page, one);
    }
    shared.at = name;
    for (const { selector, text } of expected.texts ?? [])
      if (page.querySelector(selector)?.textContent !== text) find(selector + ' says ' + JSON.stringify(page.querySelector(selector)?.textContent));
    for (const { selector, text } of expected.values ?? [])
      if (page.querySelector(selector)?.value !== text) find(selector + ' holds ' + JSON.stringify(page.querySelector(selector)?.value));
    // Navigations to javascript: and the errors of what could not be loaded come after a few turns.
    for (let i = 0; i < 3; i++) await turn();
  };

  const load = (html) => new Promise((done) => {
    const frame = document.createElement('iframe');
    frame.onload = () => done(frame);
    frame.srcdoc = html;
    document.body.append(frame);
  });

  shared.learnAll = async (pages) => {
    const known = [];
    for (const html of pages) {
      const frame = await load(html);
      known.push(shared.learn(frame.contentDocument));
      frame.remove();
    }
    return known;
  };

  shared.judgeAll = async (pages, kind) => {
    for (const { at, html, expected } of pages) {
      shared.at = at;
      const frame = await load(html);
      if (frame.contentDocument) await shared.judge(frame.contentDocument, kind, expected);
      else find('left its page');
      frame.remove();
    }
  };
})();
