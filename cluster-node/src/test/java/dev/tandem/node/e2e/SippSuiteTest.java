package dev.tandem.node.e2e;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every behaviour of `deploy/sipp` against a node, over UDP and TCP.
@Tag("end-to-end")
@Timeout(60)
class SippSuiteTest extends SippCases {
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    Path settings = stage.folder("settings").resolve("settings.conf");
    node = stage.node("--config", Files.writeString(settings, SETTINGS).toString());
  }

  @Override
  InetSocketAddress door() {
    return node.sip();
  }

  @Override
  InetSocketAddress orderlyDoor() {
    return node.sip();
  }

  @Override
  NodeHttp http() {
    return node.http();
  }

  @Override
  void awaitQuiet() {
    node.awaitQuiet();
  }

  @Override
  List<String> transports() {
    return List.of("u1", "t1");
  }

  /// On a node of its own: a trunk has fixed addresses.
  @Test
  void aTrunkIsCalledAsItsSettingsSay() throws Exception {
    Sipp peer = stage.sipp("called-trunk.xml").answer(1);
    TandemNode own =
        stage.node(
            "--set",
            "tandem.trunks={ p = { addresses = [\"sip:127.0.0.1:%d\"], user = tandem, password = secret,"
                    .formatted(peer.port())
                + " from-user = account, asserted-identity = caller, health.interval = 0s,"
                + " set-headers { X-Account = \"4711\" } } }",
            "--set",
            "tandem.routes=[{ user = \".*\", do = \"trunk p\" }]");
    stage.sipp("caller.xml").call(own.sip(), "123", "-m", "1", "-d", "100").awaitSuccess();
    peer.awaitSuccess();
    own.awaitQuiet();
  }

  /// On a node of its own: the other one calls the targets itself.
  @ParameterizedTest
  @CsvSource({"transfer, called-transferee", "transfer-fails, called-transferee-fails"})
  void aReferIsPassedOnWhereThatIsWanted(String caller, String called) throws Exception {
    Sipp peer = stage.sipp(called + ".xml").answer(1, "-d", "50");
    TandemNode own =
        stage.node(
            "--set",
            "tandem.session.b2bua.refer=pass",
            "--set",
            "tandem.routes=[{ user = \"at([0-9]+)\", do = \"bridge sip:sipp@127.0.0.1:$1\" }]");
    stage
        .sipp(caller + ".xml")
        .call(own.sip(), "at" + peer.port(), "-m", "1", "-key", "target", "carol")
        .awaitSuccess();
    peer.awaitSuccess();
    own.awaitQuiet();
  }

  /// On a node of its own: the others trust us.
  @Test
  void aCallerIsAskedForItsPassword() throws Exception {
    TandemNode own =
        stage.node(
            "--set",
            "tandem.users=[{ user = alice, password = secret }]",
            "--set",
            "tandem.edge.auth.algorithms=[MD5]",
            "--set",
            "tandem.routes=[{ user = answer, do = answer }]");
    String uri = "answer@127.0.0.1:" + own.sip().getPort();
    stage
        .sipp("challenged.xml")
        .call(
            own.sip(),
            "answer",
            "-m",
            "1",
            "-d",
            "100",
            "-au",
            "alice",
            "-ap",
            "secret",
            "-auth_uri",
            uri)
        .awaitSuccess();
    own.awaitQuiet();
  }
}
