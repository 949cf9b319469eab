package dev.jacobian.device;

/** The arrays of a convolution, each of which is linear in each other one. */
public enum ConvolutionPart {
  /** {@code [n, groups * c, sizes...]}. */
  INPUT,
  /** {@code [outChannels, c, kernel sizes...]}. */
  WEIGHT,
  /** {@code [n, outChannels, numbers of windows...]}. */
  OUTPUT
}
