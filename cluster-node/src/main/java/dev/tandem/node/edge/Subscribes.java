package dev.tandem.node.edge;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.DialogTags;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SipUser;
import dev.tandem.protocol.Subscribing;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionReply;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.Way;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transaction.ServerTransaction;
import dev.tandem.watch.SubscriptionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// SUBSCRIBE (RFC 6665 §4.2.1): read here, kept by an entity of the cluster, answered here. At most
/// one question for each server transaction.
final class Subscribes {
  private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9._~-]{1,64}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");
  private static final Pattern EVENT_ID = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]{1,64}");

  private final SipStack stack;
  private final ActorRef<EdgeCommand> self;
  private final OutsideParts parts;
  private final DialogTags tags;
  private final Predicate<String> serves;
  private final Answers answers;
  private final OurHeaders ours;
  private final String retryAfter;

  /// Questions without an answer yet.
  private final Map<Key, Open> open = new HashMap<>();

  private record Key(String callId, String subscriberTag) {}

  private static final class Open {
    private int questions;
    private final List<EdgeCommand.Ask> waiting = new ArrayList<>();
  }

  /// @param serves whether addresses of that host are ours
  Subscribes(
      SipStack stack,
      ActorRef<EdgeCommand> self,
      OutsideParts parts,
      DialogTags tags,
      Predicate<String> serves,
      Answers answers,
      OurHeaders ours,
      Duration retryAfter) {
    this.stack = stack;
    this.self = self;
    this.parts = parts;
    this.tags = tags;
    this.serves = serves;
    this.answers = answers;
    this.ours = ours;
    this.retryAfter = Long.toString(retryAfter.toSeconds());
  }

  /// The first one.
  ///
  /// @param user who has proven to be its sender; null when nobody had to, then he may watch
  ///   everything
  void take(ServerTransaction transaction, SipRequest request, @Nullable String user) {
    Optional<EventPackage> found = event(request);
    if (found.isEmpty()) {
      answers.refuse(transaction, new Refusal(489, Methods.ALLOW_EVENTS), null);
      return;
    }
    EventPackage event = found.get();
    String watched = watched(event, request.requestUri(), user == null);
    int refused =
        watched == null ? 404 : mayNot(event, watched, user) ? 403 : unfit(request, event);
    if (watched == null || refused > 0) {
      answers.refuse(transaction, new Refusal(refused), null);
      return;
    }
    var source = Readings.source(transaction.flow());
    var begin =
        new Subscribing.Begin(
            watched,
            entity(event, watched, request.requestUri()),
            user == null ? source.host() : user,
            request.toUri(),
            request.fromUri(),
            request.recordRoutes());
    ask(transaction, parts.subscriptions().mint(), asked(transaction, request, event, begin));
  }

  /// One inside the dialog of a subscription.
  void again(ServerTransaction transaction, SipRequest request, SubscriptionId subscription) {
    Optional<EventPackage> event = event(request);
    if (event.isEmpty()) {
      answers.refuse(transaction, new Refusal(489, Methods.ALLOW_EVENTS), null);
    } else if (request.contact() == null) {
      answers.refuse(transaction, new Refusal(400), null);
    } else {
      ask(transaction, subscription, asked(transaction, request, event.get(), null));
    }
  }

  private Subscribing asked(
      ServerTransaction transaction,
      SipRequest request,
      EventPackage event,
      Subscribing.@Nullable Begin begin) {
    return new Subscribing(
        request.callId(),
        request.fromTag(),
        request.cseq(),
        seconds(request.header("Expires")),
        event,
        eventId(request),
        Objects.requireNonNull(request.contact()),
        Readings.source(transaction.flow()),
        self,
        begin);
  }

  private static Optional<EventPackage> event(SipRequest request) {
    String event = request.header("Event");
    return event == null ? Optional.empty() : EventPackage.of(event.split(";", 2)[0].strip());
  }

  private static @Nullable String eventId(SipRequest request) {
    String event = request.header("Event");
    for (String parameter : event == null ? new String[0] : event.split(";", -1)) {
      String text = parameter.strip();
      if (text.startsWith("id=") && EVENT_ID.matcher(text.substring(3)).matches()) {
        return text.substring(3);
      }
    }
    return null;
  }

  /// Null when there is no such thing.
  private @Nullable String watched(EventPackage event, String uri, boolean anything) {
    String user = SipUser.of(uri);
    return switch (event) {
      case CONFERENCE -> ROOM.matcher(user).matches() ? user : null;
      case DIALOG ->
          anything && SessionId.isValid(user)
              ? user
              : AddressOfRecord.of(uri)
                  .filter(it -> serves.test(it.host()))
                  .map(AddressOfRecord::value)
                  .orElse(null);
    };
  }

  private boolean mayNot(EventPackage event, String watched, @Nullable String user) {
    return event == EventPackage.DIALOG
        && user != null
        && parts.settings().calls() == SubscriptionSettings.Calls.OWN
        && !watched.substring(0, Math.max(0, watched.lastIndexOf('@'))).equals(user);
  }

  /// 0 when nothing is wrong with it.
  private static int unfit(SipRequest request, EventPackage event) {
    if (request.contact() == null) {
      return 400;
    }
    List<String> accepted = request.elements("Accept");
    boolean accepts =
        accepted.isEmpty()
            || accepted.stream()
                .map(it -> it.split(";", 2)[0].strip())
                .anyMatch(it ->
                    it.equalsIgnoreCase(event.contentType())
                        || it.equals("*/*")
                        || it.equalsIgnoreCase("application/*"));
    return accepts ? 0 : 406;
  }

  private static String entity(EventPackage event, String watched, String uri) {
    return event == EventPackage.DIALOG && watched.indexOf('@') >= 0
        ? new AddressOfRecord(watched).uri()
        : withoutParameters(uri);
  }

  private static String withoutParameters(String uri) {
    int at = uri.indexOf('@');
    int semicolon = uri.indexOf(';', Math.max(0, at));
    return semicolon < 0 ? uri : uri.substring(0, semicolon);
  }

  private static long seconds(@Nullable String expires) {
    return expires != null && SECONDS.matcher(expires.strip()).matches()
        ? Long.parseLong(expires.strip())
        : -1;
  }

  private void ask(ServerTransaction transaction, SubscriptionId subscription, Subscribing asked) {
    var key = new Key(asked.callId(), asked.remoteTag());
    open.computeIfAbsent(key, _ -> new Open()).questions++;
    parts
        .subscriptions()
        .subscribe(subscription, asked)
        .whenComplete((reply, _) ->
            stack.execute(() -> {
              try {
                answers.refuse(transaction, answer(transaction, reply), tags.tagOf(subscription));
              } finally {
                answered(key);
              }
            }));
  }

  private void answered(Key key) {
    Open question = Objects.requireNonNull(open.get(key));
    if (--question.questions == 0) {
      open.remove(key);
      question.waiting.forEach(self::tell);
    }
  }

  /// Whether that NOTIFY is to wait until its SUBSCRIBE is answered here: it may come before the
  /// answer (RFC 6665 §4.4.1), but many a phone does not expect it to.
  boolean keeps(EdgeCommand.Ask notify) {
    Open question = open.get(new Key(notify.dialog().callId(), notify.dialog().remoteTag()));
    if (question == null || !notify.method().equals("NOTIFY")) {
      return false;
    }
    question.waiting.add(notify); // one for each subscription: the next waits for its answer
    return true;
  }

  private Refusal answer(ServerTransaction transaction, @Nullable SubscriptionReply reply) {
    return switch (reply) {
      case SubscriptionReply.Granted(long seconds) -> {
        var headers = new ArrayList<Header>();
        headers.add(new Header("Expires", Long.toString(seconds)));
        headers.add(Methods.ALLOW_EVENTS);
        ours.addContact(headers, Way.of(transaction.flow()), transaction.head().sips());
        yield new Refusal(200, headers);
      }
      case SubscriptionReply.Refused(var why, long limit) ->
          switch (why) {
            case TOO_BRIEF -> new Refusal(423, new Header("Min-Expires", Long.toString(limit)));
            case TOO_MANY -> new Refusal(403);
            case OUT_OF_ORDER -> new Refusal(500);
            case UNKNOWN -> new Refusal(481);
            case FULL -> busy();
          };
      case null -> busy(); // nobody answered
    };
  }

  private Refusal busy() {
    return new Refusal(503, new Header("Retry-After", retryAfter));
  }
}
