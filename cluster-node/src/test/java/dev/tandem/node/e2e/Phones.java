package dev.tandem.node.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A node with three users, who register by password over UDP, TCP and TLS, and the softphones they
/// use: alice has `a1` as her password, bob `b1`, carol `c1`.
final class Phones {
  /// Whoever is called is looked up as it was called.
  static final String AS_CALLED = "[{ user = \".*\", do = registered }]";

  /// Whoever is called is looked up by the name alone: linphone calls `localhost` by TLS.
  static final String BY_NAME = "[{ user = \"([a-z]+)\", do = \"registered sip:$1@127.0.0.1\" }]";

  /// This baresip gives up at the first challenge that is not MD5.
  static final List<String> FOR_BARESIP = List.of("--set", "tandem.edge.auth.algorithms=[MD5]");

  private final Stage stage;
  private final Certificates shown;
  private final TandemNode node;

  private Phones(Stage stage, Certificates shown, TandemNode node) {
    this.stage = stage;
    this.shown = shown;
    this.node = node;
  }

  /// Starts the node.
  static Phones start(Stage stage, String routes, List<String> more) throws Exception {
    Certificates shown = Certificates.in(stage.folder("tls"));
    var options = new ArrayList<>(List.of("--sip-transports", "udp,tcp,tls"));
    options.addAll(List.of("--tls-certificate", shown.chain().toString()));
    options.addAll(List.of("--tls-key", shown.key().toString()));
    options.addAll(List.of("--set", "tandem.sip.transport.tls-port=0"));
    options.addAll(more);
    options.addAll(
        List.of(
            "--set",
            "tandem.users=[{ user = alice, password = a1 }, { user = bob, password = b1 },"
                + " { user = carol, password = c1 }]"));
    options.addAll(List.of("--set", "tandem.routes=" + routes));
    return new Phones(stage, shown, stage.node(options.toArray(String[]::new)));
  }

  TandemNode node() {
    return node;
  }

  /// A baresip that registers before it does anything else.
  Baresip baresip(String name, String transport) throws Exception {
    Baresip phone = stage.keep(new Baresip(stage.folder(name)));
    stage.show(name, phone::evidence);
    return phone.registered(node.sip(transport), transport, name, password(name));
  }

  /// A baresip that has registered and answers, with a tone.
  Baresip answering(String name, String transport, int hz, int seconds) throws Exception {
    Baresip phone = baresip(name, transport).answer(hz, seconds);
    awaitRegistered(name);
    return phone;
  }

  /// A linphone that has registered, after one of the test before has gone.
  Linphone linphone(String name, String transport) throws Exception {
    Await.value("nobody is " + name + " any more", this::registered, it -> !it.contains(name));
    Linphone phone = stage.keep(new Linphone(stage.folder(name), shown.authority()));
    stage.show(name, phone::evidence);
    phone.register(node.sip(transport), transport, name, password(name));
    awaitRegistered(name);
    return phone;
  }

  private static String password(String name) {
    return name.charAt(0) + "1";
  }

  private void awaitRegistered(String name) {
    Await.value(name + " is registered", this::registered, it -> it.contains(name));
  }

  private String registered() {
    return node.http().json("/api/v1/registrations").toString();
  }

  /// Until somebody is on hold, or nobody is.
  void awaitHeld(boolean held) {
    Await.value("on hold: " + held, node.http()::sessions, all -> isHeld(all) == held);
  }

  static boolean isHeld(List<JsonNode> sessions) {
    return sessions.stream().anyMatch(it -> it.path("heldByPeer").asBoolean());
  }
}
