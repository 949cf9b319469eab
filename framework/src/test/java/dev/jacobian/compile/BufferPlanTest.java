package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.fusion.Fusion;
import dev.jacobian.fusion.Unit;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.graph.Graph;
import dev.jacobian.graph.Node;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BufferPlanTest {
  private static final Tensor X = Tensor.ones(8, 8);

  /** A schedule with its plan, and when each value is made and last read. */
  private static final class Planned {
    final Graph graph;
    final UnitSchedule schedule;
    final Set<Node> placed;
    final BufferPlan plan;
    final Map<Node, Integer> made = new IdentityHashMap<>();
    final Map<Node, Integer> lastRead = new IdentityHashMap<>();

    /** Of values that are parts of others these, whose memory is read where the part's is. */
    final Map<Node, Node> wholes = new IdentityHashMap<>();

    Planned(Graph graph) {
      this.graph = graph;
      this.schedule = UnitSchedule.of(graph, Fusion.run(graph));
      this.placed = Graphs.placed(graph, schedule);
      this.plan = BufferPlan.of(schedule, placed);
      for (int i = 0; i < schedule.units().size(); i++) {
        Unit unit = schedule.units().get(i);
        for (Node node : unit.makes()) {
          made.put(node, i);
          Node whole = plan.wholeOf(unit);
          if (whole != null) {
            wholes.put(node, whole);
          }
          read(node, i);
        }
        int now = i;
        unit.reads().forEach(read -> read(read, now));
      }
      schedule.deferred().forEach(w -> read(w.value().root(), Integer.MAX_VALUE));
    }

    private void read(Node node, int position) {
      for (Node each = node; each != null; each = wholes.get(each)) {
        lastRead.put(each, position);
      }
    }

    /** Fails if two values that are needed at the same time lie in one buffer. */
    void check(String which) {
      for (Node node : made.keySet()) {
        boolean isElsewhere = placed.contains(node) || wholes.containsKey(node);
        assertEquals(isElsewhere, plan.bufferOf(node) == null, which + node);
      }
      for (BufferPlan.Buffer buffer : plan.buffers()) {
        List<Node> values = buffer.values();
        for (int i = 0; i < values.size(); i++) {
          Node value = values.get(i);
          assertSame(buffer, plan.bufferOf(value));
          assertEquals(buffer.dtype(), value.spec().dtype(), which);
          assertTrue(value.shape().size() <= buffer.size(), which + value);
          for (Node other : values.subList(i + 1, values.size())) {
            assertApart(value, other, which);
          }
        }
      }
    }

    private void assertApart(Node first, Node second, String which) {
      int end = lastRead.get(first);
      int start = made.get(second);
      String message = which + first + " and " + second + " share a buffer";
      if (end == start) {
        Unit unit = schedule.units().get(start);
        assertTrue(unit instanceof Unit.KernelUnit, message);
        Unit.KernelUnit kernel = (Unit.KernelUnit) unit;
        assertFalse(kernel.makes().contains(first), message);
        assertFalse(kernel.isReduced(second), message);
        assertFalse(wholes.containsValue(first), message);
        assertTrue(kernel.readsWhole(first), message);
        assertEquals(kernel.kernel().space().size(), first.shape().size(), message);
      } else {
        assertTrue(end < start, message);
      }
    }
  }

  private static Planned planned(Compiled.SeveralResults function, Tensor... arguments) {
    return new Planned(Graphs.settled(function, arguments));
  }

  @Test
  void valuesThatAreNeededTogetherNeverShareMemory() {
    int shared = 0;
    int parts = 0;
    for (int seed = 0; seed < 400; seed++) {
      RandomWorld world = new RandomWorld(seed);
      RandomProgram program = new RandomProgram(seed, world);
      Planned planned = new Planned(Graphs.settled(program::run, world.arguments(0)));
      planned.check("seed " + seed + ": ");
      parts += planned.wholes.size();
      for (BufferPlan.Buffer buffer : planned.plan.buffers()) {
        shared += buffer.values().size() - 1;
      }
      assertTrue(planned.plan.bytes() <= planned.plan.bytesWithoutSharing() * 2, "seed " + seed);
    }
    assertTrue(shared > 100, "only " + shared + " values share a buffer");
    assertTrue(parts > 3, "only " + parts + " values are parts of others");
  }

  /** Rows are taken without a copy, also rows of rows; columns are not neighbours. */
  @Test
  void neighboursLieInTheMemoryOfTheWhole() {
    Compiled.SeveralResults function =
        t -> {
          Tensor product = t[0].matmul(t[0]);
          Tensor rows = product.slice(0, 2, 6);
          Tensor row = rows.slice(0, 1, 2);
          return List.of(row.matmul(rows.t()), product.slice(1, 0, 4).matmul(rows));
        };
    Planned planned = planned(function, X);
    planned.check("");
    assertEquals(2, planned.wholes.size());
    Tensor x = Tensor.arange(64).to(DType.FLOAT32).reshape(8, 8);
    Compiled compiled = Compiled.functions(function);
    List<Tensor> expected = function.apply(x);
    for (int run = 0; run < 2; run++) {
      List<Tensor> results = compiled.runAll(x);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(expected.get(i).toFloatArray(), results.get(i).toFloatArray(), 0);
      }
    }
  }

  @Test
  void aChainOfProductsTakesTwoBuffers() {
    Planned planned =
        planned(
            t -> {
              Tensor x = t[0];
              for (int i = 0; i < 6; i++) {
                x = x.matmul(t[0]);
              }
              return List.of(x.sum());
            },
            X);
    planned.check("");
    assertEquals(2, planned.plan.buffers().size());
    assertEquals(2 * 8 * 8 * 4, planned.plan.bytes());
    assertEquals(6 * 8 * 8 * 4, planned.plan.bytesWithoutSharing());
  }

  @Test
  void aKernelWritesOverAnInputThatNobodyNeedsAnyLonger() {
    Planned planned = planned(t -> List.of(t[0].matmul(t[0]).exp().matmul(t[0])), X);
    assertEquals(1, planned.plan.buffers().size());
    assertEquals(2, planned.plan.buffers().get(0).values().size());
  }

  @Test
  void aKernelDoesNotWriteOverWhatIsNeededLater() {
    Planned planned =
        planned(
            t -> {
              Tensor product = t[0].matmul(t[0]);
              return List.of(product.exp().matmul(product));
            },
            X);
    assertEquals(2, planned.plan.buffers().size());
  }

  @Test
  void aReducedResultDoesNotLieOverAnInput() {
    Planned planned =
        planned(
            t -> {
              Tensor product = t[0].matmul(t[0]);
              return List.of(product.sum(true, 0).matmul(t[0]));
            },
            X);
    BufferPlan plan = planned.plan;
    planned.check("");
    assertEquals(2, plan.buffers().size());
    assertNotSame(plan.buffers().get(0), plan.buffers().get(1));
  }

  @Test
  void aStretchedInputIsNotWrittenOver() {
    Tensor row = Tensor.ones(1, 8);
    Planned planned =
        planned(
            t -> {
              Tensor small = t[1].matmul(t[0]);
              return List.of(small.add(t[0]).matmul(t[0]));
            },
            X,
            row);
    planned.check("");
    assertEquals(2, planned.plan.buffers().size());
  }

  @Test
  void typesDoNotShare() {
    Planned planned =
        planned(
            t -> {
              Tensor indices = t[0].argmax(1);
              return List.of(
                  t[0].indexSelect(0, indices).matmul(t[0]),
                  t[0].gt(0.5).to(dev.jacobian.shape.DType.INT32).argmax(0));
            },
            X);
    planned.check("");
    Set<String> types = new java.util.TreeSet<>();
    planned.plan.buffers().forEach(buffer -> types.add(buffer.dtype().toString()));
    assertEquals(Set.of("float32", "int32", "int64"), types);
  }

  @Test
  void whatIsComputedIntoTensorsOfTheUserTakesNoBuffer() {
    Tensor state = Tensor.ones(8, 8);
    Planned planned =
        planned(
            t -> {
              state.addInPlace(t[0]);
              return List.of(t[0].exp());
            },
            X);
    assertEquals(List.of(), planned.plan.buffers());
    assertNull(planned.plan.bufferOf(Graphs.result(planned.graph)));
    assertEquals(0, planned.plan.bytes());
  }

  @Test
  void aValueThatIsCopiedInTheEndIsKeptUntilThen() {
    Tensor state = Tensor.ones(8, 8);
    Planned planned =
        planned(
            t -> {
              state.copyInPlace(state.matmul(state));
              return List.of(t[0].matmul(t[0]).exp().matmul(t[0]));
            },
            X);
    assertEquals(1, planned.schedule.deferred().size());
    planned.check("");
    Node copied = planned.schedule.deferred().get(0).value().root();
    BufferPlan.Buffer buffer = planned.plan.bufferOf(copied);
    assertNotNull(buffer);
    assertSame(copied, buffer.values().get(buffer.values().size() - 1));
  }
}
