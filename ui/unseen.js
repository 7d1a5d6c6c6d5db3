// Says once when the place of a figure comes into sight, or is about to. The margin is
// of what scrolls: on a page of Streamlit's that is an element and not the window.
//
// Streamlit sends what was said within one turn of the event loop as one message, and
// runs the fragment of the first who said it, be it a click of the reader's that needs
// the whole page. So each place speaks in a turn of its own, when nothing else is due.
const waiting = [];
const whenIdle = window.requestIdleCallback ?? ((speak) => setTimeout(speak, 100));

function speakInTurn() {
  whenIdle(() => {
    waiting[0]();
    setTimeout(() => {
      waiting.shift();
      if (waiting.length > 0) speakInTurn();
    }, 10);
  });
}

export default function ({ parentElement, setStateValue }) {
  let isThere = true;
  const watch = new IntersectionObserver(
    (places) => {
      if (!places.some((place) => place.isIntersecting)) return;
      watch.disconnect();
      waiting.push(() => isThere && setStateValue("seen", true));
      if (waiting.length === 1) speakInTurn();
    },
    { scrollMargin: "200px" },
  );
  watch.observe(parentElement);
  return () => {
    isThere = false;
    watch.disconnect();
  };
}
