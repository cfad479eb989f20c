package dev.tandem.trunk;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EdgeReply;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.TrunkRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;

/// The requests a trunk sends itself: REGISTER, all of one life with one Call-ID and rising CSeq
/// (RFC 3261 §10.2), and OPTIONS, each on its own.
final class TrunkRequests {
  private final TrunkSettings settings;
  private final Lines lines;
  private final String callId = random() + "@" + "trunk";
  private final String tag = random();
  private long cseq;

  TrunkRequests(TrunkSettings settings, Lines lines) {
    this.settings = settings;
    this.lines = lines;
  }

  private static String random() {
    byte[] bytes = new byte[10];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  String line(String edgeNode) {
    return lines.of(settings.name(), edgeNode);
  }

  /// @param gone Contacts that are taken back along with it
  EdgeCommand register(
      String registrar,
      String edgeNode,
      Duration expires,
      List<Header> credentials,
      List<String> gone,
      ActorRef<EdgeReply> replyTo) {
    String own = "sip:" + settings.register().user() + "@" + settings.domain();
    List<Header> headers = new ArrayList<>();
    headers.add(
        new Header(
            "Contact",
            "<sip:"
                + settings.register().contactUser()
                + "@"
                + EdgeCommand.OWN_HOST
                + line(edgeNode)
                + ">"));
    gone.forEach(uri -> headers.add(new Header("Contact", "<" + uri + ">;expires=0")));
    headers.add(new Header("Expires", Long.toString(expires.toSeconds())));
    headers.addAll(credentials);
    var dialog = dialog(own, callId, tag, own, registrar);
    return new EdgeCommand.Ask("REGISTER", dialog, ++cseq, headers, null, "", replyTo);
  }

  EdgeCommand options(String address, ActorRef<EdgeReply> replyTo) {
    String user = settings.register().user();
    String own = "sip:" + (user.isEmpty() ? "" : user + "@") + settings.domain();
    var dialog = dialog(own, random() + "@trunk", random(), address, address);
    var accept = new Header("Accept", "application/sdp");
    return new EdgeCommand.Ask("OPTIONS", dialog, 1, List.of(accept), null, "", replyTo);
  }

  private Dialog dialog(String from, String call, String localTag, String to, String target) {
    String route = new TrunkRoute(settings.name(), true).text();
    return new Dialog(call, from, null, localTag, to, null, "", target, List.of(route), null);
  }
}
