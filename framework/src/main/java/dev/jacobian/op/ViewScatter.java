package dev.jacobian.op;

import static java.util.stream.Collectors.joining;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * A base whose view has other values: {@code y = x}, but {@code view(y) = v}; {@code dx = dy}, but
 * 0 in the view, and {@code dv = view(dy)}. What a change in place through a view does to its base.
 * PyTorch equivalent: {@code slice_scatter} and its like.
 *
 * @param path the views one after another that lead from the base to the view
 */
public record ViewScatter(List<ViewOp> path) implements Op {
  /** Copies the list. */
  public ViewScatter {
    path = List.copyOf(path);
  }

  @Override
  public String name() {
    return "viewScatter";
  }

  @Override
  public String settings() {
    return path.stream().map(op -> op.name() + " " + op.settings()).collect(joining(", then "));
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec view = inputs[0];
    for (ViewOp op : path) {
      view = op.infer(view);
    }
    if (!view.equals(inputs[1])) {
      throw new ShapeException(
          "viewScatter: values " + inputs[1] + " for a view " + view, "values of the view's shape");
    }
    return inputs[0];
  }

  @Override
  public boolean takesLayouts() {
    return true;
  }

  @Override
  public Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          backend.copy(inputs[0], output);
          try (MemoryScope temporary = MemoryScope.open()) {
            write(backend, path, inputs[1], output);
          }
        };
  }

  /**
   * Writes values to where steps lead to. The base may have lain in another order, in which a shape
   * was a view that is none of a row-major base: that step goes by a copy.
   */
  private static void write(Backend backend, List<ViewOp> path, Operand values, Operand base) {
    Operand view = base;
    for (int i = 0; i < path.size(); i++) {
      Layout layout = path.get(i).layout(view.layout());
      if (layout == null) {
        Operand copy = view.copied();
        TensorSpec shaped = path.get(i).infer(view.spec());
        write(backend, path.subList(i + 1, path.size()), values, copy.as(shaped.shape()));
        backend.copy(copy, view);
        return;
      }
      view = view.at(layout);
    }
    backend.copy(values, view);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    if (index == 0) {
      Value view = view(b, context.gradient());
      return b.apply(this, context.gradient(), b.fillLike(view, 0));
    }
    return view(b, context.gradient());
  }

  private Value view(OpBuilder b, Value gradient) {
    Value view = gradient;
    for (ViewOp op : path) {
      view = b.apply(op, view);
    }
    return view;
  }
}
