import { type ComponentChildren, render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import "./printed.css";

/** What a printer gets instead of the screen. It stands beside the app, so that the app's height adds no empty pages. */
export function Printed({ children }: { children: ComponentChildren }) {
  const sheet = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const made = document.createElement("div");
    made.className = "printed";
    document.body.append(made);
    sheet.current = made;
    return () => {
      render(null, made);
      made.remove();
    };
  }, []);
  useEffect(() => {
    if (sheet.current) render(children, sheet.current);
  }, [children]);
  return null;
}
