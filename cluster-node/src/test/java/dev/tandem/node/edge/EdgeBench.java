package dev.tandem.node.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.api.CredentialStore;
import dev.tandem.node.users.UserSettings;
import dev.tandem.node.users.Users;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Sessions;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.registrar.RegistrarSettings;
import dev.tandem.sip.SipCounters;
import dev.tandem.sip.SipSettings;
import dev.tandem.sip.transport.Listening;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;

/// A running edge on 127.0.0.1 whose sessions are played by the test.
@org.jspecify.annotations.NullUnmarked
final class EdgeBench implements Sessions, AutoCloseable {
  record Told(SessionId session, SessionCommand command) {}

  static final Gruus GRUUS = new Gruus(new byte[16]);

  static final DialogTags TAGS =
      new DialogTags("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
  static final String SDP =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

  final EdgeMetrics metrics = new EdgeMetrics();
  final EdgeControl control = new EdgeControl();
  final SipCounters counters = SipCounters.create();
  final List<ActorRef<EdgeCommand>> others = new CopyOnWriteArrayList<>();
  final ActorRef<EdgeCommand> edge;
  final List<Listening> listeners;
  volatile boolean open = true;

  /// Answers like a session, on the SIP loop; when it is not set, [#next] has what was told.
  volatile Consumer<Told> session;

  final PlayedRegistrar registrar = new PlayedRegistrar();
  final PlayedOutside outside = new PlayedOutside();

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final AtomicInteger minted = new AtomicInteger();
  private final ActorTestKit kit;

  static ActorTestKit kit(String name) {
    return ActorTestKit.create(
        name,
        ConfigFactory.parseString(
                """
                pekko.loglevel = WARNING
                pekko.actor.provider = local
                pekko.actor.serialization-bindings { "dev.tandem.protocol.Wire" = jackson-cbor }
                """)
            .withFallback(ConfigFactory.load()));
  }

  EdgeBench(ActorTestKit kit, String settings) {
    this(kit, settings, null);
  }

  /// @param store who knows users beside the settings, null for nobody
  EdgeBench(ActorTestKit kit, String settings, CredentialStore store) {
    this.kit = kit;
    Config config =
        ConfigFactory.parseString(
                "tandem.sip.transport { address = \"127.0.0.1\", port = 0 }\n" + settings)
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    var parts =
        new EdgeParts(
            EdgeSettings.from(config),
            this,
            TAGS,
            access(config, store),
            new RegistrarParts(RegistrarSettings.from(config), registrar, GRUUS),
            TrunkPeers.from(config),
            PlayedOutside.parts(config, outside),
            () -> List.copyOf(others),
            metrics,
            control);
    edge = kit.spawn(Edge.create(SipSettings.from(config), counters, parts));
    try {
      listeners = control.listening().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError("edge did not start", e);
    }
  }

  static ActorTestKit kit() {
    return ActorTestKit.create(
        "edge",
        ConfigFactory.parseString(
                """
                pekko.loglevel = WARNING
                pekko.actor.provider = local
                pekko.actor.serialization-bindings { "dev.tandem.protocol.Wire" = jackson-cbor }
                """)
            .withFallback(ConfigFactory.load()));
  }

  static AccessParts access(Config config, CredentialStore store) {
    return new AccessParts(
        AuthSettings.from(config),
        new Users(UserSettings.from(config), store, null),
        "0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
  }

  int port() {
    return listeners.getFirst().address().getPort();
  }

  @Override
  public void tell(SessionId to, SessionCommand command) {
    var one = new Told(to, command);
    var playing = session;
    if (playing == null) {
      told.add(one);
    } else {
      playing.accept(one);
    }
  }

  @Override
  public SessionId mint() {
    return new SessionId("7-session%05d".formatted(minted.incrementAndGet()));
  }

  @Override
  public boolean open() {
    return open;
  }

  /// The next thing a session was told, which must be of that kind.
  <T extends SessionCommand> T next(Class<T> kind) throws InterruptedException {
    Told next = told.poll(5, TimeUnit.SECONDS);
    if (next == null || !kind.isInstance(next.command())) {
      throw new AssertionError("awaited " + kind.getSimpleName() + ", was told " + next);
    }
    return kind.cast(next.command());
  }

  void await(BooleanSupplier condition, String what) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("awaited " + what);
      }
      TimeUnit.MILLISECONDS.sleep(2); // polling, with the limit above
    }
  }

  int toldAndUnread() {
    return told.size();
  }

  static SessionId first() {
    return new SessionId("7-session00001");
  }

  void respond(TransactionRef transaction, int status, String body) {
    respond(transaction, status, body, null);
  }

  void respond(TransactionRef transaction, int status, String body, byte[] invite) {
    edge.tell(response(first(), transaction, status, body, invite));
  }

  static EdgeCommand.Respond response(
      SessionId session, TransactionRef transaction, int status, String body, byte[] invite) {
    return new EdgeCommand.Respond(
        transaction.key(),
        session,
        status,
        null,
        TAGS.tagOf(session),
        new ArrayList<>(List.of(new Header("X-Session", session.value()))),
        body.isEmpty() ? null : "application/sdp",
        body,
        invite);
  }

  EdgeCommand.Send send(String request, String method, long cseq, Dialog dialog) {
    return new EdgeCommand.Send(
        first(),
        request,
        method,
        dialog,
        cseq,
        List.of(),
        method.equals("INVITE") ? "application/sdp" : null,
        method.equals("INVITE") ? SDP : "");
  }

  /// A dialog with whoever is at `target`.
  static Dialog dialog(String target) {
    String tag = TAGS.tagOf(first());
    String us = "sip:us@127.0.0.1";
    return new Dialog(
        "out-1", us, null, tag, "sip:al@a.example", null, "", target, List.of(), null);
  }

  /// A session that answers every call at once and every request with 200.
  void answerEverything() {
    session =
        told -> {
          switch (told.command()) {
            case SessionCommand.Invited(_, var transaction) -> {
              transaction.edge().tell(response(told.session(), transaction, 180, "", null));
              transaction.edge().tell(response(told.session(), transaction, 200, SDP, null));
            }
            case SessionCommand.Requested(_, var transaction) ->
                transaction.edge().tell(response(told.session(), transaction, 200, "", null));
            default -> {}
          }
        };
  }

  @Override
  public void close() {
    kit.stop(edge);
  }
}
