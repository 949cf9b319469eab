package dev.jacobian.autograd;

/**
 * Where a forward op was called; recorded in anomaly mode.
 *
 * @param layer path of the layer that was running, or empty
 * @param site the nearest frame of the user's program
 */
record ForwardCall(String layer, String site) {
  @Override
  public String toString() {
    return (layer.isEmpty() ? "" : "in layer " + layer + ", ") + "called at " + site;
  }
}
