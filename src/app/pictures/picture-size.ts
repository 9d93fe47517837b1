/** The size of an image in pixels; of an animation, the size of its canvas. */
export interface PictureSize {
  width: number;
  height: number;
}
