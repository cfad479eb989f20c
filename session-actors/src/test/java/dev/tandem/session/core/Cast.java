package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Treatment;
import dev.tandem.sdp.LocalAudio;
import dev.tandem.table.StateTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/// Who plays in the tests of the session core.
@NullUnmarked
final class Cast {
  static final SessionId A = new SessionId("7-aaaaaaaaaaaa");
  static final SessionId B = new SessionId("7-bbbbbbbbbbbb");
  static final SessionId C = new SessionId("7-cccccccccccc");
  static final SessionId B2 = new SessionId("7-bbbbbbbbbbb2");
  static final SessionId B3 = new SessionId("7-bbbbbbbbbbb3");
  static final BridgeId BRIDGE = new BridgeId("7-bridge000000");
  static final BridgeId ROOM = new BridgeId("9-conf~red");
  static final String MEDIA_NODE = "10.0.0.9:25520";
  static final String OTHER_MEDIA_NODE = "10.0.0.8:25520";
  static final String DEAD_NODE = "10.0.0.7:25520";
  static final String EDGE = "10.0.0.1:25520";
  static final String OTHER_EDGE = "10.0.0.2:25520";
  static final Header REFRESHER = new Header("Session-Expires", "1800;refresher=uac");
  static final Header TWO_CONTACTS =
      new Header("Contact", "<sip:one@192.0.2.8>, <sip:two@192.0.2.8>");
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final PeerAddress PHONE = new PeerAddress("udp", "192.0.2.5", 5060);
  static final String CALLER_TAG = "caller-tag";
  static final String CALLEE_TAG = "callee-tag";

  /// No actor is needed to be the edge: the core only hands it on.
  static final TransactionRef INVITE = transaction("z9hG4bK-invite");

  static final CoreSettings SETTINGS =
      new CoreSettings(
          LocalAudio.G711,
          Duration.ofSeconds(180),
          Duration.ofHours(12),
          Duration.ofSeconds(32),
          Duration.ofSeconds(2),
          1,
          Treatment.tone(880),
          Duration.ofMinutes(30),
          Duration.ofSeconds(90),
          false,
          true,
          b2bua(false));

  /// REFER goes from one leg to the other.
  static final CoreSettings PASSING = passing();

  static final StateTable TABLE = table();

  static final EndCause BORED = EndCause.application("bored");

  private Cast() {}

  private static B2buaSettings b2bua(boolean passRefer) {
    return new B2buaSettings(
        List.of("subject", "x-*"),
        "",
        B2buaSettings.Retarget.HISTORY_INFO,
        10,
        true,
        true,
        passRefer,
        false);
  }

  private static CoreSettings passing() {
    return new CoreSettings(
        SETTINGS.audio(),
        SETTINGS.ringing(),
        SETTINGS.maxAge(),
        SETTINGS.ackWait(),
        SETTINGS.mediaWait(),
        SETTINGS.retries(),
        SETTINGS.onHold(),
        SETTINGS.sessionExpires(),
        SETTINGS.leastSessionExpires(),
        SETTINGS.reliableRinging(),
        SETTINGS.followRedirects(),
        b2bua(true));
  }

  private static StateTable table() {
    return StateTable.parse("default.yaml", yaml());
  }

  static String yaml() {
    try (var in = StateTable.class.getResourceAsStream("default.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TransactionRef transaction(String key) {
    return new TransactionRef(null, key);
  }

  /// PCMU and PCMA at 192.0.2.5:4000.
  static String sdp() {
    return sdp("0 8");
  }

  static String sdp(String payloadTypes) {
    return "v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\n"
        + "m=audio 4000 RTP/AVP "
        + payloadTypes
        + "\r\n";
  }

  static final String ONLY_G729 = sdp("18");
  static final String NO_SDP_AT_ALL = "hello\r\n";

  static Invitation invitation(String body) {
    return invitation(body, List.of(), new Header("X-Colour", "red"));
  }

  /// From a phone with these extensions.
  static Invitation invitation(String body, List<String> supported, Header... headers) {
    return new Invitation(
        "INVITE sip:bob@example.com SIP/2.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1),
        "call-1",
        "sip:alice@example.com",
        "Alice",
        CALLER_TAG,
        "sip:bob@example.com",
        null,
        "sip:bob@example.com",
        10,
        "sip:alice@192.0.2.5:5060",
        List.of("<sip:proxy1.example.com;lr>", "<sip:proxy2.example.com;lr>"),
        PHONE,
        "phone/1",
        body.isEmpty() ? null : "application/sdp",
        body,
        List.of("INVITE", "ACK", "BYE", "CANCEL", "UPDATE"),
        supported,
        List.of(headers),
        NOON,
        null,
        null,
        null);
  }

  static CallPlan plan(SessionId forwardedFor) {
    return new CallPlan(
        "sip:alice@example.com",
        "Alice",
        "sip:bob@192.0.2.7",
        forwardedFor == null ? Treatment.tone(440) : Treatment.bridge(BRIDGE),
        null,
        forwardedFor,
        Duration.ofSeconds(60),
        List.of(),
        null);
  }

  static DialogRequest request(SessionState state, String method, long cseq, String body) {
    var dialog = state.dialog();
    String tag = dialog == null ? CALLER_TAG : dialog.dialog().remoteTag();
    return new DialogRequest(
        method,
        dialog == null ? "call-1" : dialog.dialog().callId(),
        tag.isEmpty() ? CALLEE_TAG : tag,
        cseq,
        "sip:moved@192.0.2.6",
        PHONE,
        body.isEmpty() ? null : "application/sdp",
        body,
        List.of());
  }

  static SessionInput.Request info(SessionState state, String type, String body) {
    var dialog = state.dialog();
    DialogRequest plain = request(state, "INFO", dialog == null ? 1 : dialog.remoteCseq() + 1, "");
    return new SessionInput.Request(
        new DialogRequest(
            "INFO",
            plain.callId(),
            plain.remoteTag(),
            plain.cseq(),
            null,
            PHONE,
            type,
            body,
            List.of()),
        transaction("z9hG4bK-info-" + plain.cseq() + body.hashCode()));
  }

  /// Inside the dialog, with these headers.
  static SessionInput.Request request(
      SessionState state, String method, String type, String body, Header... headers) {
    var dialog = state.dialog();
    DialogRequest plain = request(state, method, dialog == null ? 1 : dialog.remoteCseq() + 1, "");
    return new SessionInput.Request(
        new DialogRequest(
            method,
            plain.callId(),
            plain.remoteTag(),
            plain.cseq(),
            plain.contact(),
            PHONE,
            type,
            body,
            List.of(headers)),
        transaction("z9hG4bK-" + method + plain.cseq() + body.hashCode()));
  }

  static SessionInput.Request refer(SessionState state, String target, Header... headers) {
    var all = new java.util.ArrayList<>(List.of(headers));
    all.add(new Header("Refer-To", target));
    return request(state, "REFER", null, "", all.toArray(Header[]::new));
  }

  /// About a REFER of ours.
  static SessionInput.Request notify(SessionState state, int status) {
    return request(
        state,
        "NOTIFY",
        "message/sipfrag;version=2.0",
        "SIP/2.0 " + status + " So\r\n",
        new Header("Event", "refer"),
        new Header(
            "Subscription-State",
            status < 200 ? "active;expires=60" : "terminated;reason=noresource"));
  }

  static DialogResponse response(int status, String tag, String body) {
    return response(1, status, tag, body, List.of());
  }

  /// To the INVITE that is out.
  static DialogResponse response(
      SessionState state, int status, String tag, String body, Header... headers) {
    var dialog = state.dialog();
    long cseq = dialog == null ? 1 : dialog.inviteCseq();
    return response(cseq, status, tag, body, List.of(headers));
  }

  private static DialogResponse response(
      long cseq, int status, String tag, String body, List<Header> headers) {
    return new DialogResponse(
        "INVITE",
        cseq,
        status,
        "Because",
        tag,
        "sip:bob@192.0.2.7:5070",
        List.of("<sip:edge1.example.net;lr>", "<sip:edge2.example.net;lr>"),
        new PeerAddress("udp", "192.0.2.7", 5060),
        body.isEmpty() ? null : "application/sdp",
        body,
        headers);
  }

  static final Environment WORLD = at(NOON);

  /// What the branches of a fork are called, in order.
  static final List<SessionId> BRANCHES = List.of(B, B2, B3);

  static BridgeId bridgeOf(int branch) {
    return branch == 0 ? BRIDGE : new BridgeId("7-bridge00000" + branch);
  }

  /// The edge that all requests so far went through is dead.
  static final Environment AFTER_EDGE = world(NOON, OTHER_EDGE, EDGE, 0);

  static Environment at(Instant now) {
    return world(now, EDGE, "", 0);
  }

  /// As many branches are called already.
  static Environment after(int branches) {
    return world(NOON, EDGE, "", branches);
  }

  private static Environment world(Instant now, String edge, String dead, int branches) {
    return new Environment() {
      private int sessions = branches;
      private int bridges = branches;

      @Override
      public Instant now() {
        return now;
      }

      @Override
      public String localTag(SessionId session) {
        return session.value() + "-mac";
      }

      @Override
      public SessionId sessionOf(String tag) {
        return tag.endsWith("-mac")
            ? new SessionId(tag.substring(0, tag.length() - "-mac".length()))
            : null;
      }

      @Override
      public String edge() {
        return edge;
      }

      @Override
      public String nodeOf(TransactionRef transaction) {
        return EDGE;
      }

      @Override
      public boolean isUp(String node) {
        return !node.equals(DEAD_NODE) && !node.equals(dead);
      }

      @Override
      public double chance() {
        return 0.5;
      }

      @Override
      public String newCallId() {
        return edge.equals(OTHER_EDGE) ? "call-3" : "call-2";
      }

      @Override
      public SessionId newSessionBeside(SessionId session) {
        return BRANCHES.get(sessions++ % BRANCHES.size());
      }

      @Override
      public BridgeId newBridgeFor(SessionId session) {
        return bridgeOf(bridges++ % BRANCHES.size());
      }
    };
  }
}
