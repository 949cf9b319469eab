package dev.jacobian.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.models.MLP;
import dev.jacobian.models.onnx.OnnxExport.Options;
import dev.jacobian.models.onnx.OnnxExport.Probabilities;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Exported models take the columns of a table as they are. */
class ColumnsExportTest {
  private static final OrtEnvironment ORT = OrtEnvironment.getEnvironment();

  private static final TableSchema TABLE =
      new TableSchema(
          List.of(
              Feature.number("age"),
              new Feature("sex", ColumnType.category(List.of("female", "male"))),
              new Feature("member", ColumnType.bool()),
              new Feature("sold", ColumnType.date()),
              new Feature(
                  "port of call",
                  new CategoryType(List.of("1", "oslo", "ålesund"), CategoryType.Unseen.UNKNOWN))));

  private static final TableEncoder ENCODER =
      TableEncoder.of(
          TABLE,
          List.of(
              new ColumnEncoding.Plain(),
              new ColumnEncoding.OneHot(),
              new ColumnEncoding.Plain(),
              new ColumnEncoding.Parts(Arrays.asList(DatePart.values())),
              new ColumnEncoding.OneHot()));

  private static final SimpleImputer USUAL = SimpleImputer.of(new double[] {40, 1, 0, 86_400, 2});

  /** What a graph gives. */
  private record Result(double[] numbers, String[] labels) {}

  private static Result run(byte[] model, Map<String, OnnxTensor> inputs, String output)
      throws OrtException {
    try (OrtSession session = ORT.createSession(model);
        OrtSession.Result result = session.run(inputs)) {
      OnnxTensor numbers = (OnnxTensor) result.get(output).orElseThrow();
      double[] values = flat(numbers);
      String[] labels =
          result.get("label").isPresent()
              ? (String[]) result.get("label").orElseThrow().getValue()
              : new String[0];
      return new Result(values, labels);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static double[] flat(OnnxTensor tensor) throws OrtException {
    return tensor.getValue() instanceof double[][] wide
        ? Arrays.stream(wide).flatMapToDouble(Arrays::stream).toArray()
        : Arrays.stream((float[][]) tensor.getValue())
            .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i]))
            .toArray();
  }

  private static OnnxTensor numbers(double... values) throws OrtException {
    double[][] column = new double[values.length][1];
    for (int i = 0; i < values.length; i++) {
      column[i][0] = values[i];
    }
    return OnnxTensor.createTensor(ORT, column);
  }

  private static OnnxTensor texts(String... values) throws OrtException {
    return OnnxTensor.createTensor(ORT, values, new long[] {values.length, 1});
  }

  private static final class Rows {
    final double[] ages;
    final String[] sexes;
    final double[] members;
    final double[] dates;
    final String[] ports;

    Rows(int count) {
      ages = new double[count];
      sexes = new String[count];
      members = new double[count];
      dates = new double[count];
      ports = new String[count];
    }

    double[] raw() {
      double[] raw = new double[5 * ages.length];
      for (int row = 0; row < ages.length; row++) {
        Map<String, Object> values = new HashMap<>();
        values.put("age", ages[row]);
        values.put("sex", sexes[row]);
        values.put("member", members[row]);
        values.put("port of call", ports[row]);
        values.put("sold", null);
        double[] own = TABLE.raw(values);
        own[3] = dates[row];
        System.arraycopy(own, 0, raw, 5 * row, 5);
      }
      return raw;
    }

    Map<String, OnnxTensor> inputs() throws OrtException {
      return new HashMap<>(
          Map.of(
              "age", numbers(ages),
              "sex", texts(sexes),
              "member", numbers(members),
              "sold", numbers(dates),
              "port of call", texts(ports)));
    }
  }

  private static Rows rows(int count, boolean hasGaps) {
    SplittableRandom random = new SplittableRandom(8);
    Rows rows = new Rows(count);
    for (int row = 0; row < count; row++) {
      boolean isGap = hasGaps && row % 3 == 0;
      rows.ages[row] = isGap ? Double.NaN : random.nextDouble(90);
      rows.sexes[row] =
          isGap ? List.of("", "NA", "null").get(row % 9 / 3) : row % 2 == 0 ? "male" : "female";
      rows.members[row] = isGap ? Double.NaN : row % 5 / 3;
      LocalDateTime date =
          LocalDate.of(1599, 12, 30).atStartOfDay().plusSeconds(random.nextLong(30_000_000_000L));
      rows.dates[row] = isGap ? Double.NaN : date.toEpochSecond(ZoneOffset.UTC) + (row % 4) * 0.25;
      rows.ports[row] = isGap ? "" : List.of("1", "oslo", "ålesund", "rome").get(row % 4);
    }
    return rows;
  }

  private static Tensor expected(Module model, Options options, double[] raw) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      model.eval();
      Tensor rows = Tensor.of(raw, raw.length / 5, 5);
      Tensor filled = options.missing().map(usual -> usual.transform(rows)).orElse(rows);
      Tensor encoded = ENCODER.encode(filled);
      Tensor scaled = options.inputs().map(scale -> scale.transform(encoded)).orElse(encoded);
      return model.forward(scaled.to(DType.FLOAT32));
    }
  }

  private static Standardizer scaling() {
    Tensor encoded = ENCODER.encode(Tensor.of(rows(400, false).raw(), 400, 5));
    return Standardizer.fit(new TensorDataset(encoded, Tensor.zeros(400)));
  }

  @Test
  void categoriesDatesTruthValuesAndGapsAreEncodedInTheGraph() throws OrtException {
    int width = ENCODER.inputNames().size();
    Module model = new MLP(MLP.Options.of(width, List.of(7), 3), new Generator(3));
    for (boolean hasGaps : new boolean[] {false, true}) {
      Options options =
          Options.defaults()
              .withColumns(ENCODER)
              .withRowShape(width)
              .withInputs(scaling())
              .withInputType(ElementType.FLOAT64)
              .withNames("input", "logits")
              .withProbabilities(Probabilities.SOFTMAX)
              .withClassNames(List.of("low", "middling", "højt"));
      if (hasGaps) {
        options = options.withMissing(USUAL);
      }
      Rows rows = rows(400, hasGaps);
      Tensor logits = expected(model, options, rows.raw());
      Result actual = run(OnnxExport.toBytes(model, options), rows.inputs(), "logits");
      assertArrayEquals(logits.toDoubleArray(), actual.numbers, 1e-5);
      long[] best = logits.argmax(1).toLongArray();
      for (int row = 0; row < best.length; row++) {
        assertEquals(options.classNames().get((int) best[row]), actual.labels[row]);
      }
      assertTrue(new TreeSet<>(List.of(actual.labels)).size() > 1, "several classes occur");
    }
  }

  /** A model that gives its inputs back. */
  private static Module identity(int width) {
    Linear layer = new Linear(width, width);
    float[] ones = new float[width * width];
    for (int i = 0; i < width; i++) {
      ones[i * width + i] = 1;
    }
    layer.loadStateDict(
        Map.of("weight", Tensor.of(ones, width, width), "bias", Tensor.zeros(width)));
    return new Sequential(layer);
  }

  @Test
  void whatIsAnErrorElsewhereIsNaN() throws OrtException {
    int width = ENCODER.inputNames().size();
    Options options =
        Options.defaults()
            .withColumns(ENCODER)
            .withRowShape(width)
            .withInputType(ElementType.FLOAT64);
    byte[] bytes = OnnxExport.toBytes(identity(width), options);
    Rows rows = rows(1, false);
    for (Runnable spoil :
        List.<Runnable>of(
            () -> rows.ages[0] = Double.NaN,
            () -> rows.sexes[0] = "other",
            () -> rows.sexes[0] = "",
            () -> rows.ports[0] = "NA",
            () -> rows.dates[0] = Double.NaN)) {
      assertTrue(
          Arrays.stream(run(bytes, rows.inputs(), "output").numbers).noneMatch(Double::isNaN));
      spoil.run();
      assertTrue(
          Arrays.stream(run(bytes, rows.inputs(), "output").numbers).anyMatch(Double::isNaN));
      Rows whole = rows(1, false);
      rows.ages[0] = whole.ages[0];
      rows.sexes[0] = whole.sexes[0];
      rows.ports[0] = whole.ports[0];
      rows.dates[0] = whole.dates[0];
    }
  }

  @Test
  void aLabelOfNothingIsEmpty() throws OrtException {
    Options options =
        Options.defaults()
            .withProbabilities(Probabilities.SIGMOID)
            .withClassNames(List.of("no", "yes"))
            .withNames("input", "logits");
    byte[] bytes = OnnxExport.toBytes(identity(1), options);
    float[][] rows = {{-1}, {2}, {Float.NaN}, {0}};
    Result result =
        run(bytes, new HashMap<>(Map.of("input", OnnxTensor.createTensor(ORT, rows))), "logits");
    assertArrayEquals(new String[] {"no", "yes", "", "no"}, result.labels);
  }

  @Test
  void aMatrixIsFilledInAndMayBeOfAnyType() throws OrtException {
    TableEncoder plain = TableEncoder.numbers(List.of("a", "b"));
    Standardizer scaling = Standardizer.of(new double[] {1_700_000_000, 3}, new double[] {100, 2});
    Options options = Options.defaults().withColumns(plain).withRowShape(2).withInputs(scaling);
    Module model = identity(2);
    // Time stamps need float64, though the model computes in float32.
    byte[] wide =
        OnnxExport.toBytes(
            model,
            options
                .withInputType(ElementType.FLOAT64)
                .withMissing(SimpleImputer.of(new double[] {1_700_000_050, 5})));
    double[][] rows = {{1_700_000_001, 4}, {Double.NaN, Double.NaN}};
    assertArrayEquals(
        new double[] {0.01, 0.5, 0.5, 1},
        run(wide, new HashMap<>(Map.of("input", OnnxTensor.createTensor(ORT, rows))), "output")
            .numbers,
        1e-7);
    byte[] whole = OnnxExport.toBytes(model, options.withInputType(ElementType.INT64));
    long[][] numbers = {{1_700_000_001, 4}};
    assertArrayEquals(
        new double[] {0.01, 0.5},
        run(whole, new HashMap<>(Map.of("input", OnnxTensor.createTensor(ORT, numbers))), "output")
            .numbers,
        1e-7);
  }

  @Test
  void bytesOfImagesAreDivided() throws OrtException {
    double[] std = {255, 255, 255};
    byte[] model =
        OnnxExport.toBytes(
            identity(3),
            Options.defaults()
                .withInputs(Standardizer.of(new double[3], std))
                .withInputType(ElementType.UINT8));
    ByteBuffer pixels = ByteBuffer.allocateDirect(6).order(ByteOrder.nativeOrder());
    pixels.put(new byte[] {0, 51, (byte) 255, 102, (byte) 204, 1}).rewind();
    OnnxTensor input = OnnxTensor.createTensor(ORT, pixels, new long[] {2, 3}, OnnxJavaType.UINT8);
    assertArrayEquals(
        new double[] {0, 0.2, 1, 0.4, 0.8, 1 / 255.0},
        run(model, new HashMap<>(Map.of("input", input)), "output").numbers,
        1e-7);
    byte[] plain =
        OnnxExport.toBytes(identity(3), Options.defaults().withInputType(ElementType.UINT8));
    pixels.rewind();
    OnnxTensor again = OnnxTensor.createTensor(ORT, pixels, new long[] {2, 3}, OnnxJavaType.UINT8);
    assertArrayEquals(
        new double[] {0, 51, 255, 102, 204, 1},
        run(plain, new HashMap<>(Map.of("input", again)), "output").numbers,
        1e-7);
  }

  @Test
  void anOutputThatHasAColumnsNameGetsAnother() throws OrtException {
    TableSchema schema =
        new TableSchema(
            List.of(
                new Feature("output", ColumnType.category(List.of("a", "b"))),
                Feature.number("label")));
    TableEncoder encoder =
        TableEncoder.of(schema, List.of(new ColumnEncoding.OneHot(), new ColumnEncoding.Plain()));
    byte[] model =
        OnnxExport.toBytes(identity(3), Options.defaults().withColumns(encoder).withRowShape(3));
    float[][] label = {{7}};
    Map<String, OnnxTensor> inputs = new HashMap<>();
    inputs.put("output", texts("b"));
    inputs.put("label", OnnxTensor.createTensor(ORT, label));
    assertArrayEquals(new double[] {0, 1, 7}, run(model, inputs, "predicted_output").numbers);
  }

  @Test
  void optionsThatDoNotFitAreNamed() {
    Options options = Options.defaults();
    assertThrows(OptionException.class, () -> options.withClassNames(List.of("a", "b")));
    assertThrows(OptionException.class, () -> options.withInputType(ElementType.STRING));
    assertEquals(
        "ONNX export: an input of UINT8 for a model that fills in missing values, which are NaN;"
            + " expected FLOAT32 or FLOAT64",
        assertThrows(
                OptionException.class,
                () -> options.withMissing(USUAL).withInputType(ElementType.UINT8))
            .getMessage());
  }
}
