package dev.jacobian.tensor;

/**
 * What {@link Pooling#gridSample(Tensor, GridSampleOptions)} may be asked for.
 *
 * @param mode how a number between the centres of elements comes about
 * @param padding what is read outside of the image
 * @param alignCorners whether -1 and 1 are the centres of the outermost elements, else their edges
 */
public record GridSampleOptions(Mode mode, Padding padding, boolean alignCorners) {
  /** How a number between the centres of elements comes about. */
  public enum Mode {
    /** From the four nearest, by how near they are. */
    BILINEAR,
    /** It is the nearest one. */
    NEAREST
  }

  /** What is read outside of an image. */
  public enum Padding {
    /** Zeros. */
    ZEROS,
    /** The outermost elements. */
    BORDER,
    /** The image, mirrored at its edge as often as it takes. */
    REFLECTION
  }

  /** Returns PyTorch's defaults: bilinear, zeros, corners not aligned. */
  public static GridSampleOptions defaults() {
    return new GridSampleOptions(Mode.BILINEAR, Padding.ZEROS, false);
  }

  /** Returns these options with another mode. */
  public GridSampleOptions withMode(Mode value) {
    return new GridSampleOptions(value, padding, alignCorners);
  }

  /** Returns these options with other numbers outside of the image. */
  public GridSampleOptions withPadding(Padding value) {
    return new GridSampleOptions(mode, value, alignCorners);
  }

  /** Returns these options with corners that are aligned, or not. */
  public GridSampleOptions withAlignCorners(boolean value) {
    return new GridSampleOptions(mode, padding, value);
  }
}
