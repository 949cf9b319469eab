package dev.jacobian.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OrtException;
import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.models.LinearRegression;
import dev.jacobian.models.LogisticRegression;
import dev.jacobian.models.MLP;
import dev.jacobian.models.SoftmaxRegression;
import dev.jacobian.models.TabularMLP;
import dev.jacobian.models.onnx.OnnxExport.Options;
import dev.jacobian.models.onnx.OnnxExport.Probabilities;
import dev.jacobian.nn.BatchNorm2d;
import dev.jacobian.nn.CELU;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.ELU;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.GroupNorm;
import dev.jacobian.nn.Hardshrink;
import dev.jacobian.nn.Hardsigmoid;
import dev.jacobian.nn.Hardswish;
import dev.jacobian.nn.Hardtanh;
import dev.jacobian.nn.Identity;
import dev.jacobian.nn.InstanceNorm2d;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.nn.LeakyReLU;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.LogSigmoid;
import dev.jacobian.nn.LogSoftmax;
import dev.jacobian.nn.Mish;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.PReLU;
import dev.jacobian.nn.RMSNorm;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.ReLU6;
import dev.jacobian.nn.RunningNormOptions;
import dev.jacobian.nn.SELU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.SiLU;
import dev.jacobian.nn.Sigmoid;
import dev.jacobian.nn.Softmax;
import dev.jacobian.nn.Softmin;
import dev.jacobian.nn.Softplus;
import dev.jacobian.nn.Softshrink;
import dev.jacobian.nn.Softsign;
import dev.jacobian.nn.Tanh;
import dev.jacobian.nn.Tanhshrink;
import dev.jacobian.nn.Threshold;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime computes of an exported model is what the model computes. */
class OnnxExportTest {
  private static final long[] BATCHES = {1, 7, 0};

  @TempDir private Path folder;

  private static Tensor forward(Module model, Tensor input) {
    model.eval();
    try (Autograd.Guard mode = Autograd.noGrad()) {
      return model.forward(input);
    }
  }

  /** Runs a model on both sides at each batch size. */
  private static void assertSame(String what, Module model, DType dtype, long... row)
      throws OrtException {
    Options options = Options.defaults().withRowShape(row);
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, options))) {
      for (long batch : BATCHES) {
        long[] dims = LongStream.concat(LongStream.of(batch), Arrays.stream(row)).toArray();
        Tensor input = Tensor.randn(new Generator(batch + 3), dims).mul(2).to(dtype);
        OnnxSession.assertClose(
            forward(model, input), session.run(input).get("output"), what + ", batch " + batch);
      }
    }
  }

  private static LinearOptions linear(DType dtype) {
    return LinearOptions.defaults().withDtype(dtype);
  }

  private static Module mlp(MLP.Activation activation, double dropout, DType dtype) {
    return new MLP(
        MLP.Options.of(5, List.of(16, 8), 3)
            .withActivation(activation)
            .withDropout(dropout)
            .withDtype(dtype),
        new Generator(4));
  }

  /** Returns a model of each kind; all take rows of 5 numbers. */
  private static Map<String, Module> models(DType dtype) {
    Map<String, Module> models = new LinkedHashMap<>();
    Generator generator = new Generator(9);
    models.put("Linear", new Linear(5, 3, linear(dtype), generator));
    models.put("Linear without bias", new Linear(5, 3, linear(dtype).withBias(false), generator));
    for (Module activation :
        List.of(
            new ReLU(),
            new Tanh(),
            new Sigmoid(),
            new Softsign(),
            new GELU(),
            new GELU(GELU.Approximation.TANH),
            new ReLU6(),
            new SiLU(),
            new LeakyReLU(),
            new ELU(),
            new Softplus(),
            new Hardswish(),
            new Hardsigmoid(),
            new Mish(),
            new PReLU(6, 0.25, dtype),
            new CELU(0.7),
            new SELU(),
            new Hardtanh(),
            new LogSigmoid(),
            new Softmin(1),
            new Softshrink(),
            new Hardshrink(),
            new Tanhshrink(),
            new Threshold(0.2, -1),
            new LogSoftmax(1),
            new Identity(),
            new Softmax(1))) {
      models.put(
          "Sequential with " + activation.description(),
          new Sequential(
              new Linear(5, 6, linear(dtype), generator),
              activation,
              new Sequential(new Dropout(0.5), new Linear(6, 2, linear(dtype), generator))));
      models.put(
          activation.description() + " at the end",
          new Sequential(new Linear(5, 6, linear(dtype), generator), copy(activation)));
    }
    for (MLP.Activation activation : MLP.Activation.values()) {
      models.put("MLP with " + activation, mlp(activation, 0, dtype));
      models.put("MLP with dropout and " + activation, mlp(activation, 0.3, dtype));
    }
    models.put(
        "MLP without hidden layers", new MLP(MLP.Options.of(5, List.of(), 2).withDtype(dtype)));
    LayerNormOptions norm = LayerNormOptions.defaults().withDtype(dtype);
    LayerNorm scaled = new LayerNorm(norm.withEpsilon(1e-3), 5);
    scaled.loadStateDict(
        Map.of(
            "weight", Tensor.rand(generator, 5).to(dtype),
            "bias", Tensor.rand(generator, 5).to(dtype)));
    models.put("LayerNorm", scaled);
    models.put(
        "LayerNorm inside",
        new Sequential(
            new Linear(5, 8, linear(dtype), generator), new LayerNorm(norm, 8), new Tanh()));
    return models;
  }

  private static Module copy(Module activation) {
    return activation instanceof Softmax ? new Softmax(-1) : activation;
  }

  @Test
  void onnxRuntimeComputesWhatTheModelComputes() throws OrtException {
    int cases = 0;
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (Map.Entry<String, Module> model : models(dtype).entrySet()) {
        assertSame(model.getKey() + " of " + dtype, model.getValue(), dtype, 5);
        cases++;
      }
    }
    assertEquals(2 * (2 + 2 * 27 + 2 * 9 + 3), cases);
  }

  @Test
  void rowsOfMoreAxesAreExported() throws OrtException {
    Generator generator = new Generator(2);
    LayerNormOptions plain = LayerNormOptions.defaults().withAffine(false);
    Map<String, Module> models = new LinkedHashMap<>();
    models.put(
        "images",
        new Sequential(
            new Flatten(), new Linear(24, 4, LinearOptions.defaults(), generator), new ReLU()));
    models.put(
        "last axes merged",
        new Sequential(
            new Flatten(-2, -1), new Linear(12, 4, LinearOptions.defaults(), generator)));
    models.put("first axes merged", new Sequential(new Flatten(1, 2), new Softmax(1)));
    models.put("nothing merged", new Sequential(new Flatten(2, 2), new Tanh()));
    models.put("linear over the last axis", new Linear(4, 6, LinearOptions.defaults(), generator));
    models.put(
        "linear without bias", new Linear(4, 6, linear(DType.FLOAT32).withBias(false), generator));
    models.put("two axes normalised", new LayerNorm(plain, 3, 4));
    models.put("batches normalised", trained(new BatchNorm2d(2)));
    models.put(
        "instances normalised",
        trained(
            new InstanceNorm2d(2, RunningNormOptions.ofInstance().withTrackRunningStats(true))));
    models.put("instances normalised by themselves", new InstanceNorm2d(2));
    models.put("groups normalised", new GroupNorm(1, 2));
    models.put("roots of squares", new RMSNorm(4));
    for (Map.Entry<String, Module> model : models.entrySet()) {
      assertSame(model.getKey(), model.getValue(), DType.FLOAT32, 2, 3, 4);
    }
    assertEquals(12, models.size());
  }

  /** Returns a layer whose running statistics are those of a batch. */
  private static Module trained(Module layer) {
    layer.forward(Tensor.randn(new Generator(12), 5, 2, 3, 4).mul(2).add(1));
    return layer;
  }

  @Test
  void aModelWithoutLayersGivesWhatItIsGiven() throws OrtException {
    assertSame("identity", new Sequential(), DType.FLOAT32, 3);
    assertSame("dropout", new Dropout(0.5), DType.FLOAT32, 3);
  }

  @Test
  void sharedLayersAreHeldOnce() throws OrtException {
    Linear shared = new Linear(64, 64);
    Sequential model = new Sequential(shared, new Tanh(), shared);
    assertSame("shared", model, DType.FLOAT32, 64);
    int bytes = OnnxExport.toBytes(model, Options.defaults()).length;
    assertTrue(bytes < 1.2 * 4 * 64 * 65, bytes + " bytes");
  }

  @Test
  void inputAndOutputHaveNamesTypesAndAnOpenBatch() throws OrtException {
    Module model = mlp(MLP.Activation.RELU, 0, DType.FLOAT64);
    Options options = Options.defaults().withNames("columns", "price");
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, options))) {
      assertEquals(Map.of("columns", "DOUBLE[-1, 5]"), session.inputs());
      assertEquals(Map.of("price", "DOUBLE[-1, 3]"), session.outputs());
    }
  }

  @Test
  void theFileSaysWhatMadeItAndKeepsFreeText() throws OrtException {
    Options options = Options.defaults().withMetadata(Map.of("features", "[\"größe\"]"));
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(new Linear(1, 1), options))) {
      OnnxModelMetadata metadata = session.metadata();
      assertEquals("jacobian", metadata.getProducerName());
      assertEquals("Linear(1, 1)", metadata.getGraphName());
      assertEquals(Map.of("features", "[\"größe\"]"), metadata.getCustomMetadata());
    }
    String bytes =
        new String(
            OnnxExport.toBytes(new Linear(1, 1), options),
            java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(bytes.matches("(?s).{2}\\x12\\x08jacobian\\x1a.\\d+\\.\\d+\\.\\d+.*"), bytes);
  }

  @Test
  void namesOfValuesAndParametersDoNotMeet() throws OrtException {
    Module model = new Linear(2, 2);
    Options options = Options.defaults().withNames("weight", "bias");
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, options))) {
      Tensor input = Tensor.randn(new Generator(1), 3, 2);
      OnnxSession.assertClose(forward(model, input), session.run(input).get("bias"), "names");
    }
  }

  @Test
  void rawColumnsAreScaledAndOutputsScaledBack() throws OrtException {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Module model = mlp(MLP.Activation.TANH, 0, dtype);
      // A mean that is large beside the deviation is lost where float32 computes the difference.
      Standardizer inputs =
          Standardizer.of(new double[] {1e6, -3, 0, 2e-5, 7}, new double[] {20, 3, 1, 1e-6, 100});
      Standardizer outputs =
          Standardizer.of(new double[] {5e4, 0, -1}, new double[] {1e4, 1e-3, 1});
      Options options = Options.defaults().withInputs(inputs).withOutputs(outputs);
      try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, options))) {
        for (long batch : BATCHES) {
          Tensor raw = inputs.inverse(Tensor.randn(new Generator(6), batch, 5).to(dtype));
          Tensor expected = outputs.inverse(forward(model, inputs.transform(raw)));
          OnnxSession.assertClose(
              expected, session.run(raw).get("output"), dtype + ", batch " + batch);
        }
      }
    }
  }

  @Test
  void classesHaveProbabilities() throws OrtException {
    Module three = new Linear(4, 3);
    Module two = new Linear(4, 1);
    Tensor x = Tensor.randn(new Generator(8), 7, 4).mul(3);
    Options softmax =
        Options.defaults().withNames("x", "logits").withProbabilities(Probabilities.SOFTMAX);
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(three, softmax))) {
      assertEquals(List.of("logits", "probabilities"), List.copyOf(session.outputs().keySet()));
      Map<String, Tensor> outputs = session.run(x);
      OnnxSession.assertClose(forward(three, x), outputs.get("logits"), "logits");
      OnnxSession.assertClose(
          forward(three, x).softmax(1), outputs.get("probabilities"), "softmax");
    }
    Options sigmoid = Options.defaults().withProbabilities(Probabilities.SIGMOID);
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(two, sigmoid))) {
      assertEquals("FLOAT[-1, 2]", session.outputs().get("probabilities"));
      Tensor logits = forward(two, x);
      Tensor expected = Tensor.concat(1, logits.neg().sigmoid(), logits.sigmoid());
      Map<String, Tensor> outputs = session.run(x);
      OnnxSession.assertClose(logits, outputs.get("output"), "logit");
      OnnxSession.assertClose(expected, outputs.get("probabilities"), "sigmoid");
    }
  }

  @Test
  void estimatorsAreExportedForColumnsInTheirOwnUnits() throws OrtException {
    Tensor x = Tensor.randn(new Generator(3), 60, 3).mul(10).add(100);
    Tensor y = x.sum(true, 1).mul(2).add(Tensor.randn(new Generator(5), 60, 1));
    Tensor two = x.slice(1, 0, 1).reshape(60).gt(100).to(DType.INT64);
    LinearRegression linear = new LinearRegression();
    linear.fit(x, y);
    LogisticRegression logistic = new LogisticRegression();
    logistic.fit(x, two);
    SoftmaxRegression softmax = new SoftmaxRegression(2);
    softmax.fit(x, two);
    try (OnnxSession session =
        new OnnxSession(OnnxExport.toBytes(linear.module(), Options.defaults()))) {
      Tensor own = x.to(linear.module().parameters().get(0).tensor().dtype());
      OnnxSession.assertClose(
          forward(linear.module(), own), session.run(own).get("output"), "linear");
    }
    assertProbabilities(
        logistic.module(), x, logistic.predictProbability(x), Probabilities.SIGMOID);
    assertProbabilities(softmax.module(), x, softmax.predictProbability(x), Probabilities.SOFTMAX);
  }

  private static void assertProbabilities(
      Module model, Tensor x, Tensor expected, Probabilities kind) throws OrtException {
    Options options = Options.defaults().withProbabilities(kind);
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, options))) {
      Tensor own = x.to(model.parameters().get(0).tensor().dtype());
      double[] wanted = expected.toDoubleArray();
      double[] got = session.run(own).get("probabilities").toDoubleArray();
      assertArrayEquals(wanted, got, 1e-4, kind.toString());
    }
  }

  @Test
  void theBytesDependOnTheModelOnlyAndAreWrittenAsAWhole() throws IOException {
    Module model = mlp(MLP.Activation.GELU, 0.3, DType.FLOAT32);
    byte[] bytes = OnnxExport.toBytes(model, Options.defaults());
    model.train();
    assertArrayEquals(bytes, OnnxExport.toBytes(model, Options.defaults()));
    Module same = mlp(MLP.Activation.GELU, 0.3, DType.FLOAT32);
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(file, same);
    assertArrayEquals(bytes, Files.readAllBytes(file));
    assertThrows(JacobianException.class, () -> OnnxExport.write(file, new Sequential(new Own())));
    assertArrayEquals(bytes, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  /** A layer of a user. */
  private static final class Own extends Module {
    @Override
    public Tensor forward(Tensor input) {
      return input.sin();
    }
  }

  private static Tensor rows(double... values) {
    return Tensor.of(values, values.length / 4, 4);
  }

  @Test
  void categoriesAreLookedUp() throws OrtException {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (int numbers : new int[] {0, 2}) {
        List<ColumnEmbeddings.Table> tables = new ArrayList<>();
        for (int i = numbers; i < 4; i++) {
          tables.add(new ColumnEmbeddings.Table(3 + i, i == 3, 2 + i));
        }
        Module model =
            new TabularMLP(
                MLP.Options.of(4, List.of(5), 2).withDtype(dtype), tables, new Generator(3));
        Tensor input = rows(2, 1, 4, 5, 0, 3, 0, 0, 1, 2, 3, 4).to(dtype);
        try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, Options.defaults()))) {
          OnnxSession.assertClose(
              forward(model, input), session.run(input).get("output"), "tables");
          double[] missing =
              session.run(rows(1, 1, Double.NaN, 0).to(dtype)).get("output").toDoubleArray();
          assertTrue(Double.isNaN(missing[0]) && Double.isNaN(missing[1]));
        }
      }
    }
  }

  @Test
  void sequencesOfIndicesAreLookedUp() throws OrtException {
    Module model =
        new Sequential(new Embedding(9, 3), new LayerNorm(3), new Flatten(), new Linear(12, 2));
    Tensor indices = Tensor.of(new long[] {0, 8, 3, 3, 1, 2, 7, 0}, 2, 4);
    byte[] bytes = OnnxExport.toBytes(model, Options.defaults().withRowShape(4));
    try (OnnxSession session = new OnnxSession(bytes)) {
      OnnxSession.assertClose(
          forward(model, indices), session.run(indices).get("output"), "indices");
    }
  }

  private static String error(Module model, Options options) {
    return assertThrows(JacobianException.class, () -> OnnxExport.toBytes(model, options))
        .getMessage();
  }

  private static Options row(long... dims) {
    return Options.defaults().withRowShape(dims);
  }

  @Test
  void whatCannotBeExportedIsNamed() {
    List<String> errors = new ArrayList<>();
    Options defaults = Options.defaults();
    errors.add(error(new Sequential(new Flatten(), new Linear(4, 2)), defaults));
    errors.add(error(new Sequential(new ReLU()), defaults));
    errors.add(
        error(new Sequential(new Linear(2, 2), new Linear(2, 2, linear(DType.FLOAT64))), defaults));
    errors.add(error(new Sequential(new Linear(2, 3), new ReLU(), new Linear(4, 1)), defaults));
    errors.add(error(new LayerNorm(3), row(4)));
    errors.add(error(new Sequential(new Softmax(2)), row(4)));
    errors.add(
        error(
            new Linear(2, 1),
            defaults.withInputs(Standardizer.of(new double[3], new double[] {1, 1, 1}))));
    errors.add(error(new Linear(2, 3), defaults.withProbabilities(Probabilities.SIGMOID)));
    errors.add(
        assertThrows(JacobianException.class, () -> defaults.withNames("x", "x")).getMessage());
    errors.add(
        assertThrows(
                JacobianException.class,
                () ->
                    defaults
                        .withProbabilities(Probabilities.SOFTMAX)
                        .withOutputs(Standardizer.of(new double[1], new double[] {1})))
            .getMessage());
    assertEquals(
        List.of(
            "ONNX export: the layers of Sequential do not say which shape a row has; expected a"
                + " Linear or LayerNorm layer before any Flatten or Embedding; fix: give it:"
                + " Options.withRowShape(1, 28, 28)",
            "ONNX export: the layers of Sequential do not say which shape a row has; expected a"
                + " Linear or LayerNorm layer before any Flatten or Embedding; fix: give it:"
                + " Options.withRowShape(1, 28, 28)",
            "1 (Linear(2, 2)): input float32[11, 2], weight float64[2, 2]; expected an input of the"
                + " weight's dtype; fix: input.to(DType.FLOAT64)",
            "2 (Linear(4, 1)): input [11, 3]; expected [..., 4]",
            "LayerNorm(3): input [11, 4]; expected [..., 3]",
            "0 (Softmax(2)): axis 2 does not exist in shape [11, 4]; expected an axis from -2 to 1",
            "ONNX export: the standardizer of the inputs has 3 columns; expected a standardizer for"
                + " [batch, 2]",
            "ONNX export: SIGMOID probabilities of [batch, 3]; expected one logit, [batch, 1]",
            "ONNX export: the input is named 'x', the output 'x'; expected different names, none of"
                + " them 'probabilities' or 'label'",
            "ONNX export: SOFTMAX probabilities of outputs that are scaled back; expected logits,"
                + " which have no units; fix: leave out one of the two"),
        errors);
  }
}
