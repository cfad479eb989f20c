package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class FlowWatchTest {
  private final PlayedRegistrar registrar = new PlayedRegistrar();
  private final FlowWatch watch = new FlowWatch(registrar);

  private static AddressOfRecord address(int number) {
    return new AddressOfRecord("user" + number + "@example.com");
  }

  private record Connection(int port, boolean isOpen) implements Flow {
    @Override
    public Transport transport() {
      return Transport.TCP;
    }

    @Override
    public InetSocketAddress local() {
      return new InetSocketAddress("127.0.0.1", 5060);
    }

    @Override
    public InetSocketAddress remote() {
      return new InetSocketAddress("127.0.0.1", port);
    }

    @Override
    public void send(byte[] message) {
      throw new AssertionError("nothing is sent here");
    }
  }

  @Test
  void eachConnectionHasItsOwnAddressesAndTellsThemOnce() {
    watch.watch(new Connection(40_001, true), address(1));
    watch.watch(new Connection(40_001, true), address(1));
    watch.watch(new Connection(40_002, true), address(2));
    watch.closed(new Connection(40_001, false));
    watch.closed(new Connection(40_001, false));

    assertThat(registrar.gone)
        .extracting(PlayedRegistrar.Gone::address)
        .containsExactly(address(1));
  }

  @Test
  void oneConnectionIsWatchedForSoManyAddressesAndNoMore() {
    var connection = new Connection(40_001, true);
    for (int i = 0; i <= FlowWatch.MAX_ADDRESSES; i++) {
      watch.watch(connection, address(i));
    }
    watch.closed(connection);

    assertThat(registrar.gone)
        .extracting(PlayedRegistrar.Gone::address)
        .hasSize(FlowWatch.MAX_ADDRESSES)
        .doesNotContain(address(FlowWatch.MAX_ADDRESSES));
  }
}
