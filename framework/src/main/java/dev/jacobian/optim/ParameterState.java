package dev.jacobian.optim;

import dev.jacobian.autograd.FusedUpdate;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an optimizer keeps for one parameter between steps: named tensors, of the parameter's shape
 * and dtype unless {@link UpdateRule#state} says otherwise, and the number of updates. The tensors
 * live as long as the parameter, and follow it to another device or dtype.
 */
@Unwatched // What it holds is read anew at every run.
public final class ParameterState {
  private final Tensor parameter;
  private final Function<TensorSpec, Map<String, TensorSpec>> rule;
  private final DoubleSupplier momentum;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private long step;

  /** The update as one kernel, if it was found to be one. */
  private @Nullable FusedUpdate fused;

  /** What was changed by the ops that were watched. */
  private @Nullable Variable watched;

  /** Where the parameter was, and what it consisted of, when all of this followed it. */
  private Backend backend;

  private DType dtype;

  /**
   * Makes what is kept for a parameter.
   *
   * @param rule gives what is kept for a parameter of some shape and dtype
   * @param momentum gives the group's momentum as it is when it is asked
   */
  ParameterState(
      Tensor parameter,
      Function<TensorSpec, Map<String, TensorSpec>> rule,
      DoubleSupplier momentum) {
    this.parameter = parameter;
    this.rule = rule;
    this.momentum = momentum;
    this.backend = parameter.storage().backend();
    this.dtype = parameter.dtype();
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
    return kept == null ? Recording.outside(() -> keep(name, filled(name, first))) : kept;
  }

  /** Has the values under the handles that compiled steps know where the parameter is now. */
  private void follow() {
    Storage now = parameter.storage();
    if (now.backend() == backend && now.dtype() == dtype) {
      return;
    }
    backend = now.backend();
    dtype = now.dtype();
    watched = null;
    Map<String, TensorSpec> specs = specs();
    tensors.forEach(
        (name, kept) -> {
          DType type = Objects.requireNonNull(specs.get(name)).dtype();
          Tensor moved = Recording.outside(() -> kept.to(parameter.device()).to(type));
          if (moved != kept) {
            kept.variable().replaceStorage(moved.storage());
          }
        });
  }

  private Tensor filled(String name, double first) {
    Map<String, TensorSpec> specs = specs();
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
    follow();
    // The first update makes what later ones find.
    if (step == 1 || Recording.isActive()) {
      ops.run();
      return;
    }
    Variable changed = parameter.variable();
    if (watched != changed) {
      watched = changed;
      fused = FusedUpdate.watch(name, gradient.variable(), ops);
    } else if (fused == null || !fused.run(gradient.variable())) {
      ops.run();
    }
  }

  /** Returns what a parameter that has been updated keeps. */
  Map<String, TensorSpec> specs() {
    return rule.apply(parameter.variable().spec());
  }

  void countStep() {
    Recording.effect(() -> step++, () -> step--);
  }

  Map<String, Tensor> tensors() {
    follow();
    return Collections.unmodifiableMap(tensors);
  }

  /** Takes over a saved state; the tensors are copied. */
  void restore(long savedStep, Map<String, Tensor> saved) {
    step = savedStep;
    tensors.clear();
    follow();
    watched = null;
    saved.forEach((name, tensor) -> keep(name, tensor.to(parameter.device()).copy()));
  }
}
