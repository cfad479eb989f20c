package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A real caller, many calls, and nothing left of them.
@Tag("end-to-end")
@Timeout(180)
class ManyCallsTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    // Ports drain for two seconds after a call: 100 calls a second need 250 pairs.
    node = stage.node("--rtp-ports", "14000-15999");
    // The first calls of a cold JVM take so long that sipp repeats them.
    stage.sipp("caller.xml").call(node.sip(), "answer", "-m", "200", "-r", "20").awaitSuccess();
    node.awaitQuiet();
  }

  @Test
  void aThousandCallsSucceedAndLeaveNothingBehind() throws Exception {
    long files = node.files();
    double answered = node.http().metric("tandem_setups_total{outcome=\"answered\"}");

    Sipp sipp = stage.sipp("caller.xml");
    sipp.call(node.sip(), "answer", "-m", "1000", "-r", "100", "-d", "500").awaitSuccess();

    assertThat(sipp.total("SuccessfulCall")).isEqualTo(1000);
    assertThat(sipp.total("FailedCall")).isZero();
    assertThat(sipp.total("OutOfCallMsgs")).as(sipp::evidence).isZero();
    assertThat(node.http().metric("tandem_setups_total{outcome=\"answered\"}") - answered)
        .isEqualTo(1000);
    node.awaitQuiet();
    node.awaitNoTransactions();
    assertThat(node.http().sessions()).isEmpty();
    // Ports in use lately drain; a few connections of this test's own come and go.
    Await.value("as few open files as before", node::files, now -> now <= files + 5);
  }

  @Test
  void callsOverTcpSucceedAsWell() throws Exception {
    Sipp sipp = stage.sipp("caller.xml");
    sipp.call(node.sip(), "answer", "-t", "t1", "-m", "100", "-r", "50").awaitSuccess();

    assertThat(sipp.total("FailedCall")).isZero();
    node.awaitQuiet();
  }
}
