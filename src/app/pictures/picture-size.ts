/** The size of an image in pixels, or of the canvas of an animation. */
export interface PictureSize {
  width: number;
  height: number;
}
