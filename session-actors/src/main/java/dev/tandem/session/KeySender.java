package dev.tandem.session;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionReply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Keys that are to be pressed, in the order they were asked for. Forgotten when the entity moves:
/// who asked has a time-out, and a key that came twice would be worse than one that did not.
final class KeySender {
  static final int MAX_ORDERS = 8;
  static final String INFO = "info-";
  private static final char PAUSE = 'w';

  private record Order(KeyPresses keys, ActorRef<SessionReply> replyTo) {}

  private final SessionId id;
  private final Deque<Order> orders = new ArrayDeque<>(0);
  private int pressed;
  private @Nullable String awaited;

  KeySender(SessionId id) {
    this.id = id;
  }

  /// Whether the first key is to be pressed now.
  boolean take(SessionCommand.Press order) {
    String problem = order.keys().problem();
    if (!problem.isEmpty()) {
      order.replyTo().tell(new SessionReply.Refused(ErrorKind.INVALID_STATE, problem));
      return false;
    }
    if (orders.size() >= MAX_ORDERS) {
      String why = MAX_ORDERS + " wait to press keys already";
      order.replyTo().tell(new SessionReply.Refused(ErrorKind.RESOURCE_EXHAUSTED, why));
      return false;
    }
    orders.add(new Order(order.keys(), order.replyTo()));
    return orders.size() == 1;
  }

  /// The key to press now, null when there is none or it is a pause.
  @Nullable Character key() {
    Order order = orders.peek();
    char key = order == null ? PAUSE : order.keys().keys().charAt(pressed);
    return key == PAUSE ? null : key;
  }

  Duration duration() {
    Order order = orders.peek();
    return order == null ? Duration.ZERO : order.keys().duration();
  }

  /// @param request key of the INFO
  void sent(String request) {
    awaited = request;
  }

  /// How long to wait until the next key, null when nothing is to be pressed.
  @Nullable Duration pause() {
    return orders.isEmpty() ? null : KeyPresses.PAUSE;
  }

  /// The peer has answered; how long to wait until the next key, null when there is none. Who has
  /// asked hears of the last one at once: the peer may hang up on it.
  @Nullable Duration answered(String request, int status, String reason) {
    Order order = orders.peek();
    if (order == null || !request.equals(awaited) || status < 200) {
      return null;
    }
    awaited = null;
    if (status >= 300) {
      refused(ErrorKind.INVALID_STATE, "the peer answered " + status + " " + reason);
      return orders.isEmpty() ? null : Duration.ZERO;
    }
    return next() ? order.keys().duration().plus(order.keys().gap()) : null;
  }

  /// The present key or pause is over. Whether there is another to press.
  boolean next() {
    Order order = orders.peek();
    if (order != null && ++pressed >= order.keys().keys().length()) {
      orders.remove();
      pressed = 0;
      order.replyTo().tell(new SessionReply.Done(id));
    }
    return !orders.isEmpty();
  }

  /// The order at hand comes to nothing from here on.
  void refused(ErrorKind error, String detail) {
    Order order = orders.poll();
    if (order != null) {
      String why = pressed == 0 ? detail : detail + ", after " + pressed + " keys";
      order.replyTo().tell(new SessionReply.Refused(error, why));
    }
    pressed = 0;
    awaited = null;
  }

  void end() {
    while (!orders.isEmpty()) {
      refused(ErrorKind.NOT_FOUND, "the call has ended");
    }
  }
}
