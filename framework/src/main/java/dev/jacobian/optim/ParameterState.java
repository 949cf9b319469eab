package dev.jacobian.optim;

import dev.jacobian.autograd.FusedUpdate;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an optimizer keeps for one parameter between steps: named tensors, of the parameter's shape
 * and dtype unless {@link UpdateRule#state} says otherwise, and the number of updates. The tensors
 * live as long as the parameter, and follow it to another device.
 */
@Unwatched // What it holds is read anew at every run.
public final class ParameterState {
  private final Tensor parameter;
  private final Map<String, TensorSpec> specs;
  private final DoubleSupplier momentum;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private long step;

  /** The update as one kernel, if it was found to be one. */
  private @Nullable FusedUpdate fused;

  /** What was changed by the ops that were watched, and where it was. */
  private @Nullable Variable watched;

  private @Nullable Backend watchedOn;

  /**
   * Makes what is kept for a parameter.
   *
   * @param momentum gives the group's momentum as it is when it is asked
   */
  ParameterState(Tensor parameter, Map<String, TensorSpec> specs, DoubleSupplier momentum) {
    this.parameter = parameter;
    this.specs = specs;
    this.momentum = momentum;
  }

  /**
   * Returns the number of the running update, from 1. It changes from step to step: see {@link
   * UpdateRule#update}.
   */
  public long step() {
    return step;
  }

  /**
   * Returns the momentum as it is now, or the decay of the mean gradient; 0 without. Schedules
   * change it from step to step: see {@link UpdateRule#update}.
   */
  public double momentum() {
    return momentum.getAsDouble();
  }

  /**
   * Returns a tensor on the parameter's device; it starts with zeros at the first update, and
   * whatever changes it does so in place.
   */
  public Tensor tensor(String name) {
    return tensor(name, 0);
  }

  /**
   * Returns a tensor as {@link #tensor(String)} does, which starts with another number than 0.
   *
   * @throws OptionException if it is none that {@link UpdateRule#state} names
   */
  public Tensor tensor(String name, double first) {
    // A step that is being captured finds its state as every later step does: already there.
    Tensor kept = tensors.get(name);
    if (kept == null) {
      return Recording.outside(() -> keep(name, filled(name, first)));
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
    watched = null;
    return kept;
  }

  private Tensor filled(String name, double first) {
    TensorSpec spec = specs.get(name);
    if (spec == null) {
      throw new OptionException(
          "an update rule keeps '" + name + "', of which its state says nothing",
          "one of " + specs.keySet());
    }
    return Tensor.full(spec.shape(), first, spec.dtype(), parameter.device());
  }

  private Tensor keep(String name, Tensor tensor) {
    Storage storage = tensor.storage();
    storage.moveTo(parameter.storage().owner());
    tensors.put(name, tensor);
    watched = null;
    return tensor;
  }

  /**
   * Does an update, as one kernel if it was found to be one.
   *
   * @param name of the optimizer
   */
  void update(String name, Tensor gradient, Runnable ops) {
    // The first update makes what later ones find.
    if (step == 1 || Recording.isActive()) {
      ops.run();
      return;
    }
    Variable changed = parameter.variable();
    Backend backend = changed.storage().backend();
    if (watched != changed || watchedOn != backend) {
      watched = changed;
      watchedOn = backend;
      fused = FusedUpdate.watch(name, gradient.variable(), ops);
    } else if (fused == null || !fused.run(gradient.variable())) {
      ops.run();
    }
  }

  /** Returns what a parameter that has been updated keeps. */
  Map<String, TensorSpec> specs() {
    return specs;
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
    watched = null;
    saved.forEach((name, tensor) -> keep(name, tensor.to(parameter.device()).copy()));
  }
}
