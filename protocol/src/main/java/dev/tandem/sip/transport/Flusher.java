package dev.tandem.sip.transport;

import io.netty.channel.Channel;

/// Flushes a channel once per loop turn, however many messages were written in it.
final class Flusher implements Runnable {
  private final Channel channel;
  private boolean scheduled;

  Flusher(Channel channel) {
    this.channel = channel;
  }

  void soon() {
    if (!scheduled) {
      scheduled = true;
      channel.eventLoop().execute(this);
    }
  }

  @Override
  public void run() {
    scheduled = false;
    channel.flush();
  }
}
