package dev.jacobian.trainers.config.data;

import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import dev.jacobian.trainers.config.keys.Setting;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import dev.jacobian.trainers.config.kind.SplitKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Images of classes, and how they are prepared.
 *
 * @param rows where they lie
 * @param form how files become images
 * @param augment how they are changed at random in training
 * @param split which of them the model is judged on
 */
public record ImageData(ImageRows rows, ImageForm form, AugmentConfig augment, SplitConfig split)
    implements DataConfig {
  private static final RecordKeys<Written> OWN =
      RecordKeys.of(new Written(Optional.empty(), AugmentConfig.none()));

  /** The key that says where images lie. */
  static final Key<?> SOURCE = OWN.key("images");

  /** Those of the images; not the one that says where they lie. */
  static final List<Key<?>> KEYS =
      Stream.of(
              ImageForm.KEYS.keysOf("images"),
              OWN.keysOf("images").stream().filter(key -> !key.name().equals("images")).toList())
          .<Key<?>>flatMap(List::stream)
          .toList();

  /**
   * What a configuration says of them, beside their form.
   *
   * @param images a folder with a folder of images for each class, or a zip archive of one, in
   *     place of csv; images are PNG, JPEG, BMP and GIF files; or a file of images in MNIST's
   *     format, train-images-idx3-ubyte.gz, beside which its labels lie, train-labels-idx1-ubyte.gz
   * @param augment how the training images are changed at random, another way in each epoch
   */
  record Written(
      @Option(mayChange = true) Optional<FileName> images, @Option AugmentConfig augment) {}

  /** Returns images that no configuration names. */
  static ImageData of(ImageRows rows, ImageForm form) {
    return new ImageData(rows, form, AugmentConfig.none(), SplitConfig.none());
  }

  static ImageData read(Section section) {
    Written written = OWN.read(section);
    ImageRows rows = ImageRows.of(written.images.orElseThrow());
    return new ImageData(
        rows, ImageForm.KEYS.read(section), written.augment, SplitConfig.read(section, rows));
  }

  @Override
  public DataKind kind() {
    return DataKind.IMAGES;
  }

  @Override
  public ImageData of(RowSource others) {
    return of((ImageRows) others, form);
  }

  @Override
  public Map<String, String> settings() {
    Map<String, Object> values = ImageForm.KEYS.values(form);
    Map<String, String> settings = new LinkedHashMap<>();
    for (Key<?> key : ImageForm.KEYS.keys()) {
      settings.put("data." + key.name(), values.getOrDefault(key.name(), Setting.NONE).toString());
    }
    return settings;
  }

  @Override
  public void requireFits(ModelKind model, LossKind loss, Function<Key<?>, KeyPlace> placeOf) {
    split.requireFits(loss, placeOf);
    if (split.kind() == SplitKind.END) {
      throw new ConfigException(
          placeOf.apply(SplitConfig.KEYS.key("split")),
          "end holds out the last rows, and images lie in no order",
          "random or stratified");
    }
  }
}
