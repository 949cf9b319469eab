package dev.jacobian.benchmarks.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.PeerPrograms;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.benchmarks.work.Workload;
import java.nio.file.Path;

/** DJL with its PyTorch engine. */
public final class DjlPrograms implements PeerPrograms {
  @Override
  public Contender contender() {
    return Contender.DJL;
  }

  @Override
  public Program create(Workload workload, Path file) {
    return switch (workload) {
      case W3 -> new DjlEpoch();
      case W4 -> new DjlPolynomial();
      case W5 -> new DjlProduct();
      default -> new DjlTraining(StepTask.of(workload));
    };
  }

  static String about() {
    return "PyTorch "
        + Engine.getInstance().getVersion()
        + " through DJL "
        + Engine.getDjlVersion()
        + ", "
        + JniUtils.getNumThreads()
        + " intra-op threads";
  }
}
