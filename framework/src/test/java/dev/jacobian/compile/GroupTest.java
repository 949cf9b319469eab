package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTest {
  /** {@code sum = exp(x) + sin(y)}, in the order of execution. */
  private final Graph graph =
      Graphs.settled(t -> List.of(t[0].exp().add(t[1].sin())), Tensor.ones(4), Tensor.ones(4));

  private final Node sum = Graphs.result(graph);
  private final Node exp = sum.input(0);
  private final Node sin = sum.input(1);
  private final Node x = exp.input(0);
  private final Node y = sin.input(0);

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
