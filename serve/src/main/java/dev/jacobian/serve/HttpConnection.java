package dev.jacobian.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and the request that it has: it comes in, is answered, and the next one is read
 * only then. Everything happens on the connection's event loop, except where a method says so.
 *
 * <p>How: each state but the last waits for the client or for a worker, and has a time when it is
 * over ({@link #due}); {@link Connections#sweep} looks for those that are late. A refusal that does
 * not wait for the request's end closes the connection: the answer is sent, then the way out is
 * closed, and what still comes in is thrown away for a moment, some megabytes of it. Closing at
 * once would reset the connection, and the client would lose the answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails ends the channel, and that is seen.
final class HttpConnection extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
  private static final Duration LINGER = Duration.ofSeconds(2);

  /** How much is thrown away before the client is made to wait. */
  private static final long MOST_THROWN_AWAY = 4L << 20;

  /** How long a connection between requests may still send one when the server stops. */
  private static final Duration LAST_CHANCE = Duration.ofMillis(500);

  private static final String NO_PATH = "none";

  private enum State {
    /** Between requests. */
    WAITING,
    /** A request's line or headers are coming in. */
    HEAD,
    /** Its body is coming in. */
    BODY,
    /** It is complete and not answered. */
    BUSY,
    /** Its answer is given in parts, and there are more to come. */
    STREAMING,
    /** Its answer is being taken. */
    WRITING,
    /** The last answer is given; what comes in is thrown away. */
    LEAVING
  }

  private final ServerCore server;
  private final Refusals refusals;
  private final BodyBuffer body;
  private @Nullable ChannelHandlerContext context;

  private volatile State state = State.WAITING;
  private volatile boolean served;
  private volatile long waitingSince = System.nanoTime();

  /** When the state is over, by {@link System#nanoTime}. */
  private volatile long dueAt;

  private boolean hasSent;
  private boolean keepsAlive;

  /**
   * Whether the client knows answers in parts, as HTTP/1.0 does not: they end with the connection.
   */
  private boolean knowsChunks;

  /** Whether the connection ends with the request that it has. */
  private boolean isLast;

  private String path = NO_PATH;

  /** The answer that the request has whatever its body is, or null for predictions. */
  private @Nullable Answer known;

  private long dropped;
  private @Nullable Job job;
  private long completedAt;
  private long heldAnswer;

  HttpConnection(ServerCore server) {
    this.server = server;
    this.refusals =
        new Refusals(server.limits(), server.timeouts(), server.routes().endpoint().smaller());
    this.body = new BodyBuffer(server.pending(), server.limits().maxBody());
    due(server.timeouts().read());
  }

  private void due(Duration time) {
    dueAt = System.nanoTime() + time.toNanos();
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("the connection is not open");
    }
    return context;
  }

  /** Returns whether no complete request is there. Any thread may ask. */
  boolean isWaiting() {
    return state.compareTo(State.BUSY) < 0;
  }

  /** Returns whether a request was answered. Any thread may ask. */
  boolean hasServed() {
    return served;
  }

  /** Returns since when no complete request is there. Any thread may ask. */
  long waitingSince() {
    return waitingSince;
  }

  /** Returns what sees bytes before they are understood. */
  ChannelInboundHandlerAdapter arrivals() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        hasSent = true;
        if (state == State.LEAVING) {
          throwAway((ByteBuf) message);
          return;
        }
        if (state == State.WAITING) {
          state = State.HEAD;
          due(server.timeouts().read());
        }
        ctx.fireChannelRead(message);
      }
    };
  }

  private void throwAway(ByteBuf part) {
    dropped += part.readableBytes();
    part.release();
    if (dropped > MOST_THROWN_AWAY) {
      context().channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    if (!server.connections().enter(this)) {
      server.metrics().rejected(ServerMetrics.Rejection.CONNECTIONS);
      leaveWith(refusals.tooManyConnections());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.LEAVING;
    server.connections().closed(this);
    body.release();
    releaseAnswer();
    if (job != null) {
      job.forget();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (state == State.LEAVING) {
        return;
      }
      if (message instanceof HttpRequest request) {
        begin(request);
      }
      if (message instanceof HttpContent part && state != State.LEAVING) {
        add(part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      leaveWith(Refusals.malformed(request.decoderResult().cause()));
      return;
    }
    keepsAlive = HttpUtil.isKeepAlive(request);
    knowsChunks = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
    String requested = Routes.path(request.uri());
    path = server.routes().label(requested);
    known =
        server
            .routes()
            .answer(
                request.method().name(),
                requested,
                request.headers().get(HttpHeaderNames.CONTENT_TYPE),
                request.headers().get(HttpHeaderNames.CONTENT_ENCODING));
    dropped = 0;
    state = State.BODY;
    due(server.timeouts().read());
    long announced = HttpUtil.getContentLength(request, 0L);
    if (announced > server.limits().maxBody()) {
      leaveWith(refusals.tooLarge("a body of " + announced + " bytes"));
    } else if (HttpUtil.is100ContinueExpected(request)) {
      if (known == null) {
        context()
            .writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      } else {
        leaveWith(known);
      }
    } else if (request.headers().contains(HttpHeaderNames.EXPECT)) {
      leaveWith(Refusals.expectation(request.headers().get(HttpHeaderNames.EXPECT)));
    }
  }

  private void add(HttpContent part) {
    if (part.decoderResult().isFailure()) {
      leaveWith(Refusals.malformed(part.decoderResult().cause()));
      return;
    }
    switch (known == null ? body.add(part.content()) : drop(part.content())) {
      case TOO_LARGE -> leaveWith(refusals.tooLarge("a body that goes on"));
      case NO_ROOM -> {
        server.metrics().rejected(ServerMetrics.Rejection.PENDING);
        leaveWith(
            Refusals.busy(
                "no room for this body beside others, of which "
                    + server.pending().held()
                    + " bytes are held"));
      }
      case YES -> {
        if (part instanceof LastHttpContent) {
          complete();
        }
      }
    }
  }

  /** A body that makes no difference is read, so that the connection stays. */
  private BodyBuffer.Added drop(ByteBuf part) {
    dropped += part.readableBytes();
    return dropped > server.limits().maxBody() ? BodyBuffer.Added.TOO_LARGE : BodyBuffer.Added.YES;
  }

  private void complete() {
    state = State.BUSY;
    completedAt = System.nanoTime();
    due(server.timeouts().deadline());
    context().channel().config().setAutoRead(false);
    if (known != null) {
      respond(known);
      return;
    }
    Job mine = new Job(body.bytes(), body.length(), new Receiver());
    job = mine;
    if (!server.batcher().submit(mine)) {
      server.metrics().rejected(ServerMetrics.Rejection.QUEUE);
      mine.answer(Refusals.busy(server.limits().queue() + " requests wait already"));
    }
  }

  /** Brings what a worker says to the event loop. */
  private final class Receiver implements Job.Receiver {
    @Override
    public void answer(Answer answer) {
      context().executor().execute(() -> predicted(answer));
    }

    @Override
    public void part(String contentType, byte[] part, boolean isLast) {
      context().executor().execute(() -> stream(contentType, part, isLast));
    }
  }

  private void predicted(Answer answer) {
    job = null;
    if (state == State.BUSY) {
      server.metrics().predicted(System.nanoTime() - completedAt);
      respond(answer);
    }
  }

  private void stream(String contentType, byte[] part, boolean isLast) {
    if (state == State.BUSY) {
      beginStream(contentType);
    } else if (state != State.STREAMING) {
      return;
    }
    // What is not taken would be held: a client that is so slow is one that has gone.
    if (!context().channel().isWritable()) {
      server.metrics().rejected(ServerMetrics.Rejection.SLOW);
      cutOff();
      return;
    }
    due(server.timeouts().deadline());
    context().write(new DefaultHttpContent(Unpooled.wrappedBuffer(part)));
    if (!isLast) {
      context().flush();
      return;
    }
    job = null;
    server.metrics().predicted(System.nanoTime() - completedAt);
    state = State.WRITING;
    due(server.timeouts().read());
    boolean keeps = keepsAlive && !isEnding();
    write(LastHttpContent.EMPTY_LAST_CONTENT, () -> answered(keeps));
  }

  /** Ends a stream whose rest cannot be sent; the worker sees it at its next part. */
  private void cutOff() {
    state = State.LEAVING;
    context().close();
  }

  private void beginStream(String contentType) {
    state = State.STREAMING;
    body.release();
    keepsAlive = keepsAlive && knowsChunks && !isEnding();
    server.metrics().answered(path, Answer.OK);
    context().write(Responses.streamed(contentType, keepsAlive, knowsChunks));
  }

  /** Returns whether the connection ends with the request that it has. */
  private boolean isEnding() {
    return isLast || server.isStopping();
  }

  private void respond(Answer answer) {
    state = State.WRITING;
    due(server.timeouts().read());
    body.release();
    boolean keeps = keepsAlive && !isEnding();
    write(answer, keeps, () -> answered(keeps));
  }

  private void answered(boolean keeps) {
    served = true;
    if (!keeps || isLast) {
      leave();
      return;
    }
    waitingSince = System.nanoTime();
    state = State.WAITING;
    path = NO_PATH;
    due(server.isStopping() ? LAST_CHANCE : server.timeouts().idle());
    // Later, not now: requests that are there already would be answered within each other.
    context().executor().execute(() -> context().channel().config().setAutoRead(true));
  }

  private void write(Answer answer, boolean keeps, Runnable afterwards) {
    server.metrics().answered(path, answer.status());
    heldAnswer = Math.max(0, answer.body().length - PendingBytes.FREE);
    server.pending().add(heldAnswer);
    write(Responses.of(answer, keeps), afterwards);
  }

  private void write(HttpObject message, Runnable afterwards) {
    context()
        .writeAndFlush(message)
        .addListener(
            written -> {
              releaseAnswer();
              if (written.isSuccess()) {
                afterwards.run();
              } else {
                context().close();
              }
            });
  }

  private void releaseAnswer() {
    server.pending().release(heldAnswer);
    heldAnswer = 0;
  }

  /** Answers a request that may not be complete, and takes no more of it. */
  private void leaveWith(Answer answer) {
    state = State.LEAVING;
    dropped = 0;
    due(server.timeouts().read());
    body.release();
    write(answer, false, this::leave);
  }

  private void leave() {
    if (state != State.LEAVING) {
      state = State.LEAVING;
      dropped = 0;
    }
    due(LINGER);
    // Without anything unread, closing resets nothing.
    if (!hasSent || !server.connections().leave(this)) {
      context().close();
      return;
    }
    if (context().channel() instanceof io.netty.channel.socket.SocketChannel socket) {
      socket.shutdownOutput();
    }
    if (dropped <= MOST_THROWN_AWAY) {
      context().channel().config().setAutoRead(true);
    }
  }

  /**
   * Lets the connection end as others do when the codec closes it, which it does at once behind the
   * next answer after requests that it does not trust: hundreds at once, or a body of two lengths.
   */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    isLast = true;
    ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
  }

  /** Ends a connection to make room for another one. Any thread may call it. */
  void evict() {
    context()
        .executor()
        .execute(
            () -> {
              isLast = true;
              if (isWaiting()) {
                leaveWith(refusals.tooManyConnections());
              }
            });
  }

  /** Lets the connection end after its request. Any thread may call it. */
  void drain() {
    context()
        .executor()
        .execute(
            () -> {
              if (state == State.WAITING) {
                due(LAST_CHANCE);
              }
            });
  }

  /** Ends the state if its time is over. Any thread may call it. */
  void expireIfDue(long now) {
    if (now - dueAt >= 0) {
      context().executor().execute(this::expire);
    }
  }

  private void expire() {
    if (System.nanoTime() - dueAt < 0) {
      return;
    }
    switch (state) {
      case WAITING -> {
        if (served || server.isStopping()) {
          leave();
        } else {
          late("no request");
        }
      }
      case HEAD -> late("a request's line and headers, not complete");
      case BODY -> late("a request's body, not complete");
      case BUSY -> {
        if (job != null) {
          server.metrics().rejected(ServerMetrics.Rejection.DEADLINE);
          job.answer(
              Refusals.busy(
                  "not predicted within " + server.timeouts().deadline().toMillis() + " ms"));
        }
      }
      case STREAMING -> {
        server.metrics().rejected(ServerMetrics.Rejection.DEADLINE);
        cutOff();
      }
      case WRITING, LEAVING -> context().close();
    }
  }

  private void late(String received) {
    server.metrics().rejected(ServerMetrics.Rejection.SLOW);
    leaveWith(refusals.late(received));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      // Who has sent all may still read; who has sent half of a request gets no answer to it.
      if (isWaiting() || state == State.LEAVING) {
        ctx.close();
      } else {
        keepsAlive = false;
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("a connection failed", cause);
    if (!(cause instanceof DecoderException)) {
      ctx.close();
    } else if (isWaiting()) {
      leaveWith(Refusals.malformed(cause));
    } else {
      // The request before is answered still.
      isLast = true;
    }
  }
}
