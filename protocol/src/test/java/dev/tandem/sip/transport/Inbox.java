package dev.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A sink that keeps what arrived.
final class Inbox implements MessageSink {
  record Arrived(Flow flow, String text, String thread) {}

  final BlockingQueue<Arrived> messages = new LinkedBlockingQueue<>();
  volatile long longestBacklog;
  final BlockingQueue<Flow> closed = new LinkedBlockingQueue<>();

  @Override
  public void onMessage(Flow flow, byte[] message) {
    messages.add(new Arrived(flow, Cast.text(message), Thread.currentThread().getName()));
    if (Cast.text(message).contains("throw")) {
      throw new IllegalStateException("as the test wants");
    }
  }

  @Override
  public void onBacklog(long bytes) {
    longestBacklog = Math.max(longestBacklog, bytes);
  }

  @Override
  public void onClosed(Flow flow) {
    closed.add(flow);
  }

  @Override
  public void onUnframeable(Flow flow, int status, byte[] head) {
    flow.send(Cast.bytes("SIP/2.0 " + status + "\r\n\r\n"));
  }

  Arrived next() throws InterruptedException {
    Arrived arrived = messages.poll(10, TimeUnit.SECONDS);
    assertThat(arrived).as("a message within 10 s").isNotNull();
    return arrived;
  }

  Flow nextClosed() throws InterruptedException {
    Flow flow = closed.poll(10, TimeUnit.SECONDS);
    assertThat(flow).as("a closed flow within 10 s").isNotNull();
    return flow;
  }
}
