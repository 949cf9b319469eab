package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns an expression into steps. A step gets its array after its operands have given theirs back,
 * so it may be one of theirs, and a tree needs only as many arrays as values are alive at one
 * moment. Arrays that are filled once, here, come from a store of their own, since no step may
 * write to them.
 */
final class StepBuilder {
  private final Operand[] inputs;
  private final Shape shape;
  private final Scratch changing;
  private final Scratch lasting;
  private final boolean isOneBlock;
  private final int blockSize;
  private final List<Step> filled = new ArrayList<>();

  /**
   * Makes a builder.
   *
   * @param changing gives arrays that are written for each block
   * @param lasting gives arrays that are written once
   * @param isOneBlock whether all elements are one block, so that inputs are read where they are
   */
  StepBuilder(
      Operand[] inputs, Shape shape, Scratch changing, Scratch lasting, boolean isOneBlock) {
    this.inputs = inputs;
    this.shape = shape;
    this.changing = changing;
    this.lasting = lasting;
    this.isOneBlock = isOneBlock;
    this.blockSize = (int) Math.min(HostElementwise.BLOCK, shape.size());
  }

  /** Gives the arrays back that are in use after the steps have run. */
  void release(Step root, Object rootArray) {
    if (root.isScratch()) {
      changing.giveBack(root.lane(), rootArray);
    }
    for (Step step : filled) {
      lasting.giveBack(step.lane(), step.array);
    }
  }

  Step build(Expr expression) {
    if (expression instanceof Expr.Input input) {
      return read(inputs[input.index()]);
    }
    if (expression instanceof Expr.Constant constant) {
      return constant(constant.value(), constant.dtype());
    }
    if (expression instanceof Expr.Unary unary) {
      Step operand = build(unary.operand());
      return new Step.Unary(
          scratchAfter(unary.dtype(), operand), unary.dtype(), unary.function(), operand);
    }
    if (expression instanceof Expr.Binary binary) {
      return binary(binary.function(), build(binary.left()), build(binary.right()), binary.dtype());
    }
    if (expression instanceof Expr.Select select) {
      Step condition = build(select.condition());
      Step whenTrue = build(select.whenTrue());
      Step whenFalse = build(select.whenFalse());
      Object scratch = scratchAfter(select.dtype(), condition, whenTrue, whenFalse);
      return new Step.Select(scratch, condition, whenTrue, whenFalse);
    }
    return convert((Expr.Convert) expression);
  }

  private Step read(Operand operand) {
    HostBlock block = HostBlock.of(operand);
    Lane lane = Lane.of(operand.dtype());
    if (operand.shape().size() == shape.size()) {
      return isOneBlock && block.isLaneArray()
          ? new Step.Ready(lane, block.array())
          : new Step.Load(lane, changing.take(lane), block);
    }
    if (operand.shape().size() == 1) {
      Object array = lasting.take(lane);
      block.load(0, 0, array, 0, blockSize);
      return filled(lane, array);
    }
    StretchedRuns runs = new StretchedRuns(operand.shape(), shape);
    return new Step.Stretch(lane, changing.take(lane), block, runs);
  }

  private Step constant(double value, DType dtype) {
    Lane lane = Lane.of(dtype);
    Object array = lasting.take(lane);
    lane.fill(array, blockSize, dtype == DType.BOOL && value != 0 ? 1 : value);
    return filled(lane, array);
  }

  private Step filled(Lane lane, Object array) {
    Step step = new Step.Ready(lane, array);
    filled.add(step);
    return step;
  }

  private Step binary(BinaryFunction function, Step left, Step right, DType dtype) {
    Object scratch = scratchAfter(dtype, left, right);
    return function.isComparison()
        ? new Step.Compare(scratch, function, left, right)
        : new Step.Binary(scratch, dtype, function, left, right);
  }

  private Step convert(Expr.Convert convert) {
    Step operand = build(convert.operand());
    if (convert.dtype() == DType.BOOL) {
      Step zero = constant(0, convert.operand().dtype());
      return binary(BinaryFunction.NE, operand, zero, DType.BOOL);
    }
    return new Step.Convert(scratchAfter(convert.dtype(), operand), convert.dtype(), operand);
  }

  private Object scratchAfter(DType dtype, Step... operands) {
    for (Step operand : operands) {
      if (operand.isScratch()) {
        changing.giveBack(operand.lane(), operand.array);
      }
    }
    return changing.take(Lane.of(dtype));
  }
}
