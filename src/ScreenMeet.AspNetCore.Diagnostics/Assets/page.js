// Fetches the page again when the server says that there is something new. It can be switched off.
(() => {
  'use strict';

  const live = document.getElementById('live');
  if (!live || !window.EventSource) {
    return;
  }

  const state = document.getElementById('live-state');
  const button = document.getElementById('live-switch');
  const storageKey = 'screenmeet-live';
  const shortestInterval = 1000;

  // The server sends something every 15 seconds.
  const longestSilence = 45000;

  let source = null;
  let shownVersion = live.dataset.version;
  let wantedVersion = shownVersion;
  let isFetching = false;
  let lastFetch = 0;
  let fetchTimer = 0;
  let silenceTimer = 0;

  const isOff = () => {
    try {
      return sessionStorage.getItem(storageKey) === 'off';
    } catch {
      return button.getAttribute('aria-pressed') === 'false';
    }
  };

  const setOff = off => {
    button.setAttribute('aria-pressed', String(!off));
    try {
      sessionStorage.setItem(storageKey, off ? 'off' : 'on');
    } catch {
      // Without storage, the switch is forgotten when the page is left.
    }
  };

  const show = (text, kind) => {
    if (state.textContent !== text) {
      state.textContent = text;
      state.className = `badge ${kind}`;
    }
  };

  const replace = text => {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const fresh = page.getElementById('live-region');
    const stale = document.getElementById('live-region');
    if (!fresh || !stale) {
      location.reload();
      return;
    }

    const focused = stale.contains(document.activeElement) ? document.activeElement.id : '';
    shownVersion = fresh.dataset.version;
    stale.replaceWith(document.adoptNode(fresh));
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  };

  const refresh = async () => {
    if (isFetching || !source) {
      return;
    }

    isFetching = true;
    lastFetch = Date.now();
    try {
      const response = await fetch(location.href, { cache: 'no-store', redirect: 'error' });
      if (!response.ok) {
        throw new Error(response.statusText);
      }

      replace(await response.text());
      if (wantedVersion !== shownVersion) {
        setTimeout(refreshSoon);
      }
    } catch {
      // Signed out, or the server is gone: the stream says when it is back.
      show('Reload the page', 'warning');
    } finally {
      isFetching = false;
    }
  };

  const refreshSoon = () => {
    clearTimeout(fetchTimer);
    fetchTimer = setTimeout(refresh, Math.max(0, lastFetch + shortestInterval - Date.now()));
  };

  const hear = event => {
    show('Live', 'good');
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(reconnect, longestSilence);
    wantedVersion = event.data;
    if (wantedVersion !== shownVersion) {
      refreshSoon();
    }
  };

  const disconnect = () => {
    clearTimeout(fetchTimer);
    clearTimeout(silenceTimer);
    source?.close();
    source = null;
  };

  const connect = () => {
    disconnect();
    if (isOff()) {
      show('Off', 'waiting');
      return;
    }

    source = new EventSource(live.dataset.stream);
    silenceTimer = setTimeout(reconnect, longestSilence);
    source.addEventListener('update', hear);
    source.addEventListener('ping', hear);
    source.onerror = () => source.readyState === EventSource.CLOSED
      ? show('Reload the page', 'warning')
      : show('Connecting', 'waiting');
  };

  const reconnect = () => {
    show('Connecting', 'waiting');
    connect();
  };

  button.addEventListener('click', () => {
    setOff(!isOff());
    connect();
  });

  // A browser has few connections for each host, so a page that nobody sees gives its own back.
  document.addEventListener('visibilitychange', () => document.hidden ? disconnect() : connect());
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', event => event.persisted && connect());

  setOff(isOff());
  live.hidden = false;
  connect();
})();
