/** Whether a finger has swiped on to the next card. Pure. */

export interface Point {
  x: number;
  y: number;
}

const FAR_PX = 64;

/** Towards the start of the line; what goes up or down is scrolling. */
export function isSwipeOn(from: Point, to: Point, isRightToLeft: boolean): boolean {
  const along = isRightToLeft ? to.x - from.x : from.x - to.x;
  return along >= FAR_PX && along > 2 * Math.abs(to.y - from.y);
}
