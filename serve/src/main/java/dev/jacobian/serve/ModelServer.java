package dev.jacobian.serve;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.predict.TextGenerator;
import dev.jacobian.trainers.predict.TextPredictor;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trained model behind HTTP/1.1: {@code POST /predict} takes rows or a text as JSON, or the file
 * of an image, and answers predictions; {@code POST /generate} takes a prompt and answers what
 * follows it; {@code GET /model} says what it takes and gives, {@code GET /health} whether it is
 * ready, {@code GET /metrics} what it counts, for Prometheus.
 *
 * <p>It has a few threads for connections and some workers that predict, whatever the number of
 * clients. Everything that a client decides has a limit or a time: see {@link Limits} and {@link
 * Timeouts}. It speaks neither TLS nor passwords: outside a machine of one's own it belongs behind
 * a proxy that does.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of ends that nobody waits for, and of sweeping.
public final class ModelServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);
  private static final int MOST_LOOPS = 4;
  private static final int SWEEP_MILLIS = 50;
  private static final int DRAIN_MILLIS = 5;

  /** Connections that the system holds until they are accepted. */
  private static final int BACKLOG = 1024;

  private final ServerOptions options;
  private final ServerCore core;
  private final EventLoopGroup loops;
  private final Channel channel;
  private boolean closed;

  private ModelServer(
      ServerOptions options, ServerCore core, EventLoopGroup loops, Channel channel) {
    this.options = options;
    this.core = core;
    this.loops = loops;
    this.channel = channel;
  }

  /**
   * Starts a server, which is ready when this returns. It gives a row the same bits whatever rows
   * other clients send at the time, which may differ in the last ones from what {@link
   * Predictor#predict} gives for many rows at once.
   *
   * @throws OptionException if the address cannot be listened on
   */
  public static ModelServer start(Predictor predictor, ServerOptions options) {
    return start(SteadyRows.over(new PredictorRows(predictor)), options);
  }

  /**
   * Starts a server of a model that computes by itself.
   *
   * @throws OptionException if the address cannot be listened on
   */
  public static ModelServer start(RowPredictor model, ServerOptions options) {
    return start(options, metrics -> new RowService(model, options, metrics));
  }

  /**
   * Starts a server of a model of images: each request is the file of one.
   *
   * @throws OptionException if the address cannot be listened on
   */
  public static ModelServer start(ImagePredictor model, ServerOptions options) {
    return start(options, metrics -> new ImageService(model, metrics));
  }

  /**
   * Starts a server of a model that tells the class of a text: each request is one.
   *
   * @throws OptionException if the address cannot be listened on
   */
  public static ModelServer start(TextPredictor model, ServerOptions options) {
    return start(options, metrics -> new LabelledTextService(model, metrics));
  }

  /**
   * Starts a server of a language model: each request is a prompt to continue.
   *
   * @throws OptionException if the address cannot be listened on
   */
  public static ModelServer start(TextGenerator model, ServerOptions options) {
    return start(options, metrics -> new TextService(model, options, metrics));
  }

  /** Starts a server of what is made with its counters. */
  static ModelServer start(ServerOptions options, Function<ServerMetrics, Service<?>> service) {
    int processors = Runtime.getRuntime().availableProcessors();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Math.min(MOST_LOOPS, Math.max(1, processors / 2)),
            new DefaultThreadFactory("jacobian-http"),
            NioIoHandler.newFactory());
    ServerMetrics metrics = new ServerMetrics();
    ServerCore core = new ServerCore(service.apply(metrics), options, metrics);
    ChannelFuture bound = bind(options, core, loops).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      core.close();
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw cannotListen(options, bound.cause());
    }
    loops.scheduleAtFixedRate(
        core.connections()::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    return new ModelServer(options, core, loops, bound.channel());
  }

  private static ChannelFuture bind(ServerOptions options, ServerCore core, EventLoopGroup loops) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel socket) {
                HttpConnection connection = new HttpConnection(core);
                socket
                    .pipeline()
                    .addLast(connection.arrivals())
                    .addLast(
                        new HttpServerCodec(
                            new HttpDecoderConfig()
                                .setMaxInitialLineLength(ServerCore.LONGEST_LINE)
                                .setMaxHeaderSize(ServerCore.LONGEST_HEADERS)))
                    .addLast(new FlowControlHandler())
                    .addLast(connection);
              }
            })
        .bind(new InetSocketAddress(options.host(), options.port()));
  }

  private static OptionException cannotListen(ServerOptions options, Throwable cause) {
    return new OptionException(
        "the server cannot listen on "
            + Brief.of(options.host())
            + ", port "
            + options.port()
            + ": "
            + cause.getMessage(),
        "an address of this machine and a port that is free",
        "choose another one with --host or --port; --port 0 takes any that is free");
  }

  /** Returns the port that it listens on. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Returns the address of its first page, such as {@code http://127.0.0.1:8080/}. */
  public String url() {
    String host = options.host();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
  }

  /**
   * Stops: no more connections, the requests that have come in are answered, and connections end
   * with them; what is left after the grace time is cut off. A second call does nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    long until = System.nanoTime() + options.timeouts().grace().toNanos();
    // Before nobody can connect any more, or who asks then would be told that all is well.
    core.beginToStop();
    channel.close().awaitUninterruptibly();
    core.drain();
    boolean wasInterrupted = false;
    while (!core.connections().isEmpty() && System.nanoTime() - until < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(DRAIN_MILLIS);
      } catch (InterruptedException e) {
        wasInterrupted = true;
        break;
      }
    }
    if (!core.connections().isEmpty()) {
      LOG.warn("requests that were not answered within the grace time were cut off");
    }
    core.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
