package dev.jacobian.trainers.run;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.Folds;
import dev.jacobian.data.Folds.Fold;
import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.data.image.ImageFolder;
import dev.jacobian.data.image.Normalize;
import dev.jacobian.data.table.DroppedRows;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.data.ImageData;
import dev.jacobian.trainers.config.data.ImageForm;
import dev.jacobian.trainers.config.data.RowSource;
import dev.jacobian.trainers.config.kind.SplitKind;
import dev.jacobian.trainers.saved.ImagePreparation;
import dev.jacobian.trainers.saved.Preparation;
import java.util.List;
import java.util.Optional;

/** The images of a run, before any are held out. */
final class RunImages implements RunRows {
  /** Images of no more bytes are decoded once, and kept. */
  private static final long MOST_BYTES = 1L << 28;

  private final RunConfig config;
  private final ImageData data;
  private final ImageFolder folder;
  private final Images all;

  private RunImages(RunConfig config, ImageData data, ImageFolder folder) {
    this.config = config;
    this.data = data;
    this.folder = folder;
    this.all = Images.of(folder);
  }

  /**
   * Images, and their classes, which are known without decoding one.
   *
   * @param labels rows whose inputs say nothing
   */
  private record Images(Dataset decoded, Dataset labels) {
    static Images of(ImageFolder folder) {
      long bytes = folder.size() * folder.imageShape().size() * Float.BYTES;
      return new Images(
          bytes <= MOST_BYTES ? TensorDataset.copyOf(folder) : folder,
          new TensorDataset(Tensor.zeros(folder.size(), 1), Tensor.of(folder.labels())));
    }

    Images of(Subset part) {
      return new Images(new Subset(decoded, part.indices()), part);
    }
  }

  /**
   * Lists the images, and decodes them if there are not too many.
   *
   * @throws DataException if there are no classes, or an image cannot be used
   */
  static RunImages read(RunConfig config, ImageData data) {
    ImageFolder folder = ImageFolder.open(data.rows().root(), data.form().options(List.of()));
    if (folder.classNames().size() < 2) {
      throw new DataException(
          "images '"
              + data.rows().name()
              + "': the only class is '"
              + folder.classNames().get(0)
              + "'",
          "a folder for each of at least two classes");
    }
    return new RunImages(config, data, folder);
  }

  @Override
  public long size() {
    return folder.size();
  }

  @Override
  public RunData whole() {
    return split(all, Optional.empty());
  }

  @Override
  public List<Fold> folds(int folds, long seed) {
    return data.split().kind() == SplitKind.STRATIFIED
        ? Folds.stratifiedKFold(all.labels, folds, seed)
        : Folds.kFold(all.labels, folds, seed);
  }

  @Override
  public RunData fold(Fold fold) {
    return split(all.of(fold.train()), Optional.of(all.of(fold.test())));
  }

  private RunData split(Images images, Optional<Images> test) {
    double share = data.split().share();
    if (share == 0) {
      return prepare(images, data.split().validation().map(this::other), test);
    }
    long seed = config.training().seed();
    List<Subset> parts =
        data.split().kind() == SplitKind.STRATIFIED
            ? Splits.stratified(images.labels, seed, 1 - share, share)
            : Splits.randomSplit(images.labels, seed, 1 - share, share);
    RunRows.requireRows(data, images.labels.size(), parts);
    return prepare(images.of(parts.get(0)), Optional.of(images.of(parts.get(1))), test);
  }

  private Normalize fitted(Dataset train) {
    try {
      return Normalize.fit(train);
    } catch (DataException e) {
      throw e.at("images '" + data.rows().name() + "'");
    }
  }

  private Dataset mixed(Dataset train) {
    return data.augment()
        .mixing(folder.classNames().size())
        .<Dataset>map(mixing -> new TransformedDataset(train, mixing))
        .orElse(train);
  }

  private Images other(RowSource source) {
    return Images.of(ImageFolder.open(source.files().get(0), found().options(folder.classNames())));
  }

  /** Returns the form of the files, which the first image has completed. */
  private ImageForm found() {
    Shape shape = folder.imageShape();
    return data.form().found((int) shape.dim(1), (int) shape.dim(2), (int) shape.dim(0));
  }

  private RunData prepare(Images train, Optional<Images> held, Optional<Images> test) {
    SplitClasses classes =
        SplitClasses.count(
            ImagePreparation.TARGET, folder.classNames(), train.labels, held.map(Images::labels));
    classes.requireFits(config.loss());
    ImagePreparation preparation =
        new ImagePreparation(
            config.dtype(),
            found().fitted(() -> fitted(train.decoded)),
            folder.classNames(),
            config.loss().isBalanced() ? classes.train() : List.of(),
            Preparation.settings(config));
    return new RunData(
        Optional.empty(),
        mixed(preparation.prepared(train.decoded, data.augment().transforms(preparation.size()))),
        preparation.unchanged(train.decoded),
        Optional.of(train.labels),
        held.map(images -> preparation.unchanged(images.decoded)),
        test.or(() -> data.split().test().map(this::other))
            .map(images -> preparation.unchanged(images.decoded)),
        Optional.empty(),
        preparation,
        new RowNotes(DroppedRows.none(), classes.notes()));
  }
}
