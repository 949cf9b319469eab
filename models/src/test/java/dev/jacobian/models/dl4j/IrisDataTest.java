package dev.jacobian.models.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.models.FitOptions;
import dev.jacobian.models.MLP;
import dev.jacobian.models.MLPClassifier;
import dev.jacobian.models.SoftmaxRegression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.common.resources.DL4JResources;
import org.deeplearning4j.common.resources.ResourceType;
import org.deeplearning4j.datasets.iterator.impl.IrisDataSetIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class IrisDataTest {
  @Test
  void hasFiftyFlowersOfEachSpecies() {
    Batch all = all(IrisData.iterator(32));

    assertArrayEquals(new long[] {IrisData.ROWS, IrisData.FEATURES}, all.inputs().shape().dims());
    long[] labels = all.targets().toLongArray();
    for (int species = 0; species < IrisData.CLASSES; species++) {
      long wanted = species;
      assertEquals(50, LongStream.of(labels).filter(label -> label == wanted).count());
    }
    // Means of Fisher's table, as published with it.
    assertArrayEquals(
        new double[] {5.843, 3.054, 3.759, 1.199},
        all.inputs().mean(false, 0).toDoubleArray(),
        6e-4);
  }

  @Test
  void isWhatTheIteratorOfDl4jReads(@TempDir Path folder) throws IOException {
    // DL4J would download the file; it takes one that is there.
    DL4JResources.setBaseDirectory(folder.toFile());
    try (InputStream table = DataSetIterator.class.getResourceAsStream("/iris.dat")) {
      Files.copy(
          table,
          DL4JResources.getDirectory(ResourceType.DATASET, "iris").toPath().resolve("iris.dat"));
      Batch theirs = all(new IrisDataSetIterator(50, IrisData.ROWS));
      Batch ours = all(IrisData.iterator(50));
      assertArrayEquals(theirs.inputs().toFloatArray(), ours.inputs().toFloatArray());
      assertArrayEquals(theirs.targets().toLongArray(), ours.targets().toLongArray());
    } finally {
      DL4JResources.resetBaseDirectoryLocation();
    }
  }

  @Test
  void softmaxRegressionTellsTheSpeciesApart() {
    List<Subset> parts =
        Splits.randomSplit(
            DataSetIterators.toDataset(IrisData.iterator(50), Targets.CLASS_INDEX), 7, 0.7, 0.3);
    SoftmaxRegression model =
        new SoftmaxRegression(IrisData.CLASSES, FitOptions.defaults().withEpochs(200));
    model.fit(parts.get(0));

    assertAccuracy(model.score(all(parts.get(0)).inputs(), all(parts.get(0)).targets()));
    assertAccuracy(model.score(all(parts.get(1)).inputs(), all(parts.get(1)).targets()));
  }

  @Test
  void networkTellsTheSpeciesApart() {
    MLPClassifier model =
        new MLPClassifier(
            MLP.Options.of(IrisData.FEATURES, List.of(16), IrisData.CLASSES),
            FitOptions.defaults().withEpochs(60).withBatchSize(32));
    Dataset iris = DataSetIterators.toDataset(IrisData.iterator(150), Targets.CLASS_INDEX);
    model.fit(iris);

    assertAccuracy(model.score(all(iris).inputs(), all(iris).targets()));
  }

  private static void assertAccuracy(double accuracy) {
    assertTrue(accuracy >= 0.95, "accuracy " + accuracy);
  }

  private static Batch all(DataSetIterator iterator) {
    return all(DataSetIterators.toDataset(iterator, Targets.CLASS_INDEX));
  }

  private static Batch all(Dataset dataset) {
    return dataset.gather(LongStream.range(0, dataset.size()).toArray());
  }
}
