package dev.tandem.node;

import dev.tandem.api.CallHandler;
import dev.tandem.api.RequestControl;
import dev.tandem.api.SipResult;
import dev.tandem.node.edge.OutsideParts;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.session.HandlerCalls;
import dev.tandem.session.SessionSettings;
import dev.tandem.session.SessionSharding;
import dev.tandem.watch.LiveNotifiers;
import dev.tandem.watch.LiveWatchers;
import dev.tandem.watch.SubscriptionSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/// The part of a node that deals with requests outside of calls: texts, subscriptions, OPTIONS.
final class Outside {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]{1,32}");
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x21-\\x7e]+/[\\x20-\\x7e]+");

  /// They make or belong to dialogs, transactions or the registrar.
  private static final Set<String> NOT_SENT =
      Set.of("INVITE", "ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "REGISTER", "SUBSCRIBE");

  /// The stack writes these.
  private static final Set<String> OURS =
      Set.of("via", "from", "to", "call-id", "cseq", "route", "content-length", "content-type");

  private final SubscriptionSettings settings;
  private final LiveNotifiers live = new LiveNotifiers();
  private final CallNotices notices = new CallNotices(live);
  private final LiveWatchers ours = new LiveWatchers();
  private @Nullable WatcherBook watchers;
  private @Nullable SubscriptionDoor door;
  private @Nullable Views views;
  private @Nullable Correspondence correspondence;
  private @Nullable Requester requester;

  Outside(SubscriptionSettings settings) {
    this.settings = settings;
  }

  void start(
      ActorSystem<?> system,
      SessionSharding sharding,
      Asks asks,
      RegistrarDoor registrar,
      Placement placement,
      DialogTags tags,
      AddressBook book,
      CallHandler handler,
      HandlerCalls handlers,
      SessionSettings sessions) {
    watchers =
        new WatcherBook(
            new WatcherDoor(system, sharding, placement, tags, handlers, settings.maxOurs(), ours));
    views = new Views(system, asks, registrar, placement, tags, sessions.shards());
    var region = sharding.startSubscriptions(settings, views, live);
    door = new SubscriptionDoor(system, region, placement);
    requester = new Requester(system, placement);
    correspondence =
        new Correspondence(handler, sessions.handlerDeadline(), book, registrar, asks, requester);
    notices.start(system);
  }

  CallNotices notices() {
    return notices;
  }

  LiveNotifiers live() {
    return live;
  }

  SubscriptionDoor door() {
    return Objects.requireNonNull(door);
  }

  LiveWatchers ours() {
    return ours;
  }

  WatcherBook watchers() {
    return Objects.requireNonNull(watchers);
  }

  OutsideParts parts() {
    return new OutsideParts(
        door(), settings, Objects.requireNonNull(correspondence), watchers().door());
  }

  void wakeBy(Consumer<SubscriptionId> how) {
    Objects.requireNonNull(views).wakeBy(how);
  }

  CompletionStage<SipResult> message(String from, String to, String contentType, String body) {
    if (body.getBytes(StandardCharsets.UTF_8).length > RequestControl.MAX_BODY) {
      throw new IllegalArgumentException(
          "a text has at most " + RequestControl.MAX_BODY + " bytes");
    }
    checkMediaType(contentType);
    return Objects.requireNonNull(correspondence)
        .send(SipUris.checked("from", from), SipUris.checked("to", to), contentType, body);
  }

  CompletionStage<SipResult> options(String uri) {
    String to = SipUris.checked("uri", uri);
    return request(
        "OPTIONS",
        "sip:tandem@localhost",
        to,
        List.of(new Header("Accept", "application/sdp")),
        null,
        "");
  }

  CompletionStage<SipResult> request(
      String method,
      String from,
      String to,
      List<Header> headers,
      @Nullable String contentType,
      String body) {
    if (!TOKEN.matcher(method).matches() || NOT_SENT.contains(method)) {
      throw new IllegalArgumentException("no request that can be sent outside a call: " + method);
    }
    for (Header header : headers) {
      if (OURS.contains(header.name().toLowerCase(java.util.Locale.ROOT))) {
        throw new IllegalArgumentException("the header " + header.name() + " is not yours to set");
      }
    }
    if (contentType != null) {
      checkMediaType(contentType);
    }
    String target = SipUris.checked("to", to);
    return Objects.requireNonNull(requester)
        .send(
            new Requester.Errand(
                method,
                SipUris.checked("from", from),
                null,
                target,
                target,
                null,
                headers,
                contentType,
                body));
  }

  private static void checkMediaType(String text) {
    if (!isMediaType(text)) {
      throw new IllegalArgumentException("a content type is like text/plain, not " + text);
    }
  }

  static boolean isMediaType(String text) {
    return MEDIA_TYPE.matcher(text).matches();
  }
}
