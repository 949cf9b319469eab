package dev.jacobian.trainers.config;

import dev.jacobian.io.Json;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.StateException;
import dev.jacobian.trainers.config.data.DataForm;
import dev.jacobian.trainers.config.data.LabelledTextForm;
import dev.jacobian.trainers.config.data.RowForm;
import dev.jacobian.trainers.config.data.TableTextForm;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.YamlNode;
import dev.jacobian.trainers.config.keys.YamlReader;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a configuration is saved with the weights: all that is needed to use the model where
 * neither the configuration nor the training rows are. It is written as JSON, which is YAML, with
 * the configuration's own keys, and read as one is.
 *
 * @param model the model; empty for a module of the user's own, whose class a file never names
 * @param loss the loss, which says what the outputs are
 * @param metrics what the model is judged by
 * @param data how rows or files were written
 */
public record SavedConfig(
    @Option Optional<ModelConfig> model,
    @Option(required = true) LossConfig loss,
    @Option(required = true) List<MetricChoice> metrics,
    @Option(required = true) DataForm data) {
  private static final SectionType<SavedConfig> SECTION =
      RecordKeys.of(
              of(Task.REGRESSION, MissingKind.ERROR),
              Map.of(
                  "model", ModelConfig.SECTION,
                  "loss", LossConfig.SECTION,
                  "metrics", MetricChoice.LIST,
                  "data", DataForm.SECTION))
          .section();

  /** Copies the list. */
  public SavedConfig {
    metrics = List.copyOf(metrics);
  }

  /**
   * Returns what of a run's configuration is saved with its weights.
   *
   * @param model its form, as training has left it
   * @param data how rows or files were written, as reading them has shown
   */
  public static SavedConfig of(RunConfig config, ModelConfig model, DataForm data) {
    return new SavedConfig(Optional.of(model), config.loss(), config.training().metrics(), data);
  }

  /**
   * Returns what is saved of a module that was trained in code: the task's usual judges.
   *
   * @param missing what is done about missing values
   */
  public static SavedConfig of(Task task, MissingKind missing) {
    LossKind loss =
        switch (task) {
          case REGRESSION -> LossKind.MSE;
          case BINARY -> LossKind.BCE_WITH_LOGITS;
          case CLASSES -> LossKind.CROSS_ENTROPY;
        };
    return new SavedConfig(
        Optional.empty(),
        LossConfig.of(loss),
        MetricChoice.defaults(task),
        RowForm.defaults().withMissing(missing));
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param source how errors name it
   * @throws FileFormatException if it is something else
   */
  public static SavedConfig parse(String source, String json) {
    try {
      YamlNode document = YamlReader.read(source, json);
      if (!(document instanceof YamlNode.Mapping)) {
        throw new ConfigException(document.place(), "it holds " + document.describe(), "a mapping");
      }
      return SECTION.require(document);
    } catch (ConfigException e) {
      throw new FileFormatException(
          e.getMessage(), "what jacobian train wrote", "train again, or take a whole file", e);
    }
  }

  /** Returns this as JSON, with the defaults filled in: those of later versions may differ. */
  public String toJson() {
    return Json.text(SECTION.written(this));
  }

  /**
   * Returns how a table of texts with classes was written, or would be.
   *
   * @throws StateException if the model is given none
   */
  public TableTextForm texts() {
    if (data instanceof TableTextForm table) {
      return table;
    }
    if (data instanceof LabelledTextForm texts) {
      return TableTextForm.usual(texts);
    }
    throw new StateException("a model that is given no texts with classes", "one that is");
  }

  /**
   * Returns how rows were written.
   *
   * @throws StateException if the model is given no rows
   */
  public RowForm rows() {
    if (data instanceof RowForm rows) {
      return rows;
    }
    throw new StateException("a model that is given no rows of a table", "one that is");
  }
}
