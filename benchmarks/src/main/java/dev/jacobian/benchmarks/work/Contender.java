package dev.jacobian.benchmarks.work;

import java.util.List;

/** One way of doing the work; first ours, then the BLAS alone, then the peers. */
public enum Contender {
  JACOBIAN_EAGER("Jacobian, eager", Host.JVM),
  JACOBIAN_COMPILED("Jacobian, compiled", Host.JVM),
  JACOBIAN_TRAINER("Jacobian, `Trainer`", Host.JVM),
  JACOBIAN_SHARDS("Jacobian, 2 shards on one device", Host.JVM),
  JACOBIAN_THREADS("Jacobian, 2 shards on 2 threads", Host.JVM),
  JACOBIAN_ND4J("Jacobian, eager on the ND4J adapter", Host.JVM, "-Djacobian.backend=nd4j"),
  JACOBIAN_TRANSPOSED("Jacobian, eager, `x.matmul(x.t())`", Host.JVM),
  JACOBIAN_CSV("Jacobian, `CsvDataset`", Host.JVM),
  JACOBIAN_COMMAND("`./jacobian train`", Host.LAUNCHER),
  CBLAS("`cblas_sgemm`, called directly from Java", Host.JVM),
  PYTORCH("PyTorch, default threads", Host.PYTHON),
  PYTORCH_ALL("PyTorch, a thread per processor", Host.PYTHON),
  PYTORCH_COMPILED("`torch.compile`, default threads", Host.PYTHON),
  PYTORCH_COMPILED_ALL("`torch.compile`, a thread per processor", Host.PYTHON),
  PYTORCH_GRAPHS("PyTorch, a step as a CUDA graph", Host.PYTHON),
  PYTORCH_LOADER("PyTorch, its `DataLoader`", Host.PYTHON),
  PYTORCH_SLICES("PyTorch, slicing by hand", Host.PYTHON),
  PYTORCH_SCRIPT("a script for PyTorch", Host.PYTHON),
  TRANSFORMERS("`transformers` on PyTorch, default threads", Host.PYTHON),
  TRANSFORMERS_ALL("`transformers` on PyTorch, a thread per processor", Host.PYTHON),
  JAX("JAX, `jit`", Host.PYTHON),
  PANDAS("pandas", Host.PYTHON),
  PANDAS_ARROW("pandas, engine pyarrow", Host.PYTHON),
  ARROW("`pyarrow.csv`", Host.PYTHON),
  POLARS("Polars", Host.PYTHON),
  DJL("DJL, PyTorch engine", Host.JVM, "-DDJL_OFFLINE=true", "-DOPT_OUT_TRACKING=true"),
  DL4J("DL4J", Host.JVM),
  SAMEDIFF("SameDiff", Host.JVM),
  ND4J("naive ND4J", Host.JVM);

  /** What runs it. */
  public enum Host {
    /** A Java process like this one. */
    JVM,
    /** A Python process. */
    PYTHON,
    /** The launcher of the command line. */
    LAUNCHER
  }

  private final String title;
  private final Host host;

  // From List.of.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> jvmOptions;

  Contender(String title, Host host, String... jvmOptions) {
    this.title = title;
    this.host = host;
    this.jvmOptions = List.of(jvmOptions);
  }

  /** Returns its name in tables. */
  public String title() {
    return title;
  }

  /** Returns what runs it. */
  public Host host() {
    return host;
  }

  /** Returns whether it is Jacobian's. */
  public boolean isOurs() {
    return compareTo(JACOBIAN_COMMAND) <= 0;
  }

  /**
   * Returns whether it does a user's work with somebody else's library. The bare call of the BLAS
   * is neither ours nor a peer.
   */
  public boolean isPeer() {
    return !isOurs() && this != CBLAS;
  }

  /** Returns what its Java process is started with. */
  public List<String> jvmOptions() {
    return jvmOptions;
  }
}
