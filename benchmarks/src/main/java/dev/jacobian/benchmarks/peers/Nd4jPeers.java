package dev.jacobian.benchmarks.peers;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.benchmarks.work.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Chooses the program of a peer that stands on ND4J. */
public final class Nd4jPeers {
  private static final String JAR_PROPERTIES = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  private Nd4jPeers() {}

  /** Prepares a workload. */
  public static Program create(Contender contender, Workload workload) {
    if (contender == Contender.CBLAS) {
      return new CblasProduct();
    }
    if (contender == Contender.ND4J && workload == Workload.W4) {
      return new NaivePolynomial();
    }
    if (contender == Contender.ND4J && workload == Workload.W5) {
      return new NaiveProduct();
    }
    StepTask task = StepTask.of(workload);
    return switch (contender) {
      case DL4J -> new Dl4jTraining(task);
      case SAMEDIFF -> new SameDiffTraining(task);
      case ND4J -> new NaiveTraining(task);
      default -> throw new IllegalArgumentException(contender + " does not do " + workload);
    };
  }

  /**
   * Returns the first weights of a layer as {@code [in, out]}, in an array of its own and in row
   * order.
   */
  static INDArray weights(StepTask task, int layer) {
    int in = task.widths().get(layer);
    int out = task.widths().get(layer + 1);
    return Nd4j.createFromArray(task.weights(layer)).reshape(out, in).transpose().dup('c');
  }

  static INDArray x(StepTask task) {
    return Nd4j.createFromArray(task.x()).reshape(task.batch(), task.inputs());
  }

  static INDArray y(StepTask task) {
    return Nd4j.createFromArray(task.y()).reshape(task.batch(), task.outputs());
  }

  static String about(String library) {
    return library + " " + version() + ", " + Nd4j.getEnvironment().maxThreads() + " threads";
  }

  private static String version() {
    Properties jar = new Properties();
    try (InputStream properties = Nd4j.class.getResourceAsStream(JAR_PROPERTIES)) {
      if (properties != null) {
        jar.load(properties);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar.getProperty("version", "of unknown version");
  }
}
