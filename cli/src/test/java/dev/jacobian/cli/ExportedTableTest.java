package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.device.Device;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.models.MLP;
import dev.jacobian.models.TabularMLP;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.Tanh;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.predict.CsvPrediction;
import dev.jacobian.trainers.predict.NumberText;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.ModelExport;
import dev.jacobian.trainers.saved.Preparation;
import dev.jacobian.trainers.saved.SavedModel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime makes of a table's raw columns what {@code predict} makes of the CSV file. */
class ExportedTableTest {
  private static final OrtEnvironment ORT = OrtEnvironment.getEnvironment();
  private static final int ROWS = 500;

  @TempDir private Path folder;

  private static OnnxTensor texts(String[] values) throws OrtException {
    return OnnxTensor.createTensor(ORT, values, new long[] {values.length, 1});
  }

  /** Returns an encoder of all types of columns, of which the categories are encoded as said. */
  private static TableEncoder encoder(ColumnEncoding categories) {
    return TableEncoder.of(
        new TableSchema(
            List.of(
                Feature.number("age"),
                new Feature("sex", ColumnType.category(List.of("female", "male"))),
                new Feature("member", ColumnType.bool()),
                new Feature("sold", ColumnType.date()),
                new Feature(
                    "port",
                    new CategoryType(List.of("bergen", "oslo"), CategoryType.Unseen.UNKNOWN)))),
        List.of(
            new ColumnEncoding.Plain(),
            categories,
            new ColumnEncoding.Plain(),
            new ColumnEncoding.Parts(
                List.of(DatePart.YEAR, DatePart.MONTH, DatePart.WEEKDAY, DatePart.HOUR)),
            categories));
  }

  @Test
  void numbersCategoriesTruthValuesDatesAndGaps() throws Exception {
    TableEncoder encoder = encoder(new ColumnEncoding.OneHot());
    int width = encoder.inputNames().size();
    Generator generator = new Generator(2);
    assertExportIsPredict(
        encoder,
        new Sequential(new Linear(width, 9, generator), new Tanh(), new Linear(9, 3, generator)));
  }

  @Test
  void categoriesThatAreLookedUp() throws Exception {
    TableEncoder encoder = encoder(new ColumnEncoding.Embedding(4));
    int width = encoder.inputNames().size();
    List<ColumnEmbeddings.Table> tables =
        List.of(new ColumnEmbeddings.Table(2, false, 4), new ColumnEmbeddings.Table(3, true, 4));
    assertExportIsPredict(
        encoder, new TabularMLP(MLP.Options.of(width, List.of(9), 3), tables, new Generator(2)));
  }

  private void assertExportIsPredict(TableEncoder encoder, Module model) throws Exception {
    int width = encoder.inputNames().size();
    double[] mean = new double[width];
    double[] std = new double[width];
    boolean[] quantities = encoder.quantities();
    for (int i = 0; i < width; i++) {
      mean[i] = !quantities[i] ? 0 : encoder.inputNames().get(i).endsWith("year") ? 2000 : 5;
      std[i] = quantities[i] ? 12 : 1;
    }
    Preparation preparation =
        Preparation.classes(encoder, "kind", List.of("a", "b, c", "d"))
            .withFeatures(Standardizer.of(mean, std))
            .withMissing(SimpleImputer.of(new double[] {30, 1, 1, 1e9, 0}));
    SavedModel saved = SavedModel.of(model, preparation);
    Path onnx = folder.resolve("table.onnx");
    ModelExport.write(saved, model, ModelExport.Format.ONNX, Optional.empty(), onnx);

    SplittableRandom random = new SplittableRandom(9);
    StringBuilder csv = new StringBuilder("port,sold,age,member,sex\n");
    float[][] ages = new float[ROWS][1];
    float[][] members = new float[ROWS][1];
    double[][] dates = new double[ROWS][1];
    String[] sexes = new String[ROWS];
    String[] ports = new String[ROWS];
    for (int row = 0; row < ROWS; row++) {
      boolean isGap = random.nextInt(8) == 0;
      LocalDate day = LocalDate.of(1970, 1, 1).plusDays(random.nextInt(-9000, 20000));
      int hour = random.nextInt(24);
      ages[row][0] = isGap ? Float.NaN : random.nextInt(90) + 0.5f;
      members[row][0] = isGap ? Float.NaN : row % 2;
      dates[row][0] = isGap ? Double.NaN : day.toEpochDay() * 86_400.0 + hour * 3600 + 5;
      sexes[row] = isGap ? "" : row % 3 == 0 ? "male" : "female";
      ports[row] = isGap ? "" : List.of("oslo", "bergen", "rome").get(random.nextInt(3));
      csv.append(ports[row])
          .append(',')
          .append(isGap ? "" : day + "T%02d:00:05".formatted(hour))
          .append(',')
          .append(isGap ? "" : Float.toString(ages[row][0]))
          .append(',')
          .append(isGap ? "NA" : row % 2 == 1 ? "yes" : "no")
          .append(',')
          .append(sexes[row])
          .append('\n');
    }
    Path file = folder.resolve("table.csv");
    Files.writeString(file, csv);
    List<List<String>> expected = predicted(saved, model, file);
    assertEquals(ROWS, expected.size());
    try (OrtSession session = ORT.createSession(onnx.toString())) {
      Map<String, OnnxTensor> inputs = new HashMap<>();
      inputs.put("age", OnnxTensor.createTensor(ORT, ages));
      inputs.put("member", OnnxTensor.createTensor(ORT, members));
      inputs.put("sold", OnnxTensor.createTensor(ORT, dates));
      inputs.put("sex", texts(sexes));
      inputs.put("port", texts(ports));
      assertEquals(inputs.keySet(), session.getInputNames());
      try (OrtSession.Result result = session.run(inputs)) {
        float[][] probabilities = (float[][]) result.get("probabilities").orElseThrow().getValue();
        String[] labels = (String[]) result.get("label").orElseThrow().getValue();
        for (int row = 0; row < ROWS; row++) {
          int best = List.of("a", "b, c", "d").indexOf(labels[row]);
          assertEquals(expected.get(row).get(0), labels[row], "row " + row);
          double probability = Double.parseDouble(expected.get(row).get(1));
          assertEquals(probability, probabilities[row][best], 1e-5, "row " + row);
        }
      }
    }
  }

  private static List<List<String>> predicted(SavedModel saved, Module model, Path file) {
    model.eval();
    Predictor predictor = Predictor.of(saved, model, Device.cpu());
    List<List<String>> rows = new ArrayList<>();
    NumberText text = new NumberText(saved.preparation(), '.');
    CsvPrediction.of(saved, predictor, CsvInput.of(file), KeptColumns.none())
        .forEach(part -> part.forEach(row -> rows.add(text.cells(row.prediction()))));
    return rows;
  }

  @Test
  void aModelThatFillsInMeansDoesSoInTheGraph() throws Exception {
    StringBuilder csv = new StringBuilder("x,z,y\n");
    for (int row = 0; row < 60; row++) {
      csv.append(row).append(',').append(row % 4 == 1 ? "" : 7 + row % 5).append(',');
      csv.append(3 * row + row % 5).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), csv);
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: y, missing: mean, standardize: all}
        model: {type: mlp, hidden: [6]}
        loss: mse
        optimizer: {type: adam, learningRate: 0.05}
        epochs: 20
        device: cpu
        """);
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    Path onnx = folder.resolve("gaps.onnx");
    CommandRun.done("export", folder.resolve("run"), "--to", onnx);
    List<String> expected =
        CommandRun.done("predict", folder.resolve("run"), "--input", folder.resolve("rows.csv"))
            .lines();
    float[][] rows = new float[60][];
    for (int row = 0; row < 60; row++) {
      rows[row] = new float[] {row, row % 4 == 1 ? Float.NaN : 7 + row % 5};
    }
    try (OrtSession session = ORT.createSession(onnx.toString());
        OnnxTensor input = OnnxTensor.createTensor(ORT, rows);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      float[][] actual = (float[][]) result.get(0).getValue();
      for (int row = 0; row < 60; row++) {
        double wanted = Double.parseDouble(expected.get(row + 1));
        assertEquals(wanted, actual[row][0], 1e-5 * Math.max(1, Math.abs(wanted)), "row " + row);
      }
    }
  }

  @Test
  void rawBytesOfImagesAreTheInput() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    float[][] pixels = new float[120][4];
    float[] targets = new float[120];
    ByteBuffer bytes = ByteBuffer.allocateDirect(480);
    for (int row = 0; row < 120; row++) {
      for (int i = 0; i < 4; i++) {
        pixels[row][i] = random.nextInt(256);
        targets[row] += (i + 1) * pixels[row][i] / 255;
        bytes.put((byte) pixels[row][i]);
      }
    }
    NumpyFile.saveNpz(
        folder.resolve("images.npz"),
        Map.of("x", Tensor.of(pixels).to(DType.INT32), "y", Tensor.of(targets)));
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {npz: images.npz, divideBy: 255}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1, momentum: 0.9}
        epochs: 100
        device: cpu
        """);
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    Path onnx = folder.resolve("bytes.onnx");
    CommandRun.done("export", folder.resolve("run"), "--to", onnx, "--input-type", "uint8");
    try (OrtSession session = ORT.createSession(onnx.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(ORT, bytes.rewind(), new long[] {120, 4}, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      float[][] actual = (float[][]) result.get(0).getValue();
      for (int row = 0; row < 120; row++) {
        assertEquals(targets[row], actual[row][0], 1e-2, "row " + row);
      }
    }
    CommandRun refused =
        CommandRun.of("export", folder.resolve("run"), "--to", onnx, "--input-type", "string");
    assertTrue(refused.err().contains("an input of text"), refused.err());
  }
}
