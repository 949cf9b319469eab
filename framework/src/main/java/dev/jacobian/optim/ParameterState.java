package dev.jacobian.optim;

import dev.jacobian.device.Storage;
import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an optimizer keeps for one parameter between steps: named tensors of the parameter's shape
 * and dtype, and the number of updates. The tensors live as long as the parameter, and follow it to
 * another device.
 */
public final class ParameterState {
  private final Tensor parameter;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private long step;

  ParameterState(Tensor parameter) {
    this.parameter = parameter;
  }

  /** Returns the number of the running update, from 1. */
  public long step() {
    return step;
  }

  /** Returns whether there is a tensor of this name. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /**
   * Returns a tensor on the parameter's device; what {@code first} gives, in storage of its own, if
   * there is none yet.
   */
  public Tensor tensor(String name, Supplier<Tensor> first) {
    Tensor kept = tensors.get(name);
    if (kept == null) {
      return keep(name, first.get());
    }
    return kept.device().equals(parameter.device())
        ? kept
        : keep(name, kept.to(parameter.device()));
  }

  /** Returns a tensor that starts with zeros: see {@link #tensor(String, Supplier)}. */
  public Tensor zeros(String name) {
    return tensor(
        name, () -> Tensor.full(parameter.shape(), 0, parameter.dtype(), parameter.device()));
  }

  private Tensor keep(String name, Tensor tensor) {
    Storage storage = tensor.storage();
    storage.moveTo(parameter.storage().owner());
    tensors.put(name, tensor);
    return tensor;
  }

  void countStep() {
    step++;
  }

  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Takes over a saved state; the tensors are copied. */
  void restore(long savedStep, Map<String, Tensor> saved) {
    step = savedStep;
    tensors.clear();
    saved.forEach((name, tensor) -> keep(name, tensor.to(parameter.device()).copy()));
  }
}
