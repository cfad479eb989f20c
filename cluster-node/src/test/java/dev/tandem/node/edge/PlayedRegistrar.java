package dev.tandem.node.edge;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.Registration;
import dev.tandem.protocol.Registrations;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A registrar that the test plays.
@org.jspecify.annotations.NullUnmarked
final class PlayedRegistrar implements Registrations {
  record Asked(
      AddressOfRecord address,
      Registration registration,
      CompletableFuture<RegistrarReply> reply) {}

  record Gone(AddressOfRecord address, PeerAddress flow) {}

  final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  final BlockingQueue<Gone> gone = new LinkedBlockingQueue<>();

  @Override
  public CompletionStage<RegistrarReply> register(AddressOfRecord address, Registration asks) {
    var reply = new CompletableFuture<RegistrarReply>();
    asked.add(new Asked(address, asks, reply));
    return reply;
  }

  @Override
  public void flowGone(AddressOfRecord address, PeerAddress flow) {
    gone.add(new Gone(address, flow));
  }

  Asked next() throws InterruptedException {
    Asked next = asked.poll(5, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the registrar was not asked");
    }
    return next;
  }
}
