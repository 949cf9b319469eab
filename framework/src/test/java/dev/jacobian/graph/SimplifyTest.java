package dev.jacobian.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.jacobian.compile.CapturedGraph;
import dev.jacobian.compile.Compiled;
import dev.jacobian.device.Device;
import dev.jacobian.op.MatMul;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Slice;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimplifyTest {
  private static final Tensor X = Tensor.ones(2, 3);
  private static final Tensor Y = Tensor.ones(2, 3);

  private static Tensor filled(double value, long... dims) {
    return Tensor.full(Shape.of(dims), value, DType.FLOAT32, Device.cpu());
  }

  private static Graph simplified(Compiled.OneResult function, Tensor... arguments) {
    return Simplify.run(CapturedGraph.function(function, arguments).graph());
  }

  private static Node result(Graph graph) {
    return graph.outputs().get(0);
  }

  private static List<String> lines(Graph graph) {
    return graph.toString().lines().toList();
  }

  private static void assertGraph(Compiled.OneResult function, String... lines) {
    assertEquals(List.of(lines), lines(simplified(function, X, Y)));
  }

  private static void assertArgument(Compiled.OneResult function) {
    assertGraph(function, "%0 = argument 0 -> float32[2, 3]", "return %0");
  }

  @Test
  void constantsAreComputedOnce() {
    assertGraph(
        t -> t[0].mul(filled(9, 3).sqrt().sub(1).expand(2, 3).reshape(3, 2).t()),
        "%0 = argument 0 -> float32[2, 3]",
        "%1 = 2 -> float32[2, 3]",
        "%2 = mul(%0, %1) -> float32[2, 3]",
        "return %2");
    assertGraph(
        t -> filled(0.5, 2, 3).gt(0.25).where(filled(2, 2, 1), 7).sum(true, 0),
        "%0 = 4 -> float32[1, 3]",
        "return %0");
  }

  @Test
  void constantsAreRoundedToTheirType() {
    double third = (float) (1 / 3.0f);
    assertEquals(
        (float) (third * third),
        result(simplified(t -> filled(3, 2).reciprocal().mul(filled(3, 2).reciprocal()), X))
            .constant());
  }

  @Test
  void aSumOverNothingIsZeroWhateverItsElementsWouldBe() {
    assertEquals(
        0,
        result(simplified(t -> filled(Double.POSITIVE_INFINITY, 0, 2).sum(false, 0), X))
            .constant());
  }

  @Test
  void equalValuesAreOneNode() {
    assertGraph(
        t -> t[0].sigmoid().add(t[0].sigmoid()),
        "%0 = argument 0 -> float32[2, 3]",
        "%1 = sigmoid(%0) -> float32[2, 3]",
        "%2 = add(%1, %1) -> float32[2, 3]",
        "return %2");
  }

  @Test
  void equalValuesKeepTheFirstPlaceSoThatReadersComeLater() {
    Graph graph =
        simplified(
            t -> {
              Tensor first = t[0].cos().mul(2);
              Tensor second = t[0].cos().sum();
              return second.add(first);
            },
            X);
    for (Node node : graph.nodes()) {
      for (Node input : node.operands()) {
        assertEquals(-1, Integer.compare(input.id(), node.id()), node.toString());
      }
    }
  }

  @Test
  void drawsAreNeverEqual() {
    Generator generator = new Generator(1);
    assertGraph(
        t -> draw(generator).sub(draw(generator)),
        "%0 = random UNIFORM from draw 0 -> float32[2]",
        "%1 = random UNIFORM from draw 1 -> float32[2]",
        "%2 = sub(%0, %1) -> float32[2]",
        "return %2");
  }

  private static Tensor draw(Generator generator) {
    return Creation.uniform(generator, Shape.of(2), DType.FLOAT32, Device.cpu());
  }

  @Test
  void numbersOfARunAreNeverConstants() {
    assertGraph(
        t -> t[0].mul(() -> 1).mul(() -> 1),
        "%0 = argument 0 -> float32[2, 3]",
        "%1 = number 0 -> float32[]",
        "%2 = mul(%0, %1) -> float32[2, 3]",
        "%3 = number 1 -> float32[]",
        "%4 = mul(%2, %3) -> float32[2, 3]",
        "return %4");
  }

  @Test
  void identitiesVanish() {
    assertArgument(t -> t[0].mul(1));
    assertArgument(t -> t[0].div(1));
    assertArgument(t -> t[0].mul(filled(1, 3)));
    assertArgument(t -> t[0].copy());
    assertArgument(t -> t[0].detach());
    assertArgument(t -> t[0].permute(0, 1));
    assertArgument(t -> t[0].t().t());
    assertArgument(t -> t[0].reshape(6).reshape(3, 2).reshape(2, 3));
  }

  @Test
  void whatChangesTypeOrShapeIsNoIdentity() {
    assertGraph(
        t -> t[0].slice(0, 0, 1).mul(filled(1, 2, 3)),
        "%0 = argument 0 -> float32[2, 3]",
        "%1 = slice(%0, axis=0, start=0) -> float32[1, 3]",
        "%2 = 1 -> float32[2, 3]",
        "%3 = mul(%1, %2) -> float32[2, 3]",
        "return %3");
    assertGraph(
        t -> t[0].to(DType.INT32).to(DType.FLOAT32),
        "%0 = argument 0 -> float32[2, 3]",
        "%1 = cast(%0) -> int32[2, 3]",
        "%2 = cast(%1) -> float32[2, 3]",
        "return %2");
  }

  @Test
  void reshapesOfReshapesAreOne() {
    assertGraph(
        t -> t[0].reshape(6).reshape(3, 2).reshape(1, 6),
        "%0 = argument 0 -> float32[2, 3]",
        "%1 = reshape(%0) -> float32[1, 6]",
        "return %1");
  }

  @Test
  void permutationsOfPermutationsAreOne() {
    Tensor cube = Tensor.ones(2, 3, 4);
    Graph graph = simplified(t -> t[0].permute(2, 0, 1).permute(1, 0, 2), cube);
    Node node = result(graph);
    assertEquals(new Permute(List.of(0, 2, 1)), node.op());
    assertEquals(new Source.Argument(0), node.input(0).source());
    assertEquals(Shape.of(2, 4, 3), node.shape());
  }

  @Test
  void aSliceOfZerosBesideWhatWasPutBetweenThemIsZero() {
    Pad pad = new Pad(0, 2, 1, 9);
    for (int start : new int[] {0, 5, 6}) {
      int from = start;
      Node zeros =
          result(simplified(t -> Tensor.apply(pad, t[0]).slice(0, from, from + 2), Tensor.ones(3)));
      assertEquals(0, zeros.constant());
    }
    Node some = result(simplified(t -> Tensor.apply(pad, t[0]).slice(0, 1, 3), Tensor.ones(3)));
    assertNull(some.constant());
  }

  private static Tensor padded(Tensor x, int start, int size) {
    return Tensor.apply(new Pad(0, start, 1, size), x);
  }

  @Test
  void aPaddedPartThatIsDoubledManyTimesIsLookedAtOnce() {
    Graph doubled =
        simplified(
            t -> {
              Tensor y = padded(t[0], 0, 4);
              for (int i = 0; i < 60; i++) {
                y = y.add(y);
              }
              return y;
            },
            X);
    assertEquals("add", result(doubled).source().label());
  }

  @Test
  void aSliceOfWhatWasPutBetweenZerosIsThat() {
    Tensor line = Tensor.ones(4);
    assertEquals(new Source.Argument(0), kept(line, 2, 6).source());
    assertEquals(new Slice(0, 1, 4, 1), kept(line, 1, 5).op());
    assertEquals(new Slice(0, 2, 3, 1), kept(line, 2, 5).op());
  }

  private static Node kept(Tensor line, long start, long end) {
    return result(simplified(t -> t[0].pad(0, 2, 3).slice(0, start, end), line));
  }

  @Test
  void transposesMoveIntoProducts() {
    assertProduct(new MatMul(true, false), t -> t[0].t().matmul(t[1]));
    assertProduct(new MatMul(false, true), t -> t[0].matmul(t[1].t()));
    assertProduct(new MatMul(false, false), t -> t[0].t().t().matmul(t[1].reshape(3, 2)));
    assertProduct(new MatMul(true, true), t -> t[0].t().matmul(t[1].reshape(3, 2).permute(1, 0)));
    assertProduct(new MatMul(false, false), t -> t[0].matmulTransposed(t[1].reshape(3, 2).t()));
  }

  private static void assertProduct(MatMul expected, Compiled.OneResult function) {
    Node node = result(simplified(function, X, Y));
    assertEquals(expected, node.op());
    assertSame(Source.Argument.class, node.input(0).root().source().getClass());
    assertSame(Source.Argument.class, node.input(1).root().source().getClass());
  }

  @Test
  void onlyTheLastTwoAxesOfABatchMoveIntoAProduct() {
    Tensor batch = Tensor.ones(2, 3, 4);
    Node folded = result(simplified(t -> t[0].matmul(t[0].permute(0, 2, 1)), batch));
    assertEquals(new MatMul(false, true), folded.op());
    assertEquals(new Source.Argument(0), folded.input(1).source());
    Node stays =
        result(simplified(t -> t[0].matmul(t[0].permute(2, 0, 1).reshape(2, 4, 3)), batch));
    assertEquals(new MatMul(false, false), stays.op());
    assertEquals(new Permute(List.of(2, 0, 1)), stays.input(1).root().op());
  }

  @Test
  void aConstantFactorOfAProductIsStored() {
    Node node = result(simplified(t -> t[0].t().matmul(filled(2, 2, 2)), X));
    assertEquals("cast -> float32[2, 2]", node.input(1).toString());
    assertEquals(2, node.input(1).input(0).constant());
  }

  @Test
  void stretchedOperandsAreReadAsTheyAre() {
    Tensor row = Tensor.ones(3);
    assertEquals(
        List.of(
            "%0 = argument 0 -> float32[2, 3]",
            "%1 = argument 1 -> float32[3]", "%2 = add(%0, %1) -> float32[2, 3]", "return %2"),
        lines(simplified(t -> t[0].add(t[1].expand(2, 3)), X, row)));
    assertEquals(
        List.of("%0 = argument 0 -> float32[3]", "%1 = mul(%0, %0) -> float32[2, 3]", "return %1"),
        lines(simplified(t -> t[0].expand(2, 3).mul(t[0].expand(2, 3)), row)));
    assertEquals(
        List.of(
            "%0 = argument 0 -> float32[3]",
            "%1 = expand(%0) -> float32[2, 3]",
            "%2 = matmul(%1, %1, transposeB) -> float32[2, 2]",
            "return %2"),
        lines(simplified(t -> t[0].expand(2, 3).matmul(t[0].expand(2, 3).t()), row)));
  }

  @Test
  void whatNobodyNeedsIsLeftOut() {
    assertArgument(
        t -> {
          Tensor unused = t[0].exp().matmul(t[1].t());
          assertEquals(2, unused.size(0));
          return t[0];
        });
  }

  @Test
  void theGraphThatComesInStaysAsItIs() {
    Graph graph =
        CapturedGraph.function(t -> t[0].mul(1).add(t[0].mul(1)).t().matmul(t[0]), X).graph();
    List<String> before = lines(graph);
    Graph simplified = Simplify.run(graph);
    assertNotSame(result(graph), result(simplified));
    assertEquals(before, lines(graph));
    assertEquals(lines(simplified), lines(Simplify.run(graph)));
    assertEquals(lines(simplified), lines(Simplify.run(simplified)));
  }
}
