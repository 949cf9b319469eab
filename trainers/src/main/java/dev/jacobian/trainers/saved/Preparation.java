package dev.jacobian.trainers.saved;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.models.onnx.OnnxExport;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.DataForm;
import dev.jacobian.trainers.config.data.ImageForm;
import dev.jacobian.trainers.config.data.LabelledTextForm;
import dev.jacobian.trainers.config.data.RowForm;
import dev.jacobian.trainers.config.data.TableTextForm;
import dev.jacobian.trainers.config.data.TextForm;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How what lies in files becomes a model's inputs, and what its outputs stand for. It is saved with
 * the weights, which mean nothing without it, and everything in it follows from the training data.
 * There is one for each kind of data.
 */
public sealed interface Preparation
    permits TablePreparation, ImagePreparation, TextPreparation, LabelledTextPreparation {
  /**
   * Returns the preparation of a module that was trained in code to predict numbers: float32, with
   * nothing filled in or scaled unless it is added.
   *
   * @param encoder of the feature columns, such as {@code TableEncoder.numbers(names)}
   * @param targetNames one for each output
   */
  static TablePreparation regression(TableEncoder encoder, List<String> targetNames) {
    return TablePreparation.inCode(Task.REGRESSION, encoder, targetNames, List.of());
  }

  /**
   * Returns the preparation of a module that was trained in code to tell two classes apart by one
   * logit, that of the second.
   */
  static TablePreparation binary(TableEncoder encoder, String target, List<String> classNames) {
    return TablePreparation.binaryInCode(encoder, target, classNames);
  }

  /**
   * Returns the preparation of a module that was trained in code to tell classes apart by a logit
   * for each.
   */
  static TablePreparation classes(TableEncoder encoder, String target, List<String> classNames) {
    return TablePreparation.inCode(Task.CLASSES, encoder, List.of(target), classNames);
  }

  /** Returns what a configuration says that the preparation of its data follows from. */
  static Map<String, String> settings(RunConfig config) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("dtype", config.dtype().toString());
    settings.putAll(config.data().settings());
    return settings;
  }

  /**
   * Returns what stands beside the weights in a file.
   *
   * @param form how the data were written; empty for rows of a version before it was kept
   */
  static Preparation read(SavedFile file, Optional<DataForm> form) {
    if (form.isPresent() && form.get() instanceof ImageForm images) {
      return ImagePreparation.read(file, images);
    }
    if (form.isPresent() && form.get() instanceof LabelledTextForm texts) {
      return LabelledTextPreparation.read(file, texts);
    }
    if (form.isPresent() && form.get() instanceof TableTextForm table) {
      return LabelledTextPreparation.read(file, table.texts());
    }
    return form.isPresent() && form.get() instanceof TextForm text
        ? TextPreparation.read(file, text)
        : SavedTable.read(
            file,
            form.flatMap(rows -> rows instanceof RowForm own ? own.series() : Optional.empty()));
  }

  /** Returns what a model is given. */
  DataKind kind();

  /** Returns what the outputs are. */
  Task task();

  /** Returns the type of the model, its inputs and its numeric targets. */
  DType dtype();

  /** Returns the names of the targets, in order. */
  List<String> targetNames();

  /** Returns the labels in the order of their indices; empty for a regression. */
  List<String> classNames();

  /** Returns whether the classes are those of rows, not of each token of a row. */
  default boolean hasClassOfRow() {
    return !classNames().isEmpty();
  }

  /** Returns the training rows of each class, if the loss is balanced by them; else nothing. */
  List<Long> classRows();

  /** Returns what the configuration said about all this, by its paths of keys. */
  Map<String, String> settings();

  /** Returns the names of the feature columns; none if a model is given no rows. */
  default List<String> featureNames() {
    return List.of();
  }

  /** Returns the inputs of a row in words: "4 features". */
  String inputsInWords();

  /** Returns in words what a model that is written for other programs is given. */
  default String exportedInputs() {
    return inputsInWords();
  }

  /** Returns how many numbers a row's inputs are. */
  long inputSize();

  /** Returns a model for such inputs with new weights, drawn by a generator. */
  Module model(ModelConfig config, Generator generator);

  /** Returns what is saved of the form of a model. */
  default ModelConfig trained(ModelConfig config, Module model) {
    return config.trained();
  }

  /** Returns the loss of such outputs, by one of rows. */
  default Loss loss(Loss ofRows) {
    return ofRows;
  }

  /**
   * Returns the output of a model.
   *
   * @param inputs all that it is given, on its device
   */
  static Tensor output(Module model, List<Tensor> inputs) {
    return inputs.size() == 1
        ? model.forward(inputs.get(0))
        : model.forward(inputs.get(0), inputs.get(1));
  }

  /** Returns how data were written that are read like those of a run. */
  DataForm form(DataConfig data);

  /** Reads data as the model was trained on them, its classes in their order. */
  Rows read(DataConfig data);

  /**
   * Rows as a model is given them.
   *
   * @param dropped those that were left out
   */
  record Rows(Dataset rows, DroppedRows dropped) {}

  /** Returns this with what files of an older version lack, as a configuration says it. */
  default Preparation completed(DataConfig data) {
    return this;
  }

  /** Adds what is saved of this alone to the tensors and the texts of a file. */
  void save(Map<String, Tensor> tensors, Map<String, String> metadata);

  /**
   * Returns how a model is written as ONNX.
   *
   * @param options with what holds for all kinds
   */
  OnnxExport.Options onnx(OnnxExport.Options options);

  /** Returns a model that is given what is written in files, as far as ONNX can say it. */
  default Module exported(Module model) {
    return model;
  }

  /**
   * Returns outputs or targets as metrics compare them: those of a regression in the data's own
   * units, those of a text with a row for each token.
   */
  default Tensor inDataUnits(Tensor values) {
    return values;
  }

  /** Returns the targets of a training batch as metrics compare them: see {@link #inDataUnits}. */
  default Tensor judgedTargets(Tensor targets) {
    return inDataUnits(targets);
  }

  /** Returns what a change of an output by 1 is in the units of a target. */
  default double unit(int target) {
    return 1;
  }

  /** Returns the number of a model's outputs for a row. */
  default int outputs() {
    return switch (task()) {
      case REGRESSION -> targetNames().size();
      case BINARY -> 1;
      case CLASSES -> classNames().size();
    };
  }

  /**
   * Returns this, if it is of rows of a table.
   *
   * @throws OptionException if it is not
   */
  default TablePreparation table() {
    throw isNot(DataKind.TABLE);
  }

  /**
   * Returns this, if it is of text.
   *
   * @throws OptionException if it is not
   */
  default TextPreparation text() {
    throw isNot(DataKind.TEXT);
  }

  /**
   * Returns this, if it is of texts with a class each.
   *
   * @throws OptionException if it is not
   */
  default LabelledTextPreparation labelledText() {
    throw isNot(DataKind.LABELLED_TEXT);
  }

  /**
   * Returns this, if it is of images.
   *
   * @throws OptionException if it is not
   */
  default ImagePreparation images() {
    throw isNot(DataKind.IMAGES);
  }

  private OptionException isNot(DataKind wanted) {
    return new OptionException(
        "a model that is given " + kind(), "one that is given " + wanted, kind().use());
  }
}
