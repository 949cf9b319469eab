package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ColumnsConfig;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.Task;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How raw rows become a model's inputs, and its outputs values in the data's own units. It is saved
 * with the weights, which mean nothing without it, and everything in it follows from the training
 * rows.
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
 */
public record Preparation(
    Task task,
    DType dtype,
    TableEncoder encoder,
    List<String> targetNames,
    List<String> classNames,
    List<Long> classRows,
    Optional<SimpleImputer> missing,
    Optional<Standardizer> features,
    Optional<Standardizer> targets,
    Map<String, String> settings) {
  static final String DIVIDE_BY = "data.divideBy";

  /** Copies lists and map. */
  public Preparation {
    targetNames = List.copyOf(targetNames);
    classNames = List.copyOf(classNames);
    classRows = List.copyOf(classRows);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * Returns the preparation of a module that was trained in code to predict numbers: float32, with
   * nothing filled in or scaled unless it is added.
   *
   * @param encoder of the feature columns, such as {@code TableEncoder.numbers(names)}
   * @param targetNames one for each output
   */
  public static Preparation regression(TableEncoder encoder, List<String> targetNames) {
    return inCode(Task.REGRESSION, encoder, targetNames, List.of());
  }

  /**
   * Returns the preparation of a module that was trained in code to tell two classes apart by one
   * logit, that of the second.
   */
  public static Preparation binary(TableEncoder encoder, String target, List<String> classNames) {
    if (classNames.size() != 2) {
      throw new DataException("the classes " + classNames + " for one logit", "two classes");
    }
    return inCode(Task.BINARY, encoder, List.of(target), classNames);
  }

  /**
   * Returns the preparation of a module that was trained in code to tell classes apart by a logit
   * for each.
   */
  public static Preparation classes(TableEncoder encoder, String target, List<String> classNames) {
    return inCode(Task.CLASSES, encoder, List.of(target), classNames);
  }

  private static Preparation inCode(
      Task task, TableEncoder encoder, List<String> targetNames, List<String> classNames) {
    return new Preparation(
        task,
        DType.FLOAT32,
        encoder,
        targetNames,
        classNames,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** Returns this for a model of another type. */
  public Preparation withDtype(DType value) {
    return new Preparation(
        task,
        value,
        encoder,
        targetNames,
        classNames,
        classRows,
        missing,
        features,
        targets,
        settings);
  }

  /** Returns this with what is filled in for missing features. */
  public Preparation withMissing(SimpleImputer value) {
    return new Preparation(
        task,
        dtype,
        encoder,
        targetNames,
        classNames,
        classRows,
        Optional.of(value),
        features,
        targets,
        settings);
  }

  /** Returns this with a scaling of the encoded inputs. */
  public Preparation withFeatures(Standardizer value) {
    return new Preparation(
        task,
        dtype,
        encoder,
        targetNames,
        classNames,
        classRows,
        missing,
        Optional.of(value),
        targets,
        settings);
  }

  /** Returns this with the scaling that the targets had in training. */
  public Preparation withTargets(Standardizer value) {
    return new Preparation(
        task,
        dtype,
        encoder,
        targetNames,
        classNames,
        classRows,
        missing,
        features,
        Optional.of(value),
        settings);
  }

  /** Returns what a configuration says that the preparation of its rows follows from. */
  static Map<String, String> settings(RunConfig config) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("dtype", config.dtype().toString());
    settings.put(DIVIDE_BY, Double.toString(config.data().divideBy()));
    settings.put("data.standardize", spelled(config.data().standardize()));
    ColumnsConfig columns = config.data().columns();
    settings.put("data.columns", new TreeMap<>(columns.columns()).toString());
    settings.put("data.categoryEncoding", spelled(columns.categoryEncoding()));
    settings.put("data.unseen", spelled(columns.unseen()));
    return settings;
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns this for features that are divided by a number before anything else is done. */
  Preparation withFeaturesDividedBy(double divisor) {
    return withFeatures(
        features
            .map(scale -> afterDividing(divisor, scale.mean(), scale.std()))
            .orElseGet(() -> dividing(divisor, inputNames().size())));
  }

  /** Returns the scaling that divides each column by a number. */
  static Standardizer dividing(double divisor, int columns) {
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
  public List<String> featureNames() {
    return encoder.schema().names();
  }

  /** Returns the names of a model's inputs, in order: {@code age}, {@code sex=male} ... */
  public List<String> inputNames() {
    return encoder.inputNames();
  }

  /** Returns the number of a model's outputs. */
  public int outputs() {
    if (task == Task.REGRESSION) {
      return targetNames.size();
    }
    return task == Task.BINARY ? 1 : classNames.size();
  }

  /**
   * Returns raw rows as a model is given them.
   *
   * @param fitMemory whether they may be prepared once and kept; else each batch is when it is read
   */
  Dataset apply(Dataset raw, boolean fitMemory) {
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
  Batch prepare(Batch raw) {
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
  Tensor encoded(Tensor raw) {
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

  /** Returns outputs or targets of a regression in the data's own units, in float64 if scaled. */
  public Tensor inDataUnits(Tensor values) {
    return targets.map(scale -> scale.inverse(values.to(DType.FLOAT64))).orElse(values);
  }
}
