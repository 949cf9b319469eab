package dev.jacobian.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.jacobian.autograd.Autograd;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.models.onnx.OnnxExport.Options;
import dev.jacobian.nn.AttentionMasks;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.TransformerEncoder;
import dev.jacobian.nn.TransformerEncoderLayer;
import dev.jacobian.nn.TransformerOptions;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.KernelOp;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Modules of a user's own are exported by what they compute. */
class OwnModuleExportTest {
  private static final long[] BATCHES = {3, 1, 8};

  /** Two towers whose outputs are multiplied, and each tower's own output. */
  private static final class Towers extends Module {
    private final Embedding users = register("users", new Embedding(10, 4));
    private final Linear items = register("items", new Linear(3, 4));
    private final Dropout dropout = register("dropout", new Dropout(0.5));

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      Tensor user = dropout.forward(users.forward(inputs[0]));
      Tensor item = dropout.forward(items.forward(inputs[1]).tanh());
      return List.of(user.mul(item).sum(false, 1), item);
    }
  }

  /** Blocks with residual branches and a layer that stands at two places. */
  private static final class Residual extends Module {
    private final Linear in = register("in", new Linear(6, 8));
    private final LayerNorm norm = register("norm", new LayerNorm(8));
    private final Linear inside = register("inside", new Linear(8, 8));
    private final Linear out = register("out", new Linear(8, 2));

    @Override
    public Tensor forward(Tensor x) {
      Tensor hidden = in.forward(x);
      for (int i = 0; i < 2; i++) {
        hidden = hidden.add(inside.forward(norm.forward(hidden)).gelu());
      }
      return out.forward(hidden.relu());
    }
  }

  /** Attention with two heads, a mask for each token and a bias for each pair of places. */
  private static final class Attention extends Module {
    private final Linear all = register("all", new Linear(4, 12));
    private final Tensor places = registerBuffer("places", Tensor.randn(new Generator(5), 5, 5));

    @Override
    public Tensor forward(Tensor x, Tensor mask) {
      long batch = x.size(0);
      Tensor each = all.forward(x).reshape(batch, 5, 3, 2, 2).permute(2, 0, 3, 1, 4);
      Tensor query = each.get(0);
      Tensor key = each.get(1);
      Tensor scores = query.matmul(key.transpose(2, 3)).mul(Math.sqrt(0.5)).add(places);
      Tensor hidden = mask.reshape(batch, 1, 1, 5).where(scores, -1e9);
      Tensor mixed = hidden.softmax(-1).matmul(each.get(2));
      return mixed.permute(0, 2, 1, 3).reshape(batch * 5, 4).reshape(batch, 5, 4).add(x);
    }
  }

  /** Blocks of a transformer over sequences that end where they are padded. */
  private static final class Blocks extends Module {
    private final TransformerEncoder encoder;

    Blocks(boolean normFirst) {
      TransformerOptions options =
          TransformerOptions.defaults()
              .withFeedforwardDim(6)
              .withBatchFirst(true)
              .withNormFirst(normFirst);
      encoder =
          register(
              "encoder",
              new TransformerEncoder(
                  2, () -> new TransformerEncoderLayer(4, 2, options, new Generator(6))));
    }

    @Override
    public Tensor forward(Tensor x, Tensor padding) {
      return encoder.forward(x, AttentionMasks.none().withKeyPadding(padding));
    }
  }

  /** The slope of a network along its input. */
  private static final class Slope extends Module {
    private final Sequential net =
        register("net", new Sequential(new Linear(2, 6), new ReLU(), new Linear(6, 1)));
    private final Embedding table = register("table", new Embedding(3, 2));

    @Override
    public Tensor forward(Tensor x) {
      Tensor point = x.detach();
      point.setRequiresGrad(true);
      Tensor rows = point.indexSelect(0, Tensor.of(new long[] {0, 0, 1})).sum(true, 0);
      return Gradients.of(net.forward(point.mul(rows)).sum(), point, false);
    }
  }

  private static void assertSame(Module model, Options options, List<Tensor[]> inputs)
      throws OrtException {
    byte[] bytes = OnnxExport.toBytes(model, options.withExamples(inputs.get(0)));
    try (OnnxSession session = new OnnxSession(bytes)) {
      for (Tensor[] given : inputs) {
        List<Tensor> expected = model.eval().forwardAll(given);
        List<Tensor> found = List.copyOf(session.run(given).values());
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
          OnnxSession.assertClose(
              expected.get(i).detach(), found.get(i), model + ", " + given[0].shape());
        }
      }
    }
  }

  private static Tensor random(long seed, long... dims) {
    return Tensor.randn(new Generator(seed), dims);
  }

  @Test
  void severalInputsAndOutputsAreExportedUnderTheirNames() throws OrtException {
    List<Tensor[]> inputs = new ArrayList<>();
    for (long batch : BATCHES) {
      Tensor users = Tensor.rand(new Generator(batch), batch).mul(9).to(DType.INT64);
      inputs.add(new Tensor[] {users, random(batch, batch, 3)});
    }
    Towers model = new Towers();
    Options options =
        Options.defaults().withNames(List.of("user", "item"), List.of("score", "vector"));
    assertSame(model, options, inputs);
    byte[] bytes = OnnxExport.toBytes(model, options.withExamples(inputs.get(0)));
    try (OnnxSession session = new OnnxSession(bytes)) {
      assertEquals(Map.of("user", "INT64[-1]", "item", "FLOAT[-1, 3]"), session.inputs());
      assertEquals(Map.of("score", "FLOAT[-1]", "vector", "FLOAT[-1, 4]"), session.outputs());
    }
    Options unnamed = Options.defaults().withExamples(inputs.get(0));
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, unnamed))) {
      assertEquals(List.of("input1", "input2"), List.copyOf(session.inputs().keySet()));
      assertEquals(List.of("output1", "output2"), List.copyOf(session.outputs().keySet()));
    }
  }

  @Test
  void residualBranchesAndAttentionAreExported() throws OrtException {
    List<Tensor[]> rows = new ArrayList<>();
    List<Tensor[]> sequences = new ArrayList<>();
    List<Tensor[]> points = new ArrayList<>();
    for (long batch : BATCHES) {
      rows.add(new Tensor[] {random(batch, batch, 6)});
      Tensor mask = random(batch + 1, batch, 5).gt(-1);
      sequences.add(new Tensor[] {random(batch, batch, 5, 4), mask});
      points.add(new Tensor[] {random(batch, batch + 1, 2)});
    }
    assertSame(new Residual(), Options.defaults(), rows);
    assertSame(new Attention(), Options.defaults(), sequences);
    assertSame(new Slope(), Options.defaults(), points);
  }

  @Test
  void blocksOfTransformersAreExportedWithTheirMasks() throws OrtException {
    List<Tensor[]> inputs = new ArrayList<>();
    for (long batch : BATCHES) {
      Tensor lengths = Tensor.randint(new Generator(batch), 1, 6, batch, 1);
      inputs.add(new Tensor[] {random(batch, batch, 5, 4), Tensor.arange(5).ge(lengths)});
    }
    assertSame(new Blocks(true), Options.defaults(), inputs);
    assertSame(new Blocks(false), Options.defaults(), inputs);
  }

  @Test
  void anInputWithOtherRowsThanTheFirstKeepsItsSize() throws OrtException {
    Module model =
        new Module() {
          @Override
          public Tensor forward(Tensor x, Tensor weight) {
            return x.matmul(weight);
          }
        };
    Tensor weight = random(1, 6, 2);
    assertSame(
        model,
        Options.defaults(),
        List.of(new Tensor[] {random(2, 3, 6), weight}, new Tensor[] {random(3, 7, 6), weight}));
  }

  @Test
  void theModelStaysInTheModeInWhichItWas() {
    Residual model = new Residual();
    model.train();
    model.norm.eval();
    OnnxExport.toBytes(model, Options.defaults().withRowShape(6));
    assertTrue(model.isTraining() && model.in.isTraining() && !model.norm.isTraining());
  }

  @Test
  void whatLayersComputeIsOneOperatorWhereOnnxHasOne() {
    Module model =
        new Sequential(
            new Linear(4, 8), new LayerNorm(8), new GELU(), new Linear(8, 3), new Dropout(0.5));
    OnnxGraph graph = ModelGraph.of(model, Options.defaults());
    assertEquals(
        List.of("Gemm", "LayerNormalization", "Mul", "Mul", "Erf", "Add", "Mul", "Gemm"),
        graph.nodes().stream().map(OnnxNode::operator).toList());
    Module own =
        new Module() {
          private final Linear layer = register("layer", new Linear(4, 4));

          @Override
          public Tensor forward(Tensor x) {
            return layer.forward(x).logSoftmax(1).add(layer.forward(x).softmax(-1));
          }
        };
    graph = ModelGraph.of(own, Options.defaults().withRowShape(4));
    assertEquals(
        List.of("Gemm", "LogSoftmax", "Softmax", "Add"),
        graph.nodes().stream().map(OnnxNode::operator).toList());
    List<OnnxNode> nodes = graph.nodes();
    assertEquals(List.of("input", "layer.weight", "layer.bias"), nodes.get(0).inputs());
    assertEquals(List.of("layer/Gemm"), nodes.get(0).outputs());
  }

  private static String error(Module model, Options options) {
    String message =
        assertThrows(JacobianException.class, () -> OnnxExport.toBytes(model, options))
            .getMessage();
    return message.replaceAll("(called|read) at \\S*OwnModuleExportTest\\S*\\)", "$1 at HERE");
  }

  private static Module of(java.util.function.UnaryOperator<Tensor> function) {
    return new Module("Own") {
      @Override
      public Tensor forward(Tensor input) {
        try (Autograd.Guard layer = enter()) {
          return function.apply(input);
        }
      }
    };
  }

  /** {@code y = a + softplus(b - a)}, elementwise: a smooth maximum. */
  private record SmoothMaximum() implements ElementwiseOp {
    @Override
    public String name() {
      return "smoothMaximum";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Expr expression(Expr... inputs) {
      Expr more = inputs[1].sub(inputs[0]);
      Expr positive = more.apply(UnaryFunction.RELU);
      Expr size = more.apply(UnaryFunction.ABS).neg();
      return inputs[0].add(positive).add(size.apply(UnaryFunction.EXP).apply(UnaryFunction.LOG1P));
    }
  }

  @Test
  void anElementwiseOpOfAUsersOwnIsExportedByItsFormula() throws OrtException {
    Module model =
        new Module() {
          private final Linear layer = register("layer", new Linear(4, 4));

          @Override
          public Tensor forward(Tensor x) {
            return Tensor.apply(new SmoothMaximum(), layer.forward(x), x);
          }
        };
    List<Tensor[]> rows = new ArrayList<>();
    for (long batch : BATCHES) {
      rows.add(new Tensor[] {random(batch, batch, 4)});
    }
    assertSame(model, Options.defaults(), rows);
  }

  /** {@code y = 2 x} as a kernel, of which ONNX knows nothing. */
  private record Twice() implements KernelOp {
    @Override
    public String name() {
      return "twice";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
      Expr twice = new Expr.Input(0, output.dtype()).mul(2);
      return Kernel.of(output.shape(), inputs, List.of(Output.stored(twice, output.shape())));
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      return context.builder().mul(context.gradient(), 2);
    }
  }

  /** {@code y = 2 x} again, which says what it is in ONNX. */
  private record TwiceInOnnx() implements KernelOp, OnnxForm {
    @Override
    public String name() {
      return "twice";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
      return new Twice().kernel(inputs, output);
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      return context.builder().mul(context.gradient(), 2);
    }

    @Override
    public String onnx(OnnxWriter to, List<String> inputs) {
      String last = to.wholes(to.output().shape().rank() - 1);
      String wide = to.operator("Unsqueeze", inputs.get(0), last).add();
      String pair =
          to.operator("Concat", wide, wide).with("axis", to.output().shape().rank() - 1).add();
      return to.operator("ReduceSum", pair, last).with("keepdims", 0).add();
    }
  }

  @Test
  void anOwnOpIsExportedInItsForm() throws OrtException {
    Module model = of(x -> Tensor.apply(new TwiceInOnnx(), x.tanh()).add(1));
    List<Tensor[]> rows = new ArrayList<>();
    for (long batch : BATCHES) {
      rows.add(new Tensor[] {random(batch, batch, 4)});
    }
    assertSame(model, Options.defaults(), rows);
  }

  private static Tensor spread(Tensor x) {
    Tensor point = x.detach();
    point.setRequiresGrad(true);
    return Gradients.of(point.slice(1, 0, 4, 2).sum(), point, false);
  }

  @Test
  void whatHasNoFormIsNamedWithItsPlaceAndTheWayOut() {
    Options row = Options.defaults().withRowShape(4);
    Generator generator = new Generator(1);
    Tensor count = Tensor.zeros(1);
    List<String> errors = new ArrayList<>();
    errors.add(error(of(x -> x.sub(x.mean(true, 0))), row));
    errors.add(error(of(x -> Tensor.concat(0, x, x.slice(0, 0, 1))), row));
    errors.add(error(of(x -> x.add(Tensor.rand(generator, 4))), row));
    errors.add(error(of(x -> x.mul(() -> 2)), row));
    errors.add(
        error(
            of(
                x -> {
                  count.addInPlace(1);
                  return x.mul(count);
                }),
            row));
    errors.add(error(of(x -> x.mul(x.sum().item())), row));
    errors.add(error(of(x -> x.size(0) % 2 == 1 && x.size(0) > 12 ? x.exp().log() : x), row));
    errors.add(error(new Towers(), Options.defaults().withExamples(random(1, 2, 3))));
    errors.add(
        error(new Residual(), row.withRowShape(6).withNames(List.of("a", "b"), List.of("output"))));
    errors.add(error(of(OwnModuleExportTest::spread), row));
    errors.add(error(of(x -> Tensor.apply(new Twice(), x)), row));
    errors.add(
        error(
            new Attention(),
            Options.defaults()
                .withExamples(random(1, 2, 5, 4), Tensor.ones(2, 5).gt(0))
                .withInputType(ElementType.FLOAT64)));
    String same = "; expected a model that does the same for any number of rows; fix: ";
    String constant = "; expected a model that gives the same for the same inputs; fix: ";
    String outside = "compute it with other ops, or outside of what is exported";
    assertEquals(
        List.of(
            "ONNX export: '11 -> float32[]' for 11 rows is '13 -> float32[]' for 13, in layer Own,"
                + " called at HERE"
                + same
                + "keep the number of rows out of what is computed of each row",
            "ONNX export: a size of concat is 12 for 11 rows and 14 for 13, in layer Own, called at"
                + " HERE; expected sizes that are the same for any number of rows, or multiples of"
                + " it; fix: compute each row by itself",
            "ONNX export: random numbers are drawn, in layer Own, called at HERE"
                + constant
                + outside,
            "ONNX export: a number is asked for at every run, in layer Own, called at HERE"
                + constant
                + outside,
            "ONNX export: the model changes state 0 when it runs, in layer Own, called at HERE;"
                + " expected a model that changes nothing in evaluation; fix: change it only where"
                + " isTraining()",
            "the values of a float32[] tensor were read at HERE while a step was being captured, so"
                + " what it computes may depend on them; expected a captured function to compute"
                + " with tensors only; fix: move what reads values (item, toFloatArray) out of the"
                + " function, use where() for choices, or run it eagerly",
            "ONNX export: the model is 1 ops and tensors for 11 rows and 3 for 13"
                + same
                + "compute on axes and sizes without choices that depend on the rows",
            "users (Embedding(10, 4)): input float32[11, 3]; expected indices of int64 or int32;"
                + " fix: input.to(DType.INT64)",
            "ONNX export: 2 names of inputs for a model of 1; expected a name for each, or one for"
                + " all",
            "ONNX export: pad with zeros between elements, in layer Own, called at HERE; expected"
                + " zeros before and after them; fix: "
                + outside,
            "ONNX export: op 'twice', a Twice, in layer Own, called at HERE; expected an op that"
                + " says its form in ONNX; fix: let it implement"
                + " dev.jacobian.models.onnx.OnnxForm, or compute it with other ops",
            "ONNX export: a model of 2 inputs with options for one; expected columns, missing"
                + " values, scaling, types and probabilities for models of one; fix: leave them"
                + " out, and put what they do into the model"),
        errors);
  }
}
