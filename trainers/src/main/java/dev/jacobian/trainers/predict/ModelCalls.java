package dev.jacobian.trainers.predict;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.saved.Preparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Asks a model, from any number of threads at once, and names what it says. */
final class ModelCalls {
  private final Preparation preparation;
  private final Module model;
  private final Device device;

  private final CallThreads threads = new CallThreads();

  ModelCalls(Preparation preparation, Module model, Device device) {
    this.preparation = preparation;
    this.model = model;
    this.device = device;
  }

  /**
   * Returns a prediction for each row.
   *
   * @param input makes what the model is given, {@code [n, ...]}, on the CPU
   */
  List<Prediction> predict(Supplier<Tensor> input) {
    return predictAll(() -> List.of(input.get()));
  }

  /**
   * Returns a prediction for each row.
   *
   * @param inputs makes all that the model is given, each {@code [n, ...]}, on the CPU
   */
  List<Prediction> predictAll(Supplier<List<Tensor>> inputs) {
    boolean isClass = preparation.task() != Task.REGRESSION;
    List<String> names = isClass ? preparation.classNames() : preparation.targetNames();
    double[] values = compute(inputs).toDoubleArray();
    List<Prediction> predictions = new ArrayList<>();
    for (int start = 0; start < values.length; start += names.size()) {
      double[] own = Arrays.copyOfRange(values, start, start + names.size());
      predictions.add(new Prediction(names, isClass, own));
    }
    return predictions;
  }

  /**
   * Returns the numbers of the targets in their units, or the probabilities of the classes.
   *
   * @return {@code [n, targets]} or {@code [n, classes]}, on the CPU
   */
  private Tensor compute(Supplier<List<Tensor>> inputs) {
    try (CallThreads.Call call = threads.begin();
        Autograd.Guard mode = Autograd.noGrad()) {
      List<Tensor> given = inputs.get().stream().map(input -> input.to(device)).toList();
      Tensor outputs = Preparation.output(model, given).cpu();
      return switch (preparation.task()) {
        case REGRESSION -> preparation.inDataUnits(outputs);
        case CLASSES -> outputs.softmax(1);
        case BINARY -> Tensor.concat(1, outputs.neg().sigmoid(), outputs.sigmoid());
      };
    }
  }
}
