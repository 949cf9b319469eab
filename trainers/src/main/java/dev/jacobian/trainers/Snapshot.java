package dev.jacobian.trainers;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.ParameterGroup;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What training changes, kept so that closing this puts it back: values of parameters and buffers,
 * gradients, training modes, the optimizer's state, generators. Taken and closed in one memory
 * scope, to which its copies belong.
 */
final class Snapshot implements AutoCloseable {
  /** A module and its training mode. */
  private record Mode(Module module, boolean isTraining) {}

  private final Optimizer optimizer;
  private final IdentityHashMap<Tensor, Tensor> values = new IdentityHashMap<>();
  private final IdentityHashMap<Parameter, @Nullable Tensor> gradients = new IdentityHashMap<>();
  private final List<Mode> modes = new ArrayList<>();
  private final IdentityHashMap<Generator, RandomState> generators = new IdentityHashMap<>();
  private final Map<String, Tensor> optimizerState = new LinkedHashMap<>();

  private Snapshot(Optimizer optimizer) {
    this.optimizer = optimizer;
  }

  /**
   * Takes a snapshot, and clears the gradients.
   *
   * @param others generators beside those of the model's layers and of this thread
   */
  static Snapshot of(Module model, Optimizer optimizer, List<Generator> others) {
    Snapshot snapshot = new Snapshot(optimizer);
    model.parameters().forEach(snapshot::keep);
    for (ParameterGroup<?> group : optimizer.groups()) {
      group.parameters().forEach(snapshot::keep);
    }
    model.namedBuffers().values().forEach(snapshot::keepValue);
    snapshot.keep(Generator.threadDefault());
    model.namedGenerators().values().forEach(snapshot::keep);
    others.forEach(snapshot::keep);
    for (Module module : model.namedModules().values()) {
      snapshot.modes.add(new Mode(module, module.isTraining()));
    }
    optimizer.stateDict().forEach((name, value) -> snapshot.optimizerState.put(name, value.copy()));
    return snapshot;
  }

  private void keep(Parameter parameter) {
    if (!gradients.containsKey(parameter)) {
      gradients.put(parameter, parameter.grad());
      parameter.tensor().setGrad(null);
      keepValue(parameter.tensor());
    }
  }

  private void keepValue(Tensor tensor) {
    values.put(tensor, tensor.detach().copy());
  }

  private void keep(Generator generator) {
    generators.put(generator, generator.state());
  }

  @Override
  public void close() {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      values.forEach(Tensor::copyInPlace);
    }
    gradients.forEach((parameter, gradient) -> parameter.tensor().setGrad(gradient));
    generators.forEach(Generator::setState);
    // A mode is set with everything below it, so those above come first: they have more below them.
    modes.stream()
        .sorted(
            Comparator.comparingInt((Mode mode) -> mode.module.namedModules().size()).reversed())
        .forEach(mode -> setTraining(mode.module, mode.isTraining));
    optimizer.loadStateDict(optimizerState);
  }

  private static void setTraining(Module module, boolean isTraining) {
    if (isTraining) {
      module.train();
    } else {
      module.eval();
    }
  }
}
