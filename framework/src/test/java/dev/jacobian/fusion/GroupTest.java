package dev.jacobian.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.graph.GraphBuilder;
import dev.jacobian.graph.Node;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTest {
  private static final TensorSpec SPEC = new TensorSpec(Shape.of(4), DType.FLOAT32);

  private final GraphBuilder builder = new GraphBuilder(Device.cpu());
  private final Node x = builder.argument(SPEC);
  private final Node y = builder.argument(SPEC);
  private final Node exp = (Node) builder.unary(UnaryFunction.EXP, x);
  private final Node sin = (Node) builder.unary(UnaryFunction.SIN, y);
  private final Node sum = (Node) builder.add(exp, sin);

  private Group group(Node... members) {
    Group group = new Group(sum.shape(), sum.device());
    List.of(members).forEach(group::add);
    return group;
  }

  @Test
  void inputsAreFoundOnceUntilMembersChange() {
    Group group = group(exp);
    assertEquals(List.of(x), List.copyOf(group.inputs()));
    assertSame(group.inputs(), group.inputs());
    group.add(sum);
    assertEquals(List.of(x, sin), List.copyOf(group.inputs()));
    assertTrue(group.leave(List.of(exp)));
    assertEquals(List.of(exp, sin), List.copyOf(group.inputs()));
    Group union = group.with(group(sin), List.of(exp));
    assertEquals(List.of(x, y), List.copyOf(union.inputs()));
    assertFalse(group.leave(List.of(sum)));
    assertTrue(group.inputs().isEmpty());
  }
}
