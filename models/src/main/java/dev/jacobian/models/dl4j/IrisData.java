package dev.jacobian.models.dl4j;

import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.List;
import org.datavec.api.records.reader.impl.csv.CSVRecordReader;
import org.datavec.api.split.StreamInputSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Fisher's Iris data: 150 flowers with four measurements in centimetres (length and width of sepal
 * and petal) and one of three species, 50 of each. Source: R. A. Fisher, "The use of multiple
 * measurements in taxonomic problems", Annals of Eugenics 7 (1936). The table comes with DL4J's own
 * jar and is read by DataVec's CSV reader.
 *
 * <p>DL4J's {@code IrisDataSetIterator} reads the same table, but does not look into the jar: it
 * downloads it at its first use, and fails without a network.
 */
public final class IrisData {
  /** Number of features. */
  public static final int FEATURES = 4;

  /** Number of species. */
  public static final int CLASSES = 3;

  /** Number of rows. */
  public static final int ROWS = 150;

  private static final String RESOURCE = "iris.dat";

  private IrisData() {}

  /**
   * Returns an iterator over the rows in the order of the table, which is sorted by species:
   * shuffle before training. Features are float32 {@code [n, 4]}, labels one-hot {@code [n, 3]}.
   *
   * @param batchSize rows per batch; the last batch may have fewer
   */
  public static DataSetIterator iterator(int batchSize) {
    CSVRecordReader reader = new CSVRecordReader();
    try {
      reader.initialize(new StreamInputSplit(List.of(location()), IrisData::open));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + RESOURCE, e);
    }
    return new RecordReaderDataSetIterator(reader, batchSize, FEATURES, CLASSES);
  }

  private static URI location() {
    URL url = RecordReaderDataSetIterator.class.getResource("/" + RESOURCE);
    if (url == null) {
      throw new DataException(
          RESOURCE + " is not on the class path", "the jar deeplearning4j-core, which has it");
    }
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has a place that is no URI: " + url, e);
    }
  }

  private static InputStream open(URI location) {
    try {
      return location.toURL().openStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
