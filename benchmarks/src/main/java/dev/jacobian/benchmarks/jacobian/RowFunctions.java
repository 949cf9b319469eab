package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.benchmarks.work.RowsTask;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** W11 and W12. */
final class RowFunctions {
  private RowFunctions() {}

  /** W11: the loss, and its gradient with respect to the logits. */
  static final class CrossEntropy implements TensorFunction {
    private final CrossEntropyLoss loss = new CrossEntropyLoss();

    @Override
    public Tensor[] arguments() {
      Tensor logits = Tensor.of(RowsTask.logits(), RowsTask.ROWS, RowsTask.CLASSES);
      logits.setRequiresGrad(true);
      return new Tensor[] {logits, Tensor.of(RowsTask.labels())};
    }

    @Override
    public List<Tensor> apply(Tensor... arguments) {
      Tensor value = loss.forward(arguments[0], arguments[1]);
      return List.of(value, Gradients.of(value, arguments[0], false));
    }
  }

  /** W12: the output, and the gradients of input, weight and bias for a given one of the output. */
  static final class Normalization implements TensorFunction {
    private final LayerNorm layer = new LayerNorm(RowsTask.WIDTH);
    private final Tensor weight = Objects.requireNonNull(layer.weight()).tensor();
    private final Tensor bias = Objects.requireNonNull(layer.bias()).tensor();

    @Override
    public Tensor[] arguments() {
      try (Autograd.Guard guard = Autograd.noGrad()) {
        weight.copyInPlace(Tensor.of(RowsTask.weight()));
        bias.copyInPlace(Tensor.of(RowsTask.bias()));
      }
      Tensor x = Tensor.of(RowsTask.x(), RowsTask.ROWS, RowsTask.WIDTH);
      x.setRequiresGrad(true);
      return new Tensor[] {x, Tensor.of(RowsTask.gradient(), RowsTask.ROWS, RowsTask.WIDTH)};
    }

    @Override
    public List<Tensor> apply(Tensor... arguments) {
      Tensor y = layer.forward(arguments[0]);
      List<Tensor> all = new ArrayList<>(List.of(y));
      List<Tensor> inputs = List.of(arguments[0], weight, bias);
      Gradients.of(List.of(y), inputs, List.of(arguments[1]), false, false)
          .forEach(gradient -> all.add(Objects.requireNonNull(gradient)));
      return all;
    }
  }
}
