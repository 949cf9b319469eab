package dev.jacobian.trainers.saved;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.data.table.SeriesWindows;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.models.ColumnEmbeddings;
import dev.jacobian.models.LSTMForecaster;
import dev.jacobian.models.LSTMForecasterOptions;
import dev.jacobian.models.MLP;
import dev.jacobian.models.TabularMLP;
import dev.jacobian.models.onnx.OnnxExport;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.LSTMConfig;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.data.ArrayRows;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.DataForm;
import dev.jacobian.trainers.config.data.RowSource;
import dev.jacobian.trainers.config.data.TableData;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.progress.Format;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How raw rows of a table become a model's inputs, and its outputs values in the data's own units.
 *
 * <p>Raw rows are filled in, encoded, shifted and scaled in float64, whatever the model computes
 * in, and rounded to its type once: columns of large numbers that differ little keep what tells
 * them apart.
 *
 * @param task what the outputs are
 * @param dtype the type of the model, its inputs and its numeric targets
 * @param encoder turns the feature columns into the inputs
 * @param targetNames the columns of the targets, in order
 * @param classNames the labels in the order of their indices; empty for a regression
 * @param classRows the training rows of each class, if the loss is balanced by them; else empty
 * @param missing fills in missing features, if they may be missing
 * @param features shifts and scales the encoded inputs, if they are scaled or divided
 * @param targets shifts and scales the targets, if they are scaled
 * @param settings what the configuration said about all this, by its paths of keys; empty for
 *     weights from before it was kept
 * @param series the windows of a series that the rows are, if they are
 */
public record TablePreparation(
    Task task,
    DType dtype,
    TableEncoder encoder,
    List<String> targetNames,
    List<String> classNames,
    List<Long> classRows,
    Optional<SimpleImputer> missing,
    Optional<Standardizer> features,
    Optional<Standardizer> targets,
    Map<String, String> settings,
    Optional<SeriesWindows> series)
    implements Preparation {
  private static final Logger LOG = LoggerFactory.getLogger(TablePreparation.class);

  /** Copies lists and map. */
  public TablePreparation {
    targetNames = List.copyOf(targetNames);
    classNames = List.copyOf(classNames);
    classRows = List.copyOf(classRows);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static TablePreparation binaryInCode(
      TableEncoder encoder, String target, List<String> classNames) {
    if (classNames.size() != 2) {
      throw new DataException("the classes " + classNames + " for one logit", "two classes");
    }
    return inCode(Task.BINARY, encoder, List.of(target), classNames);
  }

  static TablePreparation inCode(
      Task task, TableEncoder encoder, List<String> targetNames, List<String> classNames) {
    return new TablePreparation(
        task,
        DType.FLOAT32,
        encoder,
        targetNames,
        classNames,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  /** Returns this for a model of another type. */
  public TablePreparation withDtype(DType value) {
    return new TablePreparation(
        task,
        value,
        encoder,
        targetNames,
        classNames,
        classRows,
        missing,
        features,
        targets,
        settings,
        series);
  }

  /** Returns this with what is filled in for missing features. */
  public TablePreparation withMissing(SimpleImputer value) {
    return new TablePreparation(
        task,
        dtype,
        encoder,
        targetNames,
        classNames,
        classRows,
        Optional.of(value),
        features,
        targets,
        settings,
        series);
  }

  /** Returns this with a scaling of the encoded inputs. */
  public TablePreparation withFeatures(Standardizer value) {
    return new TablePreparation(
        task,
        dtype,
        encoder,
        targetNames,
        classNames,
        classRows,
        missing,
        Optional.of(value),
        targets,
        settings,
        series);
  }

  /** Returns this with the scaling that the targets had in training. */
  public TablePreparation withTargets(Standardizer value) {
    return new TablePreparation(
        task,
        dtype,
        encoder,
        targetNames,
        classNames,
        classRows,
        missing,
        features,
        Optional.of(value),
        settings,
        series);
  }

  /** Returns this for features that are divided by a number before anything else is done. */
  private TablePreparation withFeaturesDividedBy(double divisor) {
    return withFeatures(
        features
            .map(scale -> afterDividing(divisor, scale.mean(), scale.std()))
            .orElseGet(() -> dividing(divisor, inputNames().size())));
  }

  /** Returns the scaling that divides each column by a number. */
  public static Standardizer dividing(double divisor, int columns) {
    double[] ones = new double[columns];
    Arrays.fill(ones, 1);
    return afterDividing(divisor, new double[columns], ones);
  }

  private static Standardizer afterDividing(double divisor, double[] mean, double[] std) {
    return Standardizer.of(
        Arrays.stream(mean).map(value -> value * divisor).toArray(),
        Arrays.stream(std).map(value -> value * divisor).toArray());
  }

  /** Returns the feature columns of raw rows. */
  public TableSchema schema() {
    return encoder.schema();
  }

  /** Returns the names of the feature columns of raw rows, in order. */
  @Override
  public List<String> featureNames() {
    return encoder.schema().names();
  }

  /** Returns the names of a model's inputs, in order: {@code age}, {@code sex=male} ... */
  public List<String> inputNames() {
    return encoder.inputNames();
  }

  @Override
  public DataKind kind() {
    return DataKind.TABLE;
  }

  @Override
  public TablePreparation table() {
    return this;
  }

  @Override
  public String inputsInWords() {
    return Format.count(featureNames().size(), "feature");
  }

  @Override
  public String exportedInputs() {
    return "the columns " + featureNames();
  }

  @Override
  public long inputSize() {
    return inputNames().size();
  }

  @Override
  public Module model(ModelConfig config, Generator generator) {
    int inputs = inputNames().size();
    if (config.options() instanceof LSTMConfig form) {
      return new LSTMForecaster(form.series(steps()).withDtype(dtype), generator);
    }
    if (!(config.options() instanceof MLP.Options options)) {
      return new Linear(inputs, outputs(), LinearOptions.defaults().withDtype(dtype), generator);
    }
    MLP.Options form = options.withInputs(inputs).withOutputs(outputs()).withDtype(dtype);
    List<ColumnEmbeddings.Table> tables =
        encoder.lookups().stream()
            .map(
                column ->
                    new ColumnEmbeddings.Table(
                        column.rows(), column.hasUnknown(), column.dimension()))
            .toList();
    return tables.isEmpty() ? new MLP(form, generator) : new TabularMLP(form, tables, generator);
  }

  private LSTMForecasterOptions steps() {
    SeriesWindows windows = series.orElseThrow();
    return LSTMForecasterOptions.of(
        windows.window(), windows.columns().size(), windows.targets().size(), windows.horizon());
  }

  @Override
  public ModelConfig trained(ModelConfig config, Module model) {
    return model instanceof LSTMForecaster lstm
        ? new ModelConfig(config.kind(), LSTMConfig.of(lstm.options()))
        : config.trained();
  }

  @Override
  public DataForm form(DataConfig data) {
    return data.form();
  }

  @Override
  public Rows read(DataConfig data) {
    TableDataset read = read((TableData) data, data.rows());
    return new Rows(apply(read, data.rows().isInMemory()), read.dropped());
  }

  /** Reads rows as a model was trained on them: its features, and its classes in its own order. */
  public TableDataset read(TableData data, RowSource rows) {
    return rows instanceof ArrayRows arrays
        ? ArraySource.read(arrays, data.dtype(), this)
        : TabularSource.read((TableRows) rows, data.dtype(), this);
  }

  @Override
  public void save(Map<String, Tensor> tensors, Map<String, String> metadata) {
    SavedTable.write(this, tensors, metadata);
  }

  @Override
  public TablePreparation completed(DataConfig data) {
    double divisor = ((TableData) data).divideBy();
    if (settings.containsKey(TableData.DIVIDE_BY) || divisor == 1) {
      return this;
    }
    LOG.warn(
        "the weights do not say what features were divided by in training; taking {}, as the"
            + " configuration has it",
        divisor);
    return withFeaturesDividedBy(divisor);
  }

  @Override
  public OnnxExport.Options onnx(OnnxExport.Options usual) {
    Map<String, String> metadata = new LinkedHashMap<>(usual.metadata());
    metadata.put("features", ModelExport.json(featureNames()));
    metadata.put("columns", ColumnsJson.write(encoder));
    OnnxExport.Options options =
        usual.withColumns(encoder).withRowShape(inputNames().size()).withMetadata(metadata);
    options = missing.map(options::withMissing).orElse(options);
    options = features.map(options::withInputs).orElse(options);
    return targets.map(options::withOutputs).orElse(options);
  }

  /**
   * Returns raw rows as a model is given them.
   *
   * @param fitMemory whether they may be prepared once and kept; else each batch is when it is read
   */
  public Dataset apply(Dataset raw, boolean fitMemory) {
    Dataset prepared = new TransformedDataset(raw, this::prepare);
    if (!fitMemory) {
      return prepared;
    }
    try {
      return TensorDataset.copyOf(prepared);
    } catch (OutOfMemoryError e) {
      // There is no room for both; the rows are the same when each batch is prepared by itself.
      return prepared;
    }
  }

  /** Returns raw rows as a model and a loss are given them. */
  public Batch prepare(Batch raw) {
    return new Batch(inputs(raw.inputs()), targets(raw.targets()));
  }

  /**
   * Returns raw features as a model is given them.
   *
   * @param raw floating point {@code [n, features]}
   * @return {@code [n, inputs]}
   * @throws DataException if one is missing and nothing is filled in, or too large for the model's
   *     type
   */
  public Tensor inputs(Tensor raw) {
    return narrowed("feature", inputNames(), scaled(features, encoded(raw)));
  }

  /** Returns raw features filled in and encoded, in the data's own units. */
  public Tensor encoded(Tensor raw) {
    if (missing.isEmpty() && Double.isNaN(raw.sum().item())) {
      requirePresent(raw);
    }
    return encoder.encode(missing.map(usual -> usual.transform(raw)).orElse(raw));
  }

  private void requirePresent(Tensor raw) {
    double[] values = raw.toDoubleArray();
    for (int at = 0; at < values.length; at++) {
      if (Double.isNaN(values[at])) {
        throw schema().features().get(at % schema().size()).missing();
      }
    }
  }

  /** Returns raw targets as a loss is given them. */
  private Tensor targets(Tensor raw) {
    return switch (task) {
      case REGRESSION -> narrowed("target", targetNames, scaled(targets, raw));
      case BINARY -> raw.to(dtype).unsqueeze(1);
      case CLASSES -> raw;
    };
  }

  private static Tensor scaled(Optional<Standardizer> scale, Tensor raw) {
    return scale.map(s -> s.transform(raw.to(DType.FLOAT64))).orElse(raw);
  }

  private Tensor narrowed(String part, List<String> names, Tensor wide) {
    Tensor values = wide.to(dtype);
    if (wide.dtype() != dtype && !Double.isFinite(values.sum().item())) {
      requireFinite(part, names, wide, values.toDoubleArray());
    }
    return values;
  }

  private void requireFinite(String part, List<String> names, Tensor wide, double[] values) {
    for (int at = 0; at < values.length; at++) {
      if (!Double.isFinite(values[at])) {
        throw new DataException(
            "the "
                + part
                + " '"
                + names.get(at % names.size())
                + "' has the value "
                + wide.toDoubleArray()[at]
                + (scalesOf(part).isPresent() ? " when it is scaled" : ""),
            "numbers that " + dtype + " holds",
            "look at the value, or choose dtype: float64");
      }
    }
  }

  private Optional<Standardizer> scalesOf(String part) {
    return part.equals("target") ? targets : features;
  }

  /** Returns outputs or targets in the data's own units, in float64 if scaled. */
  @Override
  public Tensor inDataUnits(Tensor values) {
    return targets.map(scale -> scale.inverse(values.to(DType.FLOAT64))).orElse(values);
  }

  @Override
  public double unit(int target) {
    return targets.map(scale -> scale.std()[target]).orElse(1.0);
  }
}
