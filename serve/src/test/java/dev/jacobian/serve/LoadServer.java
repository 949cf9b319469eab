package dev.jacobian.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jacobian.io.AtomicFile;
import dev.jacobian.trainers.predict.Predictor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** The program that the load test puts under load, in a JVM of its own. */
final class LoadServer {
  private LoadServer() {}

  /**
   * Starts a server that writes its port to a file; its times are short, so that slow clients are
   * seen to end.
   */
  public static void main(String[] arguments) throws InterruptedException {
    Timeouts times =
        new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
    ModelServer server =
        ModelServer.start(
            Predictor.load(Path.of(arguments[1])), ServerOptions.of(0).withTimeouts(times));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    AtomicFile.replace(
        Path.of(arguments[0]),
        file -> file.write(ByteBuffer.wrap(Integer.toString(server.port()).getBytes(UTF_8))));
    Thread.sleep(Long.MAX_VALUE);
  }
}
