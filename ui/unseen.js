// Says once when the place of a figure comes into sight, or is about to. The margin is
// of what scrolls: on a page of Streamlit's that is an element and not the window.
export default function ({ parentElement, setStateValue }) {
  const watch = new IntersectionObserver(
    (places) => {
      if (!places.some((place) => place.isIntersecting)) return;
      watch.disconnect();
      setStateValue("seen", true);
    },
    { scrollMargin: "200px" },
  );
  watch.observe(parentElement);
  return () => watch.disconnect();
}
