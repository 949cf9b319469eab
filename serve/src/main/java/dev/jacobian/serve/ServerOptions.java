package dev.jacobian.serve;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.OptionException;

/**
 * Where a {@link ModelServer} listens and what it allows.
 *
 * @param name the name of the model, for {@code GET /model}
 * @param version its version, as its users count; may be empty
 * @param host the address to listen on; the loopback address lets nobody in from other machines
 * @param port the port, 0 for any that is free
 * @param batching how rows of concurrent requests run together
 * @param limits how much clients may send
 * @param timeouts how long things may take
 */
public record ServerOptions(
    String name,
    String version,
    String host,
    int port,
    Batching batching,
    Limits limits,
    Timeouts timeouts) {
  /** The address that only this machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int LAST_PORT = 65_535;

  /** Checks the port. */
  public ServerOptions {
    if (port < 0 || port > LAST_PORT) {
      throw new OptionException("port " + port, "0 (any that is free) to " + LAST_PORT);
    }
    if (host.isBlank()) {
      throw new OptionException(
          "the host '" + Brief.of(host) + "'",
          "an address of this machine, such as " + LOOPBACK + ", or 0.0.0.0 for all");
    }
  }

  /** Returns the defaults for a port of the loopback address. */
  public static ServerOptions of(int port) {
    return new ServerOptions(
        "model", "", LOOPBACK, port, Batching.DEFAULT, Limits.DEFAULT, Timeouts.DEFAULT);
  }

  /** Returns these options for a model of this name and version. */
  public ServerOptions withModel(String newName, String newVersion) {
    return new ServerOptions(newName, newVersion, host, port, batching, limits, timeouts);
  }

  /** Returns these options for another address. */
  public ServerOptions withHost(String newHost) {
    return new ServerOptions(name, version, newHost, port, batching, limits, timeouts);
  }

  /** Returns these options with other batching. */
  public ServerOptions withBatching(Batching newBatching) {
    return new ServerOptions(name, version, host, port, newBatching, limits, timeouts);
  }

  /** Returns these options with other limits. */
  public ServerOptions withLimits(Limits newLimits) {
    return new ServerOptions(name, version, host, port, batching, newLimits, timeouts);
  }

  /** Returns these options with other times. */
  public ServerOptions withTimeouts(Timeouts newTimeouts) {
    return new ServerOptions(name, version, host, port, batching, limits, newTimeouts);
  }
}
