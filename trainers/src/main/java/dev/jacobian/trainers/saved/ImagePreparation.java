package dev.jacobian.trainers.saved;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.data.image.Channels;
import dev.jacobian.data.image.ImageFolder;
import dev.jacobian.data.image.ImageSize;
import dev.jacobian.data.image.ImageTransform;
import dev.jacobian.data.image.TransformedImages;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.models.onnx.OnnxExport;
import dev.jacobian.models.pretrained.PretrainedFolder;
import dev.jacobian.models.vision.CNN;
import dev.jacobian.models.vision.CNNOptions;
import dev.jacobian.models.vision.ResNet;
import dev.jacobian.models.vision.ResNetOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ModelConfig;
import dev.jacobian.trainers.config.data.DataConfig;
import dev.jacobian.trainers.config.data.DataForm;
import dev.jacobian.trainers.config.data.ImageForm;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How files become the images that a model is given, and its outputs classes.
 *
 * @param dtype the type of the model and its inputs
 * @param form how files become images, of one known size and number of channels
 * @param classNames the names of the classes' folders, in the order of their indices
 * @param classRows the training images of each class, if the loss is balanced by them; else empty
 * @param settings what the configuration said about all this, by its paths of keys
 */
public record ImagePreparation(
    DType dtype,
    ImageForm form,
    List<String> classNames,
    List<Long> classRows,
    Map<String, String> settings)
    implements Preparation {
  /** What the column of a prediction is called. */
  public static final String TARGET = "class";

  /**
   * Copies lists and map.
   *
   * @throws dev.jacobian.shape.DataException if the normalisation is of another number of channels
   */
  public ImagePreparation {
    form.normalizer().ifPresent(normalize -> normalize.requireFits(channels(form)));
    classNames = List.copyOf(classNames);
    classRows = List.copyOf(classRows);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  static ImagePreparation read(SavedFile file, ImageForm form) {
    return new ImagePreparation(
        file.dtype(), form, file.names("classes"), file.classRows(), file.settings());
  }

  @Override
  public DataKind kind() {
    return DataKind.IMAGES;
  }

  @Override
  public ImagePreparation images() {
    return this;
  }

  @Override
  public Task task() {
    return Task.CLASSES;
  }

  @Override
  public List<String> targetNames() {
    return List.of(TARGET);
  }

  /** Returns the size of all images. */
  public ImageSize size() {
    return form.size().orElseThrow();
  }

  /** Returns the number of channels of all images. */
  public int channels() {
    return channels(form);
  }

  private static int channels(ImageForm form) {
    return form.channels() == Channels.GREY ? 1 : 3;
  }

  @Override
  public String inputsInWords() {
    return (channels() == 1 ? "grey" : "coloured") + " images of " + size();
  }

  @Override
  public String exportedInputs() {
    return inputsInWords() + " with values from 0 to 1";
  }

  @Override
  public long inputSize() {
    return (long) channels() * size().height() * size().width();
  }

  @Override
  public Module model(ModelConfig config, Generator generator) {
    if (config.options() instanceof CNNOptions options) {
      return new CNN(
          options
              .withImages(channels(), size().height(), size().width())
              .withClasses(outputs())
              .withDtype(dtype),
          generator);
    }
    ResNet model =
        new ResNet(
            ResNetOptions.of(ResNetOptions.Depth.RESNET18, outputs())
                .withChannels(channels())
                .withDtype(dtype),
            generator);
    config.weights().ifPresent(place -> model.loadPretrained(PretrainedFolder.weights(place)));
    return model;
  }

  @Override
  public DataForm form(DataConfig data) {
    return form;
  }

  @Override
  public Rows read(DataConfig data) {
    ImageFolder folder = ImageFolder.open(data.rows().files().get(0), form.options(classNames));
    return new Rows(unchanged(folder), DroppedRows.none());
  }

  /** Returns images as a model is given them, without random changes. */
  public Dataset unchanged(Dataset decoded) {
    return prepared(decoded, List.of());
  }

  /**
   * Returns images as a model is given them.
   *
   * @param decoded images with values in [0, 1]
   * @param changes applied whenever one is read
   */
  public Dataset prepared(Dataset decoded, List<ImageTransform> changes) {
    List<ImageTransform> transforms = new ArrayList<>(changes);
    form.normalizer().ifPresent(transforms::add);
    Dataset images = transforms.isEmpty() ? decoded : new TransformedImages(decoded, transforms);
    return dtype == DType.FLOAT32
        ? images
        : new TransformedDataset(
            images, batch -> new Batch(List.of(batch.inputs().to(dtype)), batch.targetList()));
  }

  /** {@inheritDoc} A mixed image counts for the class that it is more of. */
  @Override
  public Tensor judgedTargets(Tensor targets) {
    return targets.shape().rank() == 1 ? targets : targets.argmax(1);
  }

  @Override
  public void save(Map<String, Tensor> tensors, Map<String, String> metadata) {
    // The form of the files and the classes, which all kinds save, are all.
  }

  @Override
  public OnnxExport.Options onnx(OnnxExport.Options options) {
    return options.withRowShape(channels(), size().height(), size().width());
  }

  @Override
  public Module exported(Module model) {
    return form.normalizer().isEmpty()
        ? model
        : new NormalizedImages(form.normalizer().get(), dtype, model);
  }
}
