package dev.tandem.sip.guard;

import static dev.tandem.sip.guard.Requests.invite;
import static dev.tandem.sip.guard.Requests.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sip.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawScanTest {
  @Test
  void readsARequest() {
    RawScan scan = scan(invite());

    assertThat(scan.kind()).isEqualTo(RawScan.Kind.REQUEST);
    assertThat(scan.method()).isEqualTo("INVITE");
    assertThat(scan.requestUri()).isEqualTo("sip:bob@127.0.0.1");
    assertThat(scan.isVersionTwo()).isTrue();
    assertThat(scan.headers()).isEqualTo(7);
    assertThat(scan.contentLength()).isZero();
    assertThat(scan.bodyStart()).isEqualTo(scan.bytes().length);
    assertThat(scan.topVia().branchText()).isEqualTo("z9hG4bK-1");
    assertThat(scan.topVia().sentByText()).isEqualTo("127.0.0.9:5070");
    assertThat(scan.topVia().port()).isEqualTo(5070);
  }

  @ParameterizedTest
  @CsvSource({
    "'<sip:b@h>;tag=1', true",
    "'<sip:b@h> ; tag = 1', true",
    "'sip:b@h;tag=1', true",
    "'<sip:b@h>;x=1;TAG=1', true",
    "'<sip:b@h;tag=1>', false",
    "'\"a;tag=1\" <sip:b@h>', false",
    "'\"a\\\"<;tag=1\" <sip:b@h>', false",
    "'<sip:b@h>;tag=', false",
    "'<sip:b@h>;tagged=1', false",
    "'<sip:b@h>;x=\";tag=1\"', false",
  })
  void findsATagOnlyWhereOneIs(String to, boolean expected) {
    RawScan scan = scan(invite().replace("<sip:bob@127.0.0.1>\r", to + "\r"));
    assertThat(scan.hasToTag()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'SIP/2.0/UDP Host.Example:99;branch=b', host.example:99, 99",
    "'SIP / 2.0 / UDP  h ;branch=b', h, 5060",
    "'SIP/2.0/UDP h : 099 ;branch=b', h:99, 99",
    "'SIP/2.0/TCP [::1]:7;branch=b', '[::1]:7', 7",
    "'SIP/2.0/UDP h:99999;branch=b', h:5060, 5060",
    "'SIP/2.0/UDP h,SIP/2.0/UDP i;branch=b', h, 5060",
  })
  void readsTheTopVia(String via, String sentBy, int port) {
    TopVia top = scan(invite(via)).topVia();
    assertThat(top.sentByText()).isEqualTo(sentBy);
    assertThat(top.port()).isEqualTo(port);
  }

  @Test
  void throwsNothingHoweverAMessageIsCut() {
    String whole = invite();
    var replies = new StatelessReply(1);
    for (int end = 0; end <= whole.length(); end++) {
      RawScan scan = scan(whole.substring(0, end));
      Requests.LIMITS.judge(scan, Transport.UDP);
      replies.to(scan, Requests.PEER, 400, "Bad Request", 0);
    }
  }
}
