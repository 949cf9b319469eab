package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads, writes, moves and converts the tensors of a module. */
final class ModuleState {
  private ModuleState() {}

  /** Returns parameters and buffers under all their names, without a place on the tape. */
  static Map<String, Tensor> all(Module root) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    ModuleTree.visit(
        root,
        (path, module) -> {
          module
              .ownParameters()
              .forEach(
                  (name, parameter) ->
                      state.put(ModuleTree.join(path, name), parameter.tensor().detach()));
          module
              .ownBuffers()
              .forEach((name, buffer) -> state.put(ModuleTree.join(path, name), buffer.detach()));
        });
    return state;
  }

  static IncompatibleKeys load(Module root, Map<String, Tensor> state, boolean strict) {
    Map<String, Tensor> own = all(root);
    List<String> missing = own.keySet().stream().filter(name -> !state.containsKey(name)).toList();
    List<String> unexpected =
        state.keySet().stream().filter(name -> !own.containsKey(name)).toList();
    Map<String, Tensor> given = new LinkedHashMap<>(state);
    if (!strict) {
      own.keySet().removeAll(missing);
      given.keySet().removeAll(unexpected);
    }
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    own.forEach((name, tensor) -> expected.put(name, tensor.variable().spec()));
    List<String> problems = StateProblems.of(expected, given);
    if (!problems.isEmpty()) {
      throw new StateException(
          "the state does not fit " + root + ": " + String.join(", ", problems),
          strict
              ? "the names, shapes and dtypes of its state"
              : "the shapes and dtypes of its state",
          "build the module with the options that the state was saved with");
    }
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      own.forEach((name, tensor) -> tensor.copyInPlace(value(given, name).to(tensor.device())));
    }
    return new IncompatibleKeys(missing, unexpected);
  }

  private static Tensor value(Map<String, Tensor> state, String name) {
    Tensor value = state.get(name);
    if (value == null) {
      throw new IllegalStateException(name + " was removed while the state was being loaded");
    }
    return value;
  }

  static void move(Module root, Device device) {
    device.backend(); // An unusable device is an error before anything has moved.
    replace(root, tensor -> tensor.to(device));
  }

  static void convert(Module root, DType dtype) {
    if (!dtype.isFloating()) {
      throw new DTypeException(
          root + " converted to " + dtype, "a floating-point dtype, FLOAT32 or FLOAT64");
    }
    replace(root, tensor -> tensor.dtype().isFloating() ? tensor.to(dtype) : tensor);
  }

  private static void replace(Module root, UnaryOperator<Tensor> change) {
    root.parameters()
        .forEach(
            parameter -> {
              replace(parameter.tensor(), change);
              Tensor gradient = parameter.grad();
              if (gradient != null) {
                replace(gradient, change);
              }
            });
    root.namedBuffers().values().forEach(buffer -> replace(buffer, change));
  }

  /** Puts other values under a handle. */
  static void replace(Tensor tensor, UnaryOperator<Tensor> change) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      Tensor changed = change.apply(tensor);
      if (changed != tensor) {
        tensor.variable().replaceStorage(changed.storage());
      }
    }
  }
}
