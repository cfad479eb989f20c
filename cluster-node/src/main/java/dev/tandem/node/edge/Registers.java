package dev.tandem.node.edge;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.Gruus;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.Registration;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.ServerTransaction;
import dev.tandem.sip.transport.Flow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// REGISTER (RFC 3261 §10.3): read here, kept by the registrar of the cluster, answered here. At
/// most one question for each server transaction.
final class Registers {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final SipStack stack;
  private final RegistrarParts parts;
  private final Answers answers;
  private final FlowWatch flows;
  private final String retryAfter;

  Registers(SipStack stack, RegistrarParts parts, Answers answers, Duration retryAfter) {
    this.stack = stack;
    this.parts = parts;
    this.answers = answers;
    this.flows = new FlowWatch(parts.registrations());
    this.retryAfter = Long.toString(retryAfter.toSeconds());
  }

  /// @param user who has proven to be its sender; null when nobody had to, then he may register for
  ///   anybody
  void take(ServerTransaction transaction, SipRequest request, @Nullable String user) {
    Optional<AddressOfRecord> address =
        AddressOfRecord.of(request.toUri()).filter(it -> parts.serves(it.host()));
    if (address.isEmpty()) {
      answers.refuse(transaction, new Refusal(404), null);
      return;
    }
    if (user != null && !address.get().user().equals(user)) {
      answers.refuse(transaction, new Refusal(403), null);
      return;
    }
    Optional<Registration> asked = RegisterReading.of(request, transaction.flow());
    if (asked.isEmpty()) {
      answers.refuse(transaction, new Refusal(400), null);
      return;
    }
    if (asked.get().wishes().stream().anyMatch(it -> leadsBack(it.contact(), address.get()))) {
      answers.refuse(transaction, new Refusal(403, "Contact Is A GRUU", List.of()), null);
      return;
    }
    boolean outbound = asked.get().wishes().stream().anyMatch(it -> it.regId() > 0);
    String base = RegisterReading.supports(request, "gruu") ? base(address.get(), request) : null;
    parts
        .registrations()
        .register(address.get(), asked.get())
        .whenComplete((reply, _) ->
            stack.execute(
                () -> answered(transaction, address.get(), asked.get(), outbound, base, reply)));
  }

  /// The address as it was registered, in canonical form, with the port: calls find here by it.
  private static String base(AddressOfRecord address, SipRequest request) {
    String scheme = SipUri.isSips(request.toUri()) ? "sips:" : "sip:";
    int port = SipUri.parse(request.toUri()).map(SipUri::port).orElse(-1);
    return scheme + address.uri().substring("sip:".length()) + (port > 0 ? ":" + port : "");
  }

  /// A GRUU of the address itself: a call for it would come round and round (RFC 5627 §5.1).
  private boolean leadsBack(String contact, AddressOfRecord address) {
    return Gruus.isGruu(contact)
        && parts.gruus().addressOf(contact).filter(address::equals).isPresent();
  }

  private void answered(
      ServerTransaction transaction,
      AddressOfRecord address,
      Registration asked,
      boolean outbound,
      @Nullable String base,
      @Nullable RegistrarReply reply) {
    Refusal answer =
        switch (reply) {
          case RegistrarReply.Bound(var bindings) -> {
            watch(transaction.flow(), address, bindings);
            yield new Refusal(
                200, headers(asked, contacts(address, bindings, base, Instant.now()), outbound));
          }
          case RegistrarReply.Refused(var why, long limit) -> refusal(why, limit);
          case null -> busy(); // nobody answered
        };
    answers.refuse(transaction, answer, null);
  }

  private Refusal refusal(RegistrarReply.Refusal why, long limit) {
    return switch (why) {
      case TOO_BRIEF -> new Refusal(423, new Header("Min-Expires", Long.toString(limit)));
      case TOO_MANY -> new Refusal(403);
      case OUT_OF_ORDER -> new Refusal(500);
      case FULL -> busy();
    };
  }

  private Refusal busy() {
    return new Refusal(503, new Header("Retry-After", retryAfter));
  }

  private void watch(Flow flow, AddressOfRecord address, List<Binding> bindings) {
    var source = Readings.source(flow);
    if (bindings.stream().anyMatch(it -> it.needsItsConnection() && source.equals(it.source()))) {
      flows.watch(flow, address);
    }
  }

  void closed(Flow flow) {
    flows.closed(flow);
  }

  /// @param base URI that was registered, for GRUUs; null when none are wanted
  private List<Header> contacts(
      AddressOfRecord address, List<Binding> bindings, @Nullable String base, Instant now) {
    var headers = new ArrayList<Header>();
    for (Binding binding : bindings) {
      String contact = contact(binding, now);
      String instance = binding.instance();
      headers.add(
          new Header(
              "Contact",
              base == null || instance == null
                  ? contact
                  : contact + gruus(address, binding, instance, base)));
    }
    return headers;
  }

  /// RFC 5627 §5.1, §8.
  private String gruus(AddressOfRecord address, Binding binding, String instance, String base) {
    return ";pub-gruu=\""
        + parts.gruus().publicOf(base, instance)
        + "\";temp-gruu=\""
        + parts.gruus().temporaryOf(base, address, instance, binding.callId())
        + '"';
  }

  private static List<Header> headers(Registration asked, List<Header> contacts, boolean outbound) {
    var headers = new ArrayList<>(contacts);
    asked.path().forEach(it -> headers.add(new Header("Path", it)));
    if (outbound) {
      headers.add(new Header("Require", "outbound")); // RFC 5626 §6
    }
    headers.add(new Header("Supported", "path, outbound, gruu"));
    headers.add(new Header("Date", DATE.format(Instant.now())));
    return headers;
  }

  private static String contact(Binding binding, Instant now) {
    // Rounded up: a phone that asks at once shall read what it asked for.
    long left = (Duration.between(now, binding.expires()).toMillis() + 999) / 1000;
    var text = new StringBuilder("<").append(binding.contact()).append(">;expires=");
    text.append(Math.max(0, left));
    if (binding.q() < 1000) {
      text.append(String.format(Locale.ROOT, ";q=0.%03d", binding.q()));
    }
    if (binding.instance() != null) {
      text.append(";+sip.instance=\"").append(binding.instance()).append('"');
    }
    return binding.regId() > 0
        ? text.append(";reg-id=").append(binding.regId()).toString()
        : text.toString();
  }
}
