package dev.tandem.sip;

import dev.tandem.sip.transport.Listener;
import dev.tandem.sip.transport.Listening;
import dev.tandem.sip.transport.Reach;
import dev.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Under which `host:port` others reach our listeners.
final class Addresses {
  private record Known(Transport transport, InetSocketAddress bound, String text) {
    boolean hears(InetSocketAddress local) {
      return bound.getPort() == local.getPort()
          && (bound.getAddress().isAnyLocalAddress()
              || bound.getAddress().equals(local.getAddress()));
    }
  }

  private final List<Known> all;
  private final Set<Transport> transports = EnumSet.noneOf(Transport.class);

  Addresses(SipSettings settings, List<Listening> listeners) {
    all = listeners.stream().map(it -> known(settings, it)).toList();
    all.forEach(it -> transports.add(it.transport()));
  }

  private static Known known(SipSettings settings, Listening listening) {
    Listener listener = listening.listener();
    InetSocketAddress bound = listening.address();
    String host = settings.hostOf(listener, bound.getAddress());
    int port = settings.portOf(listener);
    String written = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    String text = written + ":" + (port == 0 ? bound.getPort() : port);
    return new Known(listener.transport(), bound, text);
  }

  boolean listens(Transport transport) {
    return transports.contains(transport);
  }

  /// Of the listener the peer was heard by, else of the one that reaches it, else of any: over a
  /// connection answers come back whatever we say.
  String advertised(Way way) {
    Known best = all.getFirst();
    int rank = 0;
    for (Known one : all) {
      int other = rank(one, way);
      if (other > rank) {
        best = one;
        rank = other;
      }
    }
    return best.text();
  }

  private static int rank(Known one, Way way) {
    InetSocketAddress local = way.local();
    boolean same = one.transport() == way.transport();
    boolean heard = same && local != null && one.hears(local);
    return (heard ? 4 : 0) + (reaches(one, way.peer()) ? 2 : 0) + (same ? 3 : 0);
  }

  private static boolean reaches(Known one, @Nullable InetAddress peer) {
    return peer != null && Reach.reaches(one.bound().getAddress(), peer);
  }
}
