package dev.jacobian.autograd;

import java.util.Optional;

/**
 * Where a forward op was called; recorded in anomaly mode and for graphs that are read.
 *
 * @param layer path of the layer that was running, or empty
 * @param site the nearest frame of the user's program; empty where a command runs without one
 */
public record ForwardCall(String layer, Optional<String> site) {
  @Override
  public String toString() {
    String where = layer.isEmpty() ? "" : "in layer " + layer;
    String called = site.map(frame -> "called at " + frame).orElse("");
    return where + (where.isEmpty() || called.isEmpty() ? "" : ", ") + called;
  }
}
