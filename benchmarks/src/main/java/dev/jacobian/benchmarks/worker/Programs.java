package dev.jacobian.benchmarks.worker;

import dev.jacobian.benchmarks.jacobian.JacobianPrograms;
import dev.jacobian.benchmarks.peers.Nd4jPeers;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.PeerPrograms;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.Workload;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the program of a contender. */
final class Programs {
  /** The answer about a contender that has none. */
  static final String ABSENCE = Protocol.ABSENT + " not in this build";

  private Programs() {}

  /** Returns the program, or empty if the contender is not in this build. */
  static Optional<Program> create(Contender contender, Workload workload, Path file) {
    return switch (contender) {
      case CBLAS, DL4J, SAMEDIFF, ND4J -> Optional.of(Nd4jPeers.create(contender, workload));
      case DJL ->
          ServiceLoader.load(PeerPrograms.class).stream()
              .map(ServiceLoader.Provider::get)
              .filter(peer -> peer.contender() == contender)
              .findFirst()
              .map(peer -> peer.create(workload, file));
      default -> Optional.of(JacobianPrograms.create(contender, workload, file));
    };
  }
}
