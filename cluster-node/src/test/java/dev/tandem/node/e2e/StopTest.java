package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A node on its own is told to stop while something of it lives on in the journal.
@Tag("end-to-end")
@Timeout(90)
class StopTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(6);

  @RegisterExtension static final Stage stage = new Stage();

  @Test
  void aSubscriptionDoesNotHoldItUpAndGoesOnAfterwards() throws Exception {
    String[] options = {"--set", "tandem.routes=[{ user = \".*\", do = registered }]"};
    Path dir = stage.folder("stopped");
    TandemNode node = stage.keep(TandemNode.start(dir, options));
    stage.show("node", node::evidence);
    SipPeer watcher = stage.udpPeer("watcher");
    SipCall line = watcher.call(node.sip(), "alice");
    SipText request =
        line.request(
            "SUBSCRIBE",
            "Contact: <" + watcher.uri() + ">\r\nEvent: dialog\r\nExpires: 600\r\n",
            "");
    line.send(request);
    SipText granted = line.awaitFinal("SUBSCRIBE", request.cseq());
    assertThat(granted.status()).as(watcher::log).isEqualTo(200);
    line.bind(granted);
    line.awaitRequest("NOTIFY", 200, "");

    int said = node.log().length(); // a busy machine makes it complain while it starts
    assertThat(node.stop()).as(node::log).isLessThan(AT_ONCE);
    assertThat(node.log().substring(said)).doesNotContain("buffered", " ERROR ");

    TandemNode again = stage.keep(TandemNode.start(dir, options));
    stage.show("again", again::evidence);
    assertThat(line.awaitRequest("NOTIFY", 200, "").header("Subscription-State"))
        .startsWith("active");
  }
}
