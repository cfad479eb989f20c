package dev.tandem.sip.guard;

import static dev.tandem.sip.guard.Requests.bytes;
import static dev.tandem.sip.guard.Requests.invite;
import static dev.tandem.sip.guard.Requests.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.MessageSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuardedSinkTest implements MessageSink {
  final List<String> passed = new ArrayList<>();
  final Set<String> known = new HashSet<>();
  final GuardCounters counters = new GuardCounters();
  final Requests.Peer peer = new Requests.Peer();
  final Admission admission =
      new Admission(
          new AdmissionSettings(Duration.ofMillis(100), 2, 2, 0, 3, 3), new SplittableRandom(1));
  long nowNs;
  final GuardedSink sink =
      new GuardedSink(
          this,
          Requests.LIMITS,
          new ReplyBudget(2, 3),
          admission,
          (branch, sentBy) -> known.contains(branch + " " + sentBy),
          counters,
          () -> nowNs);

  @Override
  public void onMessage(Flow flow, byte[] message) {
    passed.add(text(message));
  }

  @Override
  public void onClosed(Flow flow) {
    passed.add("closed");
  }

  void receive(String message) {
    sink.onMessage(peer, bytes(message));
  }

  static String call(int call) {
    return invite("SIP/2.0/UDP 127.0.0.9:5070;rport;branch=z9hG4bK-" + call);
  }

  @Nested
  class WhileThereIsRoom {
    @Test
    void letsInANewInvite() {
      receive(invite());
      assertThat(passed).containsExactly(invite());
      assertThat(counters.of("admitted")).isEqualTo(1);
      assertThat(peer.got()).isEmpty();
    }

    @Test
    void cutsOffWhatFollowsTheBody() {
      receive(invite() + "junk");
      assertThat(passed).containsExactly(invite());
    }
  }

  @Nested
  class WhenFull {
    {
      receive(call(1));
      receive(call(2));
    }

    @Test
    void refusesANewInviteWithoutState() {
      receive(call(3));
      assertThat(passed).hasSize(2);
      assertThat(peer.got()).hasSize(1);
      assertThat(peer.got().getFirst())
          .startsWith("40000 SIP/2.0 503 Overloaded\r\n")
          .contains("\r\nRetry-After: 3\r\n");
      assertThat(counters.of("shed-in-progress")).isEqualTo(1);
    }

    @Test
    void letsInARetransmissionAnInDialogInviteAndAllElse() {
      known.add("z9hG4bK-1 127.0.0.9:5070");
      receive(call(1));
      receive(call(3).replace("To: <sip:bob@127.0.0.1>", "To: <sip:bob@127.0.0.1>;tag=b"));
      receive(call(4).replace("INVITE", "BYE"));
      receive(call(5).replace("INVITE sip:bob@127.0.0.1 SIP/2.0", "SIP/2.0 200 OK"));
      assertThat(passed).hasSize(6);
      assertThat(peer.got()).isEmpty();
    }

    @Test
    void letsInTheNextOneWhenOneHasFinished() {
      admission.finished(nowNs, nowNs);
      receive(call(3));
      assertThat(passed).hasSize(3);
    }

    @Test
    void absorbsTheAckOfItsRefusal() {
      receive(invite());
      String tag = StatelessReplyTest.tagOf(peer.got().getFirst());
      receive(StatelessReplyTest.ackWithTag(tag));
      assertThat(passed).hasSize(2);
      assertThat(counters.of("ack-absorbed")).isEqualTo(1);
    }

    @Test
    void answersToThePortOfSentByWhenThereIsNoRport() {
      receive(invite("SIP/2.0/UDP 127.0.0.9:5070;branch=z9hG4bK-3"));
      receive(invite("SIP/2.0/UDP 127.0.0.9;branch=z9hG4bK-4"));
      assertThat(peer.got()).hasSize(2);
      assertThat(peer.got().getFirst()).startsWith("5070 ");
      assertThat(peer.got().getLast()).startsWith("5060 ");
    }
  }

  @Nested
  class WhileTheSocketsQueueStands {
    private void turns(int count, long bytes) {
      for (int i = 0; i < count; i++) {
        sink.onBacklog(bytes);
      }
    }

    @Test
    void refusesNewInvitesOnly() {
      turns(Backlog.STANDS_TURNS, Backlog.SHORT_BYTES + 1);
      nowNs += Backlog.STANDS_NS;
      receive(call(1));
      turns(1, Backlog.SHORT_BYTES + 1);
      receive(call(2));
      receive(call(3).replace("INVITE", "BYE"));
      assertThat(passed).hasSize(2);
      assertThat(peer.got()).hasSize(1);
      assertThat(peer.got().getFirst()).contains("503 Overloaded").contains("Retry-After: 3");
      assertThat(counters.of("shed-backlog")).isEqualTo(1);
    }

    @Test
    void takesThemAgainOnceItWasShort() {
      turns(Backlog.STANDS_TURNS + 1, Backlog.SHORT_BYTES + 1);
      nowNs += Backlog.STANDS_NS;
      turns(1, Backlog.SHORT_BYTES);
      receive(call(1));
      turns(1, Backlog.SHORT_BYTES + 1);
      receive(call(2));
      assertThat(passed).hasSize(2);
    }
  }

  @Nested
  class WhileDraining {
    @Test
    void refusesNewInvitesOnly() {
      sink.drain(true);
      receive(call(1));
      receive(call(2).replace("INVITE", "BYE"));
      assertThat(peer.got()).hasSize(1);
      assertThat(peer.got().getFirst()).contains("503 Draining").contains("Retry-After: 3");
      assertThat(passed).hasSize(1);

      sink.drain(false);
      receive(call(3));
      assertThat(passed).hasSize(2);
    }
  }

  @Nested
  class OnGarbage {
    final String bad = invite().replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia");

    @Test
    void answersWithinTheBudgetOfTheSource() {
      for (int i = 0; i < 10; i++) {
        receive(bad);
      }
      assertThat(peer.got()).hasSize(2);
      assertThat(peer.got().getFirst()).startsWith("40000 SIP/2.0 505 Version Not Supported");
      assertThat(counters.of("rejected-bad-version")).isEqualTo(10);
      assertThat(counters.of("reply-over-budget")).isEqualTo(8);

      nowNs += 1_000_000_000L;
      receive(bad);
      assertThat(peer.got()).hasSize(3);
    }

    @Test
    void answersAConnectionThatCannotBeFramed() {
      String head = invite().replace("Content-Length: 0", "Content-Length: 2000000000");
      sink.onUnframeable(peer, 413, bytes(head));
      assertThat(peer.got().getFirst()).contains("SIP/2.0 413 Request Entity Too Large");
    }

    @Test
    void neverGoesFurther() {
      receive(bad);
      receive("\0\1\2\3");
      assertThat(passed).isEmpty();
      assertThat(counters.of("dropped-not-sip")).isEqualTo(1);
    }
  }

  @Test
  void theBudgetOfAllSourcesHoldsForAnyNumberOfThem() {
    var budget = new ReplyBudget(5, 100);
    int granted = 0;
    for (long source = 0; source < 100_000; source++) {
      granted += budget.take(source, 0) ? 1 : 0;
    }
    assertThat(granted).isEqualTo(100);
  }
}
