package dev.jacobian.optim;

import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.Storage;
import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an optimizer keeps for one parameter between steps: named tensors of the parameter's shape
 * and dtype, and the number of updates. The tensors live as long as the parameter, and follow it to
 * another device.
 */
@Unwatched // What it holds is read anew at every run.
public final class ParameterState {
  private final Tensor parameter;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private long step;

  ParameterState(Tensor parameter) {
    this.parameter = parameter;
  }

  /**
   * Returns the number of the running update, from 1. It changes from step to step: see {@link
   * UpdateRule#update}.
   */
  public long step() {
    return step;
  }

  /**
   * Returns a tensor on the parameter's device; it starts with zeros at the first update, and
   * whatever changes it does so in place.
   */
  public Tensor tensor(String name) {
    // A step that is being captured finds its state as every later step does: already there.
    Tensor kept = tensors.get(name);
    if (kept == null) {
      return Recording.outside(() -> keep(name, zeros()));
    }
    if (!kept.device().equals(parameter.device())) {
      Recording.outside(() -> move(kept));
    }
    return kept;
  }

  /** Moves the values under the handle that compiled steps know. */
  private Tensor move(Tensor kept) {
    Storage moved = kept.to(parameter.device()).storage();
    moved.moveTo(parameter.storage().owner());
    kept.variable().replaceStorage(moved);
    return kept;
  }

  private Tensor zeros() {
    return Tensor.full(parameter.shape(), 0, parameter.dtype(), parameter.device());
  }

  private Tensor keep(String name, Tensor tensor) {
    Storage storage = tensor.storage();
    storage.moveTo(parameter.storage().owner());
    tensors.put(name, tensor);
    return tensor;
  }

  void countStep() {
    Recording.effect(() -> step++, () -> step--);
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
