package dev.jacobian.examples;

import dev.jacobian.data.Batch;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A bundled CSV table as float64 tensors.
 *
 * @param features names of the features
 * @param x features {@code [n, k]}
 * @param y target {@code [n, 1]}
 */
record RegressionTable(List<String> features, Tensor x, Tensor y) {
  static RegressionTable read(String file, String target) {
    CsvDataset.Options options =
        CsvDataset.Options.defaults().withTargets(target).withDtype(DType.FLOAT64);
    CsvDataset dataset = CsvDataset.read(BundledFiles.temporaryFolder(file).resolve(file), options);
    Batch all = dataset.gather(LongStream.range(0, dataset.size()).toArray());
    return new RegressionTable(dataset.featureNames(), all.inputs(), all.targets());
  }
}
